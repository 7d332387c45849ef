"""Jobs of rewards: holds that run out and vouchers whose time is over."""

from typing import Any

from api import rewards
from api.core.clock import now


async def end_holds(_context: dict[str, Any]) -> int:
    """Gives back points and stock of holds that ran out; how many."""
    return await rewards.end_holds(now())


async def expire_vouchers(_context: dict[str, Any]) -> int:
    """Ends vouchers past their last day; how many."""
    return await rewards.expire(now())
