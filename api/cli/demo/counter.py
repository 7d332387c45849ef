"""An old counter till of the demo's bakery: it keeps its bills in a SQLite file, and they earn by themselves."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from api import erp
from api.cli.demo.cast import SEED, TIME_ZONE, Guest
from api.core import clock, db
from api.core.audit import Actor
from api.erp import ConnectionDetails, RunKind, SourceKind

TABLES = """
    CREATE TABLE bills (id TEXT PRIMARY KEY, number TEXT, bought_at TEXT, updated_at TEXT, amount TEXT, currency TEXT,
        type TEXT, deleted INTEGER DEFAULT 0, branch TEXT, customer_id TEXT, phone TEXT, customer_name TEXT,
        returned_bill_id TEXT);
    CREATE INDEX bills_by_time ON bills (updated_at, id);
    CREATE TABLE bill_lines (id TEXT PRIMARY KEY, bill_id TEXT, sku TEXT, name TEXT, quantity TEXT, amount TEXT,
        returned INTEGER DEFAULT 0, deleted INTEGER DEFAULT 0, updated_at TEXT);
    CREATE TABLE customers (id TEXT PRIMARY KEY, phone TEXT, name TEXT, email TEXT, city TEXT, birthday TEXT,
        removed INTEGER DEFAULT 0, staff INTEGER DEFAULT 0, updated_at TEXT);
    CREATE TABLE products (sku TEXT PRIMARY KEY, name TEXT, category TEXT, brand TEXT, price TEXT,
        removed INTEGER DEFAULT 0, updated_at TEXT);
"""
BILL = """
    INSERT INTO bills (id, number, bought_at, updated_at, amount, currency, type, branch, customer_id, phone,
        customer_name, returned_bill_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
LINE = """
    INSERT INTO bill_lines (id, bill_id, sku, name, quantity, amount, updated_at)
    VALUES (?, ?, 'BRD-RYE', 'Dark rye', '1', ?, ?)
"""
CUSTOMER = "INSERT INTO customers (id, phone, name, city, updated_at) VALUES (?, ?, ?, 'Pune', ?)"
RENAMED = "UPDATE customers SET phone = ?, updated_at = ? WHERE id = 'K1'"
DAYS = 60
BILLS = 90
NEW_NUMBER = "+919000000077"
STREAMS = "SELECT id, kind FROM erp_stream WHERE connection_id = $1"


def make_till(path: Path, guests: Sequence[Guest]) -> None:
    """The till's file: two months of bills, a return, one in dollars and one whose amount is no number."""
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    chance, now = Random(f"{SEED}counter"), _now()
    with closing(sqlite3.connect(path)) as till, till:
        till.executescript(TABLES)
        for number, guest in enumerate(guests, 1):
            till.execute(CUSTOMER, (f"K{number}", guest.phone, guest.name, _text(now - timedelta(days=DAYS))))
        for number in range(1, BILLS + 1):
            at = now - timedelta(days=DAYS) * (1 - number / (BILLS + 1))
            buyer = chance.randrange(len(guests)) if chance.random() < 0.8 else None
            _sell(till, number, at, chance.randrange(8, 90) * 10, guests, buyer)
        _put(
            till,
            "R-1",
            now - timedelta(days=3),
            "120",
            document="return",
            phone=guests[0].phone,
            returned=f"C-{BILLS}",
        )
        _put(till, "C-USD", now - timedelta(days=2), "14.00", currency="USD", phone=guests[1].phone)
        _put(till, "C-TXT", now - timedelta(days=1), "two breads", phone=guests[2].phone)


def _sell(
    till: sqlite3.Connection,
    number: int,
    at: datetime,
    rupees: int,
    guests: Sequence[Guest],
    guest: int | None,
) -> None:
    known = None if guest is None else guests[guest]
    _put(
        till,
        f"C-{number}",
        at,
        f"{rupees}.00",
        phone=known.phone if known else None,
        name=known.name if known else None,
        customer=f"K{guest + 1}" if guest is not None else None,
    )
    till.execute(LINE, (f"L-{number}", f"C-{number}", f"{rupees}.00", _text(at)))


def _put(
    till: sqlite3.Connection,
    key: str,
    at: datetime,
    amount: str,
    *,
    currency: str = "INR",
    document: str = "sale",
    phone: str | None = None,
    name: str | None = None,
    customer: str | None = None,
    returned: str | None = None,
) -> None:
    moment = _text(at)
    told = (key, key, moment, moment, amount, currency, document, "KP", customer, phone, name, returned)
    till.execute(BILL, told)


def _text(moment: datetime) -> str:
    return moment.isoformat(" ", timespec="seconds")


async def connect_till(actor: Actor, program_id: UUID, business_id: UUID, path: Path) -> None:
    """Connects the till, reads its customers and its history, then meets a customer's new number."""
    tenant = (program_id, business_id)
    details = ConnectionDetails("Counter till", SourceKind.SQLITE, TIME_ZONE, path=str(path))
    connection_id = await erp.save_connection(actor, *tenant, details)
    await erp.test_connection(actor, *tenant, connection_id=connection_id, details=None)
    await erp.add_streams(actor, *tenant, connection_id, "generic")
    streams = {row["kind"]: row["id"] for row in await db.fetch(STREAMS, connection_id)}
    for kind in ("customer", "invoice"):
        rows, lines = await erp.starting_mapping(*tenant, streams[kind])
        tried = await erp.dry_run(*tenant, streams[kind], rows, lines)
        await erp.save_mapping(actor, *tenant, streams[kind], rows, lines, tried.token)
        await erp.start_backfill(actor, *tenant, streams[kind])
        await erp.work_now(streams[kind], RunKind.POLL)
    _renumber(path)
    await erp.work_now(streams["customer"], RunKind.POLL)


def _renumber(path: Path) -> None:
    """A customer told the till another number, a minute ago."""
    at = _now() - timedelta(minutes=1)
    with closing(sqlite3.connect(path)) as till, till:
        till.execute(RENAMED, (NEW_NUMBER, _text(at)))


def _now() -> datetime:
    return clock.now().astimezone(ZoneInfo(TIME_ZONE)).replace(tzinfo=None)
