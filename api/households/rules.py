"""What a household may be: pure decisions."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from api.core.errors import BadInput
from api.households.errors import SpendLimitReached
from api.households.types import HouseholdMemberInfo, HouseholdRole, HouseholdRulesInfo, SpendLimits

MAX_NAME = 60
MAX_MEMBERS = 20
MAX_LIMIT = 1_000_000_000
OPEN_INVITATIONS = 20
INVITATION_LIVES = timedelta(days=7)
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 10


def clean_name(text: str) -> str:
    """A name in single spaces. Refuses empty or overlong ones, and characters that cannot be shown."""
    cleaned = " ".join(text.split())
    if not 0 < len(cleaned) <= MAX_NAME or not all(
        each.isprintable() or each == "\u200d" for each in cleaned
    ):
        raise BadInput(
            f"Give a name of 1 to {MAX_NAME} characters.", path=("name",), params={"max": MAX_NAME}
        )
    return cleaned


def check_rules(given: HouseholdRulesInfo) -> None:
    """Rules that can be met. Refuses BAD_INPUT."""
    _bounded(given.max_members, 2, MAX_MEMBERS, "maxMembers")


def check_limits(limits: SpendLimits) -> None:
    """Limits in order: a longer time allows no less than a shorter one. Refuses BAD_INPUT."""
    least = 0
    for name, value in (
        ("perDay", limits.per_day),
        ("perWeek", limits.per_week),
        ("perMonth", limits.per_month),
    ):
        if value is not None:
            _bounded(value, least, MAX_LIMIT, name)
            least = value


def new_code() -> str:
    """Ten letters and digits without look-alikes."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def read_code(text: str) -> str:
    """A code as somebody typed it: case, spaces and hyphens do not count."""
    return "".join(each for each in text.upper() if each.isalnum())[: CODE_LENGTH + 2]


def check_spent(limits: SpendLimits, spent: tuple[int, int, int]) -> tuple[str, int] | None:
    """That what was spent today, this week and this month, this time included, stays within the limits.

    Answers the limit that is exactly used up now, with its maximum. Refuses SPEND_LIMIT_REACHED.
    """
    met = None
    named = zip(
        ("per_day", "per_week", "per_month"),
        (limits.per_day, limits.per_week, limits.per_month),
        spent,
        strict=True,
    )
    for name, most, used in named:
        if most is not None and used > most:
            raise SpendLimitReached(
                "This is more of the household's points than you may spend.",
                path=("points",),
                params={"limit": name, "maximum": most, "over": used - most},
            )
        if most is not None and used == most:
            met = met or (name, most)
    return met


def heir_of(staying: Sequence[HouseholdMemberInfo]) -> HouseholdMemberInfo | None:
    """Who answers for the household when the last guardian leaves: the adult who has been in it longest, if any."""
    adults = [each for each in staying if each.role is HouseholdRole.ADULT]
    return min(adults, key=lambda each: (each.joined_at, each.id), default=None)


def _bounded(value: int, least: int, most: int, name: str) -> None:
    if not least <= value <= most:
        raise BadInput(
            f"Please use a whole number from {least} to {most}.",
            path=(name,),
            params={"min": least, "max": most},
        )
