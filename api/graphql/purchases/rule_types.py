"""Earn rules as clients see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from api import purchases
from api.core.ids import to_global_id
from api.graphql import loaders
from api.graphql.base import Info, Node, Points, field, resolver, show_as, shows
from api.graphql.purchases.enums import EarnRuleKind, Weekday

if TYPE_CHECKING:
    from api.graphql.businesses.types import EarnRate

BUSINESSES = strawberry.lazy("api.graphql.businesses.types")
BASIS_POINTS = 10_000


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
