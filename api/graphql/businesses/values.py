"""Values of tenants as clients see them: looks, rates, limits."""

import strawberry

from api import businesses
from api.graphql.base import Columns, Money, Points, field, money_columns
from api.graphql.businesses.enums import LimitMode


@strawberry.type(description="How a business, a brand or a card looks.")
class Brand:
    """A look."""

    name: str = field("The name to show.")
    stock_color: str = field("The colour of the card's paper, as #rrggbb.")
    foil_color: str = field("The colour of its printing, as #rrggbb.")
    motif: str = field("Name of the drawing on the card; empty for none.")
    initials: str = field("Up to three letters for small places.")
    logo_url: str | None = field("Path of the logo on this server; null where there is none.")


@strawberry.type(description="How many points for how much money.")
class EarnRate:
    """A rate."""

    points: int = field("This many points ...")
    per_amount: Money = field("... for each of this amount.")


@strawberry.input(description="How many points for how much money.")
class EarnRateInput:
    """A rate as clients give it."""

    points: int = field("This many points ...")
    per_minor_units: Points = field(
        "... for each of this amount, in the smallest unit of the program's currency."
    )

    def value(self) -> businesses.EarnRate:
        """As the domain's rate."""
        return businesses.EarnRate(self.points, int(self.per_minor_units))


EARN_RATE: Columns = {"points": "earn_points", "per_amount": money_columns("earn_per_minor")}
"""A rate, made of columns that views name alike."""


@strawberry.type(description="The most points that may be earned or held. Null: no limit.")
class PointLimits:
    """Limits."""

    mode: LimitMode = field("What happens beyond a limit.")
    per_transaction: Points | None = field("By one purchase.")
    per_day: Points | None = field("By one member in a day.")
    per_week: Points | None = field("By one member in seven days.")
    per_month: Points | None = field("By one member in thirty days.")
    balance: Points | None = field("Held by one member.")
    staff_awards_per_hour: int | None = field("Awards by hand that one staff member may make in an hour.")
    store_points_per_day: Points | None = field("Given by one store in a day.")


LIMITS: Columns = {
    "mode": "limit_mode",
    "per_transaction": "max_per_transaction",
    "per_day": "max_per_day",
    "per_week": "max_per_week",
    "per_month": "max_per_month",
    "balance": "max_balance",
    "staff_awards_per_hour": "max_staff_awards_per_hour",
    "store_points_per_day": "max_store_points_per_day",
}
"""Limits, made of a program's columns."""
