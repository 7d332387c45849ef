"""A folder of CSV drops: its files become tables in memory, and are asked like any other."""

import csv
import io
import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, cast

from typing_extensions import override

from api.erp.types import Problem, Source, SourceFailed, StreamSpec, TableInfo
from api.integrations.sql_erp.engine import TABLES_LIMIT, DriverConnection, Errors, Read
from api.integrations.sql_erp.sqlite import Sqlite

SIZE_LIMIT_BYTES = 256 * 1024 * 1024
CELL_LIMIT = 1_000_000
COLUMNS_LIMIT = 500
DELIMITERS = ",;\t|"
# "bills", "bills-2026-03", "bills_20260301T1000", "bills (2)" are drops of the table "bills"; "bills_lines" is not
STEM = re.compile(r"(?P<table>.+?)(?:[-_. (]+\d.*)?", re.DOTALL)
LOADED = "CREATE TABLE IF NOT EXISTS temp.loaded (name TEXT PRIMARY KEY, state TEXT)"


class CsvFolder(Sqlite):
    """Reads all files of a table, in the order of their names; a later row replaces an earlier one of the same key."""

    title = "The folder"
    errors: ClassVar[Errors] = (sqlite3.Error, csv.Error)

    @override
    def connect(self, source: Source) -> DriverConnection:
        if not Path(source.path).is_dir():
            raise sqlite3.OperationalError("unable to open the folder")
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        connection.execute(LOADED)
        return cast(DriverConnection, connection)

    @override
    def version(self, read: Read) -> str:
        return "CSV files"

    @override
    def names(self, read: Read, source: Source) -> list[str]:
        return sorted({name for file in _files(source) for name in (file.stem, _table_of(file))})

    @override
    def tables(self, read: Read, source: Source) -> list[TableInfo]:
        newest = {_table_of(file): file for file in _files(source)}
        return [
            TableInfo(name, tuple((column, "text") for column in next(_rows(file), [])))
            for name, file in sorted(newest.items())[:TABLES_LIMIT]
        ]

    @override
    def load(self, connection: Any, source: Source, tables: Sequence[str], spec: StreamSpec) -> None:
        for name in dict.fromkeys(tables):
            files = [file for file in _files(source) if _belongs(file, name)]
            own = [
                dotted.partition(".")[2]
                for of, dotted in spec.columns
                if of in spec.key and dotted[:2] == "t."
            ]
            key = own if name == tables[0] and len(own) == len(spec.key) else []
            state = repr(
                [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files] + [key]
            )
            known = connection.execute("SELECT state FROM temp.loaded WHERE name = ?", (name,)).fetchone()
            if known != (state,):
                _load(connection, name, files, key)
                connection.execute("INSERT OR REPLACE INTO temp.loaded VALUES (?, ?)", (name, state))


def _load(connection: Any, name: str, files: Sequence[Path], key: Sequence[str]) -> None:
    connection.execute("BEGIN")
    try:
        connection.execute(f"DROP TABLE IF EXISTS {_quoted(name)}")
        if files:
            _fill(connection, name, files)
        if files and key:
            columns = ", ".join(map(_quoted, key))
            connection.execute(
                f"DELETE FROM {_quoted(name)} WHERE rowid NOT IN "
                f"(SELECT MAX(rowid) FROM {_quoted(name)} GROUP BY {columns})"
            )
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _fill(connection: Any, name: str, files: Sequence[Path]) -> None:
    if sum(file.stat().st_size for file in files) > SIZE_LIMIT_BYTES:
        limit = SIZE_LIMIT_BYTES // 1024 // 1024
        raise SourceFailed(
            Problem.UNEXPECTED,
            f"The files of “{name}” are larger than {limit} MB together. Take old ones away.",
        )
    columns = list(dict.fromkeys(column for file in files for column in next(_rows(file), [])))
    if not columns:
        return
    described = ", ".join(f"{_quoted(column)} TEXT" for column in columns)
    connection.execute(f"CREATE TABLE {_quoted(name)} ({described})")
    for file in files:
        rows = _rows(file)
        head = next(rows, [])
        into, marks = ", ".join(map(_quoted, head)), ", ".join("?" * len(head))
        statement = f"INSERT INTO {_quoted(name)} ({into}) VALUES ({marks})"
        connection.executemany(statement, (_fitted(row, len(head)) for row in rows if row))


def _files(source: Source) -> list[Path]:
    """The folder's CSV files by name; links that lead out of it are not followed."""
    folder = Path(source.path)
    if not folder.is_dir():
        raise sqlite3.OperationalError("unable to open the folder")
    return sorted(
        file
        for file in folder.iterdir()
        if file.suffix.lower() == ".csv" and file.is_file() and file.resolve().is_relative_to(folder)
    )


def _table_of(file: Path) -> str:
    found = STEM.fullmatch(file.stem)
    return found["table"] if found else file.stem


def _belongs(file: Path, table: str) -> bool:
    stem, wanted = file.stem.casefold(), table.casefold()
    return stem == wanted or (
        stem.startswith(wanted) and re.fullmatch(r"[-_. (]+\d.*", stem[len(wanted) :], re.DOTALL) is not None
    )


def _rows(file: Path) -> Iterator[list[str]]:
    """Header and rows of a file, in UTF-8 or, where it is not that, in Windows' western letters."""
    csv.field_size_limit(CELL_LIMIT)
    text = file.read_bytes()
    try:
        lines = text.decode("utf-8-sig")
    except UnicodeDecodeError:
        lines = text.decode("cp1252", "replace")
    first = lines.split("\n", maxsplit=1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter)
    head = next(reader, None)
    if head is None:
        return
    if len(head) > COLUMNS_LIMIT:
        raise csv.Error(f"{file.name} has more than {COLUMNS_LIMIT} columns")
    yield _distinct(head)
    yield from reader


def _distinct(head: Sequence[str]) -> list[str]:
    """Column names, each once; SQLite knows no upper and lower case in them."""
    seen: set[str] = set()
    names: list[str] = []
    for place, given in enumerate(head, start=1):
        name = given.strip() or f"column {place}"
        while name.casefold() in seen:
            name += " 2"
        seen.add(name.casefold())
        names.append(name)
    return names


def _fitted(row: Sequence[str], width: int) -> list[str]:
    return [*row[:width], *[""] * (width - len(row))]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
