"""What points cost in the end: the share that is ever redeemed, the income that waits for them, and a provision.

Chain ladder: Mack, "Distribution-free calculation of the standard error of chain ladder reserve estimates", ASTIN
Bulletin 23 (1993). Deferred income: IFRS 15, paragraphs 74-80 (relative stand-alone selling prices) and B44-B47
(breakage recognised in proportion to the pattern of rights exercised; changed estimates by cumulative catch-up).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from api.ledger.types import EarnedMonth

Triangle: TypeAlias = Sequence[Sequence[int]]
"""One row for each month of earning, oldest first: points redeemed in all by the end of each month of age; the rows get
shorter, the youngest has one."""


def triangle_of(earned: Sequence[EarnedMonth], today: date) -> list[list[int]]:
    """The months of earning as a triangle; ages that lie ahead are left out. The month that runs counts as lived."""
    rows = []
    for each in earned:
        ages = (today.year - each.month.year) * 12 + today.month - each.month.month
        total, row = 0, []
        for age in range(ages + 1):
            total += each.redeemed_by_age.get(age, 0)
            row.append(total)
        rows.append(row)
    return rows


def development_factors(cumulative: Triangle) -> list[Fraction]:
    """By how much a month of age lets redemptions grow, weighted by volume over all months of earning that lived it.

    1 where nothing had been redeemed before.
    """
    ages = max((len(row) for row in cumulative), default=0)
    factors = []
    for age in range(1, ages):
        lived = [row for row in cumulative if len(row) > age]
        before = sum(row[age - 1] for row in lived)
        factors.append(Fraction(sum(row[age] for row in lived), before) if before else Fraction(1))
    return factors


def ultimate(cumulative: Triangle, issued: Sequence[int]) -> list[int]:
    """Points of each month of earning that will ever be redeemed: what is, grown by the factors still to come.

    Never less than is redeemed already, never more than was issued. A month of which nothing is redeemed yet is taken
    to go as all others together do.
    """
    factors = development_factors(cumulative)
    grown = [_grow(row, factors) for row in cumulative]
    known = [
        (all_, given) for all_, given, row in zip(grown, issued, cumulative, strict=True) if row and row[-1]
    ]
    rate = (
        Fraction(sum(all_ for all_, _ in known), sum(given for _, given in known) or 1)
        if known
        else Fraction(0)
    )
    return [
        _bounded(all_ if row and row[-1] else rate * given, row[-1] if row else 0, given)
        for all_, given, row in zip(grown, issued, cumulative, strict=True)
    ]


def _grow(row: Sequence[int], factors: Sequence[Fraction]) -> Fraction:
    value = Fraction(row[-1] if row else 0)
    for factor in factors[max(len(row) - 1, 0) :]:
        value *= factor
    return value


def _bounded(value: Fraction, least: int, most: int) -> int:
    return min(max(half_up(value), least), most)


@dataclass(frozen=True, slots=True)
class Contract:
    """Sales with the points that they gave; `point_minor` is what a point is worth to a member."""

    sales_minor: int
    points: int
    point_minor: Fraction


def deferred_at_sale(contract: Contract, expected: int) -> int:
    """The part of the sales that belongs to the points, by relative selling price: points at what is expected."""
    points_price = contract.point_minor * min(expected, contract.points)
    return half_up(contract.sales_minor * points_price / (contract.sales_minor + points_price))


def deferred_left(deferred: int, redeemed: int, expected: int) -> int:
    """What of it waits still, when `redeemed` of `expected` points are used: a new estimate catches up at once.

    Nothing waits when all that is expected has been redeemed.
    """
    if expected <= 0 or redeemed >= expected:
        return 0
    return deferred - half_up(Fraction(deferred * redeemed, expected))


def provision(outstanding_expected: int, cost_minor: Fraction) -> int:
    """What it will cost to redeem the points that are still expected, at cost for each."""
    return half_up(max(outstanding_expected, 0) * cost_minor)


def half_up(value: Fraction) -> int:
    """To the nearest whole number, halves upwards."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)
