"""Splitting by the largest remainder: exact sums, each part its share rounded down or up."""

from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.purchases.rules.apportion import apportion

pytestmark = pytest.mark.unit

weights = st.lists(st.integers(0, 10**12), min_size=1, max_size=40)


@given(st.integers(0, 10**15), weights)
def test_parts_sum_exactly_and_none_is_off_by_one_or_more(total: int, of: list[int]) -> None:
    """Given any total and weights, when split, then the parts sum to it and each is its share rounded down or up."""
    assume(sum(of) > 0)
    parts = apportion(total, of)
    assert sum(parts) == total
    for part, weight in zip(parts, of, strict=True):
        share = Fraction(total * weight, sum(of))
        assert floor(share) <= part <= ceil(share)
        assert part <= weight or total > sum(of)


@pytest.mark.parametrize(
    ("total", "of", "parts"),
    [
        (100, (1, 1, 1), (34, 33, 33)),
        (100, (1, 2), (33, 67)),
        (7, (50, 30, 20), (4, 2, 1)),  # shares 3.5, 2.1, 1.4: the rest of one goes to .5
        (5, (0, 10, 0), (0, 5, 0)),
        (0, (0, 0), (0, 0)),
        (10, (Fraction(1, 3), Fraction(2, 3)), (3, 7)),
    ],
)
def test_known_splits(total: int, of: tuple[int | Fraction, ...], parts: tuple[int, ...]) -> None:
    """Given totals worked out by hand, when split, then the parts are those."""
    assert apportion(total, of) == parts


def test_nothing_to_split_by() -> None:
    """Given weights of zero, when something is split, then it is an error of the caller."""
    with pytest.raises(ValueError, match="nothing to split by"):
        apportion(1, (0, 0))
