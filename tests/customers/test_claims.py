"""What becomes of cards and numbers when somebody proves who they are."""

import asyncio

import pytest

from api import customers
from api.core import clock
from api.core import db as core_db
from api.core.audit import SYSTEM
from api.core.errors import Refusal
from tests.customers.conftest import KeptCodes
from tests.customers.signing_in import move, sessions_of, sign_in
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import list_members, make_member, some_phone

pytestmark = [pytest.mark.integration, pytest.mark.security]


async def test_cards_of_tills_come_under_the_person_who_proves_the_number(
    tenant: Tenant, other: Tenant, inbox: KeptCodes
) -> None:
    """Given one number enrolled by two shops, when its holder signs in, then both cards are theirs and proved."""
    phone = some_phone()
    ours = await make_member(tenant, phone=phone, name="Asha Patel")
    theirs = await make_member(other, phone=phone, name="A. Patel")
    assert ours.person_id != theirs.person_id

    signed_in = await sign_in(inbox, phone)
    cards = (await customers.memberships_of([signed_in.person_id]))[signed_in.person_id]
    assert {card.membership_id for card in cards} == {ours.membership_id, theirs.membership_id}
    assert {(card.person_id, card.phone, card.is_phone_verified) for card in cards} == {
        (signed_in.person_id, phone, True)
    }
    facts = await core_db.fetchval(
        "SELECT count(*) FROM outbox WHERE name = 'customers.phone_verified' AND program_id = ANY ($1::uuid[])",
        [tenant.program_id, other.program_id],
    )
    assert facts == 2
    again = await make_member(tenant, phone=phone)
    assert again.membership_id == ours.membership_id


async def test_a_sign_in_and_a_till_at_once_end_as_one_card(tenant: Tenant, inbox: KeptCodes) -> None:
    """Given a new number, when it signs in while tills enrol it, then one card hangs under the proved person."""
    for _ in range(5):
        phone = some_phone()
        await customers.request_sign_in_code(phone)
        signed_in, _ = await asyncio.gather(
            customers.verify_sign_in_code(phone, inbox.to(phone)),
            asyncio.gather(*(make_member(tenant, phone=phone) for _ in range(4))),
        )
        cards = (await customers.memberships_of([signed_in.person_id]))[signed_in.person_id]
        assert [card.person_id for card in cards] == [signed_in.person_id]
        open_claims = await core_db.fetchval(
            "SELECT count(*) FROM phone_claim WHERE phone = $1 AND released_at IS NULL", phone
        )
        assert open_claims == 1


async def test_a_card_that_cannot_move_is_shown_beside_the_other(tenant: Tenant, inbox: KeptCodes) -> None:
    """Given a person with a card, when their new number has a till's card in the same program, then both are kept."""
    old, new = some_phone(), some_phone()
    mine = await make_member(tenant, phone=old, name="Asha")
    person_id = (await sign_in(inbox, old)).person_id
    till = await make_member(tenant, phone=new, name="Asha again")

    person = await move(inbox, person_id, old, new)
    assert person.phone == new
    cards = (await customers.memberships_of([person_id]))[person_id]
    assert [(card.membership_id, card.phone) for card in cards] == [
        (mine.membership_id, new),
        (till.membership_id, new),
    ]
    found = await customers.member_by_phone(tenant.program_id, tenant.business_id, new)
    assert found is not None
    assert found.membership_id == mine.membership_id


