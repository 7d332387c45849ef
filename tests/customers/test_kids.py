"""Children: by the guardian for all own cards, by staff for their business, never without consent."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

import pytest

from api import customers
from api.core import db as core_db
from api.core.audit import SYSTEM
from api.core.errors import Refusal
from api.customers import Birthday, MemberKey
from api.customers.service.persons import claim_phone
from tests.factories.businesses import Tenant
from tests.factories.customers import kids_of, make_member, some_phone

pytestmark = pytest.mark.integration


@dataclass(frozen=True)
class Guardian:
    """A person and their two cards."""

    person_id: UUID
    one: MemberKey
    two: MemberKey


async def rows_of(*keys: MemberKey) -> int:
    """Rows of children on these cards."""
    found: int = await core_db.fetchval(
        "SELECT count(*) FROM kid WHERE membership_id = ANY ($1::uuid[])", [key.membership_id for key in keys]
    )
    return found


@pytest.fixture
async def guardian(tenant: Tenant, other: Tenant) -> Guardian:
    """Somebody with a proved number and a card in two programs."""
    phone = some_phone()
    one, two = await make_member(tenant, phone=phone), await make_member(other, phone=phone)
    person_id, _ = await claim_phone(phone)
    return Guardian(person_id, one.key, two.key)


async def test_a_guardian_adds_a_child_to_all_cards_and_changes_it_everywhere(guardian: Guardian) -> None:
    """Given two cards, when a child is added, changed and removed, then both shops know, and it is one child."""
    kid = await customers.add_own_kid(
        SYSTEM, guardian.person_id, " Meera ", Birthday(2, 29, 2016), has_guardian_agreed=True
    )
    assert (kid.first_name, kid.birthday) == ("Meera", Birthday(2, 29, 2016))
    assert set(kid.membership_ids) == {guardian.one.membership_id, guardian.two.membership_id}
    assert await kids_of(guardian.one) == await kids_of(guardian.two) == [("Meera", Birthday(2, 29, 2016))]

    changed = await customers.update_own_kid(
        SYSTEM, guardian.person_id, kid.id, {"first_name": "Mira", "birthday": Birthday(3, 1)}
    )
    assert (changed.id, changed.first_name, changed.birthday) == (kid.id, "Mira", Birthday(3, 1))
    assert await kids_of(guardian.one) == await kids_of(guardian.two) == [("Mira", Birthday(3, 1))]
    assert (await customers.kids_of_people([guardian.person_id]))[guardian.person_id] == [changed]

    assert await customers.remove_own_kid(SYSTEM, guardian.person_id, kid.id) == changed
    assert await rows_of(guardian.one, guardian.two) == 0


async def test_one_card_alone(guardian: Guardian) -> None:
    """Given two cards, when a child is added to one, then the other shop knows nothing."""
    await customers.add_own_kid(
        SYSTEM,
        guardian.person_id,
        "Meera",
        Birthday(5, 1),
        has_guardian_agreed=True,
        membership_id=guardian.two.membership_id,
    )
    assert await kids_of(guardian.one) == []
    assert await kids_of(guardian.two) == [("Meera", Birthday(5, 1))]


async def test_what_staff_change_stays_in_their_business(guardian: Guardian) -> None:
    """Given a child on two cards, when one shop renames and then deletes it, then the other shop's stays."""
    kid = await customers.add_own_kid(
        SYSTEM, guardian.person_id, "Meera", Birthday(5, 1), has_guardian_agreed=True
    )
    shop = (guardian.one.program_id, guardian.one.business_id)
    await customers.update_kid(SYSTEM, *shop, kid.id, {"first_name": "Mimi"})
    assert await kids_of(guardian.one) == [("Mimi", Birthday(5, 1))]
    assert await kids_of(guardian.two) == [("Meera", Birthday(5, 1))]
    (seen,) = (await customers.kids_of_people([guardian.person_id]))[guardian.person_id]
    assert (seen.id, seen.first_name) == (kid.id, "Mimi")
    await customers.remove_kid(SYSTEM, *shop, kid.id)
    assert await kids_of(guardian.one) == []
    assert await kids_of(guardian.two) == [("Meera", Birthday(5, 1))]


