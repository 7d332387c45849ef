"""The pool for reads: a few connections stay at hand, and one that ended is replaced."""

import asyncio

import pytest

from api.core import db
from api.core.reads import AT_HAND, ReadFailed, ReadPool, reads
from api.core.settings import get_settings

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("db")]

WHO = "SELECT pg_backend_pid()"


async def test_the_same_connection_serves_again() -> None:
    assert await reads.fetchval(WHO) == await reads.fetchval(WHO)


async def test_more_at_once_than_stay_at_hand() -> None:
    """Given many reads at once, then all are answered, and no more connections are held than should be."""
    found = await asyncio.gather(*(reads.fetchval("SELECT $1::int", number) for number in range(40)))
    assert found == list(range(40))
    assert len(reads._at_hand) <= AT_HAND


async def test_one_that_ended_is_replaced() -> None:
    """Given a connection at hand that the server has ended, then the next read has another one."""
    ended = await reads.fetchval(WHO)
    is_over = asyncio.Event()
    reads._at_hand[-1].add_termination_listener(lambda _: is_over.set())
    await db.execute("SELECT pg_terminate_backend($1)", ended)
    async with asyncio.timeout(10):
        await is_over.wait()
    assert await reads.fetchval(WHO) != ended


async def test_a_read_that_fails_gives_its_connection_back() -> None:
    """Given statements that fail, or that nobody waits for any more, then the next is answered all the same."""
    with pytest.raises(ReadFailed):
        await reads.fetchval("SELECT nothing")
    for _ in range(3):
        left = asyncio.create_task(reads.fetchval("SELECT pg_sleep(30)"))
        assert await reads.fetchval("SELECT 6") == 6  # sent after it, over another connection
        left.cancel()
        with pytest.raises(asyncio.CancelledError):
            await left
    assert await reads.fetchval("SELECT 7") == 7


async def test_closing_waits_for_a_read_and_is_not_waited_for_in_vain() -> None:
    """Given a read under way, when the pool closes, then the read is answered and the pool is closed."""
    pool = ReadPool()
    await pool.open(get_settings().database_url, 2, 30)
    assert await pool.fetchval("SELECT 1") == 1
    asked = asyncio.create_task(pool.fetchval("SELECT count(*) FROM generate_series(1, 2000000)"))
    await asyncio.sleep(0)  # it has the connection at hand
    assert await pool.fetchval("SELECT 2") == 2
    async with asyncio.timeout(20):
        await pool.close()
    assert await asked == 2_000_000
    assert pool._at_hand == []
