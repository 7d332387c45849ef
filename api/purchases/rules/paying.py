"""Paying with points: what the program lets a bill be paid with, on what is left after a gift card."""

from dataclasses import dataclass

from api.businesses import PointPayment
from api.purchases.errors import AmountInvalid

MICRO = 1_000_000
BASIS_POINTS = 10_000
PATH = ("pointsPaid",)


@dataclass(frozen=True, slots=True)
class Payable:
    """How many points can pay for a bill: from `least` to `most` in steps; `most` 0: none can."""

    least: int
    most: int
    step: int


def points_value(points: int, value_micro_minor: int) -> int:
    """What points are worth as payment, in minor units, rounded down."""
    return points * value_micro_minor // MICRO


def max_points(payable_minor: int, value_micro_minor: int) -> int:
    """The most points that can pay for an amount: their value does not pass it."""
    return payable_minor * MICRO // value_micro_minor if value_micro_minor > 0 else 0


def payable(
    rules: PointPayment, value_micro_minor: int, payable_minor: int, spendable: int | None = None
) -> Payable:
    """What the rules let points pay of an amount, and of that what a member with `spendable` points can."""
    worth_something = -(-MICRO // value_micro_minor) if value_micro_minor > 0 else 0
    least = _up(max(rules.min_points, worth_something), rules.step)
    most = max_points(payable_minor * rules.max_bp // BASIS_POINTS, value_micro_minor) if rules.is_on else 0
    for bound in (rules.max_points, spendable):
        if bound is not None:
            most = min(most, max(bound, 0))
    most -= most % rules.step
    return Payable(least, most if most >= least else 0, rules.step)


def check_points_paid(points: int, rules: PointPayment, value_micro_minor: int, payable_minor: int) -> int:
    """Minor units that are paid with points, which the rules allow for this amount. Refuses AMOUNT_INVALID.

    Its `params` name the rule, and `max_points` what would go.
    """
    if points == 0:
        return 0
    if points < 0:
        raise AmountInvalid("Points cannot be negative.", path=PATH)
    if not rules.is_on:
        raise AmountInvalid("Bills are not paid with points here.", path=PATH, params={"rule": "off"})
    if points_value(points, value_micro_minor) == 0:
        raise AmountInvalid("So few points are worth nothing as payment.", path=PATH)
    allowed = payable(rules, value_micro_minor, payable_minor)
    if points > allowed.most:
        whole = points_value(points, value_micro_minor) > payable_minor
        raise AmountInvalid(
            "These points are worth more than there is to pay."
            if whole
            else f"At most {allowed.most} points can pay for this bill.",
            path=PATH,
            params={"max_points": allowed.most},
        )
    if points < allowed.least or points % rules.step:
        raise AmountInvalid(
            f"Points pay from {allowed.least} on, in steps of {rules.step}.",
            path=PATH,
            params={"min_points": allowed.least, "step": rules.step, "max_points": allowed.most},
        )
    return points_value(points, value_micro_minor)


def _up(points: int, step: int) -> int:
    return -(-points // step) * step
