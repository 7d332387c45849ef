"""Signing in by code: once, by the newest code, within five tries; and what becomes of cards made at tills."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from api import customers
from api.core import clock
from api.core import db as core_db
from api.core.audit import SYSTEM
from api.core.errors import RateLimited, Refusal
from api.core.settings import get_settings
from api.customers import ports
from api.customers.types import CodeMessage
from tests.customers.conftest import KeptCodes
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member, some_phone
from tests.support.statements import count_queries

pytestmark = [pytest.mark.integration, pytest.mark.security]

AGE = """
    UPDATE sign_in_code SET created_at = created_at - $2::interval, expires_at = expires_at - $2::interval
    WHERE phone = $1
"""


async def sessions_of(person_id: UUID) -> int:
    """Open customer sessions of a person."""
    found: int = await core_db.fetchval(
        "SELECT count(*) FROM session s JOIN app_user u ON u.id = s.user_id "
        "WHERE u.person_id = $1 AND s.revoked_at IS NULL",
        person_id,
    )
    return found


async def sign_in(inbox: KeptCodes, phone: str) -> customers.CodeSignIn:
    """Asks for a code and uses it; the wait between codes is passed over."""
    await core_db.execute(AGE, phone, timedelta(hours=30))
    await customers.request_sign_in_code(phone)
    return await customers.verify_sign_in_code(phone, inbox.to(phone))


async def test_a_code_signs_in_and_makes_the_person(db: None, inbox: KeptCodes) -> None:
    """Given an unknown number, when its code comes back, then there is a person with a session and a proved number."""
    phone = some_phone()
    asked = await customers.request_sign_in_code(phone, channel=customers.CodeChannel.WHATSAPP, language="hi")
    assert (asked.phone, asked.expires_in_seconds, asked.retry_after_seconds) == (phone, 600, 30)
    (message,) = inbox.messages
    assert (message.phone, message.channel, message.language, message.minutes) == (
        phone,
        "whatsapp",
        "hi",
        10,
    )

    signed_in = await customers.verify_sign_in_code(phone, f" {message.code[:3]} {message.code[3:]} ")
    assert signed_in.is_new
    person = (await customers.people_by_id([signed_in.person_id]))[signed_in.person_id]
    assert (person.phone, person.name) == (phone, "")
    assert signed_in.signed_in.principal.person_id == signed_in.person_id
    again = await sign_in(inbox, phone)
    assert (again.person_id, again.is_new) == (signed_in.person_id, False)


async def test_the_plain_code_is_nowhere_but_in_the_message(
    db: None, inbox: KeptCodes, capsys: pytest.CaptureFixture[str]
) -> None:
    """Given a request, then neither table, outbox, nor log holds the code or its plain hash."""
    phone = some_phone()
    await customers.request_sign_in_code(phone)
    code = inbox.to(phone)
    rows = await core_db.fetch("SELECT row_to_json(c)::text FROM sign_in_code c WHERE phone = $1", phone)
    (row,) = (record[0].replace(phone, "") for record in rows)
    assert f'"{code}"' not in row
    assert (
        await core_db.fetchval("SELECT count(*) FROM outbox WHERE payload::text LIKE $1", f'%"{code}"%') == 0
    )
    assert code not in "".join(capsys.readouterr())


async def test_a_wrong_code_spends_a_try_and_changes_nothing(db: None, inbox: KeptCodes) -> None:
    """Given a code, when it is guessed wrong five times, then even the right one is too late, and nobody is made."""
    phone = some_phone()
    await customers.request_sign_in_code(phone)
    right = inbox.to(phone)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(Refusal) as refused:
            await customers.verify_sign_in_code(phone, wrong)
        assert (refused.value.code, refused.value.params) == ("WRONG_CODE", {"tries_left": left})
    with pytest.raises(Refusal) as refused:
        await customers.verify_sign_in_code(phone, right)
    assert refused.value.code == "CODE_EXPIRED"
    assert await core_db.fetchval("SELECT count(*) FROM phone_claim WHERE phone = $1", phone) == 0


async def test_sixty_guesses_at_once_are_five(db: None, inbox: KeptCodes) -> None:
    """Given a code, when sixty wrong guesses come at once, then five are compared and the others find no code."""
    phone = some_phone()
    await customers.request_sign_in_code(phone)
    wrong = f"{(int(inbox.to(phone)) + 1) % 10**6:06d}"
    found = await asyncio.gather(
        *(customers.verify_sign_in_code(phone, wrong) for _ in range(60)), return_exceptions=True
    )
    codes = [each.code for each in found if isinstance(each, Refusal)]
    assert (codes.count("WRONG_CODE"), codes.count("CODE_EXPIRED")) == (5, 55)


async def test_only_the_newest_code_is_good(db: None, inbox: KeptCodes) -> None:
    """Given two codes, when the first comes back, then it is wrong; the second signs in."""
    phone = some_phone()
    await customers.request_sign_in_code(phone)
    first = inbox.to(phone)
    await core_db.execute(AGE, phone, timedelta(minutes=1))
    await customers.request_sign_in_code(phone)
    second = inbox.to(phone)
    if first != second:
        with pytest.raises(customers.WrongCode):
            await customers.verify_sign_in_code(phone, first)
    assert (await customers.verify_sign_in_code(phone, second)).is_new


async def test_a_code_ends_after_ten_minutes(db: None, inbox: KeptCodes) -> None:
    """Given a code of ten minutes ago, when it comes back, then it is refused and nobody is made."""
    phone = some_phone()
    await customers.request_sign_in_code(phone)
    await core_db.execute(AGE, phone, timedelta(minutes=10))
    with pytest.raises(customers.CodeExpired):
        await customers.verify_sign_in_code(phone, inbox.to(phone))
    assert await core_db.fetchval("SELECT count(*) FROM phone_claim WHERE phone = $1", phone) == 0


async def test_one_code_opens_one_session(db: None, inbox: KeptCodes) -> None:
    """Given a right code, when it comes back three times at once, then one session is opened."""
    phone = some_phone()
    await customers.request_sign_in_code(phone)
    code = inbox.to(phone)
    found = await asyncio.gather(
        *(customers.verify_sign_in_code(phone, code) for _ in range(3)), return_exceptions=True
    )
    (winner,) = (each for each in found if isinstance(each, customers.CodeSignIn))
    assert [each.code for each in found if isinstance(each, Refusal)] == ["CODE_EXPIRED"] * 2
    assert await sessions_of(winner.person_id) == 1


async def test_a_number_that_never_asked_gets_the_same_answer_as_an_old_code(db: None) -> None:
    """Given no code at all, when one is tried, then the refusal tells nothing about the number."""
    with pytest.raises(Refusal) as refused:
        await customers.verify_sign_in_code(some_phone(), "123456")
    assert (refused.value.code, refused.value.path) == ("CODE_EXPIRED", ("code",))


@pytest.mark.performance
async def test_known_and_unknown_numbers_cost_the_same_work(tenant: Tenant, inbox: KeptCodes) -> None:
    """Given a member and a stranger, when both ask for a code, then the statements are the same."""
    member = await make_member(tenant)
    async with count_queries() as known:
        await customers.request_sign_in_code(member.phone or "")
    async with count_queries() as unknown:
        await customers.request_sign_in_code(some_phone())
    assert known.statements == unknown.statements
    assert not any("person" in each or "phone_claim" in each for each in known.statements)


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rate limits as in production."""
    monkeypatch.setattr(get_settings(), "rate_limits_enabled", True)


