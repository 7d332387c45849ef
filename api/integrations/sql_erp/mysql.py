"""MySQL and MariaDB, through PyMySQL."""

import ssl
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
from typing import cast as as_type

import pymysql
from sqlalchemy import func
from sqlalchemy.dialects.mysql.pymysql import MySQLDialect_pymysql
from sqlalchemy.engine import Dialect
from typing_extensions import override

from api.erp.types import Problem, Source, TableInfo
from api.integrations.sql_erp.engine import Column, DriverConnection, Engine, Errors, Read
from api.integrations.sql_erp.information import Information

PORT = 3306
GRACE_SECONDS = 5

MAY_WRITE = """
SELECT EXISTS (
    SELECT 1 FROM (
        SELECT privilege_type FROM information_schema.user_privileges
        UNION ALL
        SELECT privilege_type FROM information_schema.schema_privileges WHERE DATABASE() LIKE table_schema
        UNION ALL
        SELECT privilege_type FROM information_schema.table_privileges WHERE table_schema = DATABASE()
    ) given WHERE privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'SUPER')
)
"""

PROBLEMS = {
    1044: Problem.RIGHTS_MISSING,
    1142: Problem.RIGHTS_MISSING,
    1143: Problem.RIGHTS_MISSING,
    1227: Problem.RIGHTS_MISSING,
    1045: Problem.LOGIN_FAILED,
    1130: Problem.LOGIN_FAILED,
    1129: Problem.LOGIN_FAILED,
    1698: Problem.LOGIN_FAILED,
    1820: Problem.LOGIN_FAILED,
    1862: Problem.LOGIN_FAILED,
    1049: Problem.DATABASE_UNKNOWN,
    1146: Problem.TABLE_UNKNOWN,
    1054: Problem.COLUMN_UNKNOWN,
    1040: Problem.TIMED_OUT,
    1203: Problem.TIMED_OUT,
    1205: Problem.TIMED_OUT,
    1213: Problem.TIMED_OUT,
    1969: Problem.TIMED_OUT,
    3024: Problem.TIMED_OUT,
    1251: Problem.VERSION_UNSUPPORTED,
    1305: Problem.VERSION_UNSUPPORTED,
    2026: Problem.ENCRYPTION_FAILED,
    2059: Problem.VERSION_UNSUPPORTED,
    1053: Problem.CONNECTION_LOST,
    1927: Problem.CONNECTION_LOST,
    2006: Problem.CONNECTION_LOST,
    2013: Problem.CONNECTION_LOST,
    2014: Problem.CONNECTION_LOST,
}


class Mysql(Engine):
    """Reads in a session whose transactions are read-only."""

    # named parameters, as the others have them
    dialect: ClassVar[Dialect] = MySQLDialect_pymysql(paramstyle="pyformat")
    title = "MySQL"
    errors: ClassVar[Errors] = (pymysql.Error,)
    _information = Information(upper=False, usual=func.DATABASE(), only_usual=True)

    @override
    def connect(self, source: Source) -> DriverConnection:
        connection: Any = pymysql.connect(
            host=source.host,
            port=source.port or PORT,
            user=source.username,
            password=source.password,
            database=source.database,
            connect_timeout=source.connect_timeout_seconds,
            read_timeout=source.connect_timeout_seconds,
            write_timeout=source.connect_timeout_seconds,
            charset="utf8mb4",
            autocommit=True,
            ssl=_encrypted() if source.is_encrypted else None,
            ssl_disabled=not source.is_encrypted,
        )
        try:
            self._begin(connection, source.query_timeout_seconds)
            # until here it was the time of the login that counted
            connection._read_timeout = source.query_timeout_seconds + GRACE_SECONDS  # noqa: SLF001
        except pymysql.Error:
            connection.close()
            raise
        return as_type(DriverConnection, connection)

    def _begin(self, connection: Any, seconds: int) -> None:
        is_mariadb = "mariadb" in str(connection.get_server_info()).lower()
        limit = (
            f"max_statement_time = {int(seconds)}"
            if is_mariadb
            else f"max_execution_time = {int(seconds) * 1000}"
        )
        with connection.cursor() as cursor:
            cursor.execute("SET SESSION TRANSACTION READ ONLY")
            cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
            cursor.execute(f"SET SESSION {limit}, innodb_lock_wait_timeout = {max(1, int(seconds))}")

    @override
    def problem_of(self, error: Exception) -> Problem | None:
        number = error.args[0] if error.args else None
        if number == 2013 and "timed out" in str(error):
            return Problem.TIMED_OUT
        if isinstance(error, pymysql.InterfaceError):
            return Problem.CONNECTION_LOST
        return PROBLEMS.get(number) if isinstance(number, int) else None

    @override
    def clock(self, read: Read, source: Source) -> tuple[datetime, datetime]:
        local, utc = read("SELECT NOW(6), UTC_TIMESTAMP(6)")[0]
        return as_type(datetime, local), as_type(datetime, utc)

    @override
    def version(self, read: Read) -> str:
        version = str(read("SELECT VERSION()")[0][0])
        return version if "MariaDB" in version else f"MySQL {version}"

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
        # QUOTE tells a missing value from an empty one, which CONCAT_WS alone does not
        del amount
        return func.CRC32(func.CONCAT_WS(",", *(func.QUOTE(column) for column in columns)))


def _encrypted() -> ssl.SSLContext:
    """Encryption with whatever certificate the server has: in a shop it is one that nobody has signed."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
