"""Phones: each has a key of its own, certified for a card; a lost one is revoked."""

from datetime import datetime
from uuid import UUID

from api import customers
from api.core import audit, clock, db
from api.core.audit import Actor
from api.core.errors import BadInput, NotFound
from api.core.ids import new_id
from api.customers import Member
from api.wallet.errors import DeviceRevoked
from api.wallet.queries import CERTIFICATE_LIFETIME
from api.wallet.rules import codes, p256
from api.wallet.service.keys import signing_key
from api.wallet.service.short_codes import issue_short_code
from api.wallet.types import DeviceCard

MAX_DEVICES = 10
"""Phones of one card at a time; the one that was certified longest ago makes room."""

KNOWN = """
    SELECT certificate, expires_at, revoked_at, key_id FROM device_certificate
    WHERE program_id = $1 AND membership_id = $2 AND public_key = $3
"""
SAVE = """
    INSERT INTO device_certificate (id, program_id, membership_id, public_key, key_id, certificate, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (program_id, membership_id, public_key) DO UPDATE
        SET key_id = excluded.key_id, certificate = excluded.certificate, expires_at = excluded.expires_at
        WHERE device_certificate.revoked_at IS NULL
"""
MAKE_ROOM = """
    UPDATE device_certificate SET revoked_at = now() WHERE id IN (
        SELECT id FROM device_certificate WHERE program_id = $1 AND membership_id = $2 AND revoked_at IS NULL
        ORDER BY expires_at DESC, id DESC OFFSET $3)
"""
REVOKE = """
    UPDATE device_certificate SET revoked_at = now()
    WHERE program_id = $1 AND membership_id = $2 AND revoked_at IS NULL RETURNING id
"""


async def certify_device(person_id: UUID, membership_id: UUID, public_key: object) -> DeviceCard:
    """Certifies the key of the holder's phone for one of the holder's cards, for seven days, with fresh eight digits.

    `public_key` is a P-256 key as JWK. The same key gets its certificate again, a new one when half its time is over.
    Refuses with NOT_FOUND a card that is not the person's, with BAD_INPUT what is no key, and with DEVICE_REVOKED.
    """
    card = await _own_card(person_id, membership_id)
    point = _point(public_key)
    now = clock.now()
    async with db.transaction():
        certificate, expires_at = await _certificate(card, point, now)
    digits, digits_end = await issue_short_code(card.program_id, membership_id, now)
    return DeviceCard(certificate, expires_at, digits, digits_end, now)


async def revoke_devices(actor: Actor, person_id: UUID, membership_id: UUID) -> int:
    """Ends all phones of a card: their codes are refused at once online, and offline when their certificate ends.

    How many there were. Refuses with NOT_FOUND a card that is not the person's.
    """
    card = await _own_card(person_id, membership_id)
    async with db.transaction():
        revoked = await db.fetch(REVOKE, card.program_id, membership_id)
        await audit.record(
            actor,
            "wallet.revoke_devices",
            target=("Card", membership_id),
            after={"devices": len(revoked)},
            program_id=card.program_id,
        )
    return len(revoked)


async def _own_card(person_id: UUID, membership_id: UUID) -> Member:
    cards = (await customers.memberships_of([person_id]))[person_id]
    card = next((each for each in cards if each.membership_id == membership_id), None)
    if card is None:
        raise NotFound("There is no such card.", path=("cardId",))
    return card


def _point(public_key: object) -> bytes:
    try:
        return p256.point_of_jwk(public_key)
    except ValueError as error:
        raise BadInput(
            "This must be a public P-256 key as JWK, as WebCrypto exports it.", path=("publicKey",)
        ) from error


async def _certificate(card: Member, point: bytes, now: datetime) -> tuple[str, datetime]:
    tenant, key = (card.program_id, card.membership_id), p256.to_text(point)
    known = await db.fetchrow(KNOWN, *tenant, key)
    if known is not None and known["revoked_at"] is not None:
        raise DeviceRevoked("This phone's key was revoked. Please make a new one.", path=("publicKey",))
    key_row, program_key = await signing_key(card.program_id)
    is_fresh = known is not None and known["expires_at"] - now > CERTIFICATE_LIFETIME / 2
    if known is not None and is_fresh and known["key_id"] == key_row:
        return known["certificate"], known["expires_at"]
    expires_at = (now + CERTIFICATE_LIFETIME).replace(microsecond=0)
    certificate = p256.to_text(codes.certify(program_key, card.membership_id, point, expires_at))
    await db.execute(SAVE, new_id(), *tenant, key, key_row, certificate, expires_at)
    await db.execute(MAKE_ROOM, *tenant, MAX_DEVICES)
    return certificate, expires_at
