"""Microsoft SQL Server and Azure SQL, through pymssql."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pymssql
from sqlalchemy import BigInteger, Unicode, and_, cast, func
from sqlalchemy.dialects.mssql import BINARY, DATETIME, DATETIME2, DATETIMEOFFSET
from sqlalchemy.dialects.mssql.pymssql import MSDialect_pymssql
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine
from typing_extensions import override

from api.erp.types import Cell, Problem, Source, SourceFailed, TableInfo
from api.integrations.sql_erp.engine import (
    Column,
    DriverConnection,
    Engine,
    Errors,
    Instant,
    Read,
    bind,
)
from api.integrations.sql_erp.information import Information

PORT = 1433
# the newest, by which a server can be told that nothing is written; an older server answers with its own. Without a
# version the driver tries all of them, one after the other, each with the whole time-out
PROTOCOL = "7.4"

NO_ANSWER = "message 20003"
SERVER_REFUSED = "message 20018"
NOT_LOGGED_IN = "message 20002"
NO_SERVER = "message 20009"
UNKNOWN = "Unknown error"
MOMENT: TypeEngine[Any] = DATETIME2(7)  # type: ignore[no-untyped-call]
MOMENT_WITH_ZONE: TypeEngine[Any] = DATETIMEOFFSET(7)  # type: ignore[no-untyped-call]
TICK = timedelta(microseconds=1)
OLD_TYPES = frozenset({"datetime", "smalldatetime", "date"})

# never NOLOCK; dates in a fixed order, whatever the login's language; a lock is waited for, but not for ever
SESSION = (
    "SET ARITHABORT ON; SET CONCAT_NULL_YIELDS_NULL ON; SET ANSI_NULLS ON; SET ANSI_PADDING ON; "
    "SET ANSI_WARNINGS ON; SET QUOTED_IDENTIFIER ON; SET TEXTSIZE 2147483647; SET DATEFORMAT ymd; "
    "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCK_TIMEOUT {lock_ms};"
)
MAY_WRITE = "SELECT " + " + ".join(
    f"COALESCE(HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', '{right}'), 0)"
    for right in ("INSERT", "UPDATE", "DELETE")
)

PROBLEMS = {
    18452: Problem.LOGIN_FAILED,
    18456: Problem.LOGIN_FAILED,
    18470: Problem.LOGIN_FAILED,
    18486: Problem.LOGIN_FAILED,
    18487: Problem.LOGIN_FAILED,
    18488: Problem.LOGIN_FAILED,
    40615: Problem.RIGHTS_MISSING,
    911: Problem.DATABASE_UNKNOWN,
    4060: Problem.DATABASE_UNKNOWN,
    4064: Problem.DATABASE_UNKNOWN,
    229: Problem.RIGHTS_MISSING,
    230: Problem.RIGHTS_MISSING,
    262: Problem.RIGHTS_MISSING,
    297: Problem.RIGHTS_MISSING,
    300: Problem.RIGHTS_MISSING,
    916: Problem.RIGHTS_MISSING,
    208: Problem.TABLE_UNKNOWN,
    207: Problem.COLUMN_UNKNOWN,
    4104: Problem.COLUMN_UNKNOWN,
    1205: Problem.TIMED_OUT,
    1222: Problem.TIMED_OUT,
    20003: Problem.TIMED_OUT,
    22105: Problem.VERSION_UNSUPPORTED,
    195: Problem.VERSION_UNSUPPORTED,
    20004: Problem.CONNECTION_LOST,
    20006: Problem.CONNECTION_LOST,
    20017: Problem.CONNECTION_LOST,
    20020: Problem.CONNECTION_LOST,
    20047: Problem.CONNECTION_LOST,
    20012: Problem.NAME_NOT_FOUND,
    20013: Problem.NAME_NOT_FOUND,
}


def _dialect() -> Dialect:
    """Writes for any SQL Server since 2012, without asking the server for its version first."""
    dialect: Dialect = MSDialect_pymssql(paramstyle="pyformat")  # type: ignore[no-untyped-call]
    dialect.server_version_info = (11, 0, 0, 0)
    return dialect


class NotOpened(pymssql.OperationalError):
    """No connection came about, for a reason that is known, or is not."""

    def __init__(self, problem: Problem | None, text: str) -> None:
        super().__init__(text)
        self.problem = problem


class Mssql(Engine):
    """Reads at READ COMMITTED and says that it only reads, so that a cluster can send it to a replica."""

    dialect: ClassVar[Dialect] = _dialect()
    title = "SQL Server"
    has_row_versions = True
    errors: ClassVar[Errors] = (pymssql.Error,)
    _information = Information(upper=True, usual=func.SCHEMA_NAME())

    @override
    def connect(self, source: Source) -> DriverConnection:
        try:
            return _opened(source, source.database)
        except pymssql.Error as error:
            raise NotOpened(_reason(error, source), told(error)[1]) from error

    @override
    def before(self, connection: Any, source: Source) -> None:
        # DB-Library keeps one time-out for the whole process: each statement sets its own
        connection._conn.query_timeout = source.query_timeout_seconds  # noqa: SLF001

    @override
    def problem_of(self, error: Exception) -> Problem | None:
        if isinstance(error, NotOpened):
            return error.problem
        number, text = told(error)
        if NO_ANSWER in text:
            return Problem.TIMED_OUT
        if number in PROBLEMS:
            return PROBLEMS[number]
        if "Not connected" in text or "Connection is closed" in text:
            return Problem.CONNECTION_LOST
        return None

    @override
    def clock(self, read: Read, source: Source) -> tuple[datetime, datetime]:
        local, utc = read("SELECT GETDATE(), GETUTCDATE()")[0]
        return _moment(local), _moment(utc)

    @override
    def version(self, read: Read) -> str:
        name = " ".join(str(read("SELECT @@VERSION")[0][0]).split())
        return name.split(" Copyright", maxsplit=1)[0][:120]

    @override
    def can_write(self, read: Read, source: Source) -> bool:
        return bool(read(MAY_WRITE)[0][0])

    @override
    def tables(self, read: Read, source: Source) -> list[TableInfo]:
        return self._information.tables(read)

    @override
    def names(self, read: Read, source: Source) -> list[str]:
        return self._information.names(read)

    @override
    def moment_type(self, read: Read, table: str, column: str) -> str:
        return self._information.type_of(read, table, column)

    @override
    def instant(self, column: Column, at: datetime | int, moment_type: str) -> Instant:
        """A `datetime` has thirds of ten milliseconds, a `datetime2` a digit more than microseconds."""
        if isinstance(at, int):
            version = cast(cast(bind(at), BigInteger), BINARY(8))
            return Instant(column >= version, column == version, column > version)
        if moment_type in OLD_TYPES:
            moment = _literal(at, DATETIME())
            return Instant(column >= moment, column == moment, column > moment)
        kind = MOMENT if at.tzinfo is None else MOMENT_WITH_ZONE
        here, past = _literal(at, kind), _literal(at + TICK, kind)
        return Instant(column >= here, and_(column >= here, column < past), column >= past)

    @override
    def row_hash(self, columns: Sequence[Column], amount: Column | None) -> Column:
        # CHECKSUM does not see the sign of a decimal: the amount goes in as text too
        seen = [*columns] if amount is None else [*columns, cast(amount, Unicode(60))]
        return func.CHECKSUM(*seen)


def _opened(source: Source, database: str) -> DriverConnection:
    return pymssql.connect(
        server=source.host,
        port=str(source.port or PORT),
        user=source.username,
        password=source.password,
        database=database,
        timeout=source.query_timeout_seconds,
        login_timeout=source.connect_timeout_seconds,
        charset="UTF-8",
        appname="Regulars",
        autocommit=True,
        read_only=True,
        encryption="require" if source.is_encrypted else "request",
        tds_version=PROTOCOL,
        conn_properties=SESSION.format(lock_ms=source.query_timeout_seconds * 1000),
    )


def _reason(error: Exception, source: Source) -> Problem | None:
    """Why no connection came about.

    Until a connection is open, the driver keeps the number of the gravest error that any connection of the process ever
    had, so that only DB-Library's numbers in the text can be trusted. What the server said is not among them: whether
    it was the database, a second try without one tells.
    """
    number, text = told(error)
    if isinstance(error, pymssql.InterfaceError):
        return Problem.CONNECTION_LOST  # it broke while the session was set up
    if NOT_LOGGED_IN not in text and UNKNOWN not in text:
        return PROBLEMS.get(number)
    if NO_ANSWER in text:
        return Problem.TIMED_OUT
    if SERVER_REFUSED not in text:
        is_network = NO_SERVER in text or UNKNOWN in text
        return Problem.ENCRYPTION_FAILED if source.is_encrypted and not is_network else None
    if not source.database:
        return Problem.LOGIN_FAILED
    try:
        _opened(source, "").close()
    except pymssql.Error:
        return Problem.LOGIN_FAILED
    return Problem.DATABASE_UNKNOWN


def told(error: Exception) -> tuple[int, str]:
    """Number and text of an error of DB-Library or of the server."""
    inner = error.args[0] if error.args else ""
    parts = inner if isinstance(inner, tuple) else error.args
    if len(parts) >= 2 and isinstance(parts[0], int):
        text = parts[1]
        return parts[0], text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return 0, str(inner)


def _literal(at: datetime, kind: TypeEngine[Any]) -> Column:
    wide = at.isoformat(sep=" " if isinstance(kind, DATETIMEOFFSET) else "T", timespec="microseconds")
    text = at.isoformat(timespec="milliseconds") if isinstance(kind, DATETIME) else wide
    return cast(bind(text), kind)


def _moment(cell: Cell) -> datetime:
    if not isinstance(cell, datetime):
        raise SourceFailed(
            Problem.VERSION_UNSUPPORTED, "The server's clock is in a form that cannot be read."
        )
    return cell
