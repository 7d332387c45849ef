"""A new number for somebody who is signed in: by two codes, once, and nobody else's card moves."""

from datetime import timedelta

import orjson
import pytest

from api import customers
from api.core import db as core_db
from api.core.audit import SYSTEM
from api.core.errors import Refusal
from api.core.phone import mask_phone
from api.customers.service.persons import claim_phone
from api.customers.types import CodePurpose
from tests.customers.conftest import KeptCodes
from tests.customers.new_phones import phone_of, somebody
from tests.customers.signing_in import AGE, pass_time, sessions_of, sign_in
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member, some_phone

pytestmark = [pytest.mark.integration, pytest.mark.security]


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 10**6:06d}"


async def test_two_codes_change_the_number(tenant: Tenant, inbox: KeptCodes) -> None:
    """Given a card, when both codes come back, then it is found by the new number, and this session alone is left."""
    old, new = some_phone(), some_phone()
    card = await make_member(tenant, phone=old, name="Asha Patel")
    there = await sign_in(inbox, old)
    here = await sign_in(inbox, old)
    await pass_time(old)
    inbox.messages.clear()

    asked = await customers.request_phone_change(
        here.person_id, new, channel=customers.CodeChannel.WHATSAPP, language="de"
    )
    assert asked == customers.PhoneChangeRequested(new, mask_phone(old), 600, 30)
    assert [(each.phone, each.purpose, each.channel, each.language) for each in inbox.messages] == [
        (new, CodePurpose.NEW_PHONE, "whatsapp", "de"),
        (old, CodePurpose.OLD_PHONE, "whatsapp", "de"),
    ]
    session_id = here.signed_in.principal.session_id
    person = await customers.change_phone(
        SYSTEM, here.person_id, new, inbox.to(new), inbox.to(old), session_id=session_id
    )
    assert person.phone == new
    found = await customers.member_by_phone(tenant.program_id, tenant.business_id, new)
    assert found is not None
    assert found.membership_id == card.membership_id
    assert await customers.member_by_phone(tenant.program_id, tenant.business_id, old) is None
    open_sessions = "SELECT id FROM session WHERE id = ANY ($1::uuid[]) AND revoked_at IS NULL"
    both = [there.signed_in.principal.session_id, session_id]
    assert [row["id"] for row in await core_db.fetch(open_sessions, both)] == [session_id]
    logged = await core_db.fetchrow(
        "SELECT before, after FROM audit_entry WHERE action = 'customers.phone_changed' AND target_id = $1",
        here.person_id,
    )
    assert logged is not None
    assert [orjson.loads(each) for each in logged] == [{"phone": mask_phone(old)}, {"phone": mask_phone(new)}]
    facts = "SELECT payload->>'membership_id' FROM outbox WHERE name = 'customers.phone_changed' AND program_id = $1"
    assert await core_db.fetchval(facts, tenant.program_id) == str(card.membership_id)


async def test_without_a_proved_number_one_code_is_enough(tenant: Tenant, inbox: KeptCodes) -> None:
    """Given somebody whose number went to another person, when they prove a new one, then its code alone does it."""
    person_id, old, new = await somebody(inbox)
    stranger = (await sign_in(inbox, some_phone())).person_id
    await claim_phone(old, person_id=stranger)
    assert await phone_of(person_id) is None

    inbox.messages.clear()
    asked = await customers.request_phone_change(person_id, new)
    assert asked.current_phone is None
    assert [each.phone for each in inbox.messages] == [new]
    assert (await customers.change_phone(SYSTEM, person_id, new, inbox.to(new))).phone == new
    assert await phone_of(stranger) == old


@pytest.mark.parametrize("at", ["code", "currentCode"])
async def test_a_wrong_code_is_told_at_its_field_and_changes_nothing(
    db: None, inbox: KeptCodes, at: str
) -> None:
    """Given both codes, when one of them is guessed five times, then even the right ones are too late."""
    person_id, old, new = await somebody(inbox)
    await customers.request_phone_change(person_id, new)
    right = (inbox.to(new), inbox.to(old))
    given = (wrong(right[0]), right[1]) if at == "code" else (right[0], wrong(right[1]))
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(customers.WrongCode) as refused:
            await customers.change_phone(SYSTEM, person_id, new, *given)
        assert (refused.value.path, refused.value.params) == ((at,), {"tries_left": left})
    with pytest.raises(customers.CodeExpired):
        await customers.change_phone(SYSTEM, person_id, new, *right)
    assert await phone_of(person_id) == old
    assert await sessions_of(person_id) == 1