async def test_a_recycled_number_leaves_its_old_holder_signed_out_with_all_points(
    tenant: Tenant, inbox: KeptCodes
) -> None:
    """Given a proved number, when another person proves it, then the old holder keeps the card alone."""
    number, own = some_phone(), some_phone()
    card = await make_member(tenant, phone=number, name="Old Holder")
    old = await sign_in(inbox, number)
    new = await sign_in(inbox, own)
    assert await sessions_of(old.person_id) == 1

    await move(inbox, new.person_id, own, number)
    assert await sessions_of(old.person_id) == 0
    kept = (await customers.members_by_id(tenant.program_id, [card.membership_id]))[card.membership_id]
    assert (kept.person_id, kept.phone) == (old.person_id, None)
    assert await customers.member_by_phone(tenant.program_id, tenant.business_id, number) is None
    found = await list_members(tenant.program_id, tenant.business_id, search=number)
    assert list(found.items) == []
    fresh = await make_member(tenant, phone=number)
    assert (fresh.person_id, fresh.membership_id != card.membership_id) == (new.person_id, True)
    assert await core_db.fetchval("SELECT count(*) FROM phone_claim WHERE phone = $1", own) == 1
    assert (
        await core_db.fetchval(
            "SELECT count(*) FROM phone_claim WHERE phone = $1 AND released_at IS NULL", own
        )
        == 0
    )


async def test_me_is_told_to_every_business(tenant: Tenant, other: Tenant, inbox: KeptCodes) -> None:
    """Given cards in two shops, when the holder gives name and birthday, then both shops know and find them."""
    phone = some_phone()
    await make_member(tenant, phone=phone)
    person_id = (await sign_in(inbox, phone)).person_id
    joined = await customers.join_program(SYSTEM, person_id, other.business_id, name="Asha Patel")
    assert (joined.is_new, joined.member.name) == (True, "Asha Patel")

    person = await customers.update_me(
        SYSTEM,
        person_id,
        {
            "name": "Asha P. Patel",
            "email": "asha@example.com",
            "birthday": customers.Birthday(2, 29),
            "language": "hi",
        },
    )
    assert (person.name, person.email, person.language) == ("Asha P. Patel", "asha@example.com", "hi")
    for shop in (tenant, other):
        (member,) = (await list_members(shop.program_id, shop.business_id, search="asha@ex")).items
        assert (member.name, member.birthday) == ("Asha P. Patel", customers.Birthday(2, 29))


async def test_joining_needs_a_known_business_and_is_idempotent(tenant: Tenant, inbox: KeptCodes) -> None:
    """Given a person, when they join twice, then it is one card; an unknown business is refused."""
    person_id = (await sign_in(inbox, some_phone())).person_id
    first = await customers.join_program(SYSTEM, person_id, tenant.business_id)
    again = await customers.join_program(SYSTEM, person_id, tenant.business_id)
    assert (first.is_new, again.is_new) == (True, False)
    assert first.member == again.member
    with pytest.raises(Refusal) as refused:
        await customers.join_program(SYSTEM, person_id, person_id)
    assert refused.value.code == "NOT_FOUND"
    assert len((await customers.memberships_of([person_id]))[person_id]) == 1


async def test_a_birthday_in_the_future_changes_nothing(db: None, inbox: KeptCodes) -> None:
    """Given a person, when the birthday is next year, then it is refused and the name stays too."""
    person_id = (await sign_in(inbox, some_phone())).person_id
    with pytest.raises(customers.BadBirthday):
        await customers.update_me(
            SYSTEM,
            person_id,
            {"name": "Asha", "birthday": customers.Birthday(1, 1, clock.now().year + 1)},
        )
    assert (await customers.people_by_id([person_id]))[person_id].name == ""


async def test_a_coalition_member_is_one_card_for_both_businesses(tenant: Tenant, inbox: KeptCodes) -> None:
    """Given a coalition, when the holder joins at the partner, then it is the same card, newly known to the partner."""
    phone = some_phone()
    card = await make_member(tenant, phone=phone, name="Asha Patel")
    person_id = (await sign_in(inbox, phone)).person_id
    partner = await make_business(name="Sari Palace", program_id=tenant.program_id)
    joined = await customers.join_program(SYSTEM, person_id, partner.business_id)
    assert (joined.member.membership_id, joined.is_new) == (card.membership_id, True)
