"""What a ladder may say."""

import pytest

from api.core.errors import BadInput
from api.tiers import NewTier, TierBenefit
from api.tiers.rules import check_ladder
from tests.factories.tiers import STEPS, rules


def test_names_become_tidy() -> None:
    checked = check_ladder(rules((NewTier("  Big   friend ", 0, colour="#ABCDEF"),)))
    assert (checked.tiers[0].name, checked.tiers[0].colour) == ("Big friend", "#abcdef")


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        ((), ("tiers",)),
        (tuple(NewTier(f"T{at}", at) for at in range(11)), ("tiers",)),
        ((NewTier("", 0),), ("tiers", "0", "name")),
        ((NewTier("x" * 61, 0),), ("tiers", "0", "name")),
        ((NewTier("A", -1),), ("tiers", "0", "threshold")),
        ((NewTier("A", 0, multiplier_bp=-1),), ("tiers", "0", "multiplier")),
        ((NewTier("A", 0, multiplier_bp=1_000_001),), ("tiers", "0", "multiplier")),
        ((NewTier("A", 0, colour="red"),), ("tiers", "0", "colour")),
        ((NewTier("A", 0, icon="<b>"),), ("tiers", "0", "icon")),
        ((NewTier("A", 0, benefits=(TierBenefit(" "),)),), ("tiers", "0", "benefits", "0", "text")),
        ((NewTier("A", 5), NewTier("B", 5)), ("tiers", "1", "threshold")),
        ((NewTier("A", 5), NewTier("a", 6)), ("tiers", "1", "name")),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(steps: tuple[NewTier, ...], path: tuple[str, ...]) -> None:
    with pytest.raises(BadInput) as refused:
        check_ladder(rules(steps))
    assert refused.value.path == path


@pytest.mark.parametrize("given", [{"window_months": 0}, {"window_months": 61}, {"grace_days": 367}])
def test_spans_have_bounds(given: dict[str, int]) -> None:
    with pytest.raises(BadInput):
        check_ladder(rules(STEPS, **given))
