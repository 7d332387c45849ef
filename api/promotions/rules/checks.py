"""What a birthday promotion must be before it is kept."""

from api.core.errors import BadInput
from api.promotions.types import NewPromotion

MAX_NAME = 120
MAX_POINTS = 1_000_000
MAX_COUNT = 1_000_000_000
MAX_AGE = 120
MAX_ANNOUNCE_DAYS = 60
MAX_VALID_DAYS = 366


def check_promotion(wanted: NewPromotion) -> None:
    """A promotion with a name, one kind of present, and numbers that can be. Refuses BAD_INPUT."""
    if not wanted.name.strip():
        raise BadInput("A promotion needs a name: customers see it.", path=("name",))
    if len(wanted.name) > MAX_NAME or "\x00" in wanted.name:
        raise BadInput(f"At most {MAX_NAME} characters, please.", path=("name",), params={"max": MAX_NAME})
    if (wanted.reward_id is None) == (wanted.points is None):
        raise BadInput("A promotion gives a reward or points.", path=("rewardId",))
    bounds = (
        ("points", wanted.points, 1, MAX_POINTS),
        ("ageFrom", wanted.age_from, 0, MAX_AGE),
        ("ageTo", wanted.age_to, 0, MAX_AGE),
        ("announceDays", wanted.announce_days, 0, MAX_ANNOUNCE_DAYS),
        ("validDays", wanted.valid_days, 0, MAX_VALID_DAYS),
        ("budget", wanted.budget, 1, MAX_COUNT),
    )
    for field, value, least, most in bounds:
        if value is not None and not least <= value <= most:
            raise BadInput(
                f"This must be a whole number from {least} to {most}.",
                path=(field,),
                params={"min": least, "max": most},
            )
    if wanted.age_from is not None and wanted.age_to is not None and wanted.age_to < wanted.age_from:
        raise BadInput("The upper age must not be below the lower one.", path=("ageTo",))
