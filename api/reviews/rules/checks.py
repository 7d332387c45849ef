"""What review rules must be before they are kept."""

from collections.abc import Sequence

from api.core.errors import BadInput
from api.core.weekdays import LAST_HOUR
from api.reviews.types import ReviewRule, RuleKind

UNCOUNTED = frozenset({RuleKind.OWN_CARD, RuleKind.SAME_BILL_NUMBER, RuleKind.ODD_HOURS})
MAX_COUNT = 1_000_000_000
MAX_DAYS = 366
MAX_NOTE = 300
MAX_ITEMS = 100


def check_rules(rules: Sequence[ReviewRule]) -> None:
    """One rule of a kind at most, each with exactly the values that its kind needs. Refuses BAD_INPUT."""
    if len({rule.kind for rule in rules}) < len(rules):
        raise BadInput("A rule stands there twice.", path=("rules",))
    for at, rule in enumerate(rules):
        _check(rule, ("rules", str(at)))


def _check(rule: ReviewRule, path: tuple[str, ...]) -> None:
    _check_number(rule.most, rule.kind not in UNCOUNTED, MAX_COUNT, (*path, "most"))
    _check_number(rule.days, rule.kind is RuleKind.SAME_BILL_NUMBER, MAX_DAYS, (*path, "days"))
    has_hours = rule.kind is RuleKind.ODD_HOURS
    for field, hour in (("fromHour", rule.from_hour), ("toHour", rule.to_hour)):
        if (hour is not None) != has_hours or (hour is not None and not 0 <= hour <= LAST_HOUR):
            verb = f"needs an hour between 0 and {LAST_HOUR}" if has_hours else "has no hours"
            raise BadInput(f"This rule {verb}.", path=(*path, field))
    if has_hours and rule.from_hour == rule.to_hour:
        raise BadInput("A span of hours needs an end of its own.", path=(*path, "toHour"))


def _check_number(value: int | None, is_needed: bool, most: int, path: tuple[str, ...]) -> None:
    if (value is not None) != is_needed or (value is not None and not 1 <= value <= most):
        text = (
            f"This must be a whole number from 1 to {most}." if is_needed else "This rule has no such number."
        )
        raise BadInput(text, path=path, params={"min": 1, "max": most})
