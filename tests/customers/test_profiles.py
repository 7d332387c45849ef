"""What a business knows of members: changed, and let go."""

import asyncio
from datetime import UTC, datetime

import orjson
import pytest

from api import customers
from api.core import db as core_db
from api.core.audit import SYSTEM
from api.core.errors import Refusal
from api.customers import Birthday, ConsentChannel, MemberStatus
from tests.customers.profiles import read
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import key_of, kids_of, list_members, make_member, notes_of, tags_of

pytestmark = pytest.mark.integration

YEAR = datetime.now(UTC).year


async def actions(tenant: Tenant) -> list[str]:
    """What the audit tells of the business's members, in order."""
    rows = await core_db.fetch(
        "SELECT action FROM audit_entry WHERE business_id = $1 AND action LIKE 'customers.%' ORDER BY id",
        tenant.business_id,
    )
    return [row["action"] for row in rows]


async def test_an_update_changes_what_is_given(tenant: Tenant) -> None:
    """Given a member, when some values are changed, then those change, the others stay, and the audit has both."""
    member = await make_member(tenant, name="Asha")
    key = key_of(tenant, member)
    changed = await customers.update_member(
        tenant.owner,
        key,
        {
            "name": "Asha  Patel",
            "email": "Asha@Example.COM",
            "birthday": Birthday(2, 29, 2000),
            "city": "Pune",
            "preferences": {"milk": "oat", "tables": [1, 2]},
        },
        version=1,
    )
    assert (changed.name, changed.email, changed.birthday, changed.city, changed.version) == (
        "Asha Patel",
        "asha@example.com",
        Birthday(2, 29, 2000),
        "Pune",
        2,
    )
    assert changed.preferences == {"milk": "oat", "tables": [1, 2]}
    again = await customers.update_member(
        tenant.owner, key, {"birthday": None, "status": MemberStatus.INACTIVE}
    )
    assert (again.birthday, again.email, again.status, again.version) == (
        None,
        "asha@example.com",
        MemberStatus.INACTIVE,
        3,
    )
    row = await core_db.fetchrow(
        "SELECT before, after, actor_id FROM audit_entry WHERE target_id = $1 ORDER BY id DESC LIMIT 1",
        member.membership_id,
    )
    assert row is not None
    assert row["actor_id"] == tenant.owner.id
    assert orjson.loads(row["after"]) == {
        "birth_day": None,
        "birth_month": None,
        "birth_year": None,
        "status": "inactive",
    }
    assert orjson.loads(row["before"])["birth_day"] == 29


async def test_an_update_without_change_is_none(tenant: Tenant) -> None:
    """Given a member, when the same name is saved, then version and audit stay."""
    member = await make_member(tenant, name="Asha")
    same = await customers.update_member(SYSTEM, key_of(tenant, member), {"name": " Asha "})
    assert same == member
    assert await actions(tenant) == []


async def test_of_two_writers_who_saw_the_same_one_wins(tenant: Tenant) -> None:
    """Given two tills that saw version 1, when both save at once, then one is refused with CONFLICT."""
    member = await make_member(tenant)
    found = await asyncio.gather(
        *(
            customers.update_member(SYSTEM, key_of(tenant, member), {"city": city}, version=1)
            for city in ("Pune", "Goa")
        ),
        return_exceptions=True,
    )
    refused = [each for each in found if isinstance(each, Refusal)]
    assert [(each.code, each.params) for each in refused] == [("CONFLICT", {"version": 2})]
    assert (await read(tenant, member)).version == 2


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"name": "x" * 121}, "BAD_INPUT", ("name",)),
        ({"email": "not an address"}, "BAD_INPUT", ("email",)),
        ({"birthday": Birthday(2, 30)}, "BAD_BIRTHDAY", ("birthday",)),
        ({"birthday": Birthday(1, 1, YEAR + 1)}, "BAD_BIRTHDAY", ("birthday",)),
        ({"preferences": {"x": "y" * 4096}}, "BAD_INPUT", ("preferences",)),
        ({"preferences": {str(nr): nr for nr in range(51)}}, "BAD_INPUT", ("preferences",)),
        ({"preferences": {"x": "\x00"}}, "BAD_INPUT", ("preferences",)),
    ],
)
async def test_bad_values_change_nothing(
    tenant: Tenant, changes: customers.ProfileChanges, code: str, path: tuple[str, ...]
) -> None:
    """Given a value that cannot be, when it is saved beside a good one, then neither is."""
    member = await make_member(tenant, name="Asha")
    with pytest.raises(Refusal) as refused:
        await customers.update_member(SYSTEM, key_of(tenant, member), {"city": "Pune", **changes})
    assert (refused.value.code, refused.value.path) == (code, path)
    assert await read(tenant, member) == member


