"""Transactions of points as clients see them."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from api import ledger
from api.graphql import loaders
from api.graphql.base import Info, Node, Points, field, requires, resolver, show, shows

if TYPE_CHECKING:
    from api.graphql.businesses.types import PublicBusiness
    from api.graphql.customers.types import Customer
    from api.graphql.purchases.types import Purchase

BUSINESSES = strawberry.lazy("api.graphql.businesses.types")
CUSTOMERS = strawberry.lazy("api.graphql.customers.types")
PURCHASES = strawberry.lazy("api.graphql.purchases.types")


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


@strawberry.type(description="One movement of points on a card.")
class Transaction(Node):
    """A posting."""

    kind: TransactionKind = field("What happened.")
    points: Points = field("How many: positive when the card gained.")
    balance_after: Points = field("What could be spent right after it.")
    reason: str = field("Why, in words; empty where the bill says it.")
    occurred_at: datetime = field("When it happened.")
    recorded_at: datetime = field("When it was recorded here.")
    is_pending: bool = field("Whether these points still wait to become spendable.")
    expires_at: datetime | None = field("When they expire; null for never, and where none were gained.")
    record: strawberry.Private[ledger.TransactionInfo]

    @resolver("The business where it happened; null for the program's own, such as expiry.")
    async def business(self, info: Info) -> Annotated["PublicBusiness", BUSINESSES] | None:
        """Reads through the loader."""
        if self.record.business_id is None:
            return None
        found = await loaders.businesses_by_id.load(info, self.record.business_id)
        business: PublicBusiness | None = show("PublicBusiness", found)
        return business

    @resolver("The name of the store; null where there was none.")
    async def store_name(self, info: Info) -> str | None:
        """Reads through the loader."""
        if self.record.store_id is None:
            return None
        store = await loaders.stores.load(info, self.record.store_id)
        return None if store is None else store.name

    @resolver("The bill behind it; null where there is none, or where it is not the caller's business's.")
    async def purchase(self, info: Info) -> Annotated["Purchase", PURCHASES] | None:
        """Reads through the loader; a holder sees the bills of the own card, staff those of their business."""
        bill = await self._bill(info)
        purchase: Purchase | None = show("Purchase", bill)
        return purchase

    @resolver(
        "Whose card; null where the caller's business has not met the member.",
        guard=requires("customers.read"),
    )
    async def customer(self, info: Info) -> Annotated["Customer", CUSTOMERS] | None:
        """Reads through the loader, as the caller's business sees the member."""
        customer: Customer | None = show(
            "Customer", await loaders.members.load(info, self.record.membership_id)
        )
        return customer

    async def _bill(self, info: Info) -> object | None:
        if self.record.reference_id is None:
            return None
        bill = await loaders.purchases_by_id.load(info, self.record.reference_id)
        viewer = info.context.viewer
        if bill is None or (viewer.person_id is None and bill.business_id != viewer.business_id):
            return None
        return bill


@shows("Transaction")
def show_transaction(record: ledger.TransactionInfo) -> Transaction:
    """A transaction."""
    return Transaction(
        pk=record.id,
        kind=TransactionKind[record.kind.name],
        points=Points(record.points),
        balance_after=Points(record.balance_after),
        reason=record.reason,
        occurred_at=record.occurred_at,
        recorded_at=record.recorded_at,
        is_pending=record.is_pending,
        expires_at=record.expires_at,
        record=record,
    )


def is_mine(record: ledger.TransactionInfo, business_id: UUID) -> bool:
    """True for what happened at this business."""
    return record.business_id == business_id
