"""A new number for somebody who is signed in: by two codes, once, and nobody else's card moves."""

import asyncio
from datetime import timedelta
from uuid import UUID

import orjson
import pytest

from api import customers
from api.core import db as core_db
from api.core.audit import SYSTEM
from api.core.errors import RateLimited, Refusal
from api.core.phone import mask_phone
from api.core.settings import get_settings
from api.customers.service.persons import claim_phone
from api.customers.types import CodePurpose
from tests.customers.conftest import KeptCodes
from tests.customers.signing_in import AGE, pass_time, sessions_of, sign_in
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member, some_phone
from tests.support.statements import count_queries

pytestmark = [pytest.mark.integration, pytest.mark.security]


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 10**6:06d}"


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


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes as often as one likes."""
    monkeypatch.setattr(get_settings(), "rate_limits_enabled", False)


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rate limits as in production."""
    monkeypatch.setattr(get_settings(), "rate_limits_enabled", True)


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


async def test_twenty_same_changes_at_once_are_one(tenant: Tenant, inbox: KeptCodes) -> None:
    """Given both codes, when the same change comes twenty times at once, then it happens once."""
    person_id, old, new = await somebody(inbox)
    await make_member(tenant, phone=old)
    await customers.request_phone_change(person_id, new)
    code, current = inbox.to(new), inbox.to(old)
    found = await asyncio.gather(
        *(customers.change_phone(SYSTEM, person_id, new, code, current) for _ in range(20)),
        return_exceptions=True,
    )
    assert [each.phone for each in found if isinstance(each, customers.PersonInfo)] == [new]
    codes = [each.code for each in found if isinstance(each, Refusal)]
    assert len(codes) == 19
    assert set(codes) <= {"CODE_EXPIRED", "SAME_PHONE"}
    logged = "SELECT count(*) FROM audit_entry WHERE action = 'customers.phone_changed' AND target_id = $1"
    assert await core_db.fetchval(logged, person_id) == 1
    facts = "SELECT count(*) FROM outbox WHERE name = 'customers.phone_changed' AND program_id = $1"
    assert await core_db.fetchval(facts, tenant.program_id) == 1


async def test_a_sign_in_by_the_old_number_meanwhile_is_no_way_in(
    db: None, inbox: KeptCodes, unlimited: None
) -> None:
    """Given a change and a sign-in by the old number at once, then no session of the person is left by it."""
    for _ in range(5):
        person_id, old, new = await somebody(inbox)
        await customers.request_sign_in_code(old)
        sign_in_code = inbox.to(old)
        await customers.request_phone_change(person_id, new)
        change = customers.change_phone(SYSTEM, person_id, new, inbox.to(new), inbox.to(old))
        _, entered = await asyncio.gather(change, customers.verify_sign_in_code(old, sign_in_code))
        assert await phone_of(person_id) == new
        assert await sessions_of(person_id) == 0
        assert entered.is_new == (entered.person_id != person_id)


async def test_two_people_swap_their_numbers(db: None, inbox: KeptCodes, unlimited: None) -> None:
    """Given two who want each other's number, when both change at once, then one of them does."""
    one, ones, _ = await somebody(inbox)
    other, others, _ = await somebody(inbox)
    await customers.request_phone_change(one, others)
    first = (inbox.to(others), inbox.to(ones))
    await customers.request_phone_change(other, ones)
    second = (inbox.to(ones), inbox.to(others))
    found = await asyncio.gather(
        customers.change_phone(SYSTEM, one, others, *first),
        customers.change_phone(SYSTEM, other, ones, *second),
        return_exceptions=True,
    )
    (moved,) = (each for each in found if isinstance(each, customers.PersonInfo))
    assert [each.code for each in found if isinstance(each, Refusal)] == ["CODE_EXPIRED"]
    assert {await phone_of(one), await phone_of(other)} == {moved.phone, None}


async def test_a_phone_is_asked_no_oftener_for_several_purposes(
    db: None, inbox: KeptCodes, limited: None
) -> None:
    """Given a code to sign in of just now, when its number is to change, then it must wait, and no code is sent."""
    person_id, old, new = await somebody(inbox)
    await customers.request_sign_in_code(old)
    with pytest.raises(RateLimited) as refused:
        await customers.request_phone_change(person_id, new)
    wait = refused.value.params["retry_after_seconds"]
    assert isinstance(wait, int)
    assert 28 <= wait <= 30
    assert [each.phone for each in inbox.messages] == [old]
    assert await core_db.fetchval("SELECT count(*) FROM sign_in_code WHERE phone = $1", new) == 0

    await pass_time(old)
    await customers.request_phone_change(person_id, new)
    for phone in (old, new):
        with pytest.raises(RateLimited):
            await customers.request_sign_in_code(phone)
    assert len(inbox.messages) == 3


async def test_the_codes_of_a_change_count_for_the_address(db: None, inbox: KeptCodes, limited: None) -> None:
    """Given an address that asked for nineteen phones, when it asks for two more by a change, then it must wait."""
    person_id, _, new = await somebody(inbox)
    address = f"203.0.113.{new[-6:]}"
    for _ in range(19):
        await customers.request_sign_in_code(some_phone(), address=address)
    with pytest.raises(RateLimited):
        await customers.request_phone_change(person_id, new, address=address)
    assert len(inbox.messages) == 19
    await customers.request_sign_in_code(new, address=address)


@pytest.mark.performance
async def test_known_and_unknown_new_numbers_cost_the_same_work(
    tenant: Tenant, inbox: KeptCodes, unlimited: None
) -> None:
    """Given a member's number and one of nobody, when they are asked for, then the statements are the same."""
    person_id, _, new = await somebody(inbox)
    member = await make_member(tenant)
    async with count_queries() as known:
        first = await customers.request_phone_change(person_id, member.phone or "")
    async with count_queries() as unknown:
        second = await customers.request_phone_change(person_id, new)
    assert known.statements == unknown.statements
    assert (first.current_phone, first.expires_in_seconds) == (
        second.current_phone,
        second.expires_in_seconds,
    )
