"""Days, months and moments of a program."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class No(Exception):
    """A refusal that must come, by its code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def start_of(day: date, zone: str) -> datetime:
    """Midnight at which a day begins."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def day_of(moment: datetime, zone: str) -> date:
    """The calendar day on the shop's wall."""
    return moment.astimezone(ZoneInfo(zone)).date()


def month_of(moment: datetime, zone: str) -> date:
    """The first day of its month."""
    return day_of(moment, zone).replace(day=1)


def add_months(day: date, months: int) -> date:
    """The same day some months on; 31 January and one month are 28 February."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def end_of_life(kind: str, months: int, day: date, zone: str) -> datetime | None:
    """When points expire whose life began on that day: at the end of their last day; None for never."""
    last = {
        "rolling_months": add_months(day, months),
        "inactivity": add_months(day, months),
        "end_of_month": month_end(add_months(day, months - 1)),
        "end_of_quarter": _quarter_end(add_months(day, months - 1)),
        "end_of_year": add_months(day, months - 1).replace(month=12, day=31),
    }.get(kind)
    return None if last is None else start_of(last + timedelta(days=1), zone)


def _quarter_end(day: date) -> date:
    return month_end(day.replace(day=1, month=(day.month + 2) // 3 * 3))