async def test_no_child_without_the_guardians_consent(guardian: Guardian) -> None:
    """Given no consent, when staff or guardian add a child, then CONSENT_REQUIRED, and nothing is kept."""
    for attempt in (
        customers.add_kid(SYSTEM, guardian.one, "Meera", Birthday(5, 1), has_guardian_agreed=False),
        customers.add_own_kid(SYSTEM, guardian.person_id, "Meera", Birthday(5, 1), has_guardian_agreed=False),
    ):
        with pytest.raises(Refusal) as refused:
            await attempt
        assert (refused.value.code, refused.value.path) == ("CONSENT_REQUIRED", ("guardianConsent",))
    assert await rows_of(guardian.one, guardian.two) == 0


@pytest.mark.parametrize(
    ("name", "birthday", "code"),
    [
        ("  ", Birthday(5, 1), "BAD_INPUT"),
        ("x" * 61, Birthday(5, 1), "BAD_INPUT"),
        ("Meera", Birthday(2, 30), "BAD_BIRTHDAY"),
        ("Meera", Birthday(2, 29, 2023), "BAD_BIRTHDAY"),
        ("Meera", Birthday(1, 1, 9999), "BAD_BIRTHDAY"),
    ],
)
async def test_bad_values_change_nothing(
    guardian: Guardian, name: str, birthday: Birthday, code: str
) -> None:
    """Given a name or birthday that cannot be, then it is refused when added and when changed."""
    kid = await customers.add_kid(SYSTEM, guardian.one, "Meera", Birthday(5, 1), has_guardian_agreed=True)
    shop = (guardian.one.program_id, guardian.one.business_id)
    for attempt in (
        customers.add_kid(SYSTEM, guardian.one, name, birthday, has_guardian_agreed=True),
        customers.update_kid(SYSTEM, *shop, kid.id, {"first_name": name, "birthday": birthday}),
        customers.update_own_kid(
            SYSTEM, guardian.person_id, kid.id, {"first_name": name, "birthday": birthday}
        ),
    ):
        with pytest.raises(Refusal) as refused:
            await attempt
        assert refused.value.code == code
    assert await kids_of(guardian.one) == [("Meera", Birthday(5, 1))]


async def test_other_peoples_children_are_not_found(guardian: Guardian, tenant: Tenant) -> None:
    """Given somebody else, when they name the child or the card, then NOT_FOUND, and it stays."""
    kid = await customers.add_own_kid(
        SYSTEM, guardian.person_id, "Meera", Birthday(5, 1), has_guardian_agreed=True
    )
    stranger = (await make_member(tenant)).person_id
    for attempt in (
        customers.update_own_kid(SYSTEM, stranger, kid.id, {"first_name": "x"}),
        customers.remove_own_kid(SYSTEM, stranger, kid.id),
        customers.add_own_kid(
            SYSTEM,
            stranger,
            "x",
            Birthday(1, 1),
            has_guardian_agreed=True,
            membership_id=guardian.one.membership_id,
        ),
    ):
        with pytest.raises(Refusal) as refused:
            await attempt
        assert refused.value.code == "NOT_FOUND"
    assert (await customers.kids_of_people([guardian.person_id, stranger])) == {
        guardian.person_id: [kid],
        stranger: [],
    }


async def test_a_card_carries_twenty_children_also_when_added_at_once(guardian: Guardian) -> None:
    """Given eighteen children, when six more are added at once, then two are kept."""
    for nr in range(18):
        await customers.add_kid(SYSTEM, guardian.one, f"K{nr}", Birthday(1, 1), has_guardian_agreed=True)
    found = await asyncio.gather(
        *(
            customers.add_own_kid(
                SYSTEM,
                guardian.person_id,
                f"L{nr}",
                Birthday(1, 1),
                has_guardian_agreed=True,
                membership_id=guardian.one.membership_id,
            )
            for nr in range(6)
        ),
        return_exceptions=True,
    )
    assert [each.params for each in found if isinstance(each, Refusal)] == [{"max": 20}] * 4
    assert await rows_of(guardian.one) == 20


async def test_the_audit_names_no_child(guardian: Guardian) -> None:
    """Given a child added and removed, then the audit tells that it happened and not who it was."""
    kid = await customers.add_kid(SYSTEM, guardian.one, "Meerabai", Birthday(5, 1), has_guardian_agreed=True)
    await customers.remove_kid(SYSTEM, guardian.one.program_id, guardian.one.business_id, kid.id)
    rows = await core_db.fetch(
        "SELECT action, row_to_json(e)::text AS line FROM audit_entry e WHERE target_id = $1 ORDER BY id",
        guardian.one.membership_id,
    )
    assert [row["action"] for row in rows] == ["customers.kid_added", "customers.kid_removed"]
    assert not any("Meerabai" in row["line"] for row in rows)
