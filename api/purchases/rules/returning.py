"""What a return takes back and gives back, worked out on everything returned so far, so that parts sum exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from api.purchases.errors import AlreadyReturned, AmountInvalid, ReturnTooLarge
from api.purchases.rules.apportion import apportion
from api.purchases.types import LineInfo, PurchaseInfo


@dataclass(frozen=True, slots=True)
class ReturnPlan:
    """A return worked out. `lines` are (seq, minor units) that go back; points are of this return alone."""

    amount_minor: int
    lines: tuple[tuple[int, int], ...]
    take_back: int
    give_back: int
    is_complete: bool


def plan_return(
    bill: PurchaseInfo,
    lines: Sequence[LineInfo],
    *,
    wanted_lines: Sequence[tuple[int, int]] = (),
    wanted_amount: int | None = None,
) -> ReturnPlan:
    """The return of some lines, of an amount, or of all that is left.

    The target after this return is each line's points in proportion to what was returned of it, summed and rounded
    down; what earlier returns took is subtracted. An amount is spread over the lines in proportion to what is left of
    them. Points that paid for the bill come back in proportion to the amount. The last part takes the whole rest.
    Refuses with ALREADY_RETURNED, RETURN_TOO_LARGE or AMOUNT_INVALID.
    """
    left = bill.amount_minor - bill.returned_minor
    if left <= 0:
        raise AlreadyReturned("All of this bill was returned before.")
    known = lines or (_whole_bill(bill),)
    parts = _line_parts(known, wanted_lines) if wanted_lines else _amount_parts(known, wanted_amount, left)
    amount = sum(parts.values())
    target = _target(bill, known, parts)
    given_target = bill.points_paid * (bill.returned_minor + amount) // bill.amount_minor
    return ReturnPlan(
        amount_minor=amount,
        lines=tuple(sorted(parts.items())) if lines else (),
        take_back=max(target - bill.points_taken_back, 0),
        give_back=max(given_target - bill.points_given_back, 0),
        is_complete=amount == left,
    )


def _whole_bill(bill: PurchaseInfo) -> LineInfo:
    return LineInfo(0, "", "", None, None, 1000, bill.amount_minor, bill.returned_minor, bill.points_earned)


def _line_parts(lines: Sequence[LineInfo], wanted: Sequence[tuple[int, int]]) -> dict[int, int]:
    left = {line.seq: line.amount_minor - line.returned_minor for line in lines}
    parts: dict[int, int] = {}
    for at, (seq, amount) in enumerate(wanted):
        path = ("lines", str(at), "amountMinorUnits")
        if seq not in left or seq in parts:
            raise ReturnTooLarge("This bill has no such line.", path=("lines", str(at), "seq"))
        if amount <= 0:
            raise AmountInvalid("What comes back must be more than zero.", path=path)
        if amount > left[seq]:
            raise ReturnTooLarge(
                "More than is left of this line cannot come back.",
                path=path,
                params={"left_minor_units": left[seq]},
            )
        parts[seq] = amount
    return parts


def _amount_parts(lines: Sequence[LineInfo], wanted: int | None, left: int) -> dict[int, int]:
    amount = left if wanted is None else wanted
    if amount <= 0:
        raise AmountInvalid("What comes back must be more than zero.", path=("amount", "minorUnits"))
    if amount > left:
        raise ReturnTooLarge(
            "More than is left of this bill cannot come back.",
            path=("amount", "minorUnits"),
            params={"left_minor_units": left},
        )
    shares = apportion(amount, [line.amount_minor - line.returned_minor for line in lines])
    return {line.seq: share for line, share in zip(lines, shares, strict=True) if share}


def _target(bill: PurchaseInfo, lines: Sequence[LineInfo], parts: dict[int, int]) -> int:
    """Points that all returns together should have taken; limits may have granted fewer than the lines earned."""
    earned = sum(line.points for line in lines)
    if earned == 0:
        return bill.points_earned if bill.returned_minor + sum(parts.values()) == bill.amount_minor else 0
    returned = sum(
        (
            Fraction(line.points * (line.returned_minor + parts.get(line.seq, 0)), line.amount_minor)
            for line in lines
            if line.amount_minor
        ),
        Fraction(0),
    )
    share = returned * bill.points_earned / earned
    return share.numerator // share.denominator
