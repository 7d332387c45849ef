"""Splitting a whole number by weights so that the parts sum to it exactly."""

from collections.abc import Sequence
from fractions import Fraction


def apportion(total: int, weights: Sequence[int | Fraction]) -> tuple[int, ...]:
    """Parts of `total` (>= 0) in proportion to `weights` (>= 0) by the largest remainder (Hamilton's method).

    Every part is its exact share rounded down or up; of equal remainders the earlier comes first. With all weights
    zero only a total of zero can be split: anything else raises ValueError.
    """
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError("nothing to split by")
        return (0,) * len(weights)
    shares = [Fraction(total) * weight / whole for weight in weights]
    parts = [share.numerator // share.denominator for share in shares]
    by_remainder = sorted(range(len(parts)), key=lambda at: (parts[at] - shares[at], at))
    for at in by_remainder[: total - sum(parts)]:
        parts[at] += 1
    return tuple(parts)
