"""Enrolling: exact, once, and within the program."""

import asyncio

import orjson
import pytest

from api import customers
from api.core import db as core_db
from api.core.audit import SYSTEM
from api.core.phone import BadPhone
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member, some_phone

pytestmark = pytest.mark.integration


async def test_a_new_number_becomes_a_provisional_member(tenant: Tenant) -> None:
    """Given an unknown number, when it is enrolled, then a person of this program holds it unproved."""
    phone = some_phone()
    made = await customers.find_or_enrol(
        SYSTEM, tenant.program_id, tenant.business_id, phone, name="  Asha   Patel "
    )
    member = made.member
    assert made.is_new
    assert (member.name, member.phone, member.is_phone_verified) == ("Asha Patel", phone, False)
    assert (member.program_id, member.business_id, member.has_profile) == (
        tenant.program_id,
        tenant.business_id,
        True,
    )
    assert customers.is_card_number(member.number)
    person = await core_db.fetchrow("SELECT program_id, name FROM person WHERE id = $1", member.person_id)
    assert person is not None
    assert (person["program_id"], person["name"]) == (tenant.program_id, "Asha Patel")
    facts = await core_db.fetch(
        "SELECT payload FROM outbox WHERE program_id = $1 AND name = 'customers.enrolled'", tenant.program_id
    )
    assert [orjson.loads(fact["payload"]) for fact in facts] == [
        {
            "program_id": str(tenant.program_id),
            "business_id": str(tenant.business_id),
            "membership_id": str(member.membership_id),
            "store_id": None,
            "is_new_card": True,
        }
    ]


async def test_a_known_number_is_found_not_made(tenant: Tenant) -> None:
    """Given a member, when the number comes again in national form, then it is the same member under the first name."""
    member = await make_member(tenant, phone="+919822041763", name="Asha")
    again = await customers.find_or_enrol(
        SYSTEM, tenant.program_id, tenant.business_id, "098220 41763", name="Someone Else", region="IN"
    )
    assert (again.is_new, again.member) == (False, member)


async def test_another_program_does_not_share_a_provisional_person(tenant: Tenant, other: Tenant) -> None:
    """Given one unproved number in two programs, when both enrol it, then they are two people."""
    phone = some_phone()
    ours, theirs = await make_member(tenant, phone=phone), await make_member(other, phone=phone)
    assert ours.person_id != theirs.person_id
    assert await customers.members_by_id(other.program_id, [ours.membership_id]) == {}


async def test_two_cashiers_at_once_make_one_member(tenant: Tenant) -> None:
    """Given an unknown number, when twelve tills enrol it at once, then there is one member, new to one of them."""
    phone = some_phone()
    made = await asyncio.gather(
        *(
            customers.find_or_enrol(SYSTEM, tenant.program_id, tenant.business_id, phone, name="Asha")
            for _ in range(12)
        )
    )
    assert len({each.member.membership_id for each in made}) == 1
    assert [each.is_new for each in made].count(True) == 1
    counts = await core_db.fetchrow(
        "SELECT (SELECT count(*) FROM membership WHERE program_id = $1) AS cards, "
        "(SELECT count(*) FROM person WHERE program_id = $1) AS people, "
        "(SELECT count(*) FROM outbox WHERE program_id = $1 AND name = 'customers.enrolled') AS facts",
        tenant.program_id,
    )
    assert counts is not None
    assert tuple(counts) == (1, 1, 1)


async def test_a_bad_number_changes_nothing(tenant: Tenant) -> None:
    """Given a number that cannot exist, when it is enrolled, then it is refused and nobody is made."""
    with pytest.raises(BadPhone):
        await customers.find_or_enrol(SYSTEM, tenant.program_id, tenant.business_id, "+91123")
    assert (
        await core_db.fetchval("SELECT count(*) FROM membership WHERE program_id = $1", tenant.program_id)
        == 0
    )


async def test_many_at_once(tenant: Tenant) -> None:
    """Given a batch with a repeated and a known number, when it is enrolled, then each phone has one card."""
    known = await make_member(tenant, name="Known")
    phones = [some_phone() for _ in range(300)]
    people = [customers.NewMember(phone, f"Name {nr}") for nr, phone in enumerate(phones)]
    found = await customers.find_or_enrol_many(
        SYSTEM,
        tenant.program_id,
        tenant.business_id,
        [*people, people[0], customers.NewMember(known.phone or "")],
    )
    assert set(found) == {*phones, known.phone}
    assert found[known.phone or ""] == known.membership_id
    assert len(set(found.values())) == 301
    members = await customers.members_by_id(
        tenant.program_id, list(found.values()), business_id=tenant.business_id
    )
    names = {who.phone: who.name for who in people} | {known.phone or "": "Known"}
    assert {member.phone: member.name for member in members.values()} == names


async def test_a_coalition_partner_sees_the_first_name_only_until_it_enrols(tenant: Tenant) -> None:
    """Given a member of a partner, when another business looks the number up, then it sees card and first name."""
    member = await make_member(tenant, name="Asha Patel")
    partner = await make_business(name="Sari Palace", program_id=tenant.program_id)
    seen = await customers.member_by_phone(partner.program_id, partner.business_id, member.phone or "")
    assert seen is not None
    assert (seen.membership_id, seen.name, seen.has_profile, seen.email) == (
        member.membership_id,
        "Asha",
        False,
        None,
    )
    assert (
        await customers.members_by_id(
            partner.program_id, [member.membership_id], business_id=partner.business_id, only_met=True
        )
        == {}
    )

    enrolled = await make_member(partner, phone=member.phone)
    assert (enrolled.membership_id, enrolled.name, enrolled.has_profile) == (
        member.membership_id,
        "Asha",
        True,
    )
    assert (
        await core_db.fetchval("SELECT count(*) FROM profile WHERE program_id = $1", tenant.program_id) == 2
    )
