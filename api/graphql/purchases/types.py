"""Sales as clients see them."""

from datetime import date as day
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import purchases, stamps
from api.core.ids import to_global_id
from api.graphql.base import (
    Money,
    Node,
    Points,
    column,
    embedded,
    field,
    many,
    money_columns,
    one,
    opaque_id,
    reads,
    requires,
    shown,
)
from api.graphql.purchases.enums import PurchaseStatus, ReturnKind
from api.graphql.purchases.rule_types import EarnRule as EarnRule

if TYPE_CHECKING:
    from api.graphql.businesses.types import Store
    from api.graphql.customers.types import Customer
    from api.graphql.products.types import Category

BUSINESSES = strawberry.lazy("api.graphql.businesses.types")
CUSTOMERS = strawberry.lazy("api.graphql.customers.types")
PRODUCTS = strawberry.lazy("api.graphql.products.types")
READERS = requires("purchases.read")


@reads(purchases.PURCHASE_STEPS)
@strawberry.type(description="One step of how points were worked out; the steps of a bill sum to its points.")
class EarnStep:
    """A step in words."""

    rule: str = column("What gave the points, in words: a rate, a rule by name, a limit.")
    rule_id: strawberry.ID | None = opaque_id(
        "The earn rule; null for the base rate and for limits.", "rule_pk", "EarnRule"
    )
    points: Points = column("What it gave; negative where a limit took.")


@reads(purchases.PURCHASE_LINES)
@strawberry.type(description="A line of a bill.")
class PurchaseLine:
    """A line."""

    seq: int = column("Its place on the bill, from 1; names the line in a return.")
    sku: str = column("The shop's own code of the goods; may be empty.")
    name: str = column("What was sold; may be empty.")
    quantity: float = column("How many or how much, to a thousandth.")
    amount: Money = embedded("What it cost.", money_columns("amount_minor"))
    returned: Money = embedded("What of it came back.", money_columns("returned_minor"))
    category: Annotated["Category", PRODUCTS] | None = one(
        "The category that it counted for; null where none was known.", "self.pk = parent.category_pk"
    )


@reads(purchases.PURCHASE_RETURNS, node="", guard=READERS)
@strawberry.type(description="Goods that came back, or a bill that was undone.")
class PurchaseReturn(Node):
    """A return."""

    kind: ReturnKind = column("How it named what came back.")
    amount: Money = embedded("What came back.", money_columns("amount_minor"))
    points_taken_back: Points = column("Points that the goods had earned and that were taken back.")
    points_given_back: Points = column("Points that had paid for the goods and that were given back.")
    reason: str = column("Why; may be empty.")
    occurred_at: datetime = column("When.")


@reads(purchases.PURCHASES, node="", guard=READERS)
@strawberry.type(description="A bill.")
class Purchase(Node):
    """A sale."""

    bill_number: str | None = column("The till's own number of the bill.")
    amount: Money = embedded("What it came to.", money_columns("amount_minor"))
    eligible: Money = embedded(
        "The part that was paid with money, and so earned points.", money_columns("eligible_minor")
    )
    gift_card: Money = embedded("The part that was paid with a gift card.", money_columns("gift_card_minor"))
    points_paid: Points = column("Points that were spent on it.")
    points_paid_value: Money = embedded(
        "The part that those points paid.", money_columns("points_paid_minor")
    )
    points_earned: Points = column("Points that it gave.")
    returned: Money = embedded("What of it came back.", money_columns("returned_minor"))
    points_taken_back: Points = column("Points that returns took back.")
    status: PurchaseStatus = column("How much of it still stands.")
    occurred_at: datetime = column("When the goods were sold.")
    recorded_at: datetime = column("When it was recorded here.")
    staff_name: str = column("Who recorded it; empty for imports.")
    explanation: list[EarnStep] = many(
        "How the points were worked out.", "self.purchase_pk = parent.pk", order="place"
    )
    store: Annotated["Store", BUSINESSES] = one("Where.", "self.pk = parent.store_pk")
    customer: Annotated["Customer", CUSTOMERS] | None = one(
        "Whose card it was; null for nobody's.",
        "self.pk = parent.membership_pk AND self.is_met",
        guard=requires("customers.read"),
    )
    voidable_until: datetime | None = column("Until when it can be undone; null where it cannot be any more.")
    is_kept_elsewhere: bool = column(
        "Whether the shop's own system keeps it: then it is changed and taken back there.", name="is_stated"
    )
    lines: list[PurchaseLine] = many(
        "What was sold; empty where only the amount is known.", "self.purchase_pk = parent.pk", order="seq"
    )
    returns: list[PurchaseReturn] = many(
        "What came back of it, oldest first.", "self.purchase_pk = parent.pk", order="pk"
    )


