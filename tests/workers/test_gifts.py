"""Gifts on their way: brought by facts, given back and forgotten by time."""

import pytest

from api import customers, gifts
from api.core import db as database
from api.gifts import GiftState
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member, some_phone
from tests.factories.family import give, make_family_shop, prepare
from tests.factories.purchases import balance_of
from tests.factories.rewards import rich_member
from workers import listeners
from workers.gifts import forget_drafts, return_due

pytestmark = pytest.mark.integration
NEWEST = "SELECT id FROM outbox WHERE program_id = $1 AND name = $2 ORDER BY id DESC LIMIT 1"


async def fact(tenant: Tenant, name: str) -> str:
    return str(await database.fetchval(NEWEST, tenant.program_id, name))


async def test_whoever_proves_the_number_gets_what_waits(db: None) -> None:
    """Given a gift to a number, when its holder takes a card and proves it, then the listener brings it once."""
    tenant = await make_family_shop()
    giver, phone = await rich_member(tenant, 500), some_phone()
    sent = await give(giver, 60, phone=phone)
    assert await listeners.react("gifts.bring", await fact(tenant, "gifts.sent"))
    member = await make_member(tenant, phone=phone)
    assert await listeners.react("gifts.bring_to_new", await fact(tenant, "customers.enrolled"))
    assert await balance_of(member.membership_id) == 0
    await customers.claim_phone(phone)
    proved = await fact(tenant, "customers.phone_verified")
    assert await listeners.react("gifts.bring_to", proved)
    assert not await listeners.react("gifts.bring_to", proved)
    assert await balance_of(member.membership_id) == 60
    assert (await gifts.gifts_by_id(tenant.program_id, [sent.id]))[sent.id].state is GiftState.ARRIVED
    assert await listeners.react("gifts.tell_arrived", await fact(tenant, "gifts.arrived"))
    told = await database.fetchrow(
        "SELECT membership_id, kind FROM message WHERE program_id = $1", tenant.program_id
    )
    assert told is not None
    assert tuple(told) == (member.membership_id, "gift_arrived")


async def test_time_gives_back_and_forgets(db: None) -> None:
    """Given a gift whose days are over and one that was never confirmed, then one is back and the other is gone."""
    tenant = await make_family_shop()
    giver = await rich_member(tenant, 500)
    sent, draft = await give(giver, 60, phone=some_phone()), await prepare(giver, 70, phone=some_phone())
    past = "UPDATE gift SET wait_until = now() - interval '1 day' WHERE id = $1"
    await database.execute(past, sent.id)
    await database.execute(
        "UPDATE gift SET confirm_until = now() - interval '2 days' WHERE id = $1", draft.id
    )
    assert await return_due({}) >= 1
    assert await forget_drafts({}) >= 1
    assert await balance_of(giver.membership_id) == 500
    assert await listeners.react("gifts.tell_returned", await fact(tenant, "gifts.returned"))
    assert set(await gifts.gifts_by_id(tenant.program_id, [sent.id, draft.id])) == {sent.id}
