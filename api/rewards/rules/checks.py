"""What a reward must be before it is kept, and what a request may say."""

import re

from api.core.errors import BadInput
from api.core.money import MAX_SAFE
from api.core.weekdays import LAST_HOUR
from api.rewards.types import LimitPeriod, NewReward, RewardKind

MAX_NAME = 120
MAX_DESCRIPTION = 2000
MAX_CATEGORY = 60
MAX_LANGUAGES = 30
MAX_POINTS = 1_000_000_000
MAX_COUNT = 1_000_000_000
MAX_DAYS = 3650
MAX_NAMED = 500
MAX_AGE = 120
MAX_REASON = 300
MAX_KEY = 128
BASIS_POINTS = 10_000
HANDED_OVER = frozenset({RewardKind.PRODUCT, RewardKind.EXPERIENCE})
WITH_VALUE = frozenset({RewardKind.DISCOUNT_AMOUNT, RewardKind.GIFT_CARD})
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def check_reward(reward: NewReward) -> None:
    """A reward with a name, the value that its kind needs, limits and conditions that can be met. Refuses BAD_INPUT."""
    _check_texts(reward)
    _check_numbers(reward)
    _check_value(reward)
    if reward.starts_at and reward.ends_at and reward.ends_at <= reward.starts_at:
        raise BadInput("A reward must end after it starts.", path=("endsAt",))
    if reward.needs_fulfilment and reward.kind not in HANDED_OVER:
        raise BadInput("Only products and experiences are handed over.", path=("needsFulfilment",))
    if reward.period is not LimitPeriod.EVER and reward.per_member is None and reward.per_period is None:
        raise BadInput("A period needs a limit that counts in it.", path=("period",))
    _check_conditions(reward)


def check_text(text: str, limit: int, path: tuple[str, ...]) -> None:
    """A text of at most `limit` characters that a database can keep."""
    if len(text) > limit:
        raise BadInput(f"At most {limit} characters, please.", path=path, params={"max": limit})
    if "\x00" in text:
        raise BadInput("This text has a character that cannot be kept.", path=path)


def check_key(key: str) -> None:
    """An idempotency key: 1 to 128 characters."""
    if not 0 < len(key) <= MAX_KEY:
        raise BadInput(f"An idempotency key has 1 to {MAX_KEY} characters.", path=("idempotencyKey",))
    check_text(key, MAX_KEY, ("idempotencyKey",))


def check_name(name: str, path: tuple[str, ...]) -> None:
    """A name that is not empty."""
    if not name.strip():
        raise BadInput("A name is needed.", path=path)
    check_text(name, MAX_NAME, path)


def _check_texts(reward: NewReward) -> None:
    check_name(reward.name, ("name",))
    check_text(reward.description, MAX_DESCRIPTION, ("description",))
    check_text(reward.category, MAX_CATEGORY, ("category",))
    if len(reward.texts) > MAX_LANGUAGES:
        raise BadInput(f"At most {MAX_LANGUAGES} languages, please.", path=("translations",))
    for language, text in reward.texts.items():
        if not _LANGUAGE.fullmatch(language) or len(language) > 20:
            raise BadInput("A language looks like en or pt-BR.", path=("translations", "language"))
        check_name(text.name, ("translations", "name"))
        check_text(text.description, MAX_DESCRIPTION, ("translations", "description"))


def _check_numbers(reward: NewReward) -> None:
    bounds = (
        ("pointsPrice", reward.points_price, 0, MAX_POINTS),
        ("cashPrice", reward.cash_minor, 0, MAX_SAFE),
        ("stock", reward.stock, 0, MAX_COUNT),
        ("perMember", reward.per_member, 1, MAX_COUNT),
        ("perPeriod", reward.per_period, 1, MAX_COUNT),
        ("validDays", reward.valid_days, 1, MAX_DAYS),
    )
    for field, value, least, most in bounds:
        if value is not None and not least <= value <= most:
            raise BadInput(
                f"This must be a whole number from {least} to {most}.",
                path=(field,),
                params={"min": least, "max": most},
            )


def _check_value(reward: NewReward) -> None:
    if reward.kind in WITH_VALUE and reward.value_minor is None:
        raise BadInput("This kind of reward needs a value.", path=("value",))
    if reward.value_minor is not None and not 0 < reward.value_minor <= MAX_SAFE:
        raise BadInput("A value must be more than zero.", path=("value",))
    is_percent = reward.kind is RewardKind.DISCOUNT_PERCENT
    if (reward.discount_bp is not None) != is_percent:
        verb = "needs" if is_percent else "takes no"
        raise BadInput(f"This kind of reward {verb} percentage.", path=("discountPercent",))
    if reward.discount_bp is not None and not 0 < reward.discount_bp <= BASIS_POINTS:
        raise BadInput("A percentage is more than 0 and at most 100.", path=("discountPercent",))


def _check_conditions(reward: NewReward) -> None:
    asked = reward.conditions
    for field, ids in (("tierIds", asked.tier_ids), ("storeIds", asked.store_ids)):
        if len(ids) > MAX_NAMED:
            raise BadInput(f"A reward can name at most {MAX_NAMED} of these.", path=("conditions", field))
    for field, hour in (("fromHour", asked.from_hour), ("toHour", asked.to_hour)):
        if hour is not None and not 0 <= hour <= LAST_HOUR:
            raise BadInput(f"An hour is between 0 and {LAST_HOUR}.", path=("conditions", field))
    for field, age in (("kidAgeFrom", asked.kid_age_from), ("kidAgeTo", asked.kid_age_to)):
        if age is not None and not 0 <= age <= MAX_AGE:
            raise BadInput(f"An age is between 0 and {MAX_AGE}.", path=("conditions", field))
    if (
        asked.kid_age_from is not None
        and asked.kid_age_to is not None
        and asked.kid_age_to < asked.kid_age_from
    ):
        raise BadInput("The upper age must not be below the lower one.", path=("conditions", "kidAgeTo"))
    if asked.from_hour is not None and asked.from_hour == asked.to_hour:
        raise BadInput("A span of hours needs an end of its own.", path=("conditions", "toHour"))
