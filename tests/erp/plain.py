"""A till that keeps its bills in a SQLite file, in tables named as the generic preset has them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from tests.erp.days import keyed

TABLES = """
    CREATE TABLE bills (id TEXT PRIMARY KEY, number TEXT, bought_at TEXT, updated_at TEXT, amount TEXT, currency TEXT,
        type TEXT, deleted INTEGER DEFAULT 0, branch TEXT, customer_id TEXT, phone TEXT, customer_name TEXT,
        returned_bill_id TEXT);
    CREATE TABLE bill_lines (id TEXT PRIMARY KEY, bill_id TEXT, sku TEXT, name TEXT, quantity TEXT, amount TEXT,
        returned INTEGER DEFAULT 0, deleted INTEGER DEFAULT 0, updated_at TEXT);
    CREATE TABLE customers (id TEXT PRIMARY KEY, phone TEXT, name TEXT, email TEXT, city TEXT, birthday TEXT,
        removed INTEGER DEFAULT 0, staff INTEGER DEFAULT 0, updated_at TEXT);
    CREATE TABLE products (sku TEXT PRIMARY KEY, name TEXT, category TEXT, brand TEXT, price TEXT,
        removed INTEGER DEFAULT 0, updated_at TEXT);
"""


class PlainTill:
    """Writes what a till writes; each change moves `updated_at`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self.open() as database:
            database.executescript(TABLES)

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """The file, committed and closed in the end."""
        database = sqlite3.connect(self.path)
        try:
            with database:
                yield database
        finally:
            database.close()

    def put(self, table: str, **values: object) -> None:
        """Adds a row, or writes over the one with its key."""
        told = {"updated_at": text(keyed())} | values
        columns, marks = ", ".join(told), ", ".join("?" * len(told))
        with self.open() as database:
            database.execute(
                f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})", list(told.values())
            )

    def bill(self, key: str, amount: object = "1000.00", **values: object) -> None:
        """A bill of two days ago; again with other values it is edited."""
        told = {"number": f"N-{key}", "bought_at": text(keyed() - timedelta(days=2)), "type": "sale"}
        self.put("bills", id=key, amount=str(amount), **(told | values))

    def customer(self, key: str, **values: object) -> None:
        """A customer as the till knows them."""
        self.put("customers", id=key, **values)

    def age(self, key: str, **since: float) -> None:
        """As if the bill had been keyed so long ago."""
        with self.open() as database:
            database.execute(
                "UPDATE bills SET updated_at = ? WHERE id = ?", (text(keyed() - timedelta(**since)), key)
            )


def text(moment: datetime) -> str:
    """As the till writes times."""
    return moment.isoformat(" ")
