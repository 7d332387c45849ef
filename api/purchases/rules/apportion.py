"""Splitting a whole number by weights so that the parts sum to it exactly."""

import math
from collections.abc import Sequence
from fractions import Fraction


def apportion(total: int, weights: Sequence[int | Fraction]) -> tuple[int, ...]:
    """Parts of `total` (>= 0) in proportion to `weights` (>= 0) by the largest remainder (Hamilton's method).

    Every part is its exact share rounded down or up; of equal remainders the earlier comes first. With all weights
    zero only a total of zero can be split: anything else raises ValueError.
    """
    whole_weights = _whole(weights)
    whole = sum(whole_weights)
    if whole == 0:
        if total:
            raise ValueError("nothing to split by")
        return (0,) * len(weights)
    if whole == total:
        return tuple(whole_weights)
    parts, rests = [], []
    for weight in whole_weights:
        part, rest = divmod(total * weight, whole)
        parts.append(part)
        rests.append(rest)
    left = total - sum(parts)
    if left:
        for at in sorted(range(len(parts)), key=lambda place: (-rests[place], place))[:left]:
            parts[at] += 1
    return tuple(parts)


def _whole(weights: Sequence[int | Fraction]) -> Sequence[int]:
    """The same proportions in whole numbers, which are many times quicker than fractions."""
    scale = math.lcm(*(weight.denominator for weight in weights))
    return [weight.numerator * (scale // weight.denominator) for weight in weights]
