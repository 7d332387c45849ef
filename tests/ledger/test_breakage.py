"""Breakage, deferral and provision: the figures of docs/examples/breakage.md, read from the page and computed again."""

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.ledger import EarnedMonth, deferred_at_sale, deferred_left, provision, triangle_of, ultimate
from api.ledger.rules.breakage import Contract, development_factors

pytestmark = pytest.mark.unit

PAGE = Path(__file__).parents[2] / "docs" / "examples" / "breakage.md"


def rows() -> dict[str, list[int]]:
    """The page's tables: the first cell of each row, and the numbers behind it."""
    found: dict[str, list[int]] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("|") and not line.startswith("|---"):
            head, *cells = (cell.strip() for cell in line.strip("|").split("|"))
            numbers = [int(cell.replace(",", "")) for cell in cells if re.fullmatch(r"[\d,]+", cell)]
            if numbers:
                found.setdefault(head if head not in found else f"{head} (2)", numbers)
    return found


TOLD = rows()


def figure(name: str) -> int:
    """The one number of a row."""
    return TOLD[name][0]


def test_the_deferral_of_the_page() -> None:
    """By relative selling price, exactly; the handbook's rounded share gives its own."""
    contract = Contract(figure("sales"), figure("points given"), Fraction(1))
    exact = deferred_at_sale(contract, figure("expected to be redeemed"))
    assert exact == figure("deferred for the points, exactly")
    rounded = round(Fraction(exact, figure("sales")), 2) * figure("sales")
    assert rounded == figure("the handbook rounds the share to 9 % and defers")


def test_the_years_of_the_page() -> None:
    """Each year's income is what is left of the deferral before, less what is left after; with its catch-up."""
    before = figure("the handbook rounds the share to 9 % and defers")
    deferred = before
    for year in ("2", "3"):
        redeemed, expected, earned, left = TOLD[year]
        after = deferred_left(deferred, redeemed, expected)
        assert (before - after, after) == (earned, left)
        before = after


def test_the_ladder_of_the_page() -> None:
    """Growth by age, volume-weighted; the youngest month grows by both factors."""
    triangle = [[200, 500, 600], [240, 600], [300]]
    issued = [1_000, 1_200, 1_500]
    assert development_factors(triangle) == [Fraction(5, 2), Fraction(6, 5)]
    expected = ultimate(triangle, issued)
    assert expected == [figure(f"month {number} in the end") for number in (1, 2, 3)]
    still = sum(expected) - sum(row[-1] for row in triangle)
    assert provision(still, Fraction(2, 5)) == figure("provision for what is expected still, at 0.40 a point")


def test_nothing_waits_when_all_that_is_expected_is_redeemed() -> None:
    """Nor where nothing is expected."""
    assert deferred_left(9_000, 9_700, 9_700) == 0
    assert deferred_left(9_000, 9_800, 9_700) == 0
    assert deferred_left(9_000, 0, 0) == 0


def test_a_month_without_redemptions_goes_as_the_others_do() -> None:
    """Half of what was issued, where the others come to half."""
    assert ultimate([[100, 500], [0]], [1_000, 400]) == [500, 200]
    assert ultimate([[0]], [400]) == [0]
    assert ultimate([], []) == []


def test_the_triangle_has_a_row_for_each_month_and_a_column_for_each_age() -> None:
    """Ages that lie ahead are left out, quiet months repeat what was."""
    months = [
        EarnedMonth(date(2026, 1, 1), 100, 30, 0, 0, 70, {0: 10, 2: 20}),
        EarnedMonth(date(2026, 3, 1), 50, 5, 0, 0, 45, {0: 5}),
    ]
    assert triangle_of(months, date(2026, 3, 20)) == [[10, 10, 30], [5]]


triangles = st.lists(st.lists(st.integers(0, 500), min_size=1, max_size=5), min_size=1, max_size=5)


@given(triangles, st.integers(0, 5_000))
def test_the_ultimate_is_between_redeemed_and_issued(increments: list[list[int]], more: int) -> None:
    """Whatever the history."""
    cumulative = [[sum(row[: at + 1]) for at in range(len(row))] for row in increments]
    issued = [row[-1] + more for row in cumulative]
    for expected, row, given_ in zip(ultimate(cumulative, issued), cumulative, issued, strict=True):
        assert row[-1] <= expected <= given_
