"""Sales as clients see them."""

from datetime import date as day
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from api import products, purchases
from api.core import clock, money
from api.core.ids import to_global_id
from api.graphql import loaders
from api.graphql.base import (
    Info,
    Money,
    Node,
    Points,
    field,
    requires,
    resolver,
    show,
    shown,
    shows,
)
from api.graphql.purchases.enums import PurchaseStatus, ReturnKind
from api.graphql.purchases.rule_types import EarnRule, show_earn_rule

if TYPE_CHECKING:
    from api.graphql.businesses.types import Store
    from api.graphql.customers.types import Customer
    from api.graphql.products.types import Category

__all__ = [
    "EarnRule",
    "EarnStep",
    "Purchase",
    "PurchaseLine",
    "PurchasePreview",
    "PurchaseReturn",
    "StoreDay",
    "StoreHour",
    "show_earn_rule",
    "show_preview",
    "show_purchase",
    "show_return",
    "show_step",
    "show_store_day",
]

BUSINESSES = strawberry.lazy("api.graphql.businesses.types")
CUSTOMERS = strawberry.lazy("api.graphql.customers.types")
PRODUCTS = strawberry.lazy("api.graphql.products.types")
MILLI = 1000


@strawberry.type(description="One step of how points were worked out; the steps of a bill sum to its points.")
class EarnStep:
    """A step in words."""

    rule: str = field("What gave the points, in words: a rate, a rule by name, a limit.")
    rule_id: strawberry.ID | None = field("The earn rule; null for the base rate and for limits.")
    points: Points = field("What it gave; negative where a limit took.")


@strawberry.type(description="A line of a bill.")
class PurchaseLine:
    """A line."""

    seq: int = field("Its place on the bill, from 1; names the line in a return.")
    sku: str = field("The shop's own code of the goods; may be empty.")
    name: str = field("What was sold; may be empty.")
    quantity: float = field("How many or how much, to a thousandth.")
    amount: Money = field("What it cost.")
    returned: Money = field("What of it came back.")
    category_key: strawberry.Private[products.GoodsKey | None]

    @resolver("The category that it counted for; null where none was known.")
    async def category(self, info: Info) -> Annotated["Category", PRODUCTS] | None:
        """Reads through the loader."""
        if self.category_key is None:
            return None
        found = await loaders.categories.load(info, self.category_key)
        category: Category | None = show("Category", found)
        return category


@strawberry.type(description="Goods that came back, or a bill that was undone.")
class PurchaseReturn(Node):
    """A return."""

    kind: ReturnKind = field("How it named what came back.")
    amount: Money = field("What came back.")
    points_taken_back: Points = field("Points that the goods had earned and that were taken back.")
    points_given_back: Points = field("Points that had paid for the goods and that were given back.")
    reason: str = field("Why; may be empty.")
    occurred_at: datetime = field("When.")


@strawberry.type(description="A bill.")
class Purchase(Node):
    """A sale."""

    bill_number: str | None = field("The till's own number of the bill.")
    amount: Money = field("What it came to.")
    eligible: Money = field("The part that was paid with money, and so earned points.")
    gift_card: Money = field("The part that was paid with a gift card.")
    points_paid: Points = field("Points that were spent on it.")
    points_paid_value: Money = field("The part that those points paid.")
    points_earned: Points = field("Points that it gave.")
    returned: Money = field("What of it came back.")
    points_taken_back: Points = field("Points that returns took back.")
    status: PurchaseStatus = field("How much of it still stands.")
    occurred_at: datetime = field("When the goods were sold.")
    recorded_at: datetime = field("When it was recorded here.")
    staff_name: str = field("Who recorded it; empty for imports.")
    explanation: list[EarnStep] = field("How the points were worked out.")
    store_pk: strawberry.Private[UUID]
    program_pk: strawberry.Private[UUID]
    business_pk: strawberry.Private[UUID]
    member_pk: strawberry.Private[UUID | None]
    currency: strawberry.Private[str]

    @resolver("Where.")
    async def store(self, info: Info) -> Annotated["Store", BUSINESSES]:
        """Reads through the loader."""
        store: Store = show("Store", await loaders.stores.load(info, self.store_pk))
        return store

    @resolver("Whose card it was; null for nobody's.", guard=requires("customers.read"))
    async def customer(self, info: Info) -> Annotated["Customer", CUSTOMERS] | None:
        """Reads through the loader, as the caller's business sees the member."""
        if self.member_pk is None:
            return None
        customer: Customer | None = show("Customer", await loaders.members.load(info, self.member_pk))
        return customer

    @resolver("Until when it can be undone; null where it cannot be any more.")
    async def voidable_until(self, info: Info) -> datetime | None:
        """The program's window after it was recorded."""
        program = await loaders.programs.load(info, self.program_pk)
        if program is None or self.status is not PurchaseStatus.RECORDED:
            return None
        end = self.recorded_at + timedelta(seconds=program.void_window_seconds)
        return end if end > clock.now() else None

    @resolver("What was sold; empty where only the amount is known.")
    async def lines(self, info: Info) -> list[PurchaseLine]:
        """Reads through the loader."""
        found = await loaders.purchase_lines.load(info, self.pk) or ()
        return [_show_line(line, self) for line in found]

    @resolver("What came back of it, oldest first.")
    async def returns(self, info: Info) -> list[PurchaseReturn]:
        """Reads through the loader."""
        found = await loaders.purchase_returns.load(info, self.pk) or ()
        return [show_return(each, self.currency) for each in found]