async def test_nothing_is_done_to_members_of_others(tenant: Tenant, other: Tenant) -> None:
    """Given a member of one business, when another one tries every verb, then each is NOT_FOUND and nothing changes."""
    member = await make_member(tenant, name="Asha")
    mine = key_of(tenant, member)
    note = await customers.add_note(tenant.owner, mine, "Likes oat milk")
    tag = await customers.tag_member(tenant.owner, mine, "VIP")
    kid = await customers.add_kid(tenant.owner, mine, "Meera", Birthday(5, 1), has_guardian_agreed=True)
    partner = await make_business(name="Partner", program_id=tenant.program_id)
    for stranger in (other, partner):
        key = key_of(stranger, member)
        tenant_of = (stranger.program_id, stranger.business_id)
        for attempt in (
            customers.update_member(SYSTEM, key, {"name": "Thief"}),
            customers.remove_member(SYSTEM, key),
            customers.add_note(SYSTEM, key, "x"),
            customers.update_note(SYSTEM, *tenant_of, note.id, {"text": "x"}),
            customers.remove_note(SYSTEM, *tenant_of, note.id),
            customers.tag_member(SYSTEM, key, "x"),
            customers.untag_member(SYSTEM, key, tag.id),
            customers.record_consent(SYSTEM, key, ConsentChannel.SMS, is_granted=True),
            customers.add_kid(SYSTEM, key, "x", Birthday(1, 1), has_guardian_agreed=True),
            customers.update_kid(SYSTEM, *tenant_of, kid.id, {"first_name": "x"}),
            customers.remove_kid(SYSTEM, *tenant_of, kid.id),
        ):
            with pytest.raises(Refusal) as refused:
                await attempt
            assert refused.value.code == "NOT_FOUND"
        assert await customers.notes_by_id(*tenant_of, [note.id]) == {}
        assert await customers.tags_by_id(*tenant_of, [tag.id]) == {}
        assert await customers.kids_by_id(*tenant_of, [kid.id]) == {}
        for details in (notes_of, tags_of, kids_of):
            assert await details(key) == []
    assert await read(tenant, member) == member
    assert await notes_of(mine) == [note.text]
    assert await tags_of(mine) == [tag.name]
    assert await kids_of(mine) == [(kid.first_name, kid.birthday)]


async def test_a_removed_member_is_gone_from_lists_and_back_by_enrolling(tenant: Tenant) -> None:
    """Given a member let go, then no list finds them, the card stays, and enrolling brings back what was known."""
    member = await make_member(tenant, name="Asha")
    removed = await customers.remove_member(tenant.owner, key_of(tenant, member), reason="asked for it")
    assert removed == member
    page = await list_members(tenant.program_id, tenant.business_id)
    assert list(page.items) == []
    for text in ("asha", member.number, member.phone or ""):
        found = await list_members(tenant.program_id, tenant.business_id, search=text)
        assert list(found.items) == []
    with pytest.raises(Refusal) as refused:
        await customers.remove_member(SYSTEM, key_of(tenant, member))
    assert refused.value.code == "NOT_FOUND"
    assert (await customers.memberships_of([member.person_id]))[member.person_id] != []

    back = await customers.find_or_enrol(SYSTEM, tenant.program_id, tenant.business_id, member.phone or "")
    assert (back.is_new, back.member.membership_id, back.member.name) == (True, member.membership_id, "Asha")
    found = await list_members(tenant.program_id, tenant.business_id, search="asha")
    assert [each.membership_id for each in found.items] == [member.membership_id]
