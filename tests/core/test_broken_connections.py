"""A connection that breaks at any point of a transaction costs that transaction and nothing more."""

import asyncpg
import pytest
from tortoise.backends.asyncpg.client import TransactionWrapper
from tortoise.exceptions import BaseORMException

from api.core import db as core_db

pytestmark = pytest.mark.integration

BROKEN = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, BaseORMException)


async def _terminate_mine() -> None:
    pid = await core_db.fetchval("SELECT pg_backend_pid()")
    async with core_db._client()._parent.acquire_connection() as other:
        await other.fetchval("SELECT pg_terminate_backend($1, 5000)", pid)


async def _pool_in_use() -> int:
    pool = core_db._client()._pool
    assert pool is not None
    return int(pool.get_size() - pool.get_idle_size())


async def test_a_connection_lost_in_mid_transaction_leaves_the_task_usable(db: None) -> None:
    """Given a transaction whose server process dies, when the same task goes on, then its next transaction works."""
    for _ in range(3):
        with pytest.raises(BROKEN):
            async with core_db.transaction():
                await _terminate_mine()
                await core_db.execute("SELECT 1")
        async with core_db.transaction():
            assert await core_db.fetchval("SELECT 2") == 2
    assert await _pool_in_use() == 0


async def test_a_connection_lost_before_commit_is_an_error_and_leaves_the_task_usable(db: None) -> None:
    """Given work done and then a dead server process, when it commits, then that fails and the next one works."""
    with pytest.raises(BROKEN):
        async with core_db.transaction():
            await _terminate_mine()
    assert await core_db.fetchval("SELECT 2") == 2
    assert await _pool_in_use() == 0


async def test_a_failed_begin_gives_the_connection_back(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a connection that breaks at BEGIN, when the same task goes on, then nothing is checked out nor current."""

    async def broken(_: TransactionWrapper) -> None:
        raise ConnectionResetError("gone at begin")

    before = core_db._client()
    with monkeypatch.context() as patched:
        patched.setattr(TransactionWrapper, "begin", broken)
        for _ in range(20):
            with pytest.raises(ConnectionResetError):
                async with core_db.transaction():
                    raise AssertionError("never entered")
    assert core_db._client() is before
    assert await _pool_in_use() == 0
    async with core_db.transaction():
        assert await core_db.fetchval("SELECT 2") == 2
