"""What a bill gives in stamps, and what of them still stands after a return."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from api.stamps.types import BillLine, ReturnedLine, SoldGoods, StampEarning, StampRules

MILLI = 1000
MOST_PER_BILL = 100
"""Stamps of one design that one bill gives at most: a slip in a quantity must not fill a thousand cards."""


def in_use(rules: StampRules, at: datetime) -> bool:
    """Whether stamps of the design are given at that moment; the end is not included."""
    begun = rules.starts_at is None or rules.starts_at <= at
    return rules.is_active and begun and (rules.ends_at is None or at < rules.ends_at)


def pieces_of(rules: StampRules, lines: Sequence[BillLine]) -> dict[int, int]:
    """Whole pieces of the lines that the design is for, by their place on the bill; lines without one are left out."""
    found = {line.seq: line.quantity_milli // MILLI for line in lines if _is_meant(rules, line)}
    return {seq: pieces for seq, pieces in found.items() if pieces}


def _is_meant(rules: StampRules, line: BillLine) -> bool:
    if not rules.category_ids and not rules.product_ids:
        return True
    return line.category_id in rules.category_ids or line.product_id in rules.product_ids


def earned(rules: StampRules, bill: SoldGoods) -> tuple[int, dict[int, int]]:
    """Stamps that the bill brings by itself, before what a day allows; and for items, how many pieces of which line.

    One for a visit: with goods named, one of the lines must be of them. For items one for each whole piece, at most 100
    a bill.
    """
    if not _counts(rules, bill):
        return 0, {}
    if rules.earning is StampEarning.PER_VISIT:
        names_goods = bool(rules.category_ids or rules.product_ids)
        return int(not names_goods or any(_is_meant(rules, line) for line in bill.lines)), {}
    pieces = pieces_of(rules, bill.lines)
    return min(sum(pieces.values()), MOST_PER_BILL), pieces


def _counts(rules: StampRules, bill: SoldGoods) -> bool:
    is_here = not rules.store_ids or bill.store_id in rules.store_ids
    is_enough = rules.least_minor is None or bill.amount_minor >= rules.least_minor
    by_itself = rules.earning is not StampEarning.BY_HAND
    return by_itself and is_here and is_enough and in_use(rules, bill.occurred_at)


def allowed(rules: StampRules, used: int, count: int) -> int:
    """As many of the stamps as the day still allows."""
    return count if rules.max_per_day is None else max(min(count, rules.max_per_day - used), 0)


def remaining(
    given: int, pieces: Mapping[int, int], lines: Sequence[ReturnedLine], *, is_complete: bool
) -> int:
    """Stamps of the `given` ones that stand after returns: none of a bill that came back whole, all of a visit else.

    Of items, the pieces that are left: a return names money, so a line's share of it is rounded to the nearest piece,
    and half a piece stays.
    """
    if is_complete:
        return 0
    if not pieces:
        return given
    back = {line.seq: line for line in lines}
    left = sum(count - _pieces_back(count, back.get(seq)) for seq, count in pieces.items())
    return min(given, left)


def _pieces_back(pieces: int, line: ReturnedLine | None) -> int:
    if line is None or line.amount_minor == 0:
        return 0
    twice = 2 * line.amount_minor
    return -((line.amount_minor - 2 * pieces * line.returned_minor) // twice)
