"""Bulk runs of the office's list of customers: worked through without end, old files forgotten."""

import asyncio
from typing import Any

import structlog

from api import directory

log = structlog.get_logger(__name__)

IDLE_SECONDS = 1.0


async def work_forever() -> None:
    """Does batch after batch and looks again every second; survives the loss of Postgres. Ends when cancelled."""
    while True:
        try:
            has_worked = await directory.work_once()
        except Exception as error:  # noqa: BLE001 - whatever breaks, runs wait in their table and the worker goes on
            log.warning("bulk.interrupted", error=str(error), kind=type(error).__name__)
            has_worked = False
        if not has_worked:
            await asyncio.sleep(IDLE_SECONDS)


async def forget_old(_context: dict[str, Any]) -> None:
    """Deletes files after a week and the members of runs after ninety days."""
    await directory.forget_old()
