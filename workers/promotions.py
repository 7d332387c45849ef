"""Jobs of birthday promotions."""

from typing import Any

from api import promotions
from api.core.clock import now


async def give_presents(_context: dict[str, Any]) -> int:
    """Gives the presents of programs in which the morning has come; how many."""
    return await promotions.give_due(now())
