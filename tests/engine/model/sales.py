"""What a bill earns, and what a return of it takes and gives."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from tests.engine.model.days import No
from tests.engine.model.points import Earned, Spent

WHOLE = 10_000


def shares(total: int, weights: Sequence[Fraction | int]) -> list[int]:
    """A whole number in parts by weight: each rounded down, what is over goes to the largest remainders."""
    whole = sum(weights, Fraction(0))
    if not whole:
        return [0] * len(weights)
    exact = [total * Fraction(weight) / whole for weight in weights]
    parts = [share.numerator // share.denominator for share in exact]
    places = sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))
    for at in places[: total - sum(parts)]:
        parts[at] += 1
    return parts


@dataclass(frozen=True)
class Rule:
    """An earn rule: a rate for goods, a multiple, or points once; with a condition and a cap."""

    kind: str
    product: UUID | None = None
    store: UUID | None = None
    least: int | None = None
    rate: tuple[int, int] = (0, 1)
    times: int = WHOLE
    bonus: int = 0
    cap: int | None = None

    def holds(self, store: UUID, eligible: int) -> bool:
        """Whether the bill meets it."""
        return self.store in (None, store) and (self.least is None or eligible >= self.least)


@dataclass
class Line:
    """Goods on a bill: amount, pieces, product; the points that they brought and what of the amount came back."""

    amount: int
    pieces: int = 1
    product: UUID | None = None
    points: int = 0
    back: int = 0


@dataclass(eq=False)
class Bill:
    """A bill as it stands."""

    business: UUID
    store: UUID
    member: UUID | None
    amount: int
    gift: int
    points_paid: int
    paid_by_points: int
    lines: list[Line]
    at: datetime
    recorded_at: datetime
    points: int = 0
    back: int = 0
    taken: int = 0
    given: int = 0
    status: str = "recorded"
    earned: Earned | None = None
    spent: Spent | None = None
    id: UUID | None = None
    seen: tuple[object, ...] = field(default=())

    @property
    def eligible(self) -> int:
        """What was paid with money."""
        return self.amount - self.gift - self.paid_by_points

    @property
    def left(self) -> int:
        """What did not come back."""
        return self.amount - self.back


def _capped(points: list[Fraction], cap: int | None) -> list[Fraction]:
    total = sum(points, Fraction(0))
    return points if cap is None or total <= cap else [each * cap / total for each in points]


def points_of(
    bill: Bill, rate: tuple[int, int], rules: Sequence[Rule], tier_times: int, *, rounds_up: bool
) -> tuple[int, list[int]]:
    """Points of the bill, and of each line. Rules that give once or many times add up; rounded once, at the end."""
    lines = bill.lines or [Line(bill.amount)]
    if bill.eligible <= 0:
        return 0, [0] * len(lines)
    paid = shares(bill.eligible, [line.amount for line in lines])
    held = [rule for rule in rules if rule.holds(bill.store, bill.eligible)]
    base = _base(lines, paid, rate, held)
    by_line = [points * tier_times / WHOLE for points in base]
    for rule in held:
        covered = [rule.product in (None, line.product) for line in lines]
        more = [Fraction(0)] * len(lines)
        if rule.kind == "multiplier":
            more = [
                points * (rule.times - WHOLE) / WHOLE * on for points, on in zip(base, covered, strict=True)
            ]
        elif rule.kind == "bonus" and (whole := sum(a for a, on in zip(paid, covered, strict=True) if on)):
            more = [Fraction(rule.bonus * a, whole) * on for a, on in zip(paid, covered, strict=True)]
        by_line = [a + b for a, b in zip(by_line, _capped(more, rule.cap), strict=True)]
    total = sum(by_line, Fraction(1, 2) if rounds_up else Fraction(0))
    points = total.numerator // total.denominator
    return points, shares(points, by_line) if points else [0] * len(lines)


def _base(
    lines: Sequence[Line], paid: Sequence[int], rate: tuple[int, int], rules: Sequence[Rule]
) -> list[Fraction]:
    """Each line by the first rate that is for it, else by the rate of the program."""
    base = [Fraction(0)] * len(lines)
    open_lines = set(range(len(lines)))
    for rule in [rule for rule in rules if rule.kind == "rate"]:
        mine = {at for at in open_lines if rule.product in (None, lines[at].product)}
        given = [Fraction(paid[at] * rule.rate[0], rule.rate[1]) * (at in mine) for at in range(len(lines))]
        base = [a + b for a, b in zip(base, _capped(given, rule.cap), strict=True)]
        open_lines -= mine
    return [
        points + Fraction(paid[at] * rate[0], rate[1]) * (at in open_lines) for at, points in enumerate(base)
    ]


@dataclass(frozen=True)
class Back:
    """What comes back: how much of each line, how many points are taken and given."""

    amount: int
    parts: tuple[int, ...]
    take: int
    give: int
    is_whole: bool


def plan(bill: Bill, lines: Sequence[tuple[int, int]] = (), amount: int | None = None) -> Back:
    """A return by line (place, amount), of an amount, or of all that is left; worked out on all returns so far."""
    if bill.left <= 0:
        raise No("ALREADY_RETURNED")
    parts = _by_line(bill, lines) if lines else _by_amount(bill, bill.left if amount is None else amount)
    total = bill.back + sum(parts)
    known = bill.lines or [Line(bill.amount, points=bill.points, back=bill.back)]
    brought = sum(line.points for line in known)
    if brought:
        gone = [
            Fraction(ln.points * (ln.back + part), ln.amount or 1)
            for ln, part in zip(known, parts, strict=True)
        ]
        target = int(sum(gone, Fraction(0)) * bill.points / brought)
    else:
        target = bill.points if total == bill.amount else 0
    give = bill.points_paid * total // bill.amount - bill.given
    return Back(sum(parts), tuple(parts), max(target - bill.taken, 0), max(give, 0), total == bill.amount)


def _by_line(bill: Bill, wanted: Sequence[tuple[int, int]]) -> list[int]:
    parts = [0] * len(bill.lines)
    for place, amount in wanted:
        if place > len(bill.lines) or amount > bill.lines[place - 1].amount - bill.lines[place - 1].back:
            raise No("RETURN_TOO_LARGE")
        parts[place - 1] = amount
    return parts


def _by_amount(bill: Bill, amount: int) -> list[int]:
    if amount > bill.left:
        raise No("RETURN_TOO_LARGE")
    return shares(amount, [line.amount - line.back for line in bill.lines]) if bill.lines else [amount]


def settle(bill: Bill, back: Back, *, is_void: bool) -> None:
    """The bill after the return."""
    for line, part in zip(bill.lines, back.parts, strict=bool(bill.lines)):
        line.back += part
    bill.back += back.amount
    bill.taken += back.take
    bill.given += back.give
    bill.status = "voided" if is_void else "returned" if back.is_whole else "partly_returned"
