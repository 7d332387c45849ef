"""When members are told that points expire. A stage counts the days from today to the last on which points are good."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from api.ledger.rules.times import start_of

EARLIEST_HOUR = 9
"""Nobody is told in the night."""


def is_time(now: datetime, zone: str, told_on: date | None) -> bool:
    """Whether the reminders of the program's day are due: once a day, from nine in the morning on."""
    local = now.astimezone(ZoneInfo(zone))
    return local.hour >= EARLIEST_HOUR and (told_on is None or told_on < local.date())


def told_until(today: date, stages: Sequence[int], zone: str) -> datetime:
    """What expires until then and was not told at its stage is told today."""
    return start_of(today + timedelta(days=max(stages) + 1), zone)
