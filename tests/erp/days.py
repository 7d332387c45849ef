"""Days of a shop in India, seen from now: its financial year and the one before."""

from datetime import date, datetime, timedelta

from api.core import clock

IST = timedelta(hours=5, minutes=30)


def yesterday() -> date:
    """The last whole day where the shop is: whatever was sold on it, at any hour, is past."""
    return clock.local_date(clock.now(), "Asia/Kolkata") - timedelta(days=1)


def keyed(*, minutes_ago: int = 1) -> datetime:
    """A moment ago, in the shop's own time."""
    return (clock.now() + IST - timedelta(minutes=minutes_ago)).replace(tzinfo=None, microsecond=0)


def new_year() -> date:
    """The first of April on or before yesterday."""
    day = yesterday()
    return date(day.year if day.month >= 4 else day.year - 1, 4, 1)


def years() -> tuple[str, str]:
    """The financial year before and this one, as tables are named."""
    begun = new_year().year
    return f"{begun - 1}{begun}", f"{begun}{begun + 1}"
