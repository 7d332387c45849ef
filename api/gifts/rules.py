"""What a gift may be: pure decisions."""

import hashlib
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import orjson

from api.core.errors import BadInput
from api.gifts.errors import GiftLimitReached, GiftsOff
from api.gifts.types import GiftRulesInfo, GiftTerms, NewGift

MAX_MESSAGE = 200
MAX_KEY = 128
MAX_POINTS = 1_000_000_000
MAX_WAIT_DAYS = 90
CONFIRM_WITHIN = timedelta(minutes=10)


def check_rules(given: GiftRulesInfo) -> None:
    """Rules that can be met: bounds in order, a wait of 1 to 90 days. Refuses BAD_INPUT."""
    _bounded(given.min_points, 1, MAX_POINTS, "minPoints")
    _bounded(given.max_points, given.min_points, MAX_POINTS, "maxPoints")
    _bounded(given.wait_days, 1, MAX_WAIT_DAYS, "waitDays")
    if given.max_per_day is not None:
        _bounded(given.max_per_day, given.min_points, MAX_POINTS, "maxPerDay")
    if given.max_per_month is not None:
        _bounded(
            given.max_per_month, max(given.min_points, given.max_per_day or 0), MAX_POINTS, "maxPerMonth"
        )


def check_gift(gift: NewGift) -> None:
    """A gift with a key, a short message, and one receiver. Refuses BAD_INPUT."""
    if not 0 < len(gift.idempotency_key) <= MAX_KEY or "\0" in gift.idempotency_key:
        raise BadInput(f"An idempotency key has 1 to {MAX_KEY} characters.", path=("idempotencyKey",))
    if (gift.phone is None) == (gift.receiver_id is None):
        raise BadInput("Say for whom it is in one way: a number or a card.", path=("phone",))
    if gift.receiver_id == gift.membership_id:
        raise BadInput("This is your own card.", path=("receiverToken",))


def clean_message(text: str) -> str:
    """A few words, in single spaces. Refuses overlong ones and characters that cannot be shown."""
    cleaned = " ".join(text.split())
    if len(cleaned) > MAX_MESSAGE:
        raise BadInput(
            f"At most {MAX_MESSAGE} characters, please.", path=("message",), params={"max": MAX_MESSAGE}
        )
    if not all(each.isprintable() or each == "\u200d" for each in cleaned):
        raise BadInput("This text has characters that cannot be shown.", path=("message",))
    return cleaned


def check_points(points: int, rules: GiftRulesInfo) -> None:
    """A number of points that one gift may have. Refuses GIFTS_OFF and GIFT_LIMIT_REACHED."""
    if not rules.is_on:
        raise GiftsOff("This program has no gifts between members.")
    if points < rules.min_points:
        raise GiftLimitReached(
            f"A gift is at least {rules.min_points} points.",
            path=("points",),
            params={"limit": "min_points", "maximum": rules.min_points, "remaining": rules.min_points},
        )
    if points > rules.max_points:
        raise GiftLimitReached(
            f"A gift is at most {rules.max_points} points.",
            path=("points",),
            params={"limit": "max_points", "maximum": rules.max_points, "remaining": rules.max_points},
        )


def check_given(given: tuple[int, int], points: int, rules: GiftRulesInfo) -> None:
    """That `points` more stay within a day and a month; `given` is what was given in them before."""
    for name, used, most in (
        ("per_day", given[0], rules.max_per_day),
        ("per_month", given[1], rules.max_per_month),
    ):
        if most is not None and used + points > most:
            left = max(0, most - used)
            raise GiftLimitReached(
                f"You can give {left} points more in this time.",
                path=("points",),
                params={"limit": name, "maximum": most, "remaining": left},
            )


def terms(rules: GiftRulesInfo, given: tuple[int, int], *, is_phone_verified: bool) -> GiftTerms:
    """What a member may give now, after what was given today and this month."""
    today = None if rules.max_per_day is None else max(0, rules.max_per_day - given[0])
    month = None if rules.max_per_month is None else max(0, rules.max_per_month - given[1])
    most = min(rules.max_points, *(each for each in (today, month) if each is not None), MAX_POINTS)
    can_give = rules.is_on and is_phone_verified and most >= rules.min_points
    return GiftTerms(can_give, rules.min_points, most, today, month)


def windows(now: datetime, time_zone: str) -> tuple[datetime, datetime]:
    """Where the program's day and month began."""
    zone = ZoneInfo(time_zone)
    day = now.astimezone(zone).date()
    return _start(day.isoformat(), zone), _start(day.replace(day=1).isoformat(), zone)


def content_hash(gift: NewGift, phone: str | None) -> str:
    """What tells one gift from another under the same key."""
    content = [str(gift.membership_id), gift.points, gift.message, phone, str(gift.receiver_id)]
    return hashlib.sha256(orjson.dumps(content)).hexdigest()


def _start(day: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(datetime.fromisoformat(day).date(), time.min, zone).astimezone(UTC)


def _bounded(value: int, least: int, most: int, name: str) -> None:
    if not least <= value <= most:
        raise BadInput(
            f"Please use a whole number from {least} to {most}.",
            path=(name,),
            params={"min": least, "max": most},
        )
