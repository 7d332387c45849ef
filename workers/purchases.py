"""Jobs of sales: what an import noted and was cut off before it counted it."""

from typing import Any

from api import purchases


async def count_noted(_context: dict[str, Any]) -> None:
    """Adds what large batches of history noted to profiles and tiers."""
    await purchases.count_all_noted()
