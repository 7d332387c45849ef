"""What members of households are told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from api import customers, households, notifications
from api.core import clock
from api.core.ids import to_global_id
from api.notifications import NewMessage


async def tell_invited(payload: Mapping[str, object]) -> None:
    """Tells whoever was invited by their number, until the invitation ends."""
    fact = households.MemberInvited.model_validate(payload)
    if fact.program_id is None:
        return
    names = await customers.first_names(fact.program_id, [fact.inviter_id])
    message = NewMessage(
        fact.program_id,
        fact.membership_id,
        "household_invited",
        f"household_invited:{fact.invitation_id}",
        {"name": names.get(fact.inviter_id, "")},
        _household_of(fact.membership_id),
        expires_at=_in_a_week(),
    )
    await notifications.put_many([message])


async def tell_limit(payload: Mapping[str, object]) -> None:
    """Tells a member and the guardians that a limit is used up, once for each day."""
    fact = households.SpendLimitMet.model_validate(payload)
    if fact.program_id is None:
        return
    names = await customers.first_names(fact.program_id, [fact.membership_id])
    everyone = await households.members_of(fact.program_id, fact.household_id)
    guardians = [each.membership_id for each in everyone if each.role is households.HouseholdRole.GUARDIAN]
    day = clock.now().date().isoformat()
    await notifications.put_many(
        [
            NewMessage(
                fact.program_id,
                told,
                "household_limit",
                f"household_limit:{fact.membership_id}:{fact.limit}:{day}:{told}",
                {"points": fact.maximum, "name": names.get(fact.membership_id, ""), "limit": fact.limit},
                _household_of(told),
            )
            for told in dict.fromkeys([fact.membership_id, *guardians])
        ]
    )


async def expire_invitations(_context: dict[str, Any]) -> int:
    """Ends invitations whose days are over; how many."""
    return await households.expire_invitations(clock.now())


def _in_a_week() -> datetime:
    return clock.now() + households.INVITATION_LIVES


def _household_of(membership_id: UUID) -> str:
    """Where the app shows the household."""
    return f"/cards/{to_global_id('Card', membership_id)}/household"
