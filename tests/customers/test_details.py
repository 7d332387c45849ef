"""Labels, remarks and consents of members."""

import asyncio

import pytest

from api import customers
from api.core import db as core_db
from api.core.audit import SYSTEM, Actor
from api.core.errors import Refusal
from api.customers import ConsentChannel
from tests.factories.businesses import Tenant
from tests.factories.customers import key_of, make_member, notes_of, tags_of

pytestmark = pytest.mark.integration


async def test_tags_are_one_per_spelling(tenant: Tenant) -> None:
    """Given a tag, when it is put on again in other letters, then it is the same tag, once; off means off."""
    member = await make_member(tenant)
    key = key_of(tenant, member)
    tags = await asyncio.gather(
        *(customers.tag_member(SYSTEM, key, name) for name in ("VIP", "vip", " Vip "))
    )
    assert len({tag.id for tag in tags}) == 1
    assert len(await tags_of(key)) == 1
    await customers.untag_member(SYSTEM, key, tags[0].id)
    await customers.untag_member(SYSTEM, key, tags[0].id)
    assert await tags_of(key) == []
    assert len(await customers.tags_of_business(tenant.program_id, tenant.business_id)) == 1
    for name in ("", "x" * 41):
        with pytest.raises(Refusal):
            await customers.tag_member(SYSTEM, key, name)


async def test_a_member_has_thirty_tags_at_most(tenant: Tenant) -> None:
    """Given thirty tags, when another is put on, then it is refused and thirty stay; one of them is welcome."""
    key = key_of(tenant, await make_member(tenant))
    for nr in range(30):
        await customers.tag_member(SYSTEM, key, f"tag {nr}")
    with pytest.raises(Refusal) as refused:
        await customers.tag_member(SYSTEM, key, "one more")
    assert refused.value.params == {"max": 30}
    await customers.tag_member(SYSTEM, key, "TAG 7")
    assert len(await tags_of(key)) == 30


async def test_notes_pinned_first_then_newest(tenant: Tenant) -> None:
    """Given notes, then pinned ones come first, then the newest; the author is named; removed is gone."""
    key = key_of(tenant, await make_member(tenant))
    first = await customers.add_note(tenant.owner, key, " Likes oat milk \n and rain ")
    second = await customers.add_note(tenant.owner, key, "Second")
    assert (first.text, first.author_name) == ("Likes oat milk\nand rain", "Asha Rao")
    assert await notes_of(key) == [second.text, first.text]
    pinned = await customers.update_note(
        tenant.owner, tenant.program_id, tenant.business_id, first.id, {"is_pinned": True}
    )
    assert await notes_of(key) == [pinned.text, second.text]
    assert (
        await customers.remove_note(tenant.owner, tenant.program_id, tenant.business_id, second.id) == second
    )
    assert await notes_of(key) == [pinned.text]
    for text in ("  ", "x" * 2001):
        with pytest.raises(Refusal):
            await customers.add_note(tenant.owner, key, text)
    assert len(await notes_of(key)) == 1
    entry = await core_db.fetchval(
        "SELECT string_agg(row_to_json(e)::text, '') FROM audit_entry e WHERE business_id = $1",
        tenant.business_id,
    )
    assert "oat milk" not in entry


async def test_consents_are_a_log_of_changes(tenant: Tenant) -> None:
    """Given yes, yes, no and yes, then the newest counts, three changes are kept, and none can be changed."""
    member = await make_member(tenant)
    key = key_of(tenant, member)
    for is_granted in (True, True, False, True):
        await customers.record_consent(tenant.owner, key, ConsentChannel.EMAIL, is_granted=is_granted)
    stands = (await customers.consents_of([key]))[key]
    assert {each.channel: each.is_granted for each in stands} == {
        ConsentChannel.PUSH: False,
        ConsentChannel.SMS: False,
        ConsentChannel.WHATSAPP: False,
        ConsentChannel.EMAIL: True,
    }
    assert [each.recorded_at is None for each in stands] == [True, True, True, False]
    rows = await core_db.fetch(
        "SELECT is_granted, source, actor_id FROM consent WHERE membership_id = $1 ORDER BY id",
        member.membership_id,
    )
    assert [tuple(row) for row in rows] == [(each, "staff", tenant.owner.id) for each in (True, False, True)]
    with pytest.raises(Exception, match="append-only"):
        await core_db.execute("DELETE FROM consent WHERE membership_id = $1", member.membership_id)


async def test_a_holder_consents_for_own_cards_alone(tenant: Tenant, other: Tenant) -> None:
    """Given two people, when one consents, then it is for an own card and a business that knows them, or NOT_FOUND."""
    member, stranger = await make_member(tenant), await make_member(tenant)
    actor = Actor(SYSTEM.kind, id=member.person_id)
    stands = await customers.record_own_consent(
        actor, member.person_id, member.membership_id, ConsentChannel.PUSH, is_granted=True
    )
    assert stands[0].is_granted
    for person, business in ((stranger.person_id, None), (member.person_id, other.business_id)):
        with pytest.raises(Refusal) as refused:
            await customers.record_own_consent(
                actor,
                person,
                member.membership_id,
                ConsentChannel.SMS,
                is_granted=True,
                business_id=business,
            )
        assert refused.value.code == "NOT_FOUND"
    key = key_of(tenant, member)
    assert [each.is_granted for each in (await customers.consents_of([key]))[key]] == [
        True,
        False,
        False,
        False,
    ]
