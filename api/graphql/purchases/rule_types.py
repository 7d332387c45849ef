"""Earn rules as clients see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import purchases
from api.graphql.base import (
    Columns,
    Node,
    Points,
    Weekday,
    column,
    embedded,
    field,
    money_columns,
    reads,
    staff,
)
from api.graphql.purchases.enums import BirthdaySpan, EarnRuleKind

if TYPE_CHECKING:
    from api.graphql.businesses.types import EarnRate

BUSINESSES = strawberry.lazy("api.graphql.businesses.types")
BASIS_POINTS = 10_000


@strawberry.type(description="When an earn rule holds. What is empty or null asks nothing.")
class EarnRuleConditions:
    """Conditions."""

    category_ids: list[strawberry.ID] = field("Only goods of these categories (or of the products).")
    product_ids: list[strawberry.ID] = field("Only these products (or goods of the categories).")
    brand_ids: list[strawberry.ID] = field(
        "Only goods of these brands; of named categories or products only those of these brands."
    )
    store_ids: list[strawberry.ID] = field("Only in these stores.")
    weekdays: list[Weekday] = field("Only on these days.")
    from_hour: int | None = field("Not before this hour of the program's day, 0 to 24.")
    to_hour: int | None = field("Before this hour; a span may pass midnight.")
    first_purchase: bool = field("Only the customer's first purchase at the business.")
    birthday_month: bool = field("Only in the month of the customer's birthday.")
    min_amount_minor_units: Points | None = field("Only bills with at least this much paid with money.")
    birthday: BirthdaySpan | None = field("Only on these days around the customer's birthday.")
    kid_birthday: BirthdaySpan | None = field("Only on these days around the birthday of a child of theirs.")
    kid_age_from: int | None = field(
        "Only customers with a child of at least this age (and of what else is asked)."
    )
    kid_age_to: int | None = field(
        "Only customers with a child of at most this age (and of what else is asked)."
    )


CONDITIONS: Columns = {
    "category_ids": "category_ids",
    "product_ids": "product_ids",
    "brand_ids": "brand_ids",
    "store_ids": "store_ids",
    "weekdays": "weekdays",
    "from_hour": "from_hour",
    "to_hour": "to_hour",
    "first_purchase": "first_purchase",
    "birthday_month": "birthday_month",
    "min_amount_minor_units": "min_amount_minor",
    "birthday": "birthday",
    "kid_birthday": "kid_birthday",
    "kid_age_from": "kid_age_from",
    "kid_age_to": "kid_age_to",
}


@reads(purchases.EARN_RULES, node="", guard=staff())
@strawberry.type(description="How purchases earn beyond the base rate.")
class EarnRule(Node):
    """A rule."""

    name: str = column("Its name, shown on the bill.")
    kind: EarnRuleKind = column("What it gives.")
    priority: int = column("Order among rates: the lowest number is tried first.")
    conditions: EarnRuleConditions = embedded("When it holds.", CONDITIONS)
    multiplier: float | None = column("For a MULTIPLIER: 2 doubles.")
    bonus_points: Points | None = column("For a BONUS: this many points.")
    cap_points: Points | None = column("The most that it gives to one bill.")
    starts_at: datetime | None = column("From this moment on.")
    ends_at: datetime | None = column("Before this moment.")
    is_active: bool = column("Whether it is in use.")
    version: int = column("Counts changes; send it back with yours to notice somebody else's.")
    earn_rate: Annotated["EarnRate", BUSINESSES] | None = embedded(
        "For a RATE: points per amount.",
        {"points": "earn_points", "per_amount": money_columns("earn_per_minor")},
    )
