"""Jobs of the ledger: points that are released or expire with time, settlement periods that are over."""

from typing import Any

from api import ledger
from api.core.clock import now


async def release_due(_context: dict[str, Any]) -> int:
    """Releases pending points whose time has come; how many lots."""
    return await ledger.release_due(now())


async def expire_due(_context: dict[str, Any]) -> int:
    """Takes expired points out of the balances; how many lots."""
    return await ledger.expire_due(now())


async def close_periods(_context: dict[str, Any]) -> int:
    """Closes settlement periods whose month is over; how many."""
    return await ledger.close_due(now())
