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
    show_as,
    shown,
    shows,
)
from api.graphql.purchases.enums import EarnRuleKind, PurchaseStatus, ReturnKind, Weekday

if TYPE_CHECKING:
    from api.graphql.businesses.types import EarnRate, Store
    from api.graphql.customers.types import Customer
    from api.graphql.products.types import Category

BUSINESSES = strawberry.lazy("api.graphql.businesses.types")
CUSTOMERS = strawberry.lazy("api.graphql.customers.types")
PRODUCTS = strawberry.lazy("api.graphql.products.types")
MILLI = 1000
BASIS_POINTS = 10_000


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


@strawberry.type(description="When an earn rule holds. What is empty or null asks nothing.")
class EarnRuleConditions:
    """Conditions."""

    category_ids: list[strawberry.ID] = field("Only goods of these categories (or of the products).")
    product_ids: list[strawberry.ID] = field("Only these products (or goods of the categories).")
    store_ids: list[strawberry.ID] = field("Only in these stores.")
    weekdays: list[Weekday] = field("Only on these days.")
    from_hour: int | None = field("Not before this hour of the program's day, 0 to 24.")
    to_hour: int | None = field("Before this hour; a span may pass midnight.")
    first_purchase: bool = field("Only the customer's first purchase at the business.")
    birthday_month: bool = field("Only in the month of the customer's birthday.")
    min_amount_minor_units: Points | None = field("Only bills with at least this much paid with money.")


@strawberry.type(description="How purchases earn beyond the base rate.")
class EarnRule(Node):
    """A rule."""

    name: str = field("Its name, shown on the bill.")
    kind: EarnRuleKind = field("What it gives.")
    priority: int = field("Order among rates: the lowest number is tried first.")
    conditions: EarnRuleConditions = field("When it holds.")
    multiplier: float | None = field("For a MULTIPLIER: 2 doubles.")
    bonus_points: Points | None = field("For a BONUS: this many points.")
    cap_points: Points | None = field("The most that it gives to one bill.")
    starts_at: datetime | None = field("From this moment on.")
    ends_at: datetime | None = field("Before this moment.")
    is_active: bool = field("Whether it is in use.")
    version: int = field("Counts changes; send it back with yours to notice somebody else's.")
    rate: strawberry.Private[object]

    @resolver("For a RATE: points per amount.")
    async def earn_rate(self, info: Info) -> Annotated["EarnRate", BUSINESSES] | None:
        """In the currency of the caller's program: rules are seen from inside alone."""
        program = await loaders.programs.load(info, info.context.viewer.the_program())
        if self.rate is None or program is None:
            return None
        rate: EarnRate = show_as("EarnRate", self.rate, program.currency)
        return rate


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


@shows("EarnRule")
def show_earn_rule(record: purchases.EarnRuleInfo) -> EarnRule:
    """A rule."""
    times = record.multiplier_bp
    return EarnRule(
        pk=record.id,
        name=record.name,
        kind=EarnRuleKind[record.kind.name],
        priority=record.priority,
        conditions=_show_conditions(record.conditions),
        multiplier=None if times is None else times / BASIS_POINTS,
        bonus_points=_points(record.bonus_points),
        cap_points=_points(record.cap_points),
        starts_at=record.starts_at,
        ends_at=record.ends_at,
        is_active=record.is_active,
        version=record.version,
        rate=record.rate,
    )


def _show_conditions(record: purchases.EarnConditions) -> EarnRuleConditions:
    return EarnRuleConditions(
        category_ids=_ids("Category", record.category_ids),
        product_ids=_ids("Product", record.product_ids),
        store_ids=_ids("Store", record.store_ids),
        weekdays=[Weekday[each.name] for each in purchases.Weekday if each in record.weekdays],
        from_hour=record.from_hour,
        to_hour=record.to_hour,
        first_purchase=record.first_purchase,
        birthday_month=record.birthday_month,
        min_amount_minor_units=_points(record.min_amount_minor),
    )


def _ids(type_name: str, keys: frozenset[UUID]) -> list[strawberry.ID]:
    return [strawberry.ID(to_global_id(type_name, key)) for key in sorted(keys)]


def _points(value: int | None) -> Points | None:
    return None if value is None else Points(value)


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
