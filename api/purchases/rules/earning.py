"""What a sale earns: base rate, rates of goods, multipliers, bonuses; exact until it is rounded once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from uuid import UUID

from api.businesses import EarnRate, Rounding
from api.core import weekdays
from api.core.money import minor_per_unit
from api.purchases.rules import family
from api.purchases.rules.apportion import apportion
from api.purchases.rules.family import NOBODY, FamilyOnDay
from api.purchases.types import (
    EarnConditions,
    EarnRuleInfo,
    EarnRuleKind,
    EarnStep,
)
from api.tiers import TierBoost

BASIS_POINTS = 10_000


@dataclass(frozen=True, slots=True)
class SaleLine:
    """A line as earning sees it: its amount before gift card and points."""

    amount_minor: int
    product_id: UUID | None = None
    category_id: UUID | None = None
    brand_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sale:
    """A sale as earning sees it. `eligible_minor` is what was paid with money; `local_time` is the program's."""

    eligible_minor: int
    lines: tuple[SaleLine, ...]
    store_id: UUID
    local_time: datetime
    is_first_purchase: bool = False
    is_birthday_month: bool = False
    family: FamilyOnDay = NOBODY


@dataclass(frozen=True, slots=True)
class EarnTerms:
    """The rates that hold for a sale. `boost`: what the member's tier multiplies the rates by, and its name."""

    base: EarnRate
    rounding: Rounding
    currency: str
    rules: tuple[EarnRuleInfo, ...] = ()
    boost: TierBoost | None = None


@dataclass(frozen=True, slots=True)
class Earned:
    """Points of a sale, how they came about (steps sum to points), and each line's share (they sum to points too)."""

    points: int
    steps: tuple[EarnStep, ...]
    line_points: tuple[int, ...]


@dataclass(slots=True)
class _Step:
    rule: str
    rule_id: UUID | None
    by_line: list[Fraction]

    def total(self) -> Fraction:
        return sum(self.by_line, Fraction(0))

    def capped(self, cap: int | None) -> "_Step":
        """Scaled down so that the step gives at most `cap`."""
        total = self.total()
        if cap is not None and total > cap:
            self.by_line = [points * cap / total for points in self.by_line]
        return self


def rounded(points: Fraction, rounding: Rounding) -> int:
    """Whole points of an exact number that is not negative."""
    if rounding is Rounding.HALF_UP:
        points += Fraction(1, 2)
    return points.numerator // points.denominator


def base_points(eligible_minor: int, rate: EarnRate, rounding: Rounding) -> int:
    """Points of an amount at one rate: what `earn` gives where no rule holds."""
    exact = eligible_minor * rate.points
    if rounding is Rounding.HALF_UP:
        return (2 * exact + rate.per_minor) // (2 * rate.per_minor)
    return exact // rate.per_minor


def earn(sale: Sale, terms: EarnTerms) -> Earned:
    """The points of a sale.

    Every line earns by the first RATE rule (lowest priority number) that covers it, else by the base rate. Each
    MULTIPLIER adds (multiplier - 1) times those points on the lines that it covers, each BONUS its points once; they
    add up, so that their order does not matter. A rule's cap bounds what it gives to one sale. The sum is rounded once.
    Nothing is earned where nothing was paid with money.
    """
    lines = sale.lines or (SaleLine(sale.eligible_minor),)
    if sale.eligible_minor <= 0:
        return Earned(0, (), (0,) * len(lines))
    eligible = apportion(sale.eligible_minor, [line.amount_minor for line in lines])
    rules = [rule for rule in terms.rules if holds(rule, sale)]
    if not rules and terms.boost is None:
        return _at_base_rate(eligible, terms)
    steps = _rate_steps(lines, eligible, terms, rules)
    rates = [sum((step.by_line[at] for step in steps), Fraction(0)) for at in range(len(lines))]
    steps += _tier_steps(rates, terms.boost)
    steps += _multiplier_steps(lines, rates, rules)
    steps += _bonus_steps(lines, eligible, rules)
    return _settled(steps, terms.rounding, len(lines))


def _at_base_rate(eligible: Sequence[int], terms: EarnTerms) -> Earned:
    """What the sum of steps comes to where there is one."""
    points = base_points(sum(eligible), terms.base, terms.rounding)
    if points == 0:
        return Earned(0, (), (0,) * len(eligible))
    return Earned(points, (EarnStep(_spell_base(terms), points),), apportion(points, eligible))


def _spell_base(terms: EarnTerms) -> str:
    return f"Base rate: {spell_rate(terms.base, terms.currency)}"


def holds(rule: EarnRuleInfo, sale: Sale) -> bool:
    """Whether a rule applies to the occasion: active, in its time, and every condition on the bill met."""
    asked = rule.conditions
    moment = sale.local_time
    return (
        rule.is_active
        and (rule.starts_at is None or rule.starts_at <= moment)
        and (rule.ends_at is None or moment < rule.ends_at)
        and (not asked.store_ids or sale.store_id in asked.store_ids)
        and weekdays.fits(moment, asked.weekdays, asked.from_hour, asked.to_hour)
        and (not asked.first_purchase or sale.is_first_purchase)
        and (not asked.birthday_month or sale.is_birthday_month)
        and family.fits(asked, sale.family)
        and (asked.min_amount_minor is None or sale.eligible_minor >= asked.min_amount_minor)
    )