@strawberry.type(description="Stamps of one stamp card that a sale would bring.")
class ComingStamps:
    """Stamps that are not given yet."""

    name: str = field("The name of the stamp card.")
    icon: str = field("The name of its stamp's icon; may be empty.")
    count: int = field("How many stamps.")
    stamps: int = field("Stamps that are then on the card that is being filled.")
    stamps_needed: int = field("Stamps that fill that card.")
    cards_filled: int = field("How many cards it fills.")


@strawberry.type(description="What a sale would earn.")
class PurchasePreview:
    """A sale that was not recorded."""

    points: Points = field("Points that it would give.")
    eligible: Money = field("The part that would earn.")
    points_paid: Points = field("Points that would be spent.")
    points_value: Money = field("What they would pay; `eligible` is left to pay with money.")
    balance_before: Points = field("What the customer has now; 0 where none was named.")
    balance_after: Points = field("What the customer would have then.")
    steps: list[EarnStep] = field("How the points would be worked out.")
    min_points_payable: Points = field("The least points that can be spent on a bill.")
    max_points_payable: Points = field(
        "The most points that could be spent on this bill, with those of the household; 0: none."
    )
    points_step: Points = field("Points of a bill are a multiple of this.")
    from_household: Points = field("How many of the points to be spent would be others' of the household.")
    is_capped: bool = field("Whether a limit of the program would leave fewer points than the rules give.")
    stamps: list[ComingStamps] = field("Stamps that it would bring by itself, by name of the card.")


@reads(purchases.STORE_HOURS)
@strawberry.type(description="How many bills in one hour.")
class StoreHour:
    """An hour."""

    hour: int = column("The hour of the program's day, 0 to 23.")
    bills: int = column("Bills in it.")


@reads(purchases.STORE_DAYS)
@strawberry.type(description="A store's numbers of one day of its program. Voided bills are left out.")
class StoreDay:
    """A day."""

    date: day = column("The day.")
    bills: int = column("Bills.")
    amount: Money = embedded("What they came to, without what came back.", money_columns("amount_minor"))
    bills_by_members: int = column("Bills with a customer's card.")
    joined: int = column("Customers who joined the program here.")
    points_earned: Points = column("Points given, without those taken back.")
    by_hour: list[StoreHour] = many("Bills by hour, all 24.", "self.store_pk = parent.store_pk", order="hour")


def show_step(record: purchases.EarnStep) -> EarnStep:
    """A step in words."""
    rule = record.rule_id
    return EarnStep(
        rule=record.rule,
        rule_id=None if rule is None else strawberry.ID(to_global_id("EarnRule", rule)),
        points=Points(record.points),
    )


def show_preview(record: purchases.PurchasePreview) -> PurchasePreview:
    """A preview."""
    return PurchasePreview(
        points=Points(record.points),
        eligible=Money.of(record.eligible),
        points_paid=Points(record.points_paid),
        points_value=Money.of(record.points_value),
        balance_before=Points(record.balance_before),
        balance_after=Points(record.balance_after),
        steps=shown(record.steps, show_step),
        min_points_payable=Points(record.min_points_payable),
        max_points_payable=Points(record.max_points_payable),
        points_step=Points(record.points_step),
        from_household=Points(record.from_household),
        is_capped=record.is_capped,
        stamps=shown(record.stamps, show_coming),
    )


def show_coming(record: stamps.ComingStamps) -> ComingStamps:
    """Stamps to come."""
    return ComingStamps(
        name=record.name,
        icon=record.icon,
        count=record.count,
        stamps=record.stamps,
        stamps_needed=record.stamps_needed,
        cards_filled=record.cards_filled,
    )
