"""What the points of a business cost in the end: months of earning from the ledger, beside the sales that gave them."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from api import businesses, ledger
from api.businesses import ProgramRules
from api.core import clock, db
from api.ledger import (
    Contract,
    EarnedMonth,
    deferred_at_sale,
    deferred_left,
    provision,
    triangle_of,
    ultimate,
)

# what customers paid, less what came back: each return in the month of its bill
SALES = """
    SELECT date_trunc('month', p.occurred_at AT TIME ZONE $2)::date AS month,
        sum(p.amount_minor - p.returned_minor)::bigint AS sales
    FROM purchase p WHERE p.business_id = $1 GROUP BY 1
"""
MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class LiabilityOfMonth:
    """Points given in one month; `expected` of them will ever be redeemed."""

    month: date
    issued: int
    redeemed: int
    expired: int
    returned: int
    outstanding: int
    expected: int
    deferred_minor: int
    provision_minor: int


@dataclass(frozen=True, slots=True)
class Liability:
    """All months of a business, oldest first, and what they come to. `redemption_rate` is of all points given."""

    currency: str
    months: tuple[LiabilityOfMonth, ...]
    redemption_rate: float
    outstanding: int
    deferred_minor: int
    provision_minor: int


async def liability_of(business_id: UUID) -> Liability:
    """What the points that the business gave will cost, by month of earning.

    Expected redemptions by chain ladder; income deferred by relative selling price, a point at what it pays; and a
    provision at cost: the rate agreed for its points, where there is one, else what a point pays.
    """
    program = await businesses.rules_for(await businesses.program_of(business_id))
    earned = await ledger.earned_months(program.id, business_id)
    sales = {row["month"]: row["sales"] for row in await db.fetch(SALES, business_id, program.time_zone)}
    rate = await ledger.rate_at(program.id, business_id, clock.now())
    cost = Fraction(rate[1] if rate is not None and rate[1] else program.point_value_micro_minor, MICRO)
    today = clock.local_date(clock.now(), program.time_zone)
    given = [max(each.issued - each.returned, 0) for each in earned]
    expected = ultimate(triangle_of(earned, today), given)
    months = tuple(
        _month(program, each, all_, sales.get(each.month, 0), cost)
        for each, all_ in zip(earned, expected, strict=True)
    )
    return Liability(
        currency=program.currency,
        months=months,
        redemption_rate=sum(expected) / sum(given) if sum(given) else 0.0,
        outstanding=sum(each.outstanding for each in months),
        deferred_minor=sum(each.deferred_minor for each in months),
        provision_minor=sum(each.provision_minor for each in months),
    )


def _month(
    program: ProgramRules, each: EarnedMonth, expected: int, sales: int, cost: Fraction
) -> LiabilityOfMonth:
    price = Fraction(program.point_value_micro_minor, MICRO)
    redeemed = max(each.redeemed, 0)
    deferred = deferred_at_sale(Contract(sales, each.issued, price), expected) if sales > 0 else 0
    still = min(max(expected - redeemed, 0), each.outstanding)
    return LiabilityOfMonth(
        month=each.month,
        issued=each.issued,
        redeemed=redeemed,
        expired=each.expired,
        returned=each.returned,
        outstanding=each.outstanding,
        expected=expected,
        deferred_minor=deferred_left(deferred, redeemed, redeemed + still),
        provision_minor=provision(still, cost),
    )
