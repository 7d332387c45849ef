"""The SQLite file behind the server, with the functions that readers of SQL Server call."""

import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.erp.tds.translation import translated
from tests.erp.tds.values import Version, as_text, now, stored, ticked

SCHEMA = """
CREATE TABLE IF NOT EXISTS __versions (value INTEGER NOT NULL, held INTEGER);
CREATE TABLE IF NOT EXISTS __tracking (value INTEGER, oldest INTEGER);
INSERT INTO __versions SELECT 0, NULL WHERE NOT EXISTS (SELECT 1 FROM __versions);
INSERT INTO __tracking SELECT NULL, NULL WHERE NOT EXISTS (SELECT 1 FROM __tracking);
"""
VIEWS = """
DROP TABLE IF EXISTS INFORMATION_SCHEMA.TABLES;
DROP TABLE IF EXISTS INFORMATION_SCHEMA.COLUMNS;
CREATE TABLE INFORMATION_SCHEMA.TABLES (TABLE_SCHEMA TEXT, TABLE_NAME TEXT, TABLE_TYPE TEXT);
CREATE TABLE INFORMATION_SCHEMA.COLUMNS (
    TABLE_SCHEMA TEXT, TABLE_NAME TEXT, COLUMN_NAME TEXT, DATA_TYPE TEXT, ORDINAL_POSITION INTEGER
);
INSERT INTO INFORMATION_SCHEMA.TABLES SELECT 'dbo', name, 'BASE TABLE' FROM main.sqlite_master
    WHERE type IN ('table', 'view') AND name NOT LIKE '\\_\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%';
INSERT INTO INFORMATION_SCHEMA.COLUMNS
    SELECT 'dbo', t.TABLE_NAME, c.name,
        lower(substr(c.type, 1, instr(c.type || '(', '(') - 1)), c.cid + 1
    FROM INFORMATION_SCHEMA.TABLES t JOIN pragma_table_info(t.TABLE_NAME) c;
"""


class Database:
    """One connection to the file. `can_write` is what the login is told that it may."""

    def __init__(self, path: Path, *, offset_minutes: int, can_write: bool) -> None:
        self._file = sqlite3.connect(
            path,
            detect_types=sqlite3.PARSE_DECLTYPES,
            isolation_level=None,
            check_same_thread=False,
            timeout=10,
        )
        self._file.executescript(SCHEMA)
        self._file.execute("ATTACH ':memory:' AS INFORMATION_SCHEMA")
        functions: dict[tuple[str, int], Any] = {
            ("CHECKSUM", -1): checksum,
            ("GETDATE", 0): lambda: now(offset_minutes),
            ("SYSDATETIME", 0): lambda: now(offset_minutes),
            ("GETUTCDATE", 0): lambda: now(0),
            ("HAS_PERMS_BY_NAME", 3): lambda *_: int(can_write),
            ("DB_NAME", 0): lambda: "shop",
            ("SCHEMA_NAME", 0): lambda: "dbo",
            ("OBJECT_ID", 1): lambda name: zlib.crc32(str(name).encode()),
            ("tds_cast", 2): cast,
            ("tds_version", 1): lambda number: int(number).to_bytes(8, "big"),
            ("tds_oldest", 2): lambda oldest, _: oldest,
        }
        for (name, count), function in functions.items():
            self._file.create_function(name, count, function)

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def ask(self, statement: str, values: Mapping[str, Any]) -> tuple[list[str], list[tuple[Any, ...]], int]:
        """Columns, rows and number of changed rows of a T-SQL statement."""
        if "INFORMATION_SCHEMA" in statement:
            self._file.executescript(VIEWS)
        cursor = self._file.execute(
            translated(statement), {name: stored(value) for name, value in values.items()}
        )
        names = [str(part[0]) for part in cursor.description or ()]
        return names, cursor.fetchall() if names else [], cursor.rowcount

    def execute(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Carries out SQLite's own SQL: what happens at the source."""
        return self._file.execute(sql, [stored(value) for value in values]).fetchall()

    def execute_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """As `execute`, for many rows in one transaction."""
        self._file.execute("BEGIN")
        self._file.executemany(sql, [[stored(value) for value in row] for row in rows])
        self._file.execute("COMMIT")


def checksum(*values: Any) -> int:
    """A number of 32 bits with a sign, the same for the same values."""
    number = zlib.crc32(repr(values).encode())
    return number - 2**32 if number >= 2**31 else number


def cast(value: Any, kind: str) -> Any:
    """CAST to a type of time."""
    if value is None or isinstance(value, Version):
        return value
    moment = datetime.fromisoformat(str(value))
    if kind == "date":
        return moment.date().isoformat()
    return as_text(ticked(moment) if kind == "datetime" else moment)
