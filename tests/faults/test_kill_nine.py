"""kill -9 in mid-load: every acknowledged award is in the books exactly once, and the books are sound."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from api.core.ids import from_global_id
from tests.faults.load import Load
from tests.faults.shop import Shop
from tests.support.installation import Installation, regulars
from tests.support.waiting import eventually

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "2"))
SALES_BETWEEN = 25
VICTIMS = ("api", "worker", "valkey", "postgres")

pytestmark = [
    pytest.mark.integration,
    pytest.mark.xdist_group("faults"),
    pytest.mark.timeout(300 + 30 * ROUNDS),
]

BOOKED = """
    SELECT p.id, p.idem_key, p.points_earned, p.membership_id, t.points AS awarded
    FROM purchase p LEFT JOIN tx t ON t.reference_id = p.id AND t.kind = 'earn' AND t.program_id = p.program_id
    WHERE p.store_id = $1
"""
BALANCES = """
    SELECT owner_id, balance FROM account
    WHERE is_live AND owner_kind = 'membership' AND program_id = (SELECT program_id FROM store WHERE id = $1)
"""
UNRELAYED = "SELECT count(*) FROM outbox WHERE relayed_at IS NULL"


@pytest.fixture(scope="module")
def installation(session_scratch: Path) -> Iterator[Installation]:
    """A whole platform on a folder of its own, without rate limits: the tills sell as fast as they can."""
    started = Installation(session_scratch / "faults", RATE_LIMITS_ENABLED="false").start()
    yield started
    started.stop()


@pytest_asyncio.fixture
async def load(installation: Installation) -> AsyncIterator[Load]:
    """Tills that are selling."""
    shop = Shop(installation.url)
    await shop.open()
    selling = Load(shop)
    selling.start(seed=len(installation.lines))
    yield selling
    await selling.close()
    await shop.close()


@pytest.mark.parametrize("victim", VICTIMS)
async def test_every_acknowledged_award_is_there_exactly_once(
    installation: Installation, load: Load, victim: str
) -> None:
    """Given tills in mid-sale, when a process is killed, then no acknowledged award is lost or doubled."""
    worker = installation.state.children["worker"]
    for _ in range(ROUNDS):
        await load.more(SALES_BETWEEN)
        killed = installation.kill_child(victim)
        await load.more(SALES_BETWEEN if victim == "worker" else 1)
        await asyncio.to_thread(installation.wait_for_child, victim, other_than=killed)
    await load.close()

    connection = await asyncpg.connect(installation.state.database_url)
    try:
        await _every_award_once(connection, load)
        await eventually(lambda: connection.fetchval(UNRELAYED), 0)
        if victim == "valkey":
            assert installation.state.children["worker"] == worker, "the worker died with the queue's server"
    finally:
        await connection.close()
    proof = await asyncio.to_thread(
        regulars, "verify-ledger", "--data", str(installation.data), cwd=Path(installation.data).parent
    )
    assert proof.returncode == 0, proof.stdout + proof.stderr
    print(
        f"{victim}: killed {ROUNDS} times, {len(load.acknowledged)} sales, {load.retried()} sent more than once"
    )


async def _every_award_once(connection: asyncpg.Connection, load: Load) -> None:
    store = from_global_id(load.shop.store_id)[1]
    rows = await connection.fetch(BOOKED, store)
    booked = {row["idem_key"]: row for row in rows}
    assert len(rows) == len(booked), "a sale is in the books twice"
    assert set(booked) == set(load.acknowledged)
    expected: Counter[object] = Counter()
    for key, sale in load.acknowledged.items():
        row = booked[key]
        assert row["id"] == from_global_id(sale.purchase_id)[1]
        assert (row["points_earned"], row["awarded"] or 0) == (sale.points, sale.points)
        expected[row["membership_id"]] += sale.points
    balances = {row["owner_id"]: row["balance"] for row in await connection.fetch(BALANCES, store)}
    assert {member: points for member, points in balances.items() if points} == dict(expected)
