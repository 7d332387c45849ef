"""Signing in by code: once, by the newest code, within five tries."""

import asyncio
from datetime import timedelta

import pytest

from api import customers
from api.core import db as core_db
from api.core.errors import RateLimited, Refusal
from api.customers import ports
from api.customers.types import CodeMessage
from tests.customers.conftest import KeptCodes
from tests.customers.signing_in import AGE, sessions_of, sign_in
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member, some_phone
from tests.support.statements import count_queries

pytestmark = [pytest.mark.integration, pytest.mark.security]


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
