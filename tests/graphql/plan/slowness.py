"""Reads that have to wait, and pools that do not wait long."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from api.core.reads import ReadPool, reads
from api.core.settings import get_settings


@asynccontextmanager
async def patient_pool(*, seconds: float, size: int) -> AsyncIterator[None]:
    """All reads go over a pool of that patience and size."""
    pool = ReadPool()
    await pool.open(get_settings().database_url, size, seconds)
    was = vars(reads).copy()
    vars(reads).update(vars(pool))
    try:
        yield
    finally:
        vars(reads).update(was)
        await pool.close()


@asynccontextmanager
async def locked(table: str) -> AsyncIterator[None]:
    """Somebody holds the table, and whoever wants to read it waits."""
    raw = await asyncpg.connect(get_settings().database_url)
    try:
        async with raw.transaction():
            await raw.execute(f'LOCK TABLE "{table}" IN ACCESS EXCLUSIVE MODE')
            yield
    finally:
        await raw.close()
