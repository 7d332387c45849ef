"""Shops of each kind of system with the same tables, so that one test asks all of them."""

import secrets
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import psycopg
from psycopg import sql as composed

from api.erp.types import (
    Comparison,
    CursorKind,
    Join,
    Source,
    SourceKind,
    StreamKind,
    StreamSpec,
    Where,
)
from tests.erp.tds import TdsServer

YEAR = "20252026"
PASSWORD = "Read-0nly!"


class Execute(Protocol):
    """Carries out SQL with `?` for values at the source."""

    def __call__(self, sql: str, values: Sequence[object] = (), /) -> object:
        """Carries out one statement."""
        ...


@dataclass(frozen=True)
class Shop:
    """A shop's system: how it is read, and how its data is changed."""

    source: Source
    execute: Execute
    moment: str
    server: TdsServer | None = None

    @property
    def kind(self) -> SourceKind:
        """Which system it is."""
        return self.source.kind

    def make_tables(self, year: str = YEAR) -> None:
        """Makes the tables of a year and, with the first, that of the branches."""
        self.execute(
            f'CREATE TABLE "Bills{year}" (code INTEGER PRIMARY KEY, day {self.moment}, keyed {self.moment}, '
            "amount DECIMAL(18,2), name VARCHAR(200), branch VARCHAR(20), gone INTEGER)"
        )
        self.execute("CREATE TABLE IF NOT EXISTS branches (code VARCHAR(20) PRIMARY KEY, title VARCHAR(60))")

    def add(
        self,
        code: int,
        keyed: datetime | None,
        *,
        day: date = date(2026, 2, 1),
        amount: Decimal | None = Decimal("250.50"),
        name: str | None = "Asha",
        branch: str | None = "KB",
        gone: int | None = 0,
        year: str = YEAR,
    ) -> None:
        """Adds a bill."""
        values = (code, datetime(day.year, day.month, day.day), keyed, amount, name, branch, gone)  # noqa: DTZ001
        self.execute(f'INSERT INTO "Bills{year}" VALUES (?, ?, ?, ?, ?, ?, ?)', values)

    def change(self, code: int, column: str, value: object) -> None:
        """Changes one column of a bill."""
        self.execute(f'UPDATE "Bills{YEAR}" SET {column} = ? WHERE code = ?', (value, code))


BILLS = StreamSpec(
    kind=StreamKind.INVOICE,
    table="Bills{FY}",
    columns=(
        ("code", "t.code"),
        ("day", "t.day"),
        ("keyed", "t.keyed"),
        ("amount", "t.amount"),
        ("name", "t.name"),
        ("branch", "t.branch"),
        ("title", "b.title"),
        ("gone", "t.gone"),
    ),
    key=("code",),
    cursor_column="keyed",
    joins=(Join("branches", "b", "t.branch", "b.code"),),
    where=(Where("t.gone", Comparison.IS, (0,)),),
    day="day",
    branch="branch",
    amount="amount",
)
BY_KEY = replace(BILLS, cursor=CursorKind.KEY, cursor_column=None)


def at(text: str) -> datetime:
    """A moment of the shop's own clock."""
    return datetime.fromisoformat(text)


def _stored(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return str(value) if isinstance(value, Decimal) else value


@contextmanager
def sqlite_shop(folder: Path) -> Iterator[Shop]:
    """A shop with a SQLite file."""
    path = folder / "shop.db"
    source = Source(id=uuid.uuid4(), version=1, kind=SourceKind.SQLITE, path=str(path))
    with closing(sqlite3.connect(path, isolation_level=None)) as file:

        def execute(sql: str, values: Sequence[object] = (), /) -> object:
            return file.execute(sql, [_stored(value) for value in values])

        yield Shop(source, execute, "DATETIME")


def source_of(server: TdsServer) -> Source:
    """How a server that speaks TDS is read."""
    return Source(
        id=uuid.uuid4(),
        version=1,
        kind=SourceKind.MSSQL,
        host="127.0.0.1",
        port=server.port,
        database=server.database,
        username=server.username,
        password=server.password,
        time_zone="Asia/Kolkata",
        connect_timeout_seconds=3,
        query_timeout_seconds=5,
    )


@contextmanager
def mssql_shop(folder: Path) -> Iterator[Shop]:
    """A shop with what speaks like SQL Server."""
    with TdsServer(folder / "shop.db", password=PASSWORD) as server:
        yield Shop(source_of(server), server.execute, "DATETIME", server)


@contextmanager
def postgresql_shop(admin_url: str) -> Iterator[Shop]:
    """A shop with a database of its own on the PostgreSQL of the tests, and a login that may only read."""
    name = f"shop_{secrets.token_hex(4)}"
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(composed.SQL("CREATE DATABASE {}").format(composed.Identifier(name)))
        _make_reader(admin, name)
        try:
            with psycopg.connect(admin_url, dbname=name, autocommit=True) as owner:
                yield _postgresql(owner, admin_url, name)
        finally:
            admin.execute(composed.SQL("DROP DATABASE {} WITH (FORCE)").format(composed.Identifier(name)))
            admin.execute(composed.SQL("DROP ROLE {}").format(composed.Identifier(name)))


def _make_reader(admin: psycopg.Connection[Any], name: str) -> None:
    role = composed.Identifier(name)
    admin.execute(composed.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, composed.Literal(PASSWORD)))


def _postgresql(owner: psycopg.Connection[Any], admin_url: str, name: str) -> Shop:
    role = composed.Identifier(name)
    owner.execute(composed.SQL("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {}").format(role))
    address = urlsplit(admin_url)
    source = Source(
        id=uuid.uuid4(),
        version=1,
        kind=SourceKind.POSTGRESQL,
        host=address.hostname or "",
        port=address.port,
        database=name,
        username=name,
        password=PASSWORD,
        time_zone="Asia/Kolkata",
        connect_timeout_seconds=3,
        query_timeout_seconds=5,
    )

    def execute(sql: str, values: Sequence[object] = (), /) -> object:
        return owner.execute(sql.replace("%", "%%").replace("?", "%s").encode(), values)

    return Shop(source, execute, "TIMESTAMP")
