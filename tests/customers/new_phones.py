"""Somebody who wants another number, and what number they hold."""

from uuid import UUID

from api import customers
from tests.customers.conftest import KeptCodes
from tests.customers.signing_in import pass_time, sign_in
from tests.factories.customers import some_phone


async def phone_of(person_id: UUID) -> str | None:
    """The number that a person holds."""
    return (await customers.people_by_id([person_id]))[person_id].phone


async def somebody(inbox: KeptCodes) -> tuple[UUID, str, str]:
    """A signed-in person, their number, and one that they want; no code was sent lately."""
    old, new = some_phone(), some_phone()
    person_id = (await sign_in(inbox, old)).person_id
    await pass_time(old)
    inbox.messages.clear()
    return person_id, old, new
