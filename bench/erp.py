"""The sync: a million bills of a PostgreSQL shop into the books, and what two hundred idle sources cost."""

import argparse
import asyncio
import resource
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg

from api import businesses, erp, ledger
from api.core import db
from api.core.audit import SYSTEM
from api.core.settings import get_settings
from api.erp import ConnectionDetails, RunKind, SourceKind
from api.wiring import wire
from bench.harness import Result, open_servers, publish, say
from bench.real.people import names, phones
from bench.same_rows import written_per_second
from workers.erp import work_forever

TABLE = """
    CREATE TABLE bills (id bigint PRIMARY KEY, number text, bought_at timestamp, updated_at timestamp,
        amount numeric(12, 2), currency text, type text, deleted boolean, branch text, customer_id bigint, phone text,
        customer_name text, returned_bill_id text)
"""
START = datetime(2026, 1, 1)  # noqa: DTZ001 - the shop's own time
ZONE = "America/New_York"
DAYS = timedelta(days=300)
ALONE = 200_000
"""Bills by which the database alone is measured."""
STREAM = "SELECT id FROM erp_stream WHERE connection_id = $1 AND kind = 'invoice'"
STATE = "SELECT state FROM erp_stream WHERE id = $1"
READ = "SELECT rows_new, points FROM erp_run WHERE stream_id = $1 AND kind = 'backfill'"
LIVE = """
    UPDATE erp_stream SET state = 'live', poll_seconds = 30, mapping_version = 1,
        next_poll_at = now() + random() * interval '30 seconds', next_reconcile_at = now() + interval '1 day'
    WHERE kind = 'invoice'
"""


def bills(count: int, members: int) -> Iterator[tuple[object, ...]]:
    """Bills of customers who come again and again, in the order of time."""
    chance, people = Random(1), list(zip(phones(members), names(members), strict=True))
    for number in range(count):
        at, who = START + DAYS * number / count, chance.randrange(members)
        phone, name = people[who]
        amount = Decimal(1_000 + chance.randrange(20_000)) / 100
        yield (number, f"B{number}", at, at, amount, "USD", "sale", False, "1", who, phone, name, None)


async def make_shop(url: str, count: int, members: int) -> None:
    """A database of its own beside ours, full of bills."""
    ours = await asyncpg.connect(url)
    await ours.execute("CREATE DATABASE shop")
    await ours.close()
    shop = await asyncpg.connect(url.replace(urlsplit(url).path, "/shop"))
    await shop.execute(TABLE)
    await shop.copy_records_to_table("bills", records=bills(count, members))
    await shop.execute("CREATE INDEX ON bills (updated_at, id)")
    await shop.execute("ANALYZE bills")
    await shop.close()


async def open_business() -> tuple[UUID, UUID]:
    """A business with one store."""
    business = await businesses.create_business(
        SYSTEM, name="Sync bench", currency="USD", time_zone=ZONE, region="US"
    )
    await businesses.create_store(SYSTEM, business.id, name="Only", code="1")
    return business.program_id, business.id


async def connect(tenant: tuple[UUID, UUID], details: ConnectionDetails) -> UUID:
    """A connection with the generic preset's streams; the stream of bills, its mapping kept after a dry run."""
    connection_id = await erp.save_connection(SYSTEM, *tenant, details)
    tested = await erp.test_connection(SYSTEM, *tenant, connection_id=connection_id, details=None)
    if tested.problem is not None:
        raise SystemExit(tested.message)
    await erp.add_streams(SYSTEM, *tenant, connection_id, "generic")
    stream_id: UUID = await db.fetchval(STREAM, connection_id)
    rows, _ = await erp.starting_mapping(*tenant, stream_id)
    tried = await erp.dry_run(*tenant, stream_id, rows, ())
    await erp.save_mapping(SYSTEM, *tenant, stream_id, rows, (), tried.token)
    return stream_id


