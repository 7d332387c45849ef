"""Streams of shops' own systems: whichever is due is worked on, many beside each other, for ever."""

import asyncio
import contextlib
from uuid import UUID

import structlog

from api import erp

log = structlog.get_logger(__name__)

SLOTS = 32
"""Streams at work at once in this process: a source that does not answer holds one, until its time-out."""
IDLE_SECONDS = 0.5


async def work_forever() -> None:
    """Leases what is due and works on it; survives the loss of Postgres and of any source. Ends when cancelled."""
    at_work: set[asyncio.Task[None]] = set()
    try:
        while True:
            at_work -= {task for task in at_work if task.done()}
            due = await _due(SLOTS - len(at_work))
            at_work |= {asyncio.create_task(_work(stream_id), name="erp") for stream_id in due}
            if len(at_work) >= SLOTS:
                await asyncio.wait(at_work, timeout=IDLE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            elif not due:
                await asyncio.sleep(IDLE_SECONDS)
    finally:
        for task in at_work:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*at_work, return_exceptions=True)


async def _due(free: int) -> list[UUID]:
    try:
        return await erp.claim(free) if free > 0 else []
    except Exception as error:  # noqa: BLE001 - whatever breaks, streams wait in their table and the worker goes on
        log.warning("erp.interrupted", error=str(error), kind=type(error).__name__)
        return []


async def _work(stream_id: UUID) -> None:
    try:
        await erp.work_on(stream_id)
    except Exception:
        log.warning("erp.stream_interrupted", stream_id=str(stream_id), exc_info=True)
