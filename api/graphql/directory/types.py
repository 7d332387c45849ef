"""Figures, saved views and bulk runs as clients see them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import directory
from api.graphql.base import (
    JSON,
    Connection,
    Node,
    Points,
    column,
    field,
    many,
    one,
    pages,
    reads,
    requires,
)
from api.graphql.directory.enums import BulkKind, BulkOutcome, BulkState, CustomerColumn, FileFormat

if TYPE_CHECKING:
    from api.graphql.customers.enums import CustomerSort, CustomerStatus
    from api.graphql.customers.types import Customer

CUSTOMERS = strawberry.lazy("api.graphql.customers.types")
CHOICES = strawberry.lazy("api.graphql.customers.enums")
READERS = requires("customers.read")
WORKERS = requires("customers.bulk")
ONES_OWN = "(self.is_shared OR self.staff_pk = coalesce(viewer.staff_id, viewer.id))"


@reads(directory.MONTHS)
@strawberry.type(description="Who joined in one month.")
class CustomerMonth:
    """A month."""

    month: date = column("The first day of the month.")
    joined: int = column("How many joined.")
    came_back: int = column("How many of them have two bills or more by now.")


@reads(directory.FIGURES, guard=READERS)
@strawberry.type(description="What can be said of all customers of the business.")
class CustomerFigures:
    """Figures."""

    members: int = column("How many there are.")
    active: int = column("Standing ACTIVE.")
    vip: int = column("Standing VIP.")
    churning: int = column("Standing CHURNING.")
    inactive: int = column("Standing INACTIVE.")
    new_members: int = column("Lifecycle NEW.")
    repeat_members: int = column("Lifecycle REPEAT.")
    loyal_members: int = column("Lifecycle LOYAL.")
    vip_members: int = column("Lifecycle VIP.")
    joined_lately: int = column("Joined within 30 days.")
    visits: Points = column("All their bills.")
    points_held: Points = column("Points that they hold in the program.")
    returning_share: float | None = column(
        "Of those who came once, the part that came again, 0 to 1; null where nobody came.",
        sql="self.came_back::float8 / nullif(self.came, 0)",
    )
    months: list[CustomerMonth] = many(
        "Who joined in each of the last twelve months of the program, oldest first.",
        "self.program_id = parent.program_id AND self.business_id = parent.business_id",
        order="month",
    )


@strawberry.type(description="How many the list has.")
class CustomerCount:
    """A count."""

    count: int = field("How many.")
    is_exact: bool = field("False where it is an estimate: above 10,000.")


@reads(directory.VIEWS, node=ONES_OWN, guard=READERS)
@strawberry.type(description="A search, filter, sort and columns of the list of customers, under a name.")
class CustomerView(Node):
    """A saved view."""

    name: str = column("Its name.")
    search: str = column("What is searched for; may be empty.")
    filter: JSON = column("The filter, to be sent again as a CustomerFilter.")
    sort: Annotated["CustomerSort", CHOICES] = column("The order.")
    columns: list[CustomerColumn] = column("The columns on show.")
    is_shared: bool = column("Whether all staff see it; else its maker alone.")
    is_default: bool = column("Whether it is the one that opens.")
    version: int = column("Counts changes; send it back with yours to notice somebody else's.")


@reads(directory.ITEMS, guard=WORKERS)
@strawberry.type(description="One customer, or one line of a file, of a bulk run.")
class BulkItem:
    """An item."""

    nr: int = column("Its place, from 1.")
    outcome: BulkOutcome = column("What came of it.")
    code: str = column("Why not, as an error code, with the field after a colon; may be empty.")
    line: str | None = column("The line of the file, for an import.")
    customer: Annotated["Customer", CUSTOMERS] | None = one(
        "The customer; null for a line that was not taken, and for one who was let go since.",
        "self.pk = parent.membership_pk AND self.is_met",
    )


@reads(directory.RUNS, node="", guard=WORKERS)
@strawberry.type(description="One act on many customers, done by workers in batches.")
class BulkRun(Node):
    """A run."""

    kind: BulkKind = column("What it does.")
    state: BulkState = column("How far it is.")
    total: int = column("How many customers, or lines.")
    done: int = column("How many are dealt with; in an import that is READY, how many were looked at.")
    created: int = column("Enrolled, or in a dry run: to be enrolled.")
    changed: int = column("Changed, or in a dry run: to be changed.")
    same: int = column("Were so already.")
    refused: int = column("Not done.")
    undone: int = column("Taken back.")
    points: Points = column("The sum of the points that were booked, less what was reversed.")
    tag_name: str = column("The label, for TAG and UNTAG; else empty.")
    points_each: Points | None = column("For POINTS: how many for each.")
    reason: str = column("For POINTS: why; else empty.")
    status: Annotated["CustomerStatus", CHOICES] | None = column("For STATUS: which.")
    format: FileFormat | None = column("For EXPORT: how the file is written.")
    file_name: str = column("For IMPORT: the name of the file; else empty.")
    plan: JSON | None = column("For IMPORT: heads, mapping (field to column) and the first lines.")
    problem: str = column("Why it failed; else empty.")
    staff_name: str = column("Who began it.")
    made_at: datetime = column("When it was asked for.")
    started_at: datetime | None = column("When its first batch was done.")
    ended_at: datetime | None = column("When it ended.")
    items: Connection[BulkItem] = pages(
        "Its customers, or lines, in their order.",
        "self.run_pk = parent.pk",
        order="nr, pk",
        args={
            "outcome": Annotated[
                BulkOutcome | None, strawberry.argument(description="Only those of whom this came.")
            ]
        },
        filters={"outcome": "self.outcome = :outcome"},
    )
