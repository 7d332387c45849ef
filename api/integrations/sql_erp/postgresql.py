"""PostgreSQL, through psycopg."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from typing import cast as as_type

import psycopg
from psycopg import errors as refusals
from sqlalchemy import Text, cast, func
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import Dialect
from typing_extensions import override

from api.erp.types import Problem, Source, TableInfo
from api.integrations.sql_erp.engine import Column, DriverConnection, Engine, Errors, Read
from api.integrations.sql_erp.information import Information

PORT = 5432

# one SELECT, with values as parameters; a pooler in between would refuse them as options of the start
SESSION = (
    "SELECT set_config('default_transaction_read_only', 'on', false), "
    "set_config('statement_timeout', %(ms)s, false), set_config('lock_timeout', %(ms)s, false), "
    "set_config('TimeZone', %(zone)s, false), set_config('DateStyle', 'ISO, YMD', false), "
    "set_config('IntervalStyle', 'postgres', false), set_config('extra_float_digits', '1', false)"
)
VERSION = "SELECT current_setting('server_version')"
MAY_WRITE = """
SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = current_user AND rolsuper)
    OR EXISTS (
        SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
            AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
    )
"""

PROBLEMS: tuple[tuple[type[psycopg.Error], Problem], ...] = (
    (refusals.InvalidPassword, Problem.LOGIN_FAILED),
    (refusals.InvalidAuthorizationSpecification, Problem.LOGIN_FAILED),
    (refusals.InvalidCatalogName, Problem.DATABASE_UNKNOWN),
    (refusals.InsufficientPrivilege, Problem.RIGHTS_MISSING),
    (refusals.UndefinedTable, Problem.TABLE_UNKNOWN),
    (refusals.InvalidSchemaName, Problem.TABLE_UNKNOWN),
    (refusals.UndefinedColumn, Problem.COLUMN_UNKNOWN),
    (refusals.QueryCanceled, Problem.TIMED_OUT),
    (refusals.LockNotAvailable, Problem.TIMED_OUT),
    (refusals.TooManyConnections, Problem.TIMED_OUT),
    (refusals.AdminShutdown, Problem.CONNECTION_LOST),
    (refusals.CrashShutdown, Problem.CONNECTION_LOST),
    (refusals.CannotConnectNow, Problem.CONNECTION_REFUSED),
    (refusals.UndefinedFunction, Problem.VERSION_UNSUPPORTED),
)
# what a failed start tells, it tells only in words
WORDS = (
    ("password authentication failed", Problem.LOGIN_FAILED),
    ("no password supplied", Problem.LOGIN_FAILED),
    ("pg_hba.conf", Problem.LOGIN_FAILED),
    ("role", Problem.LOGIN_FAILED),
    ("permission denied for database", Problem.RIGHTS_MISSING),
    ("too many", Problem.TIMED_OUT),
    ("timeout expired", Problem.TIMED_OUT),
    ("SSL", Problem.ENCRYPTION_FAILED),
    ("Connection refused", Problem.CONNECTION_REFUSED),
    ("database", Problem.DATABASE_UNKNOWN),
)


class Postgresql(Engine):
    """Reads in transactions that PostgreSQL itself keeps from writing."""

    dialect: ClassVar[Dialect] = PGDialect_psycopg()  # type: ignore[no-untyped-call]
    title = "PostgreSQL"
    errors: ClassVar[Errors] = (psycopg.Error,)
    _information = Information(upper=False, usual=func.current_schema())

    @override
    def connect(self, source: Source) -> DriverConnection:
        connection = psycopg.connect(
            host=source.host,
            port=source.port or PORT,
            dbname=source.database,
            user=source.username,
            password=source.password,
            connect_timeout=source.connect_timeout_seconds,
            sslmode="require" if source.is_encrypted else "prefer",
            application_name="Regulars",
            autocommit=True,
            prepare_threshold=None,
            keepalives_idle=source.query_timeout_seconds,
            tcp_user_timeout=(source.query_timeout_seconds + source.connect_timeout_seconds) * 1000,
        )
        try:
            settings = {"ms": str(source.query_timeout_seconds * 1000), "zone": source.time_zone}
            connection.execute(SESSION, settings)
        except psycopg.Error:
            connection.close()
            raise
        return as_type(DriverConnection, connection)

    @override
    def problem_of(self, error: Exception) -> Problem | None:
        known = (problem for kind, problem in PROBLEMS if isinstance(error, kind))
        if problem := next(known, None):
            return problem
        if not isinstance(error, psycopg.OperationalError):
            return None
        if "connection failed" in str(error) or "could not" in str(error) or "timeout" in str(error):
            return next((problem for word, problem in WORDS if word in str(error)), None)
        return Problem.CONNECTION_LOST

    @override
    def clock(self, read: Read, source: Source) -> tuple[datetime, datetime]:
        local, utc = read("SELECT LOCALTIMESTAMP, CURRENT_TIMESTAMP AT TIME ZONE 'UTC'")[0]
        return as_type(datetime, local), as_type(datetime, utc)

    @override
    def version(self, read: Read) -> str:
        return f"PostgreSQL {read(VERSION)[0][0]}"

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
    def row_hash(self, columns: Sequence[Column], amount: Column | None) -> Column:
        del amount
        return func.hashtext(cast(func.row(*columns), Text))
