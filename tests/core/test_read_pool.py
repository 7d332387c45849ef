"""The pool for reads: a few connections stay at hand, and one that ended is replaced."""

import asyncio

import pytest

from api.core import db
from api.core.reads import AT_HAND, ReadFailed, reads

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
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await reads.fetchval("SELECT pg_sleep(5)")
    assert await reads.fetchval("SELECT 7") == 7
