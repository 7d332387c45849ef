"""Rows and conflicts that wait for a person, and bills that customers claim."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api import erp
from api.core.errors import BadInput
from api.core.ids import key_of
from api.graphql.base import (
    JSON,
    Info,
    Payload,
    Points,
    RateLimit,
    customer,
    field,
    mutation,
    read,
)
from api.graphql.erp.enums import ErpTake
from api.graphql.erp.payloads import MANAGERS
from api.graphql.erp.types import ErpConflict, ErpDeadRow, ErpStream

if TYPE_CHECKING:
    from api.graphql.wallet.types import Card

WALLET = strawberry.lazy("api.graphql.wallet.types")


@strawberry.input(description="Columns of a dead row, mended.")
class EditErpDeadRowInput:
    """Which, and its values."""

    dead_row_id: strawberry.ID = field("Which row.")
    payload: JSON = field("New values by column; what is left out stays as it was read.")


@strawberry.input(description="Dead rows of a stream to try again.")
class ReplayErpDeadRowsInput:
    """Which."""

    stream_id: strawberry.ID = field("Which stream.")
    dead_row_ids: list[strawberry.ID] | None = field(
        "Which rows, at most 1,000; the oldest 1,000 that wait when left out.", default=None
    )


@strawberry.input(description="Dead rows to let go.")
class DropErpDeadRowsInput:
    """Which."""

    dead_row_ids: list[strawberry.ID] = field("Which rows, at most 1,000.")


@strawberry.input(description="A decision about one conflict.")
class ErpDecisionInput:
    """A decision."""

    conflict_id: strawberry.ID = field("Which conflict.")
    take: ErpTake = field("Whose value stands.")


@strawberry.input(description="Decisions about conflicts: all of them hold, or none.")
class DecideErpConflictsInput:
    """Decisions."""

    decisions: list[ErpDecisionInput] = field("At most 100.")


@strawberry.input(description="A bill that was made without a phone number.")
class ClaimBillInput:
    """A bill."""

    card_id: strawberry.ID = field("One's own card, which gets the points.")
    number: str = field("The number on the receipt.")
    pin: str = field("The PIN on the receipt.")


@strawberry.type(description="The row as it is now.")
class ErpDeadRowPayload(Payload):
    """A row or why not."""

    dead_row: ErpDeadRow | None = field("The row; null when refused.", default=None)


@strawberry.type(description="What became of dead rows.")
class ErpDeadRowsPayload(Payload):
    """Counts or why not."""

    stream: ErpStream | None = field("The stream, where it was one that was named.", default=None)
    settled: int = field("Rows that wait no more.", default=0)
    still_dead: int = field("Rows that could not be taken again.", default=0)
    points: Points = field("Points that were booked.", default=0)


@strawberry.type(description="The conflicts as they are now.")
class ErpConflictsPayload(Payload):
    """Conflicts or why not."""

    conflicts: list[ErpConflict] = field("Those that were decided.", default_factory=list)


@strawberry.type(description="What a claimed bill gave.")
class ClaimBillPayload(Payload):
    """Points or why not."""

    points: Points = field("Points that the bill earned.", default=0)
    card: Annotated["Card", WALLET] | None = field("The card with its balance now.", default=None)


@strawberry.type
class RepairingMutations:
    """Fields of Mutation."""

    @mutation(
        MANAGERS, description="Mends columns of a row that could not be taken; the row as read stays beside."
    )
    async def edit_erp_dead_row(
        self, info: Info, input: Annotated[EditErpDeadRowInput, strawberry.argument(description="The row.")]
    ) -> ErpDeadRowPayload:
        """Of one's own business."""
        viewer = info.context.viewer
        key = key_of(input.dead_row_id, "ErpDeadRow", path=("deadRowId",))
        if not isinstance(input.payload, dict):
            raise BadInput("Please give values by column.", path=("payload",))
        await erp.edit_dead_row(
            viewer.actor(), viewer.the_program(), viewer.the_business(), key, input.payload
        )
        return ErpDeadRowPayload(dead_row=await read(info, "ErpDeadRow", key))

    @mutation(
        MANAGERS, description="Tries rows that could not be taken again, by the mapping of today.", cost=100
    )
    async def replay_erp_dead_rows(
        self,
        info: Info,
        input: Annotated[ReplayErpDeadRowsInput, strawberry.argument(description="Which.")],
    ) -> ErpDeadRowsPayload:
        """Of one's own business."""
        viewer, stream = info.context.viewer, key_of(input.stream_id, "ErpStream", path=("streamId",))
        keys = None
        if input.dead_row_ids is not None:
            keys = [key_of(each, "ErpDeadRow", path=("deadRowIds",)) for each in input.dead_row_ids]
        tally = await erp.replay_dead_rows(
            viewer.actor(), viewer.the_program(), viewer.the_business(), stream, keys
        )
        return ErpDeadRowsPayload(
            stream=await read(info, "ErpStream", stream),
            settled=tally.read - tally.dead,
            still_dead=tally.dead,
            points=Points(tally.points),
        )

    @mutation(MANAGERS, description="Lets rows go that could not be taken.")
    async def drop_erp_dead_rows(
        self, info: Info, input: Annotated[DropErpDeadRowsInput, strawberry.argument(description="Which.")]
    ) -> ErpDeadRowsPayload:
        """Of one's own business."""
        viewer = info.context.viewer
        keys = [key_of(each, "ErpDeadRow", path=("deadRowIds",)) for each in input.dead_row_ids]
        dropped = await erp.drop_dead_rows(viewer.actor(), viewer.the_program(), viewer.the_business(), keys)
        return ErpDeadRowsPayload(settled=dropped)

    @mutation(
        MANAGERS,
        description="Decides whose value stands; THEIRS is written to the customer. All of them, or none.",
    )
    async def decide_erp_conflicts(
        self,
        info: Info,
        input: Annotated[DecideErpConflictsInput, strawberry.argument(description="The decisions.")],
    ) -> ErpConflictsPayload:
        """Of one's own business."""
        viewer = info.context.viewer
        given = {
            key_of(each.conflict_id, "ErpConflict", path=("conflictId",)): erp.Take[each.take.name]
            for each in input.decisions[:200]
        }
        await erp.decide_conflicts(viewer.actor(), viewer.the_program(), viewer.the_business(), given)
        return ErpConflictsPayload(conflicts=[await read(info, "ErpConflict", key) for key in given])

    @mutation(
        customer(),
        description="Takes a bill that was made without a phone number, by its number and the PIN on the receipt.",
        limit=RateLimit("claim-bill", "20/minute"),
    )
    async def claim_bill(
        self, info: Info, input: Annotated[ClaimBillInput, strawberry.argument(description="The bill.")]
    ) -> ClaimBillPayload:
        """For one's own card."""
        viewer = info.context.viewer
        card = key_of(input.card_id, "Card", path=("cardId",))
        claimed = await erp.claim_bill(viewer.actor(), viewer.the_person(), card, input.number, input.pin)
        return ClaimBillPayload(points=Points(claimed.points), card=await read(info, "Card", card))
