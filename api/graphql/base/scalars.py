"""Scalars of the schema: each refuses what it cannot be, with a sentence, before anything runs."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from api.core import money

Points = NewType("Points", int)
PhoneNumber = NewType("PhoneNumber", str)
IdempotencyKey = NewType("IdempotencyKey", str)
JSON = NewType("JSON", object)

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_KEY = re.compile(r"[\x21-\x7e]{1,128}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_NANOSECONDS = re.compile(r"(\.[0-9]{6})[0-9]+")


def _refused(sentence: str) -> GraphQLError:
    return GraphQLError(sentence, extensions={"code": "BAD_INPUT"})


def _whole_number(name: str) -> Callable[[Any], int]:
    def parse(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > money.MAX_SAFE:
            raise _refused(f"{name} must be a whole number between -(2^53 - 1) and 2^53 - 1.")
        return value

    return parse


def _text(pattern: re.Pattern[str], sentence: str) -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise _refused(sentence)
        return value

    return parse


def _date(value: Any) -> date:
    text = _text(_DATE, "Date must look like 2026-05-31.")(value)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _refused(f"{text} is not a day of the calendar.") from error


def _date_time(value: Any) -> datetime:
    text = _text(_DATE_TIME, "DateTime must look like 2026-05-31T09:30:00Z, with its offset.")(value)
    try:
        return datetime.fromisoformat(_NANOSECONDS.sub(r"\1", text.upper())).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _refused(f"{text} is not a moment in time.") from error


def show_moment(moment: datetime) -> str:
    """RFC 3339 in UTC with `Z`; zeros at the end of the fraction are left out, as PostgreSQL does."""
    text = moment.astimezone(UTC).replace(tzinfo=None).isoformat()
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "Z"


def _same(value: Any) -> Any:
    return value


def _scalar(
    name: str,
    about: str,
    parse: Callable[[Any], Any],
    *,
    show: Callable[[Any], Any] = _same,
    url: str | None = None,
) -> ScalarDefinition:
    return strawberry.scalar(
        name=name, description=about, specified_by_url=url, serialize=show, parse_value=parse
    )


RFC3339 = "https://scalars.graphql.org/andimarek/date-time.html"
RFC3339_DATE = "https://scalars.graphql.org/andimarek/local-date.html"
E164 = "https://www.itu.int/rec/T-REC-E.164"

SCALARS: dict[object, ScalarDefinition] = {
    Points: _scalar(
        "Points",
        "A whole number of points or of minor units of money, safe to 2^53 - 1. Negative where they were taken.",
        _whole_number("Points"),
    ),
    datetime: _scalar(
        "DateTime",
        "A moment in time (RFC 3339). Answers are in UTC and end in Z; input may carry any offset.",
        _date_time,
        show=show_moment,
        url=RFC3339,
    ),
    date: _scalar(
        "Date",
        "A calendar day like 2026-05-31, in the time zone of the program that it belongs to.",
        _date,
        show=date.isoformat,
        url=RFC3339_DATE,
    ),
    PhoneNumber: _scalar(
        "PhoneNumber",
        "A phone number in E.164, like +919822041763.",
        _text(_E164, "PhoneNumber must be in E.164, like +919822041763."),
        url=E164,
    ),
    IdempotencyKey: _scalar(
        "IdempotencyKey",
        "Your own name for this one act: 1 to 128 printable ASCII characters without spaces, for example a UUID. "
        "Sent again with the same content it returns the first result; with other content it is refused.",
        _text(_KEY, "IdempotencyKey must be 1 to 128 printable ASCII characters without spaces."),
    ),
    JSON: _scalar("JSON", "Any JSON value.", _same),
}
