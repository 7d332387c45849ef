"""What can be told of views and bulk runs."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api import directory
from api.core.errors import BadInput, Forbidden
from api.core.ids import key_of
from api.graphql.base import IdempotencyKey, Points, Viewer, field
from api.graphql.directory.enums import BulkKind, CustomerColumn, FileFormat

if TYPE_CHECKING:
    from api.graphql.customers.enums import CustomerSort, CustomerStatus
    from api.graphql.customers.filters import CustomerFilter

FILTERS = strawberry.lazy("api.graphql.customers.filters")
CHOICES = strawberry.lazy("api.graphql.customers.enums")


@strawberry.input(description="Whom a bulk run is about: these, or all whom search and filter find.")
class BulkSelection:
    """A selection."""

    customer_ids: list[strawberry.ID] | None = field("These, at most 1,000.", default=None)
    everyone: bool = field("All whom search and filter find; then no ids are given.", default=False)
    search: str | None = field("As for `customers`.", default=None)
    filter: Annotated["CustomerFilter", FILTERS] | None = field("Narrows the list.", default=None)
    sort: Annotated["CustomerSort", CHOICES] | None = field("In which order.", default=None)

    def value(self) -> directory.Selection:
        """As the domain takes it. Refuses nobody, and both ways at once."""
        ids = self.customer_ids or []
        if bool(ids) == self.everyone:
            raise BadInput("Name customers, or everyone whom the filter finds.", path=("customerIds",))
        return directory.Selection(
            customer_ids=[key_of(each, "Customer", path=("customerIds",)) for each in ids],
            search=self.search or "",
            narrowed=directory.EVERYONE if self.filter is None else self.filter.value(),
            sort=directory.Sort.NEWEST if self.sort is None else directory.Sort[self.sort.name],
        )


@strawberry.input(description="An act on many customers.")
class BulkInput:
    """An order."""

    kind: BulkKind = field("What is to be done; an IMPORT begins with its file instead.")
    selection: BulkSelection = field("To whom.")
    tag_name: str | None = field("For TAG: the label, made where there is none of this name.", default=None)
    tag_id: strawberry.ID | None = field("For UNTAG: the label.", default=None)
    points: Points | None = field("For POINTS: how many to add for each; negative to take.", default=None)
    reason: str | None = field("For POINTS: why, up to 300 characters; customers see it.", default=None)
    status: Annotated["CustomerStatus", CHOICES] | None = field("For STATUS: which.", default=None)
    columns: list[CustomerColumn] | None = field("For EXPORT: which columns.", default=None)
    format: FileFormat | None = field("For EXPORT: how the file is written; CSV when left out.", default=None)

    def order(self, viewer: Viewer, confirmed: int | None = None) -> directory.BulkOrder:
        """As the domain takes it. Points ask for their own permission as well: FORBIDDEN without it."""
        if self.kind is BulkKind.POINTS and not viewer.may("points.adjust"):
            raise Forbidden("You are not allowed to do this.", params={"permission": "points.adjust"})
        return directory.BulkOrder(
            kind=directory.BulkKind[self.kind.name],
            selection=self.selection.value(),
            tag=self.tag_name or "",
            tag_id=None if self.tag_id is None else key_of(self.tag_id, "Tag", path=("tagId",)),
            points=int(self.points or 0),
            reason=self.reason or "",
            status="" if self.status is None else self.status.name.lower(),
            columns=[each.name.lower() for each in self.columns or ()],
            format=directory.FileFormat["CSV" if self.format is None else self.format.name],
            confirmed=confirmed,
        )


@strawberry.input(description="An act on many customers, to be done.")
class StartBulkInput(BulkInput):
    """An order with its key."""

    idempotency_key: IdempotencyKey = field(
        "Your name for this act; repeating it answers with the first run."
    )
    confirmed_count: int | None = field(
        "The number of customers, as it was typed; asked above 1,000.", default=None
    )


@strawberry.input(description="A bulk run.")
class BulkRunInput:
    """Which run."""

    run_id: strawberry.ID = field("Which run.")


@strawberry.input(description="What the column of a file means.")
class ImportColumnInput:
    """A column."""

    field_name: str = field("phone, name, first_name, last_name, email, birthday or city.", name="field")
    column: int = field("Its place in the file, from 0.")


@strawberry.input(description="What the columns of an import mean.")
class MapImportInput:
    """A mapping."""

    run_id: strawberry.ID = field("Which import.")
    columns: list[ImportColumnInput] = field("The columns that are read; the phone is needed.")

    def mapping(self) -> dict[str, int]:
        """As the domain takes it."""
        return {each.field_name: each.column for each in self.columns[:50]}


@strawberry.input(description="A view to keep.")
class SaveCustomerViewInput:
    """A view."""

    view_id: strawberry.ID | None = field("Which one changes; a new one when left out.", default=None)
    name: str = field("Its name, at most 60 characters.")
    search: str | None = field("What is searched for.", default=None)
    filter: Annotated["CustomerFilter", FILTERS] | None = field("The filter.", default=None)
    sort: Annotated["CustomerSort", CHOICES] = field("The order.")
    columns: list[CustomerColumn] = field("The columns on show.")
    is_shared: bool = field("Whether all staff see it.", default=False)
    is_default: bool = field("Whether it is the one that opens for you.", default=False)
    version: int | None = field("The version that you saw, when one changes.", default=None)

    def details(self) -> directory.ViewDetails:
        """As the domain takes it; the filter's ids are looked at."""
        if self.filter is not None:
            self.filter.value()
        return directory.ViewDetails(
            name=self.name,
            search=self.search or "",
            narrowed={} if self.filter is None else self.filter.as_json(),
            sort=directory.Sort[self.sort.name],
            columns=[each.name.lower() for each in self.columns],
            is_shared=self.is_shared,
            is_default=self.is_default,
        )


@strawberry.input(description="A view to delete.")
class RemoveCustomerViewInput:
    """Which view."""

    view_id: strawberry.ID = field("Which view.")