def covers(asked: EarnConditions, line: SaleLine) -> bool:
    """Whether a rule concerns the goods of a line: all goods where it names no category, product or brand."""
    if asked.brand_ids and line.brand_id not in asked.brand_ids:
        return False
    if not asked.category_ids and not asked.product_ids:
        return True
    return line.category_id in asked.category_ids or line.product_id in asked.product_ids


@lru_cache(maxsize=256)
def spell_rate(rate: EarnRate, currency: str) -> str:
    """`1 point per 10 INR`."""
    amount = (Decimal(rate.per_minor) / minor_per_unit(currency)).normalize()
    return f"{rate.points} {'point' if rate.points == 1 else 'points'} per {amount:f} {currency}"


def spell_multiplier(multiplier_bp: int) -> str:
    """`x2`, `x1.5`."""
    return f"x{(Decimal(multiplier_bp) / BASIS_POINTS).normalize():f}"


def _of_kind(rules: Iterable[EarnRuleInfo], kind: EarnRuleKind) -> list[EarnRuleInfo]:
    return sorted((rule for rule in rules if rule.kind is kind), key=lambda rule: (rule.priority, rule.id))


def _rate_steps(
    lines: Sequence[SaleLine], eligible: Sequence[int], terms: EarnTerms, rules: Sequence[EarnRuleInfo]
) -> list[_Step]:
    candidates = _of_kind(rules, EarnRuleKind.RATE)
    by_rule: dict[EarnRuleInfo | None, dict[int, Fraction]] = defaultdict(dict)
    for at, line in enumerate(lines):
        rule = next((each for each in candidates if covers(each.conditions, line)), None)
        rate = rule.rate if rule and rule.rate else terms.base
        by_rule[rule][at] = Fraction(eligible[at] * rate.points, rate.per_minor)
    steps = []
    for rule, points in by_rule.items():
        by_line = [points.get(at, Fraction(0)) for at in range(len(lines))]
        if rule is None:
            steps.append(_Step(_spell_base(terms), None, by_line))
        else:
            spelled = f"{rule.name}: {spell_rate(rule.rate or terms.base, terms.currency)}"
            steps.append(_Step(spelled, rule.id, by_line).capped(rule.cap_points))
    return steps


def _tier_steps(rates: Sequence[Fraction], boost: TierBoost | None) -> list[_Step]:
    if boost is None or boost.multiplier_bp == BASIS_POINTS:
        return []
    extra = Fraction(boost.multiplier_bp - BASIS_POINTS, BASIS_POINTS)
    spelled = f"{boost.name}: {spell_multiplier(boost.multiplier_bp)}"
    return [_Step(spelled, None, [rate * extra for rate in rates])]


def _multiplier_steps(
    lines: Sequence[SaleLine], rates: Sequence[Fraction], rules: Sequence[EarnRuleInfo]
) -> list[_Step]:
    steps = []
    for rule in _of_kind(rules, EarnRuleKind.MULTIPLIER):
        extra = Fraction((rule.multiplier_bp or BASIS_POINTS) - BASIS_POINTS, BASIS_POINTS)
        by_line = [
            rate * extra if covers(rule.conditions, line) else Fraction(0)
            for line, rate in zip(lines, rates, strict=True)
        ]
        spelled = f"{rule.name}: {spell_multiplier(rule.multiplier_bp or BASIS_POINTS)}"
        steps.append(_Step(spelled, rule.id, by_line).capped(rule.cap_points))
    return steps


def _bonus_steps(
    lines: Sequence[SaleLine], eligible: Sequence[int], rules: Sequence[EarnRuleInfo]
) -> list[_Step]:
    steps = []
    for rule in _of_kind(rules, EarnRuleKind.BONUS):
        weights = [
            amount if covers(rule.conditions, line) else 0
            for line, amount in zip(lines, eligible, strict=True)
        ]
        whole = sum(weights)
        if whole:
            points = rule.bonus_points or 0
            by_line = [Fraction(points * weight, whole) for weight in weights]
            steps.append(_Step(rule.name, rule.id, by_line).capped(rule.cap_points))
    return steps


def _settled(steps: list[_Step], rounding: Rounding, line_count: int) -> Earned:
    totals = [step.total() for step in steps]
    points = rounded(sum(totals, Fraction(0)), rounding)
    if points == 0:
        return Earned(0, (), (0,) * line_count)
    by_line = [sum((step.by_line[at] for step in steps), Fraction(0)) for at in range(line_count)]
    told = zip(steps, apportion(points, totals), strict=True)
    spelled = tuple(EarnStep(step.rule, given, step.rule_id) for step, given in told if given)
    return Earned(points, spelled, apportion(points, by_line))
