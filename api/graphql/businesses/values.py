"""Values of tenants as clients see them: looks, rates, limits."""

import strawberry

from api import businesses
from api.core import money
from api.graphql.base import Money, Points, field, shows
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


@shows("Brand")
def show_brand(look: businesses.BrandLook) -> Brand:
    """A look, with the path of its logo."""
    return Brand(
        name=look.name,
        stock_color=look.stock_color,
        foil_color=look.foil_color,
        motif=look.motif,
        initials=look.initials,
        logo_url=None if look.logo_file_id is None else f"/files/{look.logo_file_id}",
    )


@shows("EarnRate")
def show_earn_rate(rate: businesses.EarnRate, currency: str) -> EarnRate:
    """A rate in its currency."""
    return EarnRate(points=rate.points, per_amount=Money.of(money.Money(rate.per_minor, currency)))


def show_limits(limits: businesses.PointLimits) -> PointLimits:
    """Limits."""
    return PointLimits(
        mode=LimitMode[limits.mode.name],
        per_transaction=_points(limits.per_transaction),
        per_day=_points(limits.per_day),
        per_week=_points(limits.per_week),
        per_month=_points(limits.per_month),
        balance=_points(limits.balance),
        staff_awards_per_hour=limits.staff_awards_per_hour,
        store_points_per_day=_points(limits.store_points_per_day),
    )


def _points(value: int | None) -> Points | None:
    return None if value is None else Points(value)