@strawberry.type(description="What a sale would earn.")
class PurchasePreview:
    """A sale that was not recorded."""

    points: Points = field("Points that it would give.")
    eligible: Money = field("The part that would earn.")
    points_value: Money = field("What the points to be spent would pay.")
    balance_before: Points = field("What the customer has now; 0 where none was named.")
    balance_after: Points = field("What the customer would have then.")
    steps: list[EarnStep] = field("How the points would be worked out.")
    max_points_payable: Points = field("The most points that could be spent on this bill.")
    is_capped: bool = field("Whether a limit of the program would leave fewer points than the rules give.")


@strawberry.type(description="How many bills in one hour.")
class StoreHour:
    """An hour."""

    hour: int = field("The hour of the program's day, 0 to 23.")
    bills: int = field("Bills in it.")


@strawberry.type(description="A store's numbers of one day of its program. Voided bills are left out.")
class StoreDay:
    """A day."""

    date: day = field("The day.")
    bills: int = field("Bills.")
    amount: Money = field("What they came to, without what came back.")
    bills_by_members: int = field("Bills with a customer's card.")
    joined: int = field("Customers who joined the program here.")
    points_earned: Points = field("Points given, without those taken back.")
    by_hour: list[StoreHour] = field("Bills by hour, all 24.")


def _money(minor_units: int, currency: str) -> Money:
    return Money.of(money.Money(minor_units, currency))


def _show_line(record: purchases.LineInfo, bill: Purchase) -> PurchaseLine:
    category = record.category_id
    return PurchaseLine(
        seq=record.seq,
        sku=record.sku,
        name=record.name,
        quantity=record.quantity_milli / MILLI,
        amount=_money(record.amount_minor, bill.currency),
        returned=_money(record.returned_minor, bill.currency),
        category_key=None
        if category is None
        else products.GoodsKey(bill.program_pk, bill.business_pk, category),
    )


def show_step(record: purchases.EarnStep) -> EarnStep:
    """A step in words."""
    rule = record.rule_id
    return EarnStep(
        rule=record.rule,
        rule_id=None if rule is None else strawberry.ID(to_global_id("EarnRule", rule)),
        points=Points(record.points),
    )


def show_return(record: purchases.ReturnInfo, currency: str) -> PurchaseReturn:
    """A return in its currency."""
    return PurchaseReturn(
        pk=record.id,
        kind=ReturnKind[record.kind.name],
        amount=_money(record.amount_minor, currency),
        points_taken_back=Points(record.points_taken_back),
        points_given_back=Points(record.points_given_back),
        reason=record.reason,
        occurred_at=record.occurred_at,
    )


@shows("Purchase")
def show_purchase(record: purchases.PurchaseInfo) -> Purchase:
    """A bill."""
    currency = record.currency
    return Purchase(
        pk=record.id,
        bill_number=record.bill_number,
        amount=_money(record.amount_minor, currency),
        eligible=_money(record.eligible_minor, currency),
        gift_card=_money(record.gift_card_minor, currency),
        points_paid=Points(record.points_paid),
        points_paid_value=_money(record.points_paid_minor, currency),
        points_earned=Points(record.points_earned),
        returned=_money(record.returned_minor, currency),
        points_taken_back=Points(record.points_taken_back),
        status=PurchaseStatus[record.status.name],
        occurred_at=record.occurred_at,
        recorded_at=record.recorded_at,
        staff_name=record.staff_name,
        explanation=shown(record.explanation, show_step),
        store_pk=record.store_id,
        program_pk=record.program_id,
        business_pk=record.business_id,
        member_pk=record.membership_id,
        currency=currency,
    )


def show_preview(record: purchases.PurchasePreview) -> PurchasePreview:
    """A preview."""
    return PurchasePreview(
        points=Points(record.points),
        eligible=Money.of(record.eligible),
        points_value=Money.of(record.points_value),
        balance_before=Points(record.balance_before),
        balance_after=Points(record.balance_after),
        steps=shown(record.steps, show_step),
        max_points_payable=Points(record.max_points_payable),
        is_capped=record.is_capped,
    )


@shows("StoreDay")
def show_store_day(record: purchases.StoreDay) -> StoreDay:
    """A day."""
    return StoreDay(
        date=record.day,
        bills=record.bills,
        amount=Money.of(record.amount),
        bills_by_members=record.bills_by_members,
        joined=record.joined,
        points_earned=Points(record.points_earned),
        by_hour=[StoreHour(hour=hour, bills=bills) for hour, bills in enumerate(record.by_hour)],
    )
