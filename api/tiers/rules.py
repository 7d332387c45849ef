"""What a ladder may say, and what its steps cost."""

import re

from api.core.errors import BadInput
from api.core.money import MAX_SAFE
from api.core.text import single_spaced
from api.tiers.types import MAX_STEPS, LadderRules, NewTier, TierBenefit

MAX_MULTIPLIER_BP = 1_000_000
MAX_BENEFITS = 12
MAX_WINDOW_MONTHS = 60
MAX_GRACE_DAYS = 366
MAX_NAME, MAX_BENEFIT, MAX_ICON = 60, 160, 40
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_ICON = re.compile(r"[a-z0-9-]*")


def check_ladder(rules: LadderRules) -> LadderRules:
    """The rules with tidy names, or the refusal BAD_INPUT at the path of what is wrong."""
    if not 1 <= rules.window_months <= MAX_WINDOW_MONTHS:
        raise _bad(f"A window has 1 to {MAX_WINDOW_MONTHS} months.", "windowMonths")
    if not 0 <= rules.grace_days <= MAX_GRACE_DAYS:
        raise _bad(f"Grace is 0 to {MAX_GRACE_DAYS} days.", "graceDays")
    if not 1 <= len(rules.tiers) <= MAX_STEPS:
        raise _bad(f"A ladder has 1 to {MAX_STEPS} tiers.", "tiers")
    tiers = tuple(_checked(at, tier) for at, tier in enumerate(rules.tiers))
    _check_order(tiers)
    return LadderRules(
        measure=rules.measure,
        window=rules.window,
        tiers=tiers,
        window_months=rules.window_months,
        effective=rules.effective,
        downgrade=rules.downgrade,
        grace_days=rules.grace_days,
    )


def _checked(at: int, tier: NewTier) -> NewTier:
    name = single_spaced(tier.name)
    if not 1 <= len(name) <= MAX_NAME or not name.isprintable():
        raise _bad(f"A tier's name has 1 to {MAX_NAME} characters.", "tiers", at, "name")
    if not 0 <= tier.threshold <= MAX_SAFE:
        raise _bad("A threshold is zero or more.", "tiers", at, "threshold")
    if not 0 <= tier.multiplier_bp <= MAX_MULTIPLIER_BP:
        raise _bad("A multiplier is between 0 and 100.", "tiers", at, "multiplier")
    if tier.colour and not _COLOUR.fullmatch(tier.colour):
        raise _bad("A colour is written like #8e1b4b.", "tiers", at, "colour")
    if len(tier.icon) > MAX_ICON or not _ICON.fullmatch(tier.icon):
        raise _bad("An icon is a name in small letters.", "tiers", at, "icon")
    if len(tier.benefits) > MAX_BENEFITS:
        raise _bad(f"A tier has at most {MAX_BENEFITS} benefits.", "tiers", at, "benefits")
    benefits = tuple(_benefit(at, nr, benefit) for nr, benefit in enumerate(tier.benefits))
    return NewTier(
        name=name,
        threshold=tier.threshold,
        multiplier_bp=tier.multiplier_bp,
        is_for_ever=tier.is_for_ever,
        colour=tier.colour.lower(),
        icon=tier.icon,
        benefits=benefits,
        reward_id=tier.reward_id,
        id=tier.id,
    )


def _benefit(at: int, nr: int, benefit: TierBenefit) -> TierBenefit:
    text = single_spaced(benefit.text)
    if not 1 <= len(text) <= MAX_BENEFIT or not text.isprintable():
        raise _bad(f"A benefit has 1 to {MAX_BENEFIT} characters.", "tiers", at, "benefits", nr, "text")
    if len(benefit.icon) > MAX_ICON or not _ICON.fullmatch(benefit.icon):
        raise _bad("An icon is a name in small letters.", "tiers", at, "benefits", nr, "icon")
    return TierBenefit(text, benefit.icon)


def _check_order(tiers: tuple[NewTier, ...]) -> None:
    for at in range(1, len(tiers)):
        if tiers[at].threshold <= tiers[at - 1].threshold:
            raise _bad("Each tier asks for more than the one before it.", "tiers", at, "threshold")
    names = [tier.name.casefold() for tier in tiers]
    for at, name in enumerate(names):
        if name in names[:at]:
            raise _bad("Two tiers have this name.", "tiers", at, "name")
    ids = [tier.id for tier in tiers if tier.id is not None]
    if len(ids) != len(set(ids)):
        raise _bad("A tier stands in the ladder once.", "tiers")


def _bad(message: str, *path: str | int) -> BadInput:
    return BadInput(message, path=tuple(str(step) for step in path))