async def test_the_number_that_is_held_has_to_agree(db: None, inbox: KeptCodes) -> None:
    """Given an unlocked phone in a stranger's hand, when the code of the old number is left out, then it is refused."""
    person_id, old, new = await somebody(inbox)
    await customers.request_phone_change(person_id, new)
    with pytest.raises(Refusal) as refused:
        await customers.change_phone(SYSTEM, person_id, new, inbox.to(new))
    assert (refused.value.code, refused.value.path) == ("BAD_INPUT", ("currentCode",))
    with pytest.raises(customers.WrongCode):
        await customers.change_phone(SYSTEM, person_id, new, inbox.to(new), "")
    assert await phone_of(person_id) == old


async def test_a_code_is_good_for_its_purpose_alone(db: None, inbox: KeptCodes) -> None:
    """Given codes to sign in and to change, when each is used for the other, then there is no such code."""
    person_id, old, new = await somebody(inbox)
    await customers.request_sign_in_code(old)
    await customers.request_sign_in_code(new)
    with pytest.raises(customers.CodeExpired) as refused:
        await customers.change_phone(SYSTEM, person_id, new, inbox.to(new), inbox.to(old))
    assert refused.value.path == ("code",)

    await pass_time(old, new)
    await customers.request_phone_change(person_id, new)
    for phone in (old, new):
        with pytest.raises(customers.CodeExpired):
            await customers.verify_sign_in_code(phone, inbox.to(phone))
    with pytest.raises(customers.WrongCode):  # each code stands for its own number
        await customers.change_phone(SYSTEM, person_id, new, inbox.to(old), inbox.to(new))
    assert await phone_of(person_id) == old
    assert await core_db.fetchval("SELECT count(*) FROM phone_claim WHERE phone = $1", new) == 0


async def test_codes_are_good_for_one_change_of_one_person(
    db: None, inbox: KeptCodes, unlimited: None
) -> None:
    """Given codes for a number, when another person or another number comes with them, then they are wrong."""
    person_id, old, new = await somebody(inbox)
    thief, their_own, other = await somebody(inbox)
    await customers.request_phone_change(person_id, new)
    code, current = inbox.to(new), inbox.to(old)
    with pytest.raises(customers.WrongCode) as refused:
        await customers.change_phone(SYSTEM, thief, new, code, "000000")
    assert refused.value.path == ("code",)

    await customers.request_phone_change(person_id, other)
    with pytest.raises(customers.WrongCode) as refused:  # the old number agreed to `new`, and then to `other`
        await customers.change_phone(SYSTEM, person_id, other, inbox.to(other), current)
    assert refused.value.path == ("currentCode",)
    with pytest.raises(customers.WrongCode) as refused:
        await customers.change_phone(SYSTEM, person_id, new, code, inbox.to(old))
    assert refused.value.path == ("currentCode",)
    assert (await phone_of(person_id), await phone_of(thief)) == (old, their_own)


async def test_codes_end_after_ten_minutes(db: None, inbox: KeptCodes) -> None:
    """Given a code to the old number of ten minutes ago, then it is told at its field, and nothing changes."""
    person_id, old, new = await somebody(inbox)
    await customers.request_phone_change(person_id, new)
    await core_db.execute(AGE, old, timedelta(minutes=10))
    with pytest.raises(customers.CodeExpired) as refused:
        await customers.change_phone(SYSTEM, person_id, new, inbox.to(new), inbox.to(old))
    assert refused.value.path == ("currentCode",)
    assert await phone_of(person_id) == old


async def test_what_cannot_be_a_new_number(db: None, inbox: KeptCodes) -> None:
    """Given a person, when they ask for their own number or for none that exists, then no code is sent."""
    person_id, old, _ = await somebody(inbox)
    for phone, code in ((old, "SAME_PHONE"), ("12", "BAD_PHONE")):
        with pytest.raises(Refusal) as refused:
            await customers.request_phone_change(person_id, phone)
        assert (refused.value.code, refused.value.path) == (code, ("phone",))
        with pytest.raises(Refusal) as refused:
            await customers.change_phone(SYSTEM, person_id, phone, "123456", "123456")
        assert refused.value.code == code
    assert inbox.messages == []
