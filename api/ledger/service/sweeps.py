"""What time does to points: pending ones are released, old ones expire. In batches, linear in the number of lots."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from api.core import db, outbox
from api.ledger.service.posting import refusing

BATCH_LOTS = 2_000
DUE_FOR_EXPIRY = "SELECT DISTINCT program_id FROM lot WHERE state = 'open' AND expires_at <= $1"
DUE_FOR_RELEASE = "SELECT DISTINCT program_id FROM lot WHERE state = 'pending' AND release_at <= $1"


async def expire(program_id: UUID, now: datetime, limit: int = BATCH_LOTS) -> int:
    """Expires a program's due lots of about `limit`, as one transaction; how many. 0 means that nothing is due."""
    return await _batch("SELECT ledger_expire($1, $2, $3)", program_id, now, limit)


async def release(program_id: UUID, now: datetime, limit: int = BATCH_LOTS) -> int:
    """Releases a program's pending lots of about `limit` whose time has come, as one transaction; how many."""
    return await _batch("SELECT ledger_release($1, $2, $3)", program_id, now, limit)


async def expire_due(now: datetime) -> int:
    """Expires everything due in all programs, batch by batch, each committed; how many lots."""
    return await _everywhere(DUE_FOR_EXPIRY, expire, now)


async def release_due(now: datetime) -> int:
    """Releases everything due in all programs, batch by batch, each committed; how many lots."""
    return await _everywhere(DUE_FOR_RELEASE, release, now)


async def _everywhere(due: str, verb: Callable[[UUID, datetime], Awaitable[int]], now: datetime) -> int:
    total = 0
    for row in await db.fetch(due, now):
        while done := await verb(row["program_id"], now):
            total += done
    return total


async def _batch(sql: str, program_id: UUID, now: datetime, limit: int) -> int:
    async def run() -> int:
        return int(await db.fetchval(sql, program_id, now, limit))

    done = await refusing(run)
    if done:
        await db.after_commit(outbox.nudge)
    return done
