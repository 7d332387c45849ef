"""The one clock, and the days of a program (never UTC's)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from api.core.errors import BadInput


class BadTimeZone(BadInput):
    """Not a name of the IANA time zone database."""

    code = "BAD_TIME_ZONE"


def now() -> datetime:
    """This instant in UTC."""
    return datetime.now(UTC)


def zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name. Refuses unknown names with BAD_TIME_ZONE."""
    if name not in available_timezones():
        raise BadTimeZone("This time zone is not known. Use a name like Asia/Kolkata.", path=("timeZone",))
    return ZoneInfo(name)


def local_date(moment: datetime, zone_name: str) -> date:
    """The calendar day of an instant where the program lives."""
    return moment.astimezone(ZoneInfo(zone_name)).date()


def day_bounds(day: date, zone_name: str) -> tuple[datetime, datetime]:
    """Start (inclusive) and end (exclusive) in UTC of a program's day, also when clocks change."""
    place = ZoneInfo(zone_name)
    start = datetime.combine(day, time.min, place)
    end = datetime.combine(day + timedelta(days=1), time.min, place)
    return start.astimezone(UTC), end.astimezone(UTC)
