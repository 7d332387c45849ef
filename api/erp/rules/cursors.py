"""Where reading begins again: the overlap, the financial years looked at, the day to which a stream is reset."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from api.erp.types import CursorKind, Position

TWO_YEARS_DAYS = 60
"""How long after a financial year began the one before it is still looked at: bills are keyed late."""

SETTLING = timedelta(seconds=5)
"""How long after the moment that a row tells it may come to sight: its transaction ends later than it was keyed."""


def start_of(
    position: Position | None, bound: Position | None, cursor: CursorKind, overlap: timedelta
) -> Position | None:
    """From where to read: what was keyed within the overlap before now may have come to sight only since.

    Where nothing was keyed for longer than that, reading goes on behind the last row: an idle source costs nothing.
    """
    if cursor is CursorKind.SNAPSHOT:
        return None
    at, until = position and position.at, bound and bound.at
    if cursor is CursorKind.TIME_KEY and isinstance(at, datetime) and isinstance(until, datetime):
        since = until - overlap
        return position if at <= since else Position(since)
    return position


def settled(end: Position | None, bound: Position | None, cursor: CursorKind) -> Position | None:
    """Up to where reading need not come back: before what was keyed a moment ago others may still come to sight."""
    at, until = end and end.at, bound and bound.at
    if cursor is CursorKind.TIME_KEY and isinstance(at, datetime) and isinstance(until, datetime):
        since = until - SETTLING
        return end if at <= since else Position(since)
    return end


def further(old: Position | None, new: Position | None) -> Position | None:
    """The later one; reading the overlap again does not move a cursor back."""
    if new is None or old is None:
        return new or old
    return new if _mark(new) >= _mark(old) else old


def _mark(position: Position) -> tuple[float, tuple[tuple[bool, str | int], ...]]:
    at = position.at
    number = at.timestamp() if isinstance(at, datetime) else float(at or 0)
    return number, tuple((isinstance(part, str), part) for part in position.key)


def years_to_poll(years: Sequence[str], today: date, starts_month: int) -> list[str]:
    """Of the source's years those that still move: the newest that has begun, and for sixty days the one before."""
    begun = [year for year in years if not year or begin_of(year, starts_month) <= today]
    if not begun or not begun[-1]:
        return begun[-1:]
    newest = begin_of(begun[-1], starts_month)
    return begun[-2:] if today < newest + timedelta(days=TWO_YEARS_DAYS) else begun[-1:]


def begin_of(year: str, starts_month: int) -> date:
    """The first day of a financial year such as 20252026."""
    return date(int(year[:4]), starts_month, 1)


def year_of(day: date, starts_month: int) -> str:
    """The financial year of a day, such as 20252026."""
    first = day.year if day.month >= starts_month else day.year - 1
    return f"{first}{first + 1}"


def reset_to(cursor: Mapping[str, object], day: date, starts_month: int) -> dict[str, dict[str, object]]:
    """A cursor from which everything keyed since that day is read again: earlier years keep where they are."""
    told: dict[str, dict[str, object]] = {}
    for year, position in cursor.items():
        is_over = bool(year) and begin_of(year, starts_month).replace(year=int(year[4:])) <= day
        if isinstance(position, dict):
            reset: dict[str, object] = {"time": f"{day.isoformat()}T00:00:00", "key": []}
            told[year] = dict(position) if is_over else reset
    return told
