"""Gifts on their way: brought to whoever they are for, given back when their time is over."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api import customers, gifts, notifications
from api.core.clock import now
from api.core.ids import to_global_id
from api.notifications import NewMessage


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


async def tell_arrived(payload: Mapping[str, object]) -> None:
    """Tells the receiver, with the giver's first name."""
    fact = gifts.GiftArrived.model_validate(payload)
    if fact.program_id is None:
        return
    found = (await gifts.gifts_by_id(fact.program_id, [fact.gift_id])).get(fact.gift_id)
    names = await customers.first_names(fact.program_id, [fact.giver_id])
    message = NewMessage(
        fact.program_id,
        fact.receiver_id,
        "gift_arrived",
        f"gift_arrived:{fact.gift_id}",
        {
            "points": fact.points,
            "name": names.get(fact.giver_id, ""),
            "text": found.message if found else "",
        },
        _gifts_of(fact.receiver_id),
    )
    await notifications.put_many([message])


async def tell_returned(payload: Mapping[str, object]) -> None:
    """Tells the giver that nobody came for a gift."""
    fact = gifts.GiftReturned.model_validate(payload)
    if fact.program_id is None:
        return
    found = (await gifts.gifts_by_id(fact.program_id, [fact.gift_id])).get(fact.gift_id)
    message = NewMessage(
        fact.program_id,
        fact.giver_id,
        "gift_returned",
        f"gift_returned:{fact.gift_id}",
        {"points": fact.points, "name": found.to_label if found else ""},
        _gifts_of(fact.giver_id),
    )
    await notifications.put_many([message])


def _gifts_of(membership_id: UUID) -> str:
    """Where the app lists gifts."""
    return f"/cards/{to_global_id('Card', membership_id)}/gift"
