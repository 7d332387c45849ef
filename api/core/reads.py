"""The pool for reads: connections that cannot write, give up in time, and keep their plans."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import asyncpg

from api.core.errors import TimedOut
from api.core.orm import connection_options

STATEMENTS_KEPT = 48
"""Prepared statements of one connection; each costs about 290 kB in the server."""
AT_HAND = 4
"""Connections of a process that are not given back between reads."""
SESSION = {
    "timezone": "UTC",
    "application_name": "regulars reads",
    "default_transaction_read_only": "on",
    "jit": "off",
    # a statement is planned once and runs for every caller: planning anew costs more than the read
    "plan_cache_mode": "force_generic_plan",
    # what is read is mostly in memory: a look-up costs hardly more than the next row of a scan
    "random_page_cost": "1.1",
}


ABSENT = "RG001"
"""What `read.absent` raises: a null where the contract promises a value."""
DATA = "22"


class ReadNotAllowed(Exception):
    """The data do not allow this answer: a missing value, or one out of range."""


class ReadFailed(Exception):
    """The statement itself is wrong, or the database does not answer."""


class Connection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg ships no types
    """A pooled connection that is not reset on release: reads leave nothing behind."""

    def get_reset_query(self) -> str:
        """No statement, so that giving a connection back costs no round trip."""
        return ""


class ReadPool:
    """The connections of this process. A few stay at hand: to give one back and take one costs as much as a read."""

    def __init__(self) -> None:
        self._pool: asyncpg.Pool | None = None
        self._places = asyncio.Semaphore(0)
        self._at_hand: list[asyncpg.Connection] = []

    async def open(self, url: str, size: int, timeout_seconds: float) -> None:
        """Opens the pool; a statement that runs longer than the time-out is cancelled by the server."""
        timeout = {"statement_timeout": str(int(timeout_seconds * 1000))}
        self._pool = await asyncpg.create_pool(
            **connection_options(url),
            min_size=0,
            max_size=size,
            connection_class=Connection,
            server_settings=SESSION | timeout,
            statement_cache_size=STATEMENTS_KEPT,
            # asyncpg's own limits would forget long statements at once, and all of them after five minutes
            max_cacheable_statement_size=0,
            max_cached_statement_lifetime=0,
            max_inactive_connection_lifetime=300,
        )
        self._places = asyncio.Semaphore(size)

    async def close(self) -> None:
        """Closes all connections, once the reads under way have ended."""
        pool, self._pool = self._pool, None
        if pool is not None:
            while self._at_hand:
                await pool.release(self._at_hand.pop())
            await pool.close()

    async def fetch(self, sql: str, *args: object) -> list[asyncpg.Record]:
        """All rows of one statement."""
        try:
            async with self._connection() as raw:
                return cast(list[asyncpg.Record], await raw.fetch(sql, *args))
        except FAILURES as error:
            raise _named(error) from error

    async def fetchval(self, sql: str, *args: object) -> Any:
        """The first value of the first row, or None."""
        try:
            async with self._connection() as raw:
                return await raw.fetchval(sql, *args)
        except FAILURES as error:
            raise _named(error) from error

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[asyncpg.Connection]:
        pool = self._opened()
        async with self._places:
            raw = await self._take(pool)
            try:
                yield raw
            finally:
                is_ending = self._pool is not pool
                if is_ending or _is_closed(raw) or len(self._at_hand) >= AT_HAND:
                    await pool.release(raw)
                else:
                    self._at_hand.append(raw)

    async def _take(self, pool: asyncpg.Pool) -> asyncpg.Connection:
        while self._at_hand:
            raw = self._at_hand.pop()
            if not _is_closed(raw):
                return raw
            await pool.release(raw)
        return await pool.acquire()

    def _opened(self) -> asyncpg.Pool:
        if self._pool is None:
            raise RuntimeError("the database is not connected")
        return self._pool


def _is_closed(raw: asyncpg.Connection) -> bool:
    try:
        return cast(bool, raw.is_closed())
    except asyncpg.InterfaceError:  # it was lost, and the pool has taken it back
        return True


FAILURES = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


def _named(error: BaseException) -> TimedOut | ReadNotAllowed | ReadFailed:
    """PostgreSQL's errors by what a reader does about them."""
    if isinstance(error, asyncpg.QueryCanceledError):
        return TimedOut("The answer took too long. Ask for fewer items or fields.")
    state = getattr(error, "sqlstate", None) or ""
    if state == ABSENT or state.startswith(DATA):
        return ReadNotAllowed(str(error))
    return ReadFailed(str(error))


reads = ReadPool()
