"""A phone's key: certified for its own cards, renewed, rotated with the program's, ended."""

import asyncio
from datetime import timedelta

import pytest

from api import wallet
from api.core import audit, clock, crypto, db
from api.wallet.rules import p256
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.wallet.phones import Phone, jwk_of, look, make_phone, refusal_of

pytestmark = [pytest.mark.integration, pytest.mark.security]


async def test_a_lost_phone_is_refused_and_its_key_for_ever(db: None) -> None:
    """Given a revoked phone, when its code is read or it asks again, then both are refused; a new key is certified."""
    tenant = await make_business()
    phone = await make_phone(tenant)
    actor = audit.Actor(audit.ActorKind.CUSTOMER, id=phone.member.person_id)
    revoked = await wallet.revoke_devices(actor, phone.member.person_id, phone.member.membership_id)
    assert revoked == 1
    assert await refusal_of(look(tenant, phone.code())) == "CARD_CODE_INVALID"
    assert await refusal_of(phone.certify()) == "DEVICE_REVOKED"
    phone.key = p256.new_private_key()
    await phone.certify()
    assert (await look(tenant, phone.code())).member.membership_id == phone.member.membership_id


async def test_the_same_key_gets_the_same_certificate(db: None) -> None:
    """Given a certified phone, when it asks again, then the certificate is the same and the digits are new."""
    tenant = await make_business()
    phone = Phone(await make_member(tenant))
    first, second = await phone.certify(), await phone.certify()
    assert (first.certificate, first.expires_at) == (second.certificate, second.expires_at)
    assert first.short_code != second.short_code
    assert first.expires_at - first.server_time > timedelta(days=6, hours=23)


async def test_a_certificate_is_renewed_after_half_its_time(db: None) -> None:
    """Given a certificate with three days left, when the phone asks, then it gets one for seven days."""
    tenant = await make_business()
    phone = await make_phone(tenant)
    await shorten(phone)
    again = await phone.certify()
    assert again.expires_at - clock.now() > timedelta(days=6)


async def shorten(phone: Phone) -> None:
    """Lets four days pass for a phone."""
    await db.execute(
        "UPDATE device_certificate SET expires_at = now() + interval '3 days' WHERE membership_id = $1",
        phone.member.membership_id,
    )


async def test_the_eleventh_phone_ends_the_oldest(db: None) -> None:
    """Given ten phones of one card, when an eleventh is certified, then the first is revoked."""
    tenant = await make_business()
    first = await make_phone(tenant)
    await shorten(first)
    others = [Phone(first.member) for _ in range(10)]
    for other in others:
        await other.certify()
    assert await refusal_of(look(tenant, first.code())) == "CARD_CODE_INVALID"
    for other in others:
        assert (await look(tenant, other.code())).member.membership_id == first.member.membership_id


async def test_strangers_cards_cannot_be_certified(db: None) -> None:
    """Given a card of somebody else, when a person asks for its certificate or ends its phones, then there is none."""
    tenant = await make_business()
    phone, other = await make_phone(tenant), await make_member(tenant)
    asked = wallet.certify_device(other.person_id, phone.member.membership_id, jwk_of(phone.key))
    assert await refusal_of(asked) == "NOT_FOUND"
    actor = audit.Actor(audit.ActorKind.CUSTOMER, id=other.person_id)
    ended = wallet.revoke_devices(actor, other.person_id, phone.member.membership_id)
    assert await refusal_of(ended) == "NOT_FOUND"
    assert (await look(tenant, phone.code())).member.membership_id == phone.member.membership_id


async def test_bad_keys_are_refused(db: None) -> None:
    """Given something that is no public key, when it is to be certified, then it is refused."""
    member = await make_member(await make_business())
    for key in (None, "text", {"kty": "EC"}, jwk_of(p256.new_private_key()) | {"d": "x"}):
        assert (
            await refusal_of(wallet.certify_device(member.person_id, member.membership_id, key))
            == "BAD_INPUT"
        )


async def test_keys_rotate_without_locking_anyone_out(db: None) -> None:
    """Given a rotated program key, when an old certificate is shown, then it is good; new phones get the new key."""
    tenant = await make_business()
    phone = await make_phone(tenant)
    (old,) = await wallet.keys_of(tenant.program_id)
    await wallet.rotate_program_key(tenant.owner, tenant.program_id)
    newest, oldest = await wallet.keys_of(tenant.program_id)
    assert oldest == old
    assert (await look(tenant, phone.code())).member.membership_id == phone.member.membership_id
    renewed = await phone.certify()
    assert p256.from_text(renewed.certificate)[1:5].hex() == newest.key_id


async def test_twenty_phones_at_once_make_one_program_key(db: None) -> None:
    """Given a program without a key, when 20 phones ask at once, then they are all certified by one key."""
    tenant = await make_business()
    phones = [Phone(await make_member(tenant)) for _ in range(20)]
    cards = await asyncio.gather(*(phone.certify() for phone in phones))
    assert len({p256.from_text(card.certificate)[1:5] for card in cards}) == 1
    assert len(await wallet.keys_of(tenant.program_id)) == 1


async def test_the_private_key_is_sealed(db: None) -> None:
    """Given a program's key, when its row is read, then only our own secret opens the private half."""
    tenant = await make_business()
    (key,) = await wallet.keys_of(tenant.program_id)
    secret = p256.from_text(crypto.decrypt(await stored_key(tenant)))
    assert p256.to_text(p256.point_of(p256.private_key(secret))) == key.point
    assert p256.to_text(secret) not in await stored_key(tenant)


async def stored_key(tenant: Tenant) -> str:
    """The sealed key as it is stored."""
    found: str = await db.fetchval(
        "SELECT private_key_sealed FROM program_key WHERE program_id = $1", tenant.program_id
    )
    return found