async def test_a_phone_may_ask_again_after_thirty_seconds(db: None, inbox: KeptCodes, limited: None) -> None:
    """Given a code of just now, when another is asked for, then it is refused with the wait and none is sent."""
    phone = some_phone()
    await customers.request_sign_in_code(phone)
    with pytest.raises(RateLimited) as refused:
        await customers.request_sign_in_code(phone)
    wait = refused.value.params["retry_after_seconds"]
    assert isinstance(wait, int)
    assert 28 <= wait <= 30
    assert len(inbox.messages) == 1
    assert await core_db.fetchval("SELECT count(*) FROM sign_in_code WHERE phone = $1", phone) == 1


async def test_twenty_at_once_for_one_phone_send_one(db: None, inbox: KeptCodes, limited: None) -> None:
    """Given a phone, when twenty requests come at once, then one code is sent."""
    phone = some_phone()
    await asyncio.gather(*(customers.request_sign_in_code(phone) for _ in range(20)), return_exceptions=True)
    assert [message.phone for message in inbox.messages] == [phone]


async def test_an_address_may_ask_for_twenty_phones(db: None, inbox: KeptCodes, limited: None) -> None:
    """Given one network address, when it asks for a twenty-first phone, then it must wait; others need not."""
    address = f"203.0.113.{some_phone()[-6:]}"
    for _ in range(20):
        await customers.request_sign_in_code(some_phone(), address=address)
    with pytest.raises(RateLimited):
        await customers.request_sign_in_code(some_phone(), address=address)
    assert len(inbox.messages) == 20
    await customers.request_sign_in_code(some_phone(), address=f"{address}9")


async def test_a_code_that_could_not_be_sent_is_said(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a carrier that is down, when a code is asked for, then CODE_NOT_SENT says so."""

    class Down:
        async def send_code(self, message: CodeMessage, /) -> None:
            raise ports.SendFailed(message.channel)

    monkeypatch.setattr(ports, "_senders", [Down()])
    with pytest.raises(customers.CodeNotSent):
        await customers.request_sign_in_code(some_phone())


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

    await customers.request_sign_in_code(new)
    person = await customers.change_phone(SYSTEM, person_id, new, inbox.to(new))
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

    await core_db.execute(AGE, number, timedelta(hours=30))
    await customers.request_sign_in_code(number)
    await customers.change_phone(SYSTEM, new.person_id, number, inbox.to(number))
    assert await sessions_of(old.person_id) == 0
    kept = (await customers.members_by_id(tenant.program_id, [card.membership_id]))[card.membership_id]
    assert (kept.person_id, kept.phone) == (old.person_id, None)
    assert await customers.member_by_phone(tenant.program_id, tenant.business_id, number) is None
    found = await customers.list_members(tenant.program_id, tenant.business_id, search=number)
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


async def test_a_wrong_code_does_not_change_the_number(db: None, inbox: KeptCodes) -> None:
    """Given a signed-in person, when the code for a new number is wrong, then the old number stays."""
    phone, new = some_phone(), some_phone()
    person_id = (await sign_in(inbox, phone)).person_id
    await customers.request_sign_in_code(new)
    with pytest.raises(customers.WrongCode):
        await customers.change_phone(SYSTEM, person_id, new, f"{(int(inbox.to(new)) + 1) % 10**6:06d}")
    assert (await customers.people_by_id([person_id]))[person_id].phone == phone


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
        (member,) = (await customers.list_members(shop.program_id, shop.business_id, search="asha@ex")).items
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
