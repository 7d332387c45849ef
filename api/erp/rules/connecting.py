"""What can be said of a connection, and what of it makes another source of it."""

from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from api.core.errors import BadInput
from api.erp.rules.addresses import clean_host
from api.erp.types import ConnectionDetails, SourceKind

MAX_CONNECTIONS = 20
BY_FILE = frozenset({SourceKind.SQLITE, SourceKind.CSV_FOLDER})
MAX_NAME, MAX_WORD, MAX_PASSWORD, MAX_PATH = 80, 128, 128, 400
PORTS = range(1, 65_536)
QUERY_SECONDS = range(1, 601)
ROWS_A_SECOND = range(1, 1_000_001)


def check_details(details: ConnectionDetails) -> ConnectionDetails:
    """The details tidied: of a file only its path, of a server all but the path. Refuses bad values at their path."""
    common = replace(
        details,
        name=_text(details.name, MAX_NAME, "name"),
        time_zone=_zone(details.time_zone),
        query_timeout_seconds=_within(
            details.query_timeout_seconds, QUERY_SECONDS, "query_timeout_seconds", "1 to 600 seconds"
        ),
    )
    if details.rows_per_second is not None:
        _within(details.rows_per_second, ROWS_A_SECOND, "rows_per_second", "1 to 1,000,000 rows a second")
    return _file(common) if details.kind in BY_FILE else _server(common)


def _file(details: ConnectionDetails) -> ConnectionDetails:
    return replace(
        details,
        path=_text(details.path, MAX_PATH, "path"),
        host="",
        port=None,
        database="",
        username="",
        password="",
        is_encrypted=False,
    )


def _server(details: ConnectionDetails) -> ConnectionDetails:
    if details.port is not None:
        _within(details.port, PORTS, "port", "a port from 1 to 65535")
    if details.password is not None and (
        len(details.password) > MAX_PASSWORD or not details.password.isprintable()
    ):
        raise BadInput(f"A password has at most {MAX_PASSWORD} characters.", path=("password",))
    return replace(
        details,
        host=clean_host(details.host),
        database=_text(details.database, MAX_WORD, "database"),
        username=_text(details.username, MAX_WORD, "username"),
        path="",
    )


def _text(text: str, longest: int, field: str) -> str:
    tidy = text.strip()
    if not 1 <= len(tidy) <= longest or not tidy.isprintable():
        raise BadInput(f"Please give 1 to {longest} characters.", path=(field,))
    return tidy


def _within(number: int, span: range, field: str, words: str) -> int:
    if number not in span:
        raise BadInput(f"Please give {words}.", path=(field,))
    return number


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput("Please give a time zone like Asia/Kolkata.", path=("time_zone",)) from error
