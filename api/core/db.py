"""The database: one pool under Tortoise and plain asyncpg, one idea of "the current transaction"."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast
from uuid import UUID

import asyncpg
import orjson
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential
from tortoise import Tortoise
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.connection import get_connection, get_connections
from tortoise.transactions import in_transaction

from api.core.orm import orm_config
from api.core.reads import reads

T = TypeVar("T")
AfterCommit = Callable[[], Awaitable[None]]
RETRIES = 5
READ_SECONDS = 10.0

_after_commit: ContextVar[list[AfterCommit] | None] = ContextVar("after_commit", default=None)


class Connection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg ships no types
    """A pooled connection that is not reset on release: nothing here leaves session state behind."""

    def get_reset_query(self) -> str:
        """No statement, so that giving a connection back costs no round trip."""
        return ""


async def connect(url: str, pool_size: int, *, read_seconds: float = READ_SECONDS) -> None:
    """Opens the pool, and the one for reads beside it. The statement cache serves hot statements; times are UTC."""
    await Tortoise.init(
        config=orm_config(url, pool_size=pool_size, connection_class=Connection), _enable_global_fallback=True
    )
    await reads.open(url, pool_size, read_seconds)


async def disconnect() -> None:
    """Closes the pools."""
    await reads.close()
    await Tortoise.close_connections()


def _client() -> AsyncpgDBClient:
    return cast(AsyncpgDBClient, get_connection("default"))


@asynccontextmanager
async def connection() -> AsyncIterator[asyncpg.Connection]:
    """The raw connection of the current transaction, or one from the pool."""
    async with _client().acquire_connection() as raw:
        yield raw


def in_transaction_now() -> bool:
    """True inside `transaction()`."""
    return _after_commit.get() is not None


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """Joins the caller's transaction or opens one (READ COMMITTED).

    Callbacks of `after_commit` run once it is committed, in their order.
    """
    if in_transaction_now():
        yield
        return
    callbacks: list[AfterCommit] = []
    token = _after_commit.set(callbacks)
    try:
        async with _tidy_transaction():
            yield
    finally:
        _after_commit.reset(token)
    for callback in callbacks:
        await callback()


@asynccontextmanager
async def _tidy_transaction() -> AsyncIterator[None]:
    """Tortoise's transaction; where the connection breaks at begin or end, it is given back and no longer current.

    Tortoise leaves it current in such a case, and a task that lives on would never reach the database again.
    """
    before = _client()
    context = in_transaction("default")
    try:
        async with context:
            yield
    finally:
        if _client() is not before:
            get_connections().set("default", before)
            await _discard(before, context.client._connection)  # noqa: SLF001 - what Tortoise forgot


async def _discard(client: AsyncpgDBClient, raw: asyncpg.Connection) -> None:
    """Ends a connection in an unknown state and tells the pool that its place is free."""
    with contextlib.suppress(asyncpg.InterfaceError, OSError):
        raw.terminate()
        if client._pool is not None:  # noqa: SLF001
            await client._pool.release(raw)  # noqa: SLF001


async def after_commit(callback: AfterCommit) -> None:
    """Runs `callback` after the current transaction's commit, at once where there is none; the same callback once."""
    callbacks = _after_commit.get()
    if callbacks is None:
        await callback()
    elif callback not in callbacks:
        callbacks.append(callback)


async def retrying(work: Callable[[], Awaitable[T]]) -> T:
    """Runs `work`, which opens its own transaction, and again after a deadlock or serialization failure."""
    if in_transaction_now():
        return await work()
    async for attempt in AsyncRetrying(
        retry=retry_if_exception_type((asyncpg.SerializationError, asyncpg.DeadlockDetectedError)),
        stop=stop_after_attempt(RETRIES),
        wait=wait_random_exponential(multiplier=0.01, max=0.5),
        reraise=True,
    ):
        with attempt:
            return await work()
    raise AssertionError("unreachable: the last attempt reraises")


async def fetch(sql: str, *args: object) -> list[asyncpg.Record]:
    """All rows of one statement."""
    async with connection() as raw:
        return cast(list[asyncpg.Record], await raw.fetch(sql, *args))


async def fetchrow(sql: str, *args: object) -> asyncpg.Record | None:
    """The first row, or None."""
    async with connection() as raw:
        return cast("asyncpg.Record | None", await raw.fetchrow(sql, *args))


async def fetchval(sql: str, *args: object) -> Any:
    """The first value of the first row, or None."""
    async with connection() as raw:
        return await raw.fetchval(sql, *args)


async def execute(sql: str, *args: object) -> str:
    """Runs one statement; the command tag."""
    async with connection() as raw:
        return cast(str, await raw.execute(sql, *args))


async def executemany(sql: str, rows: Sequence[Sequence[object]]) -> None:
    """Runs one statement for many rows in one batch."""
    async with connection() as raw:
        await raw.executemany(sql, rows)


def id_list(ids: Iterable[UUID]) -> str:
    """Many ids as one argument, for `$1::text::uuid[]`: the driver takes its time over each element of an array."""
    return f"{{{','.join(map(str, ids))}}}"


def word_list(words: Iterable[str]) -> str:
    """Many words as one argument, for `ARRAY(SELECT json_array_elements_text($1::json))`, as `id_list`.

    Raises ValueError for half a character, as the driver does.
    """
    try:
        return orjson.dumps(list(words)).decode()
    except orjson.JSONEncodeError as error:
        raise ValueError("a word is no text") from error


async def copy_into(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Puts many rows into a table by COPY: a tenth of what arrays as arguments cost. Rows have the columns' order."""
    async with connection() as raw:
        await raw.copy_records_to_table(table, columns=columns, records=rows)
