"""Work on streams: whichever is due is leased, read, booked, and looked at again at its own pace."""

from datetime import timedelta
from uuid import UUID

import structlog

from api import purchases, tiers
from api.core import clock, db
from api.core.errors import BadInput
from api.erp.errors import StreamBusy
from api.erp.ports import source_reader
from api.erp.service import leasing
from api.erp.service.applying.waiting import end_waiting
from api.erp.service.guarding import guarded
from api.erp.service.leasing import LeaseLost
from api.erp.service.loading import NotReady, Work, load
from api.erp.service.reading import read_history, read_new
from api.erp.service.reconciling import reconcile
from api.erp.service.staff import tag_staff
from api.erp.types import Problem, RunKind, RunState, Source, SourceFailed, StreamKind, StreamState

log = structlog.get_logger(__name__)

SLICE_SECONDS = 60.0
"""How long a backfill goes on before others are looked at."""
RECONCILE_EVERY = timedelta(days=1)
SLOW_FACTOR = 10
"""A source that takes long is asked less often: at most a tenth of the time."""
FORGET = "UPDATE erp_stream SET next_poll_at = NULL, leased_until = NULL WHERE id = $1"
START_AGAIN = "UPDATE erp_stream SET cursor = '{}' WHERE id = $1 AND generation = $2"
TOTAL = "UPDATE erp_run SET rows_total = $2 WHERE id = $1 AND rows_total IS NULL"


async def work_on(stream_id: UUID) -> None:
    """Does what is due of a leased stream, and gives the lease back. Never raises for what a source or a rival does."""
    try:
        work = await load(stream_id)
    except NotReady:
        await db.execute(FORGET, stream_id)
        return
    try:
        async with leasing.renewed(work):
            await _work(work)
    except LeaseLost:
        log.info("erp.lease_lost", stream_id=str(stream_id))
    except SourceFailed as failed:
        await _failed(work, failed)


async def _work(work: Work) -> None:
    work.source = await _may_read(work.source)
    began = clock.now()
    if work.is_backfilling:
        await _backfill(work)
        return
    await read_new(work)
    if work.run_id is not None:  # something came
        await tag_staff(work)
    reconcile_at = None
    if work.kind is StreamKind.INVOICE:
        await end_waiting(work)
        if work.reconcile_due_at is None or work.reconcile_due_at <= began:
            await leasing.end_run(work, RunState.DONE)
            work.run_kind = RunKind.RECONCILE
            await reconcile(work)
            reconcile_at = began + RECONCILE_EVERY
    await leasing.end_run(work, RunState.DONE)
    took = (clock.now() - began).total_seconds()
    pause = max(work.poll_seconds, SLOW_FACTOR * took if took > 1 else 0)
    await leasing.rest(
        work,
        next_at=clock.now() + timedelta(seconds=pause),
        caught_up_at=began,
        reconcile_at=reconcile_at,
    )


async def _may_read(source: Source) -> Source:
    """The source, if it may be read now: a name may lead elsewhere than when it was saved. Raises SourceFailed."""
    try:
        return await guarded(source)
    except BadInput as refused:
        raise SourceFailed(Problem.CONNECTION_REFUSED, refused.message) from refused


async def _backfill(work: Work) -> None:
    """A slice of history; after the last one the stream is live, and is polled at once for what came meanwhile."""
    began = clock.now()
    if work.run_id is not None and not work.cursor:
        rows = [
            await source_reader().count(work.source, work.spec, year)
            for year in await source_reader().years(work.source, work.spec)
        ]
        await db.execute(TOTAL, work.run_id, sum(rows))
    is_ended = await read_history(work, seconds=SLICE_SECONDS)
    if is_ended:
        await purchases.count_noted(work.program.id)
        await tag_staff(work)
        async with db.transaction():
            await leasing.keep(work)
            await leasing.end_run(work, RunState.DONE)
            work.state = StreamState.LIVE
            await leasing.rest(
                work, next_at=clock.now(), caught_up_at=began, reconcile_at=clock.now() + RECONCILE_EVERY
            )
        await tiers.assess(work.program.id)
        return
    await leasing.rest(work, next_at=clock.now(), caught_up_at=None)


async def _failed(work: Work, failed: SourceFailed) -> None:
    """A backfill's run goes on when the source is back; a poll's is over."""
    log.warning("erp.source_failed", stream_id=str(work.stream_id), problem=failed.problem.value)
    if failed.problem is Problem.RESYNC_NEEDED:
        await db.execute(START_AGAIN, work.stream_id, work.generation)
    if not work.is_backfilling:
        await leasing.end_run(work, RunState.FAILED, failed)
    await leasing.fail(work, failed)


async def _reconcile_all(work: Work) -> None:
    work.source = await _may_read(work.source)
    work.run_kind = RunKind.RECONCILE
    await reconcile(work, everything=True)
    await leasing.end_run(work, RunState.DONE)
    await leasing.rest(work, next_at=clock.now(), caught_up_at=None)


async def work_now(stream_id: UUID, kind: RunKind) -> None:
    """Leases a stream and works on it at once, for a command. Refuses STREAM_BUSY while somebody works on it.

    Raises SourceFailed.
    """
    if not await leasing.take(stream_id):
        raise StreamBusy("Somebody is at work on this stream. Please try again in a moment.")
    work = await load(stream_id)
    try:
        async with leasing.renewed(work):
            await (_reconcile_all(work) if kind is RunKind.RECONCILE else _work(work))
    except SourceFailed as failed:
        await _failed(work, failed)
        raise
