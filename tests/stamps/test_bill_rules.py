"""What a bill gives in stamps, and what of them stands after a return: pure arithmetic."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from api.stamps.rules.bills import MOST_PER_BILL, allowed, earned, remaining
from api.stamps.types import BillLine, ReturnedLine, StampEarning, StampedBill, StampRules

pytestmark = pytest.mark.unit

NOW = datetime(2026, 5, 31, 9, tzinfo=UTC)
BREAD, TEA, LOAF, HERE, THERE = (UUID(int=number) for number in range(1, 6))


def bill(*lines: tuple[UUID | None, UUID | None, int], amount: int = 10_000) -> StampedBill:
    """A bill of (product, category, thousandths)."""
    return StampedBill(
        program_id=UUID(int=11),
        business_id=UUID(int=12),
        membership_id=UUID(int=13),
        purchase_id=UUID(int=14),
        store_id=HERE,
        amount_minor=amount,
        occurred_at=NOW,
        time_zone="Asia/Kolkata",
        lines=tuple(BillLine(seq, *line) for seq, line in enumerate(lines, 1)),
    )


def rules(earning: StampEarning, **more: Any) -> StampRules:
    return replace(StampRules(earning=earning), **more)


VISIT, ITEM = StampEarning.PER_VISIT, StampEarning.PER_ITEM
LINES = ((LOAF, BREAD, 2_000), (None, TEA, 3_000), (None, None, 1_000))


@pytest.mark.parametrize(
    ("asked", "count", "pieces"),
    [
        (rules(VISIT), 1, {}),
        (rules(VISIT, category_ids=frozenset({TEA})), 1, {}),
        (rules(VISIT, category_ids=frozenset({THERE})), 0, {}),
        (rules(VISIT, least_minor=10_000), 1, {}),
        (rules(VISIT, least_minor=10_001), 0, {}),
        (rules(VISIT, store_ids=frozenset({HERE})), 1, {}),
        (rules(VISIT, store_ids=frozenset({THERE})), 0, {}),
        (rules(VISIT, starts_at=NOW), 1, {}),
        (rules(VISIT, starts_at=NOW + timedelta(seconds=1)), 0, {}),
        (rules(VISIT, ends_at=NOW), 0, {}),
        (rules(VISIT, is_active=False), 0, {}),
        (rules(StampEarning.BY_HAND), 0, {}),
        (rules(ITEM), 6, {1: 2, 2: 3, 3: 1}),
        (rules(ITEM, category_ids=frozenset({BREAD})), 2, {1: 2}),
        (rules(ITEM, product_ids=frozenset({LOAF}), category_ids=frozenset({TEA})), 5, {1: 2, 2: 3}),
        (rules(ITEM, product_ids=frozenset({THERE})), 0, {}),
    ],
)
def test_what_a_bill_gives(asked: StampRules, count: int, pieces: dict[int, int]) -> None:
    assert earned(asked, bill(*LINES)) == (count, pieces)


def test_only_whole_pieces_count() -> None:
    assert earned(rules(ITEM), bill((None, None, 999), (None, None, 2_500))) == (2, {2: 2})


def test_a_slip_in_a_quantity_gives_a_hundred_at_most() -> None:
    assert earned(rules(ITEM), bill((None, None, 10**9)))[0] == MOST_PER_BILL


def test_a_bill_without_lines_has_no_items_but_is_a_visit() -> None:
    assert earned(rules(ITEM), bill()) == (0, {})
    assert earned(rules(VISIT), bill()) == (1, {})


@pytest.mark.parametrize(("used", "count", "left"), [(0, 2, 2), (2, 2, 1), (3, 2, 0), (5, 2, 0)])
def test_what_a_day_allows(used: int, count: int, left: int) -> None:
    assert allowed(rules(VISIT, max_per_day=3), used, count) == left
    assert allowed(rules(VISIT), used, count) == count


@pytest.mark.parametrize(
    ("given", "pieces", "lines", "left"),
    [
        (1, {}, [(1, 100, 99)], 1),
        (3, {1: 3}, [(1, 300, 100)], 2),
        (3, {1: 3}, [(1, 1_000, 333)], 2),
        (3, {1: 3}, [(1, 1_000, 1_000)], 0),
        (1, {1: 1}, [(1, 100, 50)], 1),
        (1, {1: 1}, [(1, 100, 51)], 0),
        (2, {1: 1, 2: 1}, [(1, 100, 100), (2, 0, 0)], 1),
        (2, {1: 3}, [(1, 300, 100)], 2),
        (2, {1: 3}, [(1, 300, 200)], 1),
        (2, {1: 3}, [(1, 300, 0), (2, 50, 50)], 2),
    ],
)
def test_what_stands_after_a_return(
    given: int, pieces: dict[int, int], lines: list[tuple[int, int, int]], left: int
) -> None:
    back = [ReturnedLine(*line) for line in lines]
    assert remaining(given, pieces, back, is_complete=False) == left
    assert remaining(given, pieces, back, is_complete=True) == 0
