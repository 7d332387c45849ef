"""What came of each item, written down; and how far a run is, told."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from api.core import clock, db, outbox
from api.directory.events import BulkRunMoved
from api.directory.types import BulkOutcome, BulkRunInfo, BulkState, Result

WRITE = """
    UPDATE bulk_item AS item SET outcome = new.outcome, code = new.code, before = coalesce(new.before, item.before),
        tx_id = coalesce(new.tx_id, item.tx_id), membership_id = coalesce(new.membership_id, item.membership_id)
    FROM unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::uuid[])
        AS new (nr, outcome, code, before, tx_id, membership_id)
    WHERE item.program_id = $1 AND item.run_id = $2 AND item.nr = new.nr
"""
COUNT = """
    UPDATE bulk_run SET created = created + $3, changed = changed + $4, same = same + $5, refused = refused + $6,
        undone = undone + $7, points = points + $8, place = $9, state = $10, failures = 0,
        started_at = coalesce(started_at, $11), moved_at = clock_timestamp(),
        ended_at = CASE WHEN $12 THEN $11 ELSE ended_at END
    WHERE program_id = $1 AND id = $2
"""
MOVED = """
    SELECT business_id, kind, state, total, created + changed + same + refused AS done FROM bulk_run
    WHERE program_id = $1 AND id = $2
"""
ENDED = (BulkState.DONE, BulkState.UNDONE)


async def write_results(run: BulkRunInfo, results: Sequence[Result]) -> None:
    """Each item's outcome, in the caller's transaction."""
    if not results:
        return
    await db.execute(
        WRITE,
        run.program_id,
        run.id,
        [each.nr for each in results],
        [each.outcome.value for each in results],
        [each.code[:120] for each in results],
        [each.before for each in results],
        [each.tx_id for each in results],
        [each.membership_id for each in results],
    )


async def advance(run: BulkRunInfo, results: Sequence[Result], place: int, state: BulkState) -> None:
    """Counts a batch, moves the run on and tells its screens."""
    counts = Counter(each.outcome for each in results)
    is_undoing = run.state is BulkState.UNDOING
    counted = [
        0 if is_undoing else counts[outcome]
        for outcome in (BulkOutcome.NEW, BulkOutcome.CHANGED, BulkOutcome.SAME, BulkOutcome.REFUSED)
    ]
    await db.execute(
        COUNT,
        run.program_id,
        run.id,
        *counted,
        counts[BulkOutcome.UNDONE],
        sum(each.points for each in results),
        place,
        state.value,
        clock.now(),
        state in ENDED,
    )
    await announce(run.program_id, run.id)


async def announce(program_id: UUID, run_id: UUID) -> None:
    """How far the run is now."""
    row = await db.fetchrow(MOVED, program_id, run_id)
    if row is not None:
        await outbox.announce(BulkRunMoved(program_id=program_id, run_id=run_id, **dict(row)))
