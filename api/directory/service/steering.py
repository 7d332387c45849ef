"""Pausing, resuming, cancelling and undoing a bulk run."""

from uuid import UUID

from api.core import audit, clock, db
from api.core.audit import Actor
from api.directory.errors import WrongState
from api.directory.queries.runs import the_run
from api.directory.rules import bulk
from api.directory.service.journal import announce
from api.directory.types import BulkRunInfo, BulkState

SET = """
    UPDATE bulk_run SET state = $4, place = coalesce($5, place), failures = 0, problem = '',
        ended_at = CASE WHEN $6 THEN $7::timestamptz END
    WHERE program_id = $1 AND business_id = $2 AND id = $3
"""


async def pause(actor: Actor, program_id: UUID, business_id: UUID, run_id: UUID) -> None:
    """Stops after the batch at hand. Refuses NOT_FOUND, WRONG_STATE."""
    await _move(actor, (program_id, business_id, run_id), bulk.CAN_PAUSE, BulkState.PAUSED)


async def resume(actor: Actor, program_id: UUID, business_id: UUID, run_id: UUID) -> None:
    """Goes on where it was paused. Refuses NOT_FOUND, WRONG_STATE."""
    await _move(actor, (program_id, business_id, run_id), bulk.CAN_RESUME, BulkState.RUNNING)


async def cancel(actor: Actor, program_id: UUID, business_id: UUID, run_id: UUID) -> None:
    """Ends it after the batch at hand; what is done stays done. Refuses NOT_FOUND, WRONG_STATE."""
    await _move(actor, (program_id, business_id, run_id), bulk.CAN_CANCEL, BulkState.CANCELLED)


async def undo(actor: Actor, program_id: UUID, business_id: UUID, run_id: UUID) -> None:
    """Takes back what the run did, as far as nobody changed it since. Refuses NOT_FOUND, WRONG_STATE."""
    await _move(actor, (program_id, business_id, run_id), bulk.CAN_UNDO, BulkState.UNDOING)


async def _move(
    actor: Actor, key: tuple[UUID, UUID, UUID], allowed: tuple[BulkState, ...], state: BulkState
) -> None:
    async with db.transaction():
        run = await the_run(*key, hold=True)
        bulk.check_state(run.state, allowed)
        if state is BulkState.UNDOING:
            _check_undoable(run)
        place = 0 if state is BulkState.UNDOING else None
        await db.execute(SET, *key, state.value, place, state is BulkState.CANCELLED, clock.now())
        await audit.record(
            actor,
            f"directory.{state.value}",
            target=("BulkRun", run.id),
            program_id=run.program_id,
            business_id=run.business_id,
        )
        await announce(run.program_id, run.id)


def _check_undoable(run: BulkRunInfo) -> None:
    if run.kind not in bulk.UNDOABLE:
        raise WrongState("This kind of run cannot be undone.", params={"state": run.state.value})
