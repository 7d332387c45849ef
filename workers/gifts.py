"""Gifts on their way: brought to whoever they are for, given back when their time is over."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api import gifts
from api.core.clock import now


async def bring(payload: Mapping[str, object]) -> None:
    """A gift was sent: it is brought at once where its receiver is known."""
    await gifts.deliver(UUID(str(payload["program_id"])), UUID(str(payload["gift_id"])))


async def bring_to(payload: Mapping[str, object]) -> None:
    """Somebody took a card or proved a number: gifts that wait for it arrive."""
    await gifts.deliver_to(UUID(str(payload["program_id"])), UUID(str(payload["membership_id"])))


async def return_due(_context: dict[str, Any]) -> int:
    """Gives back gifts for which nobody came in time; how many."""
    return await gifts.return_due(now())


async def forget_drafts(_context: dict[str, Any]) -> int:
    """Forgets gifts that were prepared and never confirmed, with the numbers that they were for; how many."""
    return await gifts.forget_drafts(now())
