"""Transactions of points as clients see them."""

from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import businesses, ledger
from api.graphql.base import Node, Points, Via, column, one, reads, requires

if TYPE_CHECKING:
    from api.graphql.businesses.types import PublicBusiness
    from api.graphql.customers.types import Customer
    from api.graphql.gifts.types import MovedWith
    from api.graphql.purchases.types import Purchase

BUSINESSES = strawberry.lazy("api.graphql.businesses.types")
CUSTOMERS = strawberry.lazy("api.graphql.customers.types")
GIFTS = strawberry.lazy("api.graphql.gifts.types")
PURCHASES = strawberry.lazy("api.graphql.purchases.types")
HERE = "self.business_pk = viewer.business_id"


@strawberry.enum(description="What a transaction did to points.")
class TransactionKind(Enum):
    """Kinds of postings."""

    EARN = strawberry.enum_value("EARN", description="Points were given for a purchase or by staff.")
    REDEEM = strawberry.enum_value("REDEEM", description="Points were spent.")
    REVERSE_EARN = strawberry.enum_value(
        "REVERSE_EARN", description="Points were taken back with returned goods."
    )
    REVERSE_REDEEM = strawberry.enum_value(
        "REVERSE_REDEEM", description="Spent points came back with returned goods."
    )
    ADJUST = strawberry.enum_value("ADJUST", description="Staff corrected the balance, with a reason.")
    EXPIRE = strawberry.enum_value("EXPIRE", description="Points ran out of time.")
    OPENING_BALANCE = strawberry.enum_value(
        "OPENING_BALANCE", description="Points were brought along from an older program."
    )
    TRANSFER = strawberry.enum_value("TRANSFER", description="Points went to or came from another card.")
    RELEASE = strawberry.enum_value("RELEASE", description="Pending points became spendable.")
    REINSTATE = strawberry.enum_value("REINSTATE", description="Staff gave expired points back.")
    MERGE = strawberry.enum_value(
        "MERGE", description="Two customers became one: all points moved to the kept card."
    )
    FORFEIT = strawberry.enum_value(
        "FORFEIT", description="The holder asked to be forgotten, which gave up the points."
    )
    UNMERGE = strawberry.enum_value("UNMERGE", description="They became two again: what was left moved back.")


@reads(ledger.TRANSACTIONS, node=HERE, guard=requires("points.read"))
@strawberry.type(description="One movement of points on a card.")
class Transaction(Node):
    """A posting."""

    kind: TransactionKind = column("What happened.")
    points: Points = column("How many: positive when the card gained.")
    balance_after: Points = column("What could be spent right after it.")
    reason: str = column("Why, in words; empty where the bill says it.")
    occurred_at: datetime = column("When it happened.")
    recorded_at: datetime = column("When it was recorded here.")
    is_pending: bool = column("Whether these points still wait to become spendable.")
    is_held: bool = column(
        "Whether they wait because somebody checks them first.",
        sql="EXISTS (SELECT 1 FROM read.held_transaction held WHERE held.program_id = self.program_id "
        "AND held.pk = self.pk)",
    )
    expires_at: datetime | None = column("When they expire; null for never, and where none were gained.")
    business: Annotated["PublicBusiness", BUSINESSES] | None = one(
        "The business where it happened; null for the program's own, such as expiry.",
        "self.pk = parent.business_pk",
    )
    store_name: str | None = column(
        "The name of the store; null where there was none.",
        name="name",
        via=Via(businesses.STORES, "self.pk = parent.store_pk"),
    )
    purchase: Annotated["Purchase", PURCHASES] | None = one(
        "The bill behind it; null where there is none, or where it is not the caller's business's.",
        "self.pk = parent.reference_pk "
        "AND (viewer.person_id IS NOT NULL OR self.business_id = viewer.business_id)",
    )
    moved_with: Annotated["MovedWith", GIFTS] | None = one(
        "For the card's holder: with whom points were moved, as a gift or in a household; null for others.",
        "self.tx_pk = parent.pk AND viewer.person_id IS NOT NULL",
    )
    customer: Annotated["Customer", CUSTOMERS] | None = one(
        "Whose card; null where the caller's business has not met the member.",
        "self.pk = parent.membership_pk AND self.business_id = viewer.business_id AND self.is_met",
        guard=requires("customers.read"),
    )


@reads(ledger.USE_BY)
@strawberry.type(description="Points that are good through one day.")
class UseBy:
    """Points with a last day."""

    day: date = column("The last day on which they are good, in the program's days.")
    at: datetime = column("The moment when they expire: the start of the day after.")
    points: Points = column("How many.")


@reads(ledger.EXPIRED)
@strawberry.type(description="An expiry that can still be undone by hand.")
class ExpiredPoints:
    """Expired points."""

    transaction: Annotated["Transaction", strawberry.lazy("api.graphql.ledger.types")] = one(
        "The expiry itself: its id is what reinstatePoints takes.", "self.pk = parent.pk"
    )
    points: Points = column("How many expired.")
    reinstatable: Points = column("How many of them have not been given back yet.")
    expired_at: datetime = column("When they expired.")
    closes_at: datetime = column("Until when they can be given back.")


@reads(ledger.PENDING, node="", guard=requires("points.read"))
@strawberry.type(description="Points that wait until they can be spent.")
class PendingPoints(Node):
    """Waiting points."""

    points: Points = column("How many.")
    earned_at: datetime = column("When they were earned.")
    release_at: datetime = column("When they become spendable by themselves.")
    transaction: Annotated["Transaction", strawberry.lazy("api.graphql.ledger.types")] = one(
        "The movement that gave them.", "self.pk = parent.tx_pk"
    )
    customer: Annotated["Customer", CUSTOMERS] | None = one(
        "Whose they are; null where the caller's business has not met the member.",
        "self.pk = parent.membership_pk AND self.business_id = parent.business_id AND self.is_met",
        guard=requires("customers.read"),
    )


@reads(ledger.EXTENSIONS, node="", guard=requires("points.extend"))
@strawberry.type(description="Points that were let live longer, as somebody asked for it.")
class Extension(Node):
    """An extension."""

    from_day: date = column("The span begins here: points good through this day or a later one.")
    to_day: date = column("The span ends here: points good through this day at the latest.")
    until_day: date = column("What lies in the span is good through this day.")
    reason: str = column("Why.")
    staff_name: str = column("Who asked for it.")
    is_done: bool = column(
        "Whether all points were moved; a large extension takes a while.", sql="self.state = 'done'"
    )
    members: int = column("How many members it reached so far.")
    lots: int = column("How many lots were moved so far.")
    points: Points = column("How many points live longer so far.")
    created_at: datetime = column("When it was asked for.")
    finished_at: datetime | None = column("When all was moved; null before.")
    customer: Annotated["Customer", CUSTOMERS] | None = one(
        "Whose points alone; null for those of all members.",
        "self.pk = parent.membership_pk AND self.business_id = parent.business_id AND self.is_met",
        guard=requires("customers.read"),
    )
