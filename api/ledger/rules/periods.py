"""When settlement periods begin and end: months of the program's time zone."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta


def month_start(moment: datetime, zone: str) -> datetime:
    """The beginning of the program's month that contains the moment."""
    day = moment.astimezone(ZoneInfo(zone)).date().replace(day=1)
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def month_end(moment: datetime, zone: str) -> datetime:
    """The beginning of the month after it."""
    day = moment.astimezone(ZoneInfo(zone)).date().replace(day=1) + relativedelta(months=1)
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
