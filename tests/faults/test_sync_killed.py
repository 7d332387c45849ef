"""kill -9 in mid-backfill, and links that are cut: every bill of the source is in the books exactly once."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import asyncpg
import pytest
import pytest_asyncio

from api.core.ids import from_global_id
from tests.erp.days import new_year, years
from tests.erp.logic import LogicErp
from tests.erp.tds import TdsServer
from tests.faults.shop import Shop
from tests.faults.sync import start_sync
from tests.support.installation import Installation, regulars
from tests.support.waiting import eventually

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
BILLS = 20_000 * max(ROUNDS // 2, 1)
PAGE_ROWS = 2_200
"""So many that several pages are under way at once, and that their visits are counted later."""
MEMBERS = 300
SLOW_SECONDS = 0.15
VICTIMS = ("worker", "postgres", "valkey", "link")

pytestmark = [
    pytest.mark.integration,
    pytest.mark.xdist_group("faults"),
    pytest.mark.timeout(300 + 60 * ROUNDS),
]

READ = "SELECT coalesce(max(rows_read), 0) FROM erp_run WHERE stream_id = $1 AND kind = 'backfill'"
STATE = "SELECT state FROM erp_stream WHERE id = $1"
BOOKED = "SELECT count(*), coalesce(sum(points_earned), 0)::bigint FROM purchase WHERE stated IS NOT NULL"
BALANCES = "SELECT coalesce(sum(balance), 0)::bigint FROM account WHERE is_live AND owner_kind = 'membership'"
VISITS = "SELECT sum(visits)::bigint FROM profile"
DOCS = "SELECT count(*), count(DISTINCT key) FROM erp_doc WHERE kind = 'invoice'"
AHEAD = """
    SELECT count(*) FROM erp_stream AS stream WHERE id = $1 AND EXISTS (
        SELECT FROM jsonb_each(stream.cursor) AS year (name, position) WHERE position ? 'key' AND NOT EXISTS (
            SELECT FROM erp_doc WHERE kind = 'invoice' AND erp_doc.key = name || ':' || (position -> 'key' ->> 0)))
"""


@pytest.fixture(scope="module")
def installation(session_scratch: Path) -> Iterator[Installation]:
    """A whole platform on a folder of its own."""
    started = Installation(
        session_scratch / "sync-faults", RATE_LIMITS_ENABLED="false", ERP_PAGE_ROWS=str(PAGE_ROWS)
    ).start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def source(session_scratch: Path) -> Iterator[TdsServer]:
    """A server with many bills, one each minute."""
    with TdsServer(session_scratch / "source.db") as server:
        fill(server)
        yield server


@pytest_asyncio.fixture
async def connection(installation: Installation) -> AsyncIterator[asyncpg.Connection]:
    """The installation's database."""
    opened = await asyncpg.connect(installation.state.database_url)
    yield opened
    await opened.close()


def fill(server: TdsServer) -> None:
    """Members and bills, written at once."""
    logic, chance, year = LogicErp(server, years()), Random(7), years()[1]
    members = [logic.add_customer(f"98{number:08d}") for number in range(10_000_000, 10_000_000 + MEMBERS)]
    first = datetime.combine(new_year(), datetime.min.time()) + timedelta(hours=10)
    columns = "vouch_code, vouch_num, New_Vouch_Num, vouch_date, Vouch_Time, LTZ_Entry_Date, Series_Code, Branch_Code, "
    columns += "cust_code, Member_Code, Cashier_Code, net_amt, Pay_Mode, Stock_Trans, Deleted"
    rows = []
    for code in range(1, BILLS + 1):
        at = first + timedelta(minutes=code)
        told = (code, code, f"RT/{code}", date(at.year, at.month, at.day), f"{at:%H:%M}", at, 1, 1, 1)
        rows.append((*told, chance.choice(members), 1, Decimal(chance.randrange(1, 5_000)), "CASH", 0, 0))
    server.execute_many(f"INSERT INTO Sl_Head{year} ({columns}) VALUES ({', '.join('?' * 15)})", rows)


def expected(server: TdsServer) -> tuple[int, int]:
    """Bills, and points of one for ten rupees."""
    rows = server.execute(f"SELECT net_amt FROM Sl_Head{years()[1]}")
    return len(rows), sum(int(net) // 10 for (net,) in rows)


async def test_every_bill_is_there_exactly_once(
    installation: Installation, source: TdsServer, connection: asyncpg.Connection
) -> None:
    """Given a history that is being read, when anything dies again and again, then the end is the same."""
    shop = Shop(installation.url)
    try:
        await shop.open(currency="INR", time_zone="Asia/Kolkata", region="IN", per_minor=1_000)
        source.faults.slow(SLOW_SECONDS)
        stream_id = from_global_id(await start_sync(shop, source))[1]
    finally:
        await shop.close()
    await connection.close()
    deaths = 0
    for at in range(ROUNDS * len(VICTIMS)):
        await more_rows(installation, stream_id, at, ROUNDS * len(VICTIMS))
        victim = VICTIMS[at % len(VICTIMS)]
        if victim == "link":
            source.drop_now()
        else:
            killed = installation.kill_child(victim)
            await asyncio.to_thread(installation.wait_for_child, victim, other_than=killed)
        deaths += 1
    source.faults.clear()
    opened = await asyncpg.connect(installation.state.database_url)
    try:
        await eventually(lambda: opened.fetchval(STATE, stream_id), "live", within_seconds=240)
        assert await opened.fetchval(AHEAD, stream_id) == 0
        bills, points = expected(source)
        assert tuple(await opened.fetchrow(BOOKED)) == (bills, points)
        assert await opened.fetchval(BALANCES) == points
        assert await opened.fetchval(VISITS) == bills
        assert tuple(await opened.fetchrow(DOCS)) == (bills, bills)
    finally:
        await opened.close()
    proof = await asyncio.to_thread(
        regulars, "verify-ledger", "--data", str(installation.data), cwd=Path(installation.data).parent
    )
    assert proof.returncode == 0, proof.stdout + proof.stderr
    print(f"sync: {deaths} deaths, {bills} bills, {points} points")


async def more_rows(installation: Installation, stream_id: object, at: int, steps: int) -> None:
    """Waits until so much of the history is read; looks while anything may be down."""
    wanted = BILLS * at // (steps + 1)

    async def enough() -> bool:
        try:
            opened = await asyncpg.connect(installation.state.database_url, timeout=5)
        except (OSError, asyncpg.PostgresError, TimeoutError):
            return False
        try:
            return bool(await opened.fetchval(READ, stream_id) >= wanted)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        finally:
            opened.terminate()

    await eventually(enough, expected=True, within_seconds=120)
