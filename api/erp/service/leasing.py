"""Who works on which stream: leases in Postgres, each with a generation, so that a worker who lost one cannot write."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import orjson

from api.core import db, outbox
from api.core.ids import new_id
from api.erp.events import StreamAlarm, StreamMoved
from api.erp.service.loading import Work
from api.erp.types import RunState, SourceFailed

LEASE_SECONDS = 20
"""How long a stream waits for a worker that died; one at work renews it."""
RENEW_SECONDS = 5
SLOWEST_SECONDS = 900
CLAIM = """
    UPDATE erp_stream SET leased_until = now() + $2 * interval '1 second', generation = generation + 1
    WHERE id IN (
        SELECT id FROM erp_stream
        WHERE next_poll_at <= now() AND (leased_until IS NULL OR leased_until < now())
        ORDER BY next_poll_at LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING id
"""
TAKE = """
    UPDATE erp_stream SET leased_until = now() + $2 * interval '1 second', generation = generation + 1
    WHERE id = $1 AND (leased_until IS NULL OR leased_until < now()) RETURNING id
"""
KEEP = """
    UPDATE erp_stream SET cursor = $3::jsonb, leased_until = now() + $4 * interval '1 second'
    WHERE id = $1 AND generation = $2 RETURNING id
"""
RENEW = """
    UPDATE erp_stream SET leased_until = now() + $3 * interval '1 second'
    WHERE id = $1 AND generation = $2 AND leased_until IS NOT NULL
"""
"""One that waited while the lease was given back does not take it again."""
CHECK = "SELECT id FROM erp_stream WHERE id = $1 AND generation = $2 FOR KEY SHARE"
REST = """
    UPDATE erp_stream SET leased_until = NULL, polled_at = now(), failures = 0, problem = '',
        problem_text = '', caught_up_at = coalesce($4, caught_up_at), state = $5::text, run_id = $6,
        next_reconcile_at = coalesce($7, next_reconcile_at),
        next_poll_at = CASE WHEN $5::text IN ('live', 'backfilling') THEN $3::timestamptz END
    WHERE id = $1 AND generation = $2 RETURNING id
"""
FAIL = """
    UPDATE erp_stream SET leased_until = NULL, failures = failures + 1, problem = $3, problem_text = $4,
        next_poll_at = CASE WHEN state IN ('live', 'backfilling')
            THEN now() + least($5 * power(2, least(failures, 8)), $6) * interval '1 second' END
    WHERE id = $1 AND generation = $2 RETURNING failures
"""


class LeaseLost(Exception):
    """Somebody paused, reset or took over the stream: what this worker has not committed is dropped."""


async def claim(most: int) -> list[UUID]:
    """Streams that are due and that nobody works on, those that waited longest first; they are leased now."""
    return [row["id"] for row in await db.fetch(CLAIM, most, LEASE_SECONDS)]


async def take(stream_id: UUID) -> bool:
    """Leases one stream, due or not; False where somebody works on it."""
    return await db.fetchval(TAKE, stream_id, LEASE_SECONDS) is not None


@asynccontextmanager
async def renewed(work: Work) -> AsyncIterator[None]:
    """Keeps the lease while the caller is at work, however long the source takes to answer."""

    async def renew() -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            with contextlib.suppress(
                Exception
            ):  # the next one may do; without, the lease ends and keep() says so
                await db.execute(RENEW, work.stream_id, work.generation, LEASE_SECONDS)

    task = asyncio.create_task(renew(), name="erp-lease")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def keep(work: Work) -> None:
    """Writes the cursor and keeps the lease, in the transaction of what was read up to there. Raises LeaseLost."""
    cursor = orjson.dumps(work.cursor).decode()
    if await db.fetchval(KEEP, work.stream_id, work.generation, cursor, LEASE_SECONDS) is None:
        raise LeaseLost


async def check(work: Work) -> None:
    """Raises LeaseLost where the lease is another's now; it stays until the caller's transaction ends."""
    if await db.fetchval(CHECK, work.stream_id, work.generation) is None:
        raise LeaseLost


async def rest(
    work: Work, *, next_at: datetime, caught_up_at: datetime | None, reconcile_at: datetime | None = None
) -> None:
    """Gives the lease back: all is well, and the stream is looked at again then."""
    values = (next_at, caught_up_at, work.state.value, work.run_id, reconcile_at)
    await db.execute(REST, work.stream_id, work.generation, *values)
    if work.was_failing:
        await tell(work)


async def fail(work: Work, failed: SourceFailed) -> None:
    """Gives the lease back after a failure: tried again later and later; the first failure is an alarm."""
    base = max(work.poll_seconds, 5)
    values = (failed.problem.value, failed.message[:300], base, SLOWEST_SECONDS)
    async with db.transaction():
        failures = await db.fetchval(FAIL, work.stream_id, work.generation, *values)
        if failures == 1:
            await outbox.announce(
                StreamAlarm(
                    program_id=work.program.id,
                    business_id=work.business_id,
                    stream_id=work.stream_id,
                    problem=failed.problem.value,
                    message=failed.message[:300],
                )
            )
        await tell(work)


START_RUN = """
    INSERT INTO erp_run (id, program_id, business_id, stream_id, kind, state, started_at, moved_at)
    VALUES ($1, $2, $3, $4, $5, 'running', now(), now())
"""
COUNT_RUN = """
    UPDATE erp_run SET rows_read = rows_read + $2, rows_new = rows_new + $3, rows_changed = rows_changed + $4,
        rows_same = rows_same + $5, rows_dead = rows_dead + $6, rows_gone = rows_gone + $7, points = points + $8,
        moved_at = clock_timestamp()
    WHERE id = $1 RETURNING rows_read, rows_total, kind
"""
END_RUN = """
    UPDATE erp_run SET state = $2, problem = $3, problem_text = $4, ended_at = clock_timestamp(),
        moved_at = clock_timestamp()
    WHERE id = $1 AND ended_at IS NULL
"""


async def count_run(work: Work) -> None:
    """Adds what was done since the last time to the run, which begins with the first row; and tells the screens."""
    tally = work.tally
    if work.run_id is None:
        if not (tally.new or tally.changed or tally.dead or tally.gone):
            return
        work.run_id = new_id()
        tenant = (work.program.id, work.business_id, work.stream_id)
        await db.execute(START_RUN, work.run_id, *tenant, work.run_kind.value)
    counted = (tally.read, tally.new, tally.changed, tally.same, tally.dead, tally.gone, tally.points)
    row = await db.fetchrow(COUNT_RUN, work.run_id, *counted)
    if row is not None:
        await tell(work, kind=row["kind"], read=row["rows_read"], total=row["rows_total"])


async def end_run(work: Work, state: RunState, failed: SourceFailed | None = None) -> None:
    """The run is over, if there is one."""
    if work.run_id is not None:
        problem = (failed.problem.value, failed.message[:300]) if failed else ("", "")
        await db.execute(END_RUN, work.run_id, state.value, *problem)
        work.run_id = None
        await tell(work)


async def tell(work: Work, *, kind: str = "", read: int = 0, total: int | None = None) -> None:
    """Screens of the sync look again."""
    await outbox.announce(
        StreamMoved(
            program_id=work.program.id,
            business_id=work.business_id,
            stream_id=work.stream_id,
            run_id=work.run_id,
            kind=kind,
            state=work.state.value,
            rows_read=read,
            rows_total=total,
        )
    )
