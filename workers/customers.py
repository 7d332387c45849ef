"""Jobs of people: wishes to be forgotten whose time has come, and what is kept of somebody, made for them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api import customers
from api.core.clock import now


async def erase_due(_context: dict[str, Any]) -> int:
    """Forgets whoever wished it fourteen days ago; how many."""
    return await customers.erase_due(now())


async def make_export(fact: Mapping[str, object]) -> None:
    """Makes what somebody asked for."""
    await customers.make_export(UUID(str(fact["export_id"])))
