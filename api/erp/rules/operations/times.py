"""Operations on days and moments."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from api.erp.rules.operations.failures import NOT_A_DATE, OUT_OF_RANGE, Failed
from api.erp.rules.operations.readings import Row, RowStep, Step, short_text_of, text_of
from api.erp.rules.operations.terms import Arguments, BadArgument, Operation, Terms, column, word

FIRST_YEAR, LAST_YEAR = 1900, 2100
MAX_TEXT = 40
ISO = "iso"
"""The format that stands for none: what the driver gives, or ISO 8601."""
_FORMAT = re.compile(r"(?:%-?[YymdHMSfjbBaAIpz%]|[^%])+")
_WITH_DAY, _WITH_YEAR = re.compile("%-?[dj]"), re.compile("%-?[Yy]")
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s*(?:([AaPp])\.?[Mm]\.?)?")
_EPOCH, _NAIVE_EPOCH = datetime(1970, 1, 1, tzinfo=UTC), datetime(1970, 1, 1)  # noqa: DTZ001
_DAY = timedelta(days=1)


def reader(form: str) -> Callable[[object], datetime | date | Failed | None]:
    """Reads a day or moment as it stands, with or without a zone; empty text is None."""

    parse = datetime.fromisoformat if form == ISO else _by_format(form)

    def read(value: object) -> datetime | date | Failed | None:
        if value is None or isinstance(value, date):
            return value
        text = short_text_of(value, MAX_TEXT, NOT_A_DATE)
        if not isinstance(text, str):
            return text
        try:
            return parse(text)
        except (ValueError, OverflowError):
            return NOT_A_DATE

    return read


def _by_format(form: str) -> Callable[[str], datetime]:
    """Days come again and again, and strptime is ten times slower than looking them up."""
    return lru_cache(maxsize=20_000)(lambda text: datetime.strptime(text, form))  # noqa: DTZ007


def moments(form: str, zone: ZoneInfo) -> Step:
    """A moment in UTC; one without a zone is in `zone`, a day is its midnight there. Years from 1900 to 2100 only."""
    read, anchors = reader(form), _Anchors(zone)

    def moment(value: object) -> object:
        if type(value) is datetime and value.tzinfo is None:
            known = anchors.get(value.date())
            if known is not None:
                return _EPOCH + (value - known)
        found = read(value)
        if not isinstance(found, date):
            return found
        if not isinstance(found, datetime):
            found = datetime.combine(found, time.min)
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            return OUT_OF_RANGE
        if found.tzinfo is not None:
            return found.astimezone(UTC)
        anchor = anchors[found.date()]
        if anchor is not None:
            return _EPOCH + (found - anchor)
        return found.replace(tzinfo=zone).astimezone(UTC)

    return moment


class _Anchors(dict[date, datetime | None]):
    """Per day what the zone's clock showed at the epoch by that day's offset; None on days that change it.

    A zone is asked once a day instead of once a row.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone

    def __missing__(self, day: date) -> datetime | None:
        midnight = datetime.combine(day, time.min, self._zone)
        offsets = {(midnight + timedelta(hours=hours)).utcoffset() for hours in range(25)}
        offset = offsets.pop()
        anchor = _NAIVE_EPOCH + offset if offset is not None and not offsets else None
        self[day] = anchor
        return anchor


def days(form: str, zone: ZoneInfo) -> Step:
    """A day; a moment with a zone counts on its day in `zone`, one without on the day that it names."""
    read = reader(form)

    def day(value: object) -> object:
        found = read(value)
        if not isinstance(found, date):
            return found
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            return OUT_OF_RANGE
        if not isinstance(found, datetime):
            return found
        return (found.astimezone(zone) if found.tzinfo is not None else found).date()

    return day


def clock(value: object) -> time | Failed | None:
    """The time of day in a time, a moment, a span since midnight, or text like 18:05, 6:05:33 PM or ISO 8601."""
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value if value.tzinfo is None else value.replace(tzinfo=None)
    if value is None:
        return None
    if isinstance(value, timedelta):
        is_in_day = timedelta(0) <= value < _DAY
        return (_NAIVE_EPOCH + value).time() if is_in_day else NOT_A_DATE
    text = text_of(value)
    if not isinstance(text, str) or not text.strip():
        return text if isinstance(text, Failed) else None
    return _clock_of(text.strip())


@lru_cache(maxsize=100_000)  # there are but 86,400 seconds in a day
def _clock_of(text: str) -> time | Failed:
    if len(text) > MAX_TEXT:
        return NOT_A_DATE
    found = _CLOCK.fullmatch(text)
    try:
        if found is None:
            return datetime.fromisoformat(text).time()
        hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
        if found[4]:
            if not 1 <= hour <= 12:
                return NOT_A_DATE
            hour = hour % 12 + (12 if found[4] in "Pp" else 0)
        return time(hour, minute, second)
    except ValueError:
        return NOT_A_DATE


def _combine_date_time(arguments: Arguments, terms: Terms) -> RowStep:
    place, read = column(arguments[0], terms), reader(ISO)

    def combined(value: object, row: Row) -> object:
        found = read(value)
        if not isinstance(found, date):
            return found
        at = clock(row[place])
        if isinstance(at, Failed):
            return at
        day = found.date() if isinstance(found, datetime) else found
        return datetime.combine(day, at or time.min)

    return combined


def _form(arguments: Arguments) -> str:
    """The format, tried once: what strptime cannot work with is refused here and not row by row."""
    form = word(arguments[0]) if arguments else ISO
    if form == ISO:
        return form
    if len(form) > MAX_TEXT or _FORMAT.fullmatch(form) is None:
        raise BadArgument("a format like '%d/%m/%Y %H:%M' or iso is needed")
    if _WITH_DAY.search(form) and not _WITH_YEAR.search(form):
        raise BadArgument(f"the format {form} has a day without its year")
    sample = datetime(2001, 2, 3, 16, 5, 6, tzinfo=UTC)
    try:
        datetime.strptime(sample.strftime(form), form)  # noqa: DTZ007
    except (ValueError, OverflowError, re.error) as error:
        raise BadArgument(f"the format {form} cannot be read back: {error}") from error
    return form


def zone_named(name: str) -> ZoneInfo:
    """The IANA zone. Refuses names that are none."""
    try:
        if _ZONE.fullmatch(name):
            return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        pass
    raise BadArgument(f"{name[:40]} is not a time zone like Asia/Kolkata")


def _zone(arguments: Arguments, terms: Terms) -> ZoneInfo:
    return zone_named(word(arguments[1])) if len(arguments) > 1 else terms.zone


TIMES = (
    Operation(
        "date",
        "date(format or iso, zone)",
        0,
        2,
        lambda arguments, terms: days(_form(arguments), _zone(arguments, terms)),
    ),
    Operation(
        "datetime",
        "datetime(format or iso, zone)",
        0,
        2,
        lambda arguments, terms: moments(_form(arguments), _zone(arguments, terms)),
    ),
    Operation(
        "combine_date_time", "combine_date_time(column of the time)", 1, 1, bind_row=_combine_date_time
    ),
)
