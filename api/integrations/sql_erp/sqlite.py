"""A SQLite file, opened so that it cannot be written."""

import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, ClassVar
from typing import cast as as_type
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect
from typing_extensions import override

from api.erp.types import Problem, Source, TableInfo
from api.integrations.sql_erp.engine import (
    Column,
    DriverConnection,
    Engine,
    Errors,
    Instant,
    Read,
    bind,
    grouped,
)

MOMENT = "%Y-%m-%d %H:%M:%f"
STEPS = 20_000
TABLES = """
SELECT '', m.name, c.name, c.type, '' FROM sqlite_master m JOIN pragma_table_info(m.name) c
WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid
"""
NAMES = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%'"

WORDS = (
    ("unable to open", Problem.PATH_NOT_FOUND),
    ("no such table", Problem.TABLE_UNKNOWN),
    ("unknown database", Problem.TABLE_UNKNOWN),
    ("no such column", Problem.COLUMN_UNKNOWN),
    ("interrupted", Problem.TIMED_OUT),
    ("locked", Problem.TIMED_OUT),
    ("not a database", Problem.VERSION_UNSUPPORTED),
    ("no such function", Problem.VERSION_UNSUPPORTED),
)


class Sqlite(Engine):
    """Times are texts there: they are ordered and compared by a form that every way of writing them comes to."""

    # named parameters, as the others have them
    dialect: ClassVar[Dialect] = SQLiteDialect_pysqlite(paramstyle="named")
    title = "SQLite"
    errors: ClassVar[Errors] = (sqlite3.Error,)

    @override
    def connect(self, source: Source) -> DriverConnection:
        connection = sqlite3.connect(
            f"file:{quote(source.path)}?mode=ro",
            uri=True,
            timeout=source.query_timeout_seconds,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA query_only = ON")
        return as_type(DriverConnection, connection)

    @override
    def before(self, connection: Any, source: Source) -> None:
        deadline = time.monotonic() + source.query_timeout_seconds
        connection.set_progress_handler(lambda: time.monotonic() > deadline, STEPS)

    @override
    def problem_of(self, error: Exception) -> Problem | None:
        return next((problem for word, problem in WORDS if word in str(error)), None)

    @override
    def clock(self, read: Read, source: Source) -> tuple[datetime, datetime]:
        now = datetime.now(UTC)
        return now.astimezone(ZoneInfo(source.time_zone)).replace(tzinfo=None), now.replace(tzinfo=None)

    @override
    def version(self, read: Read) -> str:
        return f"SQLite {read('SELECT sqlite_version()')[0][0]}"

    @override
    def can_write(self, read: Read, source: Source) -> bool:
        return False  # whatever the file's rights are: nothing can be written through what `connect` opens

    @override
    def tables(self, read: Read, source: Source) -> list[TableInfo]:
        return grouped(read(TABLES))

    @override
    def names(self, read: Read, source: Source) -> list[str]:
        return [str(name) for (name,) in read(NAMES)]

    @override
    def moment(self, column: Column) -> Column:
        return func.strftime(MOMENT, column)

    @override
    def instant(self, column: Column, at: datetime | int, moment_type: str) -> Instant:
        told = at if isinstance(at, int) else at.isoformat(sep=" ", timespec="milliseconds")
        return super().instant(column, told, moment_type)  # type: ignore[arg-type]

    @override
    def day(self, column: Column) -> Column:
        return func.date(column)

    @override
    def within_days(self, column: Column, first: date, last: date) -> ColumnElement[bool]:
        day = self.day(column)
        return and_(day >= bind(first.isoformat()), day <= bind(last.isoformat()))

    @override
    def row_hash(self, columns: Sequence[Column], amount: Column | None) -> None:
        del columns, amount
