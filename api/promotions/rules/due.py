"""Which birthdays a promotion looks at on a day, and which of them bring a present."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from api.customers import BirthdayDue
from api.promotions.types import Given, PromotionInfo

CATCH_UP_DAYS = 7
"""So many days a run may be late, and so late a birthday may be told, without a present being missed."""
GIVE_FROM_HOUR = 7
"""Presents are given from this hour of the program's day on: a card counts up in nobody's sleep."""


def window(promotion: PromotionInfo, today: date) -> tuple[date, date]:
    """The first and the last birthday that are looked at today."""
    first = max(promotion.runs_from, today - timedelta(days=CATCH_UP_DAYS))
    return first, today + timedelta(days=promotion.terms.announce_days)


def is_due(promotion: PromotionInfo, now: datetime, time_zone: str) -> bool:
    """Whether presents of the promotion are to be given now: once on each of the program's days."""
    local = now.astimezone(ZoneInfo(time_zone))
    is_new_day = promotion.checked_on is None or promotion.checked_on < local.date()
    return promotion.terms.is_active and is_new_day and local.hour >= GIVE_FROM_HOUR


def good_until(promotion: PromotionInfo, birthday: date, time_zone: str) -> datetime:
    """Until when a present is good: the start of the program's day after its last."""
    day = birthday + timedelta(days=promotion.terms.valid_days + 1)
    return datetime.combine(day, time.min, ZoneInfo(time_zone)).astimezone(UTC)


def chosen(
    people: Sequence[BirthdayDue], given: Iterable[Given], most: int | None = None
) -> list[BirthdayDue]:
    """Who gets a present, in the order given, at most `most`.

    Nobody twice in a year. A member gets no more presents in a year than there are people of theirs: a child that was
    removed and written down anew is no second child, twins are two.
    """
    before = list(given)
    had = {(one.subject_id, one.year) for one in before}
    count = Counter((one.membership_id, one.year) for one in before)
    picked = []
    for person in people:
        family = (person.membership_id, person.birthday.year)
        if (person.subject_id, person.birthday.year) in had or count[family] >= person.of_member:
            continue
        count[family] += 1
        picked.append(person)
    return picked if most is None else picked[:most]