async def backfill(count: int, members: int) -> None:
    """All bills, end to end: read, mapped, customers enrolled, lots, entries, balances, documents."""
    async with open_servers(6) as url:
        wire(get_settings())
        await make_shop(url, count, members)
        place = urlsplit(url)
        details = ConnectionDetails(
            "Shop",
            SourceKind.POSTGRESQL,
            ZONE,
            host=place.hostname or "",
            port=place.port,
            database="shop",
            username=place.username or "",
            password=place.password or "none",
        )
        stream_id = await connect(await open_business(), details)
        await erp.start_backfill(SYSTEM, *(await _tenant(stream_id)), stream_id)
        began = time.monotonic()
        while await db.fetchval(STATE, stream_id) == "backfilling":
            await erp.work_now(stream_id, RunKind.POLL)
        seconds = time.monotonic() - began
        run = await db.fetchrow(READ, stream_id)
        broken = await ledger.verify()
        alone = await written_per_second(min(count, ALONE))
    if broken or run is None or run["rows_new"] != count:
        raise SystemExit(f"not every bill is in the books: {run}, {broken}")
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"{count:,} bills of {members:,} customers in {seconds:.1f} s, {megabytes:.0f} MB")
    remark = (
        f"{count:,} bills of {members:,} customers out of PostgreSQL; every invariant empty; {megabytes:.0f} MB; "
        "peer: PostgreSQL alone, copying the same rows within itself on one connection"
    )
    what = "backfill of a shop's system, end to end"
    publish(Result(what, count / seconds, alone, "bills/s", ">= 15,000", remark))


async def _tenant(stream_id: UUID) -> tuple[UUID, UUID]:
    row = await db.fetchrow("SELECT program_id, business_id FROM erp_stream WHERE id = $1", stream_id)
    if row is None:
        raise SystemExit("the stream is gone")
    return row["program_id"], row["business_id"]


async def idle(sources: int, seconds: float) -> None:
    """Sources in which nothing happens, each asked every half minute; the processor time of this process."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_servers(6):
            wire(get_settings())
            await _many(Path(folder), sources)
            await db.execute(LIVE)
            working = asyncio.create_task(work_forever())
            await asyncio.sleep(35)  # every connection is open and every mapping compiled
            began, used = time.monotonic(), time.process_time()
            await asyncio.sleep(seconds)
            share = (time.process_time() - used) / (time.monotonic() - began)
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
    remark = (
        f"{sources} SQLite sources, each asked every 30 s; processor time of the worker over {seconds:.0f} s"
    )
    publish(Result("idle sources", share * 100, 0, "% of a core", "<= 5", remark))


async def _many(folder: Path, sources: int) -> None:
    """Twenty connections to a business, each to a file of its own with one bill."""
    tenant: tuple[UUID, UUID] | None = None
    for number in range(sources):
        path = folder / f"{number}.db"
        _make_file(path)
        if tenant is None or number % 20 == 0:
            tenant = await open_business()
        await connect(tenant, ConnectionDetails(f"Shop {number}", SourceKind.SQLITE, ZONE, path=str(path)))


def _make_file(path: Path) -> None:
    told = [str(value) if isinstance(value, Decimal | datetime) else value for value in next(bills(1, 1))]
    with closing(sqlite3.connect(path)) as shop, shop:
        shop.execute(TABLE.replace("timestamp", "TEXT"))
        shop.execute("CREATE INDEX by_time ON bills (updated_at, id)")
        shop.execute(f"INSERT INTO bills VALUES ({', '.join('?' * len(told))})", told)


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bills", type=int, default=1_000_000)
    parser.add_argument("--members", type=int, default=20_000)
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--only", choices=("backfill", "idle"))
    given = parser.parse_args()
    if given.only != "idle":
        asyncio.run(backfill(given.bills, given.members))
    if given.only != "backfill":
        asyncio.run(idle(given.sources, given.seconds))


if __name__ == "__main__":
    main()
