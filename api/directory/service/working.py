"""The worker's side of bulk runs: one batch of one run in one transaction, whichever waited longest."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg
import structlog

from api.core import db
from api.core.errors import Refusal
from api.directory.queries.runs import COLUMNS, items_after, to_run
from api.directory.rules import bulk
from api.directory.service import exporting, imports, labels, points
from api.directory.service.journal import advance, announce, write_results
from api.directory.types import BulkKind, BulkOutcome, BulkRunInfo, BulkState, Item, Result

TRANSIENT = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
log = structlog.get_logger(__name__)

CLAIM = f"""
    SELECT {COLUMNS} FROM bulk_run WHERE state = ANY ($1::text[]) ORDER BY moved_at LIMIT 1
    FOR UPDATE SKIP LOCKED
"""
FAILED = """
    UPDATE bulk_run SET failures = failures + 1, moved_at = clock_timestamp(), problem = $2,
        state = CASE WHEN failures >= 2 THEN 'failed' ELSE state END,
        ended_at = CASE WHEN failures >= 2 THEN clock_timestamp() END
    WHERE id = $1
"""


class _Broken(Exception):
    """A batch that failed: the run, and what a person may be told."""

    def __init__(self, run: BulkRunInfo, problem: str) -> None:
        super().__init__(problem)
        self.run = run
        self.problem = problem


async def work_once() -> bool:
    """Does the next batch of some run; False where nothing waits. A batch that fails three times ends its run."""
    try:
        return await db.retrying(_batch)
    except _Broken as broken:
        log.warning("bulk.batch_failed", run_id=str(broken.run.id), exc_info=broken.__cause__)
        await _note_failure(broken.run.id, broken.problem)
        await announce(broken.run.program_id, broken.run.id)
        return True


async def _note_failure(run_id: UUID, problem: str) -> None:
    await db.execute(FAILED, run_id, problem[:200])


async def _batch() -> bool:
    async with db.transaction():
        row = await db.fetchrow(CLAIM, [state.value for state in bulk.OPEN])
        if row is None:
            return False
        run = to_run(row)
        try:
            await _do(run)
        except TRANSIENT:
            raise
        except Refusal as refusal:
            raise _Broken(run, refusal.message) from refusal
        except Exception as error:
            raise _Broken(run, "Something went wrong on our side.") from error
    return True


async def _do(run: BulkRunInfo) -> None:
    size = bulk.BATCHES[run.kind]
    items = await items_after(run, size)
    if run.state is BulkState.UNDOING:
        results = await _undone(run, [each for each in items if each.outcome is BulkOutcome.CHANGED])
    elif run.state is BulkState.CHECKING:
        results = await imports.check(run, items)
    else:
        results = await _done(run, [each for each in items if each.outcome is BulkOutcome.WAITING])
    await write_results(run, results)
    is_last = len(items) < size
    place = items[-1].nr if items else run.place
    if is_last and run.kind is BulkKind.EXPORT and run.state is not BulkState.UNDOING:
        await exporting.finish(run)
    await advance(run, results, *_next(run, place, is_last=is_last))


def _next(run: BulkRunInfo, place: int, *, is_last: bool) -> tuple[int, BulkState]:
    match run.state:
        case BulkState.UNDOING:
            return place, BulkState.UNDONE if is_last else BulkState.UNDOING
        case BulkState.CHECKING:
            return (0, BulkState.READY) if is_last else (place, BulkState.CHECKING)
        case _:
            return place, BulkState.DONE if is_last else BulkState.RUNNING


async def _done(run: BulkRunInfo, items: Sequence[Item]) -> list[Result]:
    if not items:
        return []
    match run.kind:
        case BulkKind.TAG | BulkKind.UNTAG:
            return await labels.tag(run, items)
        case BulkKind.STATUS:
            return await labels.set_status(run, items)
        case BulkKind.POINTS:
            return await points.adjust(run, items)
        case BulkKind.EXPORT:
            return await exporting.write(run, items)
        case BulkKind.IMPORT:
            return await imports.take(run, items)


async def _undone(run: BulkRunInfo, items: Sequence[Item]) -> list[Result]:
    if not items:
        return []
    match run.kind:
        case BulkKind.TAG | BulkKind.UNTAG:
            return await labels.untag(run, items)
        case BulkKind.STATUS:
            return await labels.reset_status(run, items)
        case _:
            return await points.reverse(run, items)
