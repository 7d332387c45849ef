"""Jobs of tiers."""

from typing import Any

import structlog

from api import tiers

log = structlog.get_logger(__name__)


async def review(_context: dict[str, Any]) -> None:
    """Reviews every program that has tiers."""
    for program_id in await tiers.programs_with_tiers():
        moved = await tiers.review(program_id)
        if moved:
            log.info("tiers.reviewed", program_id=str(program_id), moved=moved)
