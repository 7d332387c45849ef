"""Jobs of stamp cards: cards that expire with time, vouchers that are still owed."""

from typing import Any

from api import stamps
from api.core.clock import now


async def expire_due(_context: dict[str, Any]) -> int:
    """Expires stamp cards whose time is over; how many."""
    return await stamps.expire_due(now())


async def give_owed(_context: dict[str, Any]) -> int:
    """Gives vouchers of full cards whose reward could not be given at once; how many."""
    return await stamps.give_owed(now())
