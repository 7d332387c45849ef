"""Jobs of people: wishes to be forgotten whose time has come, what is kept of somebody, and a number that changed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api import customers, notifications
from api.core.clock import now
from api.core.phone import mask_phone
from api.notifications import NewMessage


async def erase_due(_context: dict[str, Any]) -> int:
    """Forgets whoever wished it fourteen days ago; how many."""
    return await customers.erase_due(now())


async def tell_phone_changed(payload: Mapping[str, object]) -> None:
    """Tells a person in the app by which number their cards are found from now on."""
    fact = customers.PhoneChanged.model_validate(payload)
    person = (await customers.people_by_id([fact.person_id])).get(fact.person_id)
    if fact.program_id is None or person is None or person.phone is None:
        return
    message = NewMessage(
        fact.program_id,
        fact.membership_id,
        "phone_changed",
        f"phone_changed:{fact.change_id}",
        {"phone": mask_phone(person.phone)},
        "/you",
    )
    await notifications.put_many([message])


async def make_export(fact: Mapping[str, object]) -> None:
    """Makes what somebody asked for."""
    await customers.make_export(UUID(str(fact["export_id"])))
