"""Jobs of suspicious awards."""

from typing import Any

from api import reviews
from api.core.clock import now


async def forget_counts(_context: dict[str, Any]) -> None:
    """Forgets counts of windows that are over."""
    await reviews.forget_counts(now())
