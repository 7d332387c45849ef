"""The rotating code of a card: certificate, time step and the phone's signature (docs/guides/card-codes.md)."""

import hashlib
import struct
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec

from api.wallet.errors import CardCodeExpired, CardCodeInvalid
from api.wallet.rules import base45, p256
from api.wallet.types import CardCode

PREFIX = "R1:"
VERSION = 1
STEP_SECONDS = 30
TOLERANCE_STEPS = 1
"""A code is good in its own step, the one before and the one after: clocks differ, and people need a moment."""
KEY_ID_BYTES = 4
BODY = struct.Struct(">B4s16s64sI")
STEP = struct.Struct(">I")
CERTIFICATE_BYTES = BODY.size + p256.SIZE
CODE_BYTES = CERTIFICATE_BYTES + STEP.size + p256.SIZE
CERTIFICATE_CONTEXT = b"regulars/certificate/1"
CODE_CONTEXT = b"regulars/code/1"


def key_id_of(point: bytes) -> bytes:
    """How codes name a program's key: the first four bytes of the point's SHA-256."""
    return hashlib.sha256(point).digest()[:KEY_ID_BYTES]


def step_at(moment: datetime) -> int:
    """The time step of a moment: whole 30 seconds since 1970."""
    return int(moment.timestamp()) // STEP_SECONDS


def certify(
    program_key: ec.EllipticCurvePrivateKey, membership_id: UUID, device_key: bytes, expires_at: datetime
) -> bytes:
    """The certificate (153 bytes) that a phone's key shows this card until then."""
    key_id = key_id_of(p256.point_of(program_key))
    body = BODY.pack(VERSION, key_id, membership_id.bytes, device_key, int(expires_at.timestamp()))
    return body + p256.sign(program_key, CERTIFICATE_CONTEXT + body)


def make_code(device_key: ec.EllipticCurvePrivateKey, certificate: bytes, moment: datetime) -> str:
    """The code that a phone shows at a moment: what the client does, for tests and printed examples."""
    signed = certificate + STEP.pack(step_at(moment))
    return PREFIX + base45.encode(signed + p256.sign(device_key, CODE_CONTEXT + signed))


def read_code(text: str, keys: Mapping[bytes, bytes], moment: datetime) -> CardCode:
    """What a code says, verified with the program's public points by key id, as of `moment`; needs no net.

    Refuses with CARD_CODE_INVALID what no phone of this program signed, and with CARD_CODE_EXPIRED a code of another
    time or of a certificate that is over.
    """
    data = _data(text)
    certificate, signed = data[:CERTIFICATE_BYTES], data[: -p256.SIZE]
    version, key_id, member, device_key, expires = BODY.unpack(certificate[: BODY.size])
    (step,) = STEP.unpack(signed[CERTIFICATE_BYTES:])
    program_key = keys.get(key_id)
    body, by_program = certificate[: BODY.size], certificate[BODY.size :]
    genuine = (
        version == VERSION
        and program_key is not None
        and p256.verify(program_key, by_program, CERTIFICATE_CONTEXT + body)
        and p256.verify(device_key, data[-p256.SIZE :], CODE_CONTEXT + signed)
    )
    if not genuine:
        raise invalid()
    if abs(step_at(moment) - step) > TOLERANCE_STEPS:
        raise CardCodeExpired(
            "This code is over. Please scan the one that the phone shows now.", path=("code",)
        )
    expires_at = datetime.fromtimestamp(expires, UTC)
    if moment >= expires_at:
        raise CardCodeExpired(
            "The phone has been offline for too long. Please open the card with a connection once.",
            path=("code",),
        )
    return CardCode(UUID(bytes=member), device_key, key_id, step, expires_at)


def is_rotating(text: str) -> bool:
    """True for what claims to be a rotating code."""
    return text.startswith(PREFIX)


def invalid() -> CardCodeInvalid:
    """The one answer to every code that cannot be."""
    return CardCodeInvalid("This is not a code of a card of this program.", path=("code",))


def _data(text: str) -> bytes:
    try:
        data = (
            base45.decode(text.removeprefix(PREFIX))
            if is_rotating(text) and len(text) < CODE_BYTES * 2
            else b""
        )
    except ValueError:
        raise invalid() from None
    if len(data) != CODE_BYTES:
        raise invalid()
    return data
