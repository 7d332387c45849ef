"""Opening balances from a file: read in parts, checked, posted when somebody says so."""

from typing import Annotated

import strawberry

from api import ledger
from api.core.ids import key_of
from api.graphql.base import Info, Payload, field, mutation, query, read, requires
from api.graphql.ledger.opening_types import BalanceImport

WHICH = "Which import."


@strawberry.type(description="The import as it stands now.")
class BalanceImportPayload(Payload):
    """An import or why not."""

    balance_import: BalanceImport | None = field("The import; null when refused.", default=None)


@strawberry.input(description="A file of opening balances.")
class StartBalanceImportInput:
    """A file."""

    file_name: str = field("Its name, at most 200 characters.")
    fingerprint: str = field(
        "The SHA-256 of the file in small hexadecimal digits: the same file goes on where it was."
    )


@strawberry.input(description="The next part of a file: whole lines in CSV, the first part with the header.")
class AddBalanceRowsInput:
    """A part."""

    import_id: strawberry.ID = field(WHICH)
    part: int = field("The number of the part, from 0; one that was read before is passed over.")
    text: str = field(
        "Lines with the columns phone or card_number, points, and if you like name, earned_on, expires_on, reason, "
        "external_id; at most 300,000 characters."
    )
    is_last: bool = field("Whether the file ends with this part.")


@strawberry.input(description="An import that is to be posted.")
class PostBalanceImportInput:
    """Which one."""

    import_id: strawberry.ID = field(WHICH)


@strawberry.input(description="An import that is to be given up.")
class CancelBalanceImportInput:
    """Which one."""

    import_id: strawberry.ID = field(WHICH)


@strawberry.type(description="What could not be read or posted.")
class BalanceImportReport(Payload):
    """A report or why not."""

    csv: str | None = field(
        "Line, problem and text of at most 10,000 lines as CSV; null when refused.", default=None
    )


@strawberry.type
class OpeningQueries:
    """Reads of imports that are worked out."""

    @query(requires("points.import"), description="The lines of an import that are wrong, as a file to mend.")
    async def balance_import_report(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description=WHICH)]
    ) -> BalanceImportReport:
        """Of one's own business."""
        key = key_of(id, "BalanceImport", path=("id",))
        return BalanceImportReport(csv=await ledger.problems_as_csv(info.context.viewer.the_business(), key))


@strawberry.type
class OpeningMutations:
    """Verbs about files of opening balances."""

    @mutation(requires("points.import"), description="Begins with a file of opening balances.")
    async def start_balance_import(
        self,
        info: Info,
        input: Annotated[StartBalanceImportInput, strawberry.argument(description="The file.")],
    ) -> BalanceImportPayload:
        """For one's own business."""
        viewer = info.context.viewer
        made = await ledger.start_import(
            viewer.actor(), viewer.the_business(), input.file_name, input.fingerprint
        )
        return await _shown(info, made)

    @mutation(
        requires("points.import"), description="Reads and checks the next part of a file; posts nothing."
    )
    async def add_balance_rows(
        self, info: Info, input: Annotated[AddBalanceRowsInput, strawberry.argument(description="The part.")]
    ) -> BalanceImportPayload:
        """For one's own business."""
        key = key_of(input.import_id, "BalanceImport", path=("importId",))
        made = await ledger.add_rows(
            info.context.viewer.the_business(), key, input.part, input.text, is_last=input.is_last
        )
        return await _shown(info, made)

    @mutation(
        requires("points.import"),
        description="Posts what was read and is good, in the background: ask for the import until it is DONE.",
    )
    async def post_balance_import(
        self,
        info: Info,
        input: Annotated[PostBalanceImportInput, strawberry.argument(description="Which one.")],
    ) -> BalanceImportPayload:
        """For one's own business."""
        viewer = info.context.viewer
        key = key_of(input.import_id, "BalanceImport", path=("importId",))
        return await _shown(info, await ledger.post_import(viewer.actor(), viewer.the_business(), key))

    @mutation(requires("points.import"), description="Gives an import up before it is posted.")
    async def cancel_balance_import(
        self,
        info: Info,
        input: Annotated[CancelBalanceImportInput, strawberry.argument(description="Which one.")],
    ) -> BalanceImportPayload:
        """For one's own business."""
        key = key_of(input.import_id, "BalanceImport", path=("importId",))
        return await _shown(info, await ledger.cancel_import(info.context.viewer.the_business(), key))


async def _shown(info: Info, made: ledger.ImportInfo) -> BalanceImportPayload:
    return BalanceImportPayload(balance_import=await read(info, "BalanceImport", made.id))
