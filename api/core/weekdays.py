"""Days and hours at which a rule holds, where the program lives."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum


class Weekday(StrEnum):
    """A day of the week; the order is Python's `weekday()`."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WEEKDAYS = tuple(Weekday)
LAST_HOUR = 24


def fits(local: datetime, weekdays: Collection[Weekday], from_hour: int | None, to_hour: int | None) -> bool:
    """Whether a local moment is on one of the days and within the hours; what is empty or None asks nothing.

    `to_hour` is not included; a span whose end is not after its start passes midnight.
    """
    if weekdays and WEEKDAYS[local.weekday()] not in weekdays:
        return False
    start = 0 if from_hour is None else from_hour
    end = LAST_HOUR if to_hour is None else to_hour
    return start <= local.hour < end if start < end else local.hour >= start or local.hour < end
