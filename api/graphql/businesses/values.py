"""Values of tenants as clients see them: looks, rates, limits."""

import math

import strawberry

from api import businesses
from api.core.errors import BadInput
from api.graphql.base import Columns, Money, Points, field, money_columns
from api.graphql.businesses.enums import LimitMode

PERCENT = 100


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


@strawberry.type(description="How bills may be paid with points.")
class PointPayment:
    """Paying with points."""

    is_on: bool = field("Whether bills may be paid with points at all.")
    max_percent: float = field("The largest part of a bill, after a gift card, 0.01 to 100.")
    min_points: Points = field("The least points of one bill.")
    max_points: Points | None = field("The most points of one bill; null: no limit.")
    step: Points = field("Points of one bill are a multiple of this.")


@strawberry.input(description="How bills may be paid with points, whole.")
class PointPaymentInput:
    """Paying with points, as clients give it."""

    is_on: bool = field("Whether bills may be paid with points at all.", default=True)
    max_percent: float = field("The largest part of a bill, after a gift card, 0.01 to 100.", default=100.0)
    min_points: Points = field("The least points of one bill, at least 1.", default=Points(1))
    max_points: Points | None = field("The most points of one bill; no limit when left out.", default=None)
    step: Points = field("Points of one bill are a multiple of this, at least 1.", default=Points(1))

    def value(self) -> businesses.PointPayment:
        """As the domain's rules."""
        if not math.isfinite(self.max_percent):
            raise BadInput("A part of a bill is at most 100 percent.", path=("payment", "maxPercent"))
        return businesses.PointPayment(
            is_on=self.is_on,
            max_bp=round(self.max_percent * PERCENT),
            min_points=int(self.min_points),
            max_points=None if self.max_points is None else int(self.max_points),
            step=int(self.step),
        )


PAYMENT: Columns = {name: name for name in ("is_on", "max_percent", "min_points", "max_points", "step")}
"""Rules of paying, made of columns that the view names alike."""


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
