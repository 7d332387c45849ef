"""Who stands at the till: phones, codes, digits, numbers; once each, within the program alone."""

import asyncio
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from redis.exceptions import ConnectionError as ConnectionLost

from api import wallet
from api.core import clock
from api.core.errors import Refusal
from api.wallet.rules.tokens import read_token
from api.wallet.service.identify import _mac
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.wallet.phones import Phone, look, make_phone, refusal_of

pytestmark = [pytest.mark.integration, pytest.mark.security]


async def test_a_scan_tells_the_customer_and_gives_a_token(db: None) -> None:
    """Given a phone's code, when a till reads it, then it knows the customer, and the token names the same one."""
    tenant = await make_business()
    phone = await make_phone(tenant)
    seen = await look(tenant, phone.code())
    assert (seen.member.membership_id, seen.member.name) == (phone.member.membership_id, "Meera Iyer")
    assert timedelta(seconds=118) < seen.expires_at - clock.now() <= timedelta(minutes=2)
    held = wallet.token_holder(tenant.business_id, seen.token)
    assert (held.membership_id, held.problem) == (phone.member.membership_id, None)


async def test_a_code_is_accepted_once(db: None) -> None:
    """Given a code that five tills read at once, when all ask, then one is answered; the next step's code is good."""
    tenant = await make_business()
    phone = await make_phone(tenant)
    code = phone.code()
    answers = await asyncio.gather(*(look(tenant, code) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(answer, wallet.Identified) for answer in answers) == 1
    assert [answer.code for answer in answers if isinstance(answer, Refusal)] == ["CARD_CODE_USED"] * 4
    later = phone.code(clock.now() + timedelta(seconds=30))
    assert (await look(tenant, later)).member.membership_id == phone.member.membership_id


async def test_a_screenshot_is_worthless(db: None) -> None:
    """Given a code of a minute and a half ago, when a till reads it, then it is over."""
    tenant = await make_business()
    phone = await make_phone(tenant)
    assert (
        await refusal_of(look(tenant, phone.code(clock.now() - timedelta(seconds=90)))) == "CARD_CODE_EXPIRED"
    )


async def test_eight_digits_are_good_once(db: None) -> None:
    """Given the digits below the QR, when they are typed twice, then they are good the first time alone."""
    tenant = await make_business()
    phone = await make_phone(tenant)
    assert phone.card is not None
    digits = phone.card.short_code
    seen = await look(tenant, f"{digits[:4]} {digits[4:]}")
    assert seen.member.membership_id == phone.member.membership_id
    assert await refusal_of(look(tenant, digits)) == "CARD_CODE_INVALID"


async def test_digits_that_somebody_has_are_not_given_twice(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given digits of one card, when chance names them for another too, then that one gets others; both are good."""
    tenant = await make_business()
    phones = [Phone(await make_member(tenant)) for _ in range(2)]
    drawn = iter([12_345_678, 12_345_678, 87_654_321])
    with monkeypatch.context() as chance:
        chance.setattr(secrets, "randbelow", lambda _: next(drawn))
        cards = [await phone.certify() for phone in phones]
    assert [card.short_code for card in cards] == ["12345678", "87654321"]
    for phone, card in zip(phones, cards, strict=True):
        assert (await look(tenant, card.short_code)).member.membership_id == phone.member.membership_id


async def test_the_number_on_a_printed_card(db: None) -> None:
    """Given a card's number, when it is typed, then the customer is found; a wrong check digit is refused."""
    tenant = await make_business()
    member = await make_member(tenant)
    assert (await look(tenant, member.number)).member.membership_id == member.membership_id
    wrong = member.number[:-1] + str((int(member.number[-1]) + 1) % 10)
    assert await refusal_of(look(tenant, wrong)) == "CARD_CODE_INVALID"


async def test_another_business_reads_nothing(db: None) -> None:
    """Given a card of one program, when a till of another reads code, digits, number or token, then all are refused."""
    ours, theirs = await make_business(), await make_business(name="Tin Robot")
    phone = await make_phone(ours)
    assert phone.card is not None
    await wallet.keys_of(theirs.program_id)
    for code in (phone.code(), phone.card.short_code, phone.member.number):
        assert await refusal_of(look(theirs, code)) == "CARD_CODE_INVALID"
    token = (await look(ours, phone.code())).token
    with pytest.raises(Refusal) as refused:
        wallet.token_holder(theirs.business_id, token)
    assert refused.value.code == "CARD_CODE_INVALID"
    foreign_store = wallet.identify_customer(ours.owner, ours.business_id, theirs.store_id, phone.code())
    assert await refusal_of(foreign_store) == "STORE_UNKNOWN"


async def test_a_partner_meets_the_member_at_the_first_scan(db: None) -> None:
    """Given a coalition, when a partner scans a card for the first time, then it knows the first name alone."""
    first = await make_business()
    partner = await make_business(name="Niva Pharmacy", program_id=first.program_id)
    phone = await make_phone(first)
    seen = (await look(partner, phone.code())).member
    assert (seen.name, seen.has_profile, seen.visits, seen.last_visit_at) == ("Meera", True, 0, None)


async def test_guessing_is_slowed_down(db: None) -> None:
    """Given 20 wrong digits, when a good code follows, then the caller must wait."""
    tenant = await make_business()
    phone = await make_phone(tenant)
    for guess in range(20):
        assert await refusal_of(look(tenant, f"{guess:08d}")) == "CARD_CODE_INVALID"
    assert await refusal_of(look(tenant, phone.code())) == "RATE_LIMITED"


async def test_tokens_end_and_cannot_be_changed(db: None) -> None:
    """Given a token, when a letter is changed it is refused; when two minutes are over, that is told as a problem."""
    tenant = await make_business()
    phone = await make_phone(tenant)
    token = (await look(tenant, phone.code())).token
    for changed in (token[:-1] + ("0" if token[-1] != "0" else "1"), "x", "", "é.1.2", token + "0"):
        with pytest.raises(Refusal) as refused:
            wallet.token_holder(tenant.business_id, changed)
        assert refused.value.code == "CARD_CODE_INVALID"
    late = read_token(_mac, tenant.business_id, token, clock.now() + timedelta(seconds=121))
    assert late.problem is not None
    assert (late.membership_id, late.problem.code) == (phone.member.membership_id, "CARD_CODE_EXPIRED")


async def offline(tenant: Tenant, code: str, at: datetime, key: str) -> tuple[UUID, str | None]:
    """A till hands in a sale that it recorded without a net."""
    async with wallet.offline_customer(tenant.business_id, code, at, key) as shown:
        return shown.membership_id, shown.problem.code if shown.problem else None


async def test_an_offline_code_serves_one_sale(db: None) -> None:
    """Given a code scanned an hour ago, when its sale is sent twice, then both pass; another sale with it does not."""
    tenant = await make_business()
    phone = await make_phone(tenant)
    then = clock.now() - timedelta(hours=1)
    code, member = phone.code(then), phone.member.membership_id
    assert await offline(tenant, code, then, "sale 1") == (member, None)
    assert await offline(tenant, code, then, "sale 1") == (member, None)
    assert await offline(tenant, code, then, "sale 2") == (member, "CARD_CODE_USED")


async def test_an_offline_code_is_free_again_when_its_sale_was_refused(db: None) -> None:
    """Given an offline sale that was refused, when it is sent corrected under another key, then the code is good."""
    tenant = await make_business()
    phone = await make_phone(tenant)
    then = clock.now() - timedelta(hours=1)
    code = phone.code(then)
    with pytest.raises(Refusal):
        async with wallet.offline_customer(tenant.business_id, code, then, "sale 1"):
            raise Refusal("The amount was wrong.")
    assert await offline(tenant, code, then, "sale 2") == (phone.member.membership_id, None)


async def test_offline_times_are_the_phone_s(db: None) -> None:
    """Given a code of noon, when a till claims one o'clock, or a time out of reach, then it is not accepted."""
    tenant = await make_business()
    phone = await make_phone(tenant)
    now = clock.now()
    with pytest.raises(Refusal) as refused:
        await offline(tenant, phone.code(now), now - timedelta(hours=1), "sale")
    assert (refused.value.code, refused.value.path) == ("CARD_CODE_EXPIRED", ("offlineCode",))
    for moment in (now - timedelta(days=8), now + timedelta(minutes=10)):
        _, problem = await offline(tenant, phone.code(moment), moment, "sale")
        assert problem == "CARD_CODE_EXPIRED"


async def test_without_redis_a_scan_still_works(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a Redis that does not answer, when a rotating code is read, then the customer is known."""
    tenant = await make_business()
    phone = await make_phone(tenant)

    def lost() -> object:
        raise ConnectionLost

    monkeypatch.setattr("api.wallet.service.identify.redis.client", lost)
    assert (await look(tenant, phone.code())).member.membership_id == phone.member.membership_id
