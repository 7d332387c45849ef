"""The data that reads are measured over: built once into a folder, proved, and used again by the next run."""

import asyncio
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from api import identity, ledger
from api.cli.environment import opened
from api.core import clock, db, migrations
from api.core.audit import SYSTEM
from api.core.embedded import DataFolder, EmbeddedServers
from api.core.settings import get_settings
from bench.harness import say

HERE = Path(__file__).parent
MIGRATIONS = HERE.parents[1] / "migrations"
DEFAULT = Path(tempfile.gettempdir()) / "regulars-bench-reads"
MEMBERS = 200_000
SEED = 2026
PASSWORD = "a long enough passphrase"
TOKEN_MINUTES = 240  # a run must not outlive its tokens
POOL = 16
# the program's number, its currency and time zone, and who takes part: the first one owns it
PROGRAMS = (
    ("INR", "Asia/Kolkata", "IN", ("Kaapi House",)),
    ("INR", "Asia/Kolkata", "IN", ("Old Town", "Old Town Books", "Old Town Bakery")),
    ("EUR", "Europe/Berlin", "DE", ("Brotzeit",)),
    ("INR", "Asia/Kolkata", "IN", ("Harbour Mall", "Harbour Toys", "Harbour Shoes")),
    ("USD", "America/New_York", "US", ("Corner Deli",)),
    ("EUR", "Europe/Berlin", "DE", ("Altstadt", "Altstadt Rad", "Altstadt Tee")),
)


@dataclass(frozen=True, slots=True)
class Data:
    """The running servers with the data in them."""

    database_url: str
    redis_url: str
    postgres_pid: int
    valkey_pid: int


@asynccontextmanager
async def open_data(folder: Path, members: int) -> AsyncIterator[Data]:
    """Durable servers over the folder, filled where they are not, with `core.db` and `core.redis` open."""
    _drop_where_stale(folder, members)
    data = DataFolder(folder)
    data.hold()
    servers = EmbeddedServers(data)
    await asyncio.to_thread(servers.start)
    try:
        applied = await migrations.migrate(servers.database_url)
        _use(servers, data.secret("secret_key"))
        async with opened():
            if not (folder / "built.json").exists():
                await _build(servers.database_url, members)
            elif applied:
                await db.execute("ANALYZE")
            (folder / "built.json").write_text(json.dumps(_stamp(members)))
            yield Data(
                servers.database_url, servers.redis_url, servers.pids["postgres"], servers.pids["valkey"]
            )
    finally:
        await asyncio.to_thread(servers.stop)
        data.release()


def _use(servers: EmbeddedServers, secret: str) -> None:
    """This process makes tokens as the measured servers read them."""
    os.environ |= {
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
        "SECRET_KEY": secret,
        "ACCESS_TOKEN_EXPIRE_MINUTES": str(TOKEN_MINUTES),
    }
    get_settings.cache_clear()


def _stamp(members: int) -> dict[str, object]:
    """What the folder was built from; a migration that is only new is applied to it."""
    texts = {path.name: path for path in [*MIGRATIONS.glob("*.py"), *MIGRATIONS.glob("sql/*.sql")]}
    digests = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(texts.items())}
    ours = hashlib.sha256((HERE / "sql/data.sql").read_bytes() + repr(PROGRAMS).encode()).hexdigest()
    return {"members": members, "seed": SEED, "data": ours, "migrations": digests}


def _drop_where_stale(folder: Path, members: int) -> None:
    """Throws the folder away where it is not whole, or was made by other sources than ours."""
    if not folder.exists():
        return
    if not (folder / "lock").exists():
        raise SystemExit(f"{folder} is no data folder of ours: give another one with --data")
    now, made = _stamp(members), folder / "built.json"
    then = json.loads(made.read_text()) if made.exists() else {}
    applied = then.pop("migrations", {})
    wanted = now.pop("migrations")
    if (
        then == now
        and isinstance(wanted, dict)
        and all(wanted.get(name) == sha for name, sha in applied.items())
    ):
        return
    with DataFolder(folder):
        say(f"{folder} is not whole or was made by other sources: it is built anew")
    shutil.rmtree(folder)


async def _build(url: str, members: int) -> None:
    """Fills an empty database and proves the books."""
    began = time.perf_counter()
    await _open_shops()
    alone = await asyncpg.connect(url)
    try:
        await alone.execute((HERE / "sql/data.sql").read_text().format(members=members, seed=SEED))
    finally:
        await alone.close()
    await db.execute("VACUUM (ANALYZE)")
    entries = await db.fetchval("SELECT count(*) FROM entry")
    say(f"{members:,} members and {entries:,} entries in {time.perf_counter() - began:.0f} s")
    began = time.perf_counter()
    broken = await ledger.verify()
    if broken:
        raise RuntimeError(f"the generated books are not sound: {broken}")
    say(f"every invariant of the ledger is empty ({time.perf_counter() - began:.0f} s)")


def staff_emails() -> list[str]:
    """Addresses of everybody who works somewhere: the owner first, then managers, shop by shop."""
    shops = sum(len(names) for *_, names in PROGRAMS)
    return [f"staff-{shop}-{nr}@example.com" for shop in range(shops) for nr in range(5)]


async def _open_shops() -> None:
    """Programs, businesses with a store and five staff each, and the table `place` that the generator reads."""
    emails = iter(staff_emails())
    rows: list[tuple[object, ...]] = []
    for number, (currency, zone, region, names) in enumerate(PROGRAMS):
        program = None
        for name in names:
            owner = identity.NewStaff(next(emails), "Asha Rao", PASSWORD)
            business, store, _ = await identity.set_up_business(
                SYSTEM,
                name=name,
                currency=currency,
                time_zone=zone,
                region=region,
                owner=owner,
                program_id=program,
            )
            for _ in range(4):
                manager = identity.NewStaff(next(emails), "Ravi Shah", PASSWORD)
                await identity.add_staff(SYSTEM, business.id, manager, role_key="manager")
            program = business.program_id
            rows.append((len(rows), number, program, business.id, store.id, currency, zone))
    await db.execute(
        "CREATE TABLE place (nr int, program_nr int, program_id uuid, business_id uuid, store_id uuid,"
        " currency text, time_zone text)"
    )
    await db.executemany("INSERT INTO place VALUES ($1, $2, $3, $4, $5, $6, $7)", rows)


async def customer_tokens(count: int) -> list[tuple[str, str]]:
    """Person ids and access tokens of `count` customers, spread over all; those of `sql/wallet.sql`."""
    people = await db.fetchval("SELECT count(*) FROM person")
    ids = await db.fetch(
        "SELECT id FROM person WHERE id = ANY (SELECT ('00000001-0000-7000-8000-' ||"
        " lpad(to_hex(k * 79 % $2), 12, '0'))::uuid FROM generate_series(0, $1 - 1) AS k) ORDER BY id",
        count,
        people,
    )
    sessions = [await identity.open_customer_session(row["id"], device_name="Phone") for row in ids]
    return [(str(row["id"]), each.tokens.access_token) for row, each in zip(ids, sessions, strict=True)]


async def staff_tokens() -> list[tuple[str, str]]:
    """Business ids and access tokens of everybody who works somewhere."""
    signed_in = [
        await identity.sign_in_staff(email, PASSWORD, identity.Device("Desk")) for email in staff_emails()
    ]
    return [(str(each.principal.business_id), each.tokens.access_token) for each in signed_in]


def today() -> str:
    """The day of the run, for the table."""
    return clock.now().date().isoformat()
