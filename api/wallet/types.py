"""Values of the card in the phone that may cross the border of the domain."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.core.errors import Refusal
from api.customers import Member


@dataclass(frozen=True, slots=True)
class CardCode:
    """What a rotating code says, its signatures verified. `device_key` is the phone's public point, 64 bytes."""

    membership_id: UUID
    device_key: bytes
    key_id: bytes
    step: int
    certificate_expires_at: datetime


@dataclass(frozen=True, slots=True)
class ProgramKeyInfo:
    """A program's public key: `key_id` (8 hexadecimal digits) names it in codes, `point` is base64url of x and y."""

    id: UUID
    key_id: str
    point: str


@dataclass(frozen=True, slots=True)
class DeviceCard:
    """What a phone needs to show a card: its certificate (base64url), and eight digits for where no camera is."""

    certificate: str
    expires_at: datetime
    short_code: str
    short_code_expires_at: datetime
    server_time: datetime


@dataclass(frozen=True, slots=True)
class Identified:
    """A customer at the till, and the token that the next sale takes."""

    member: Member
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whose card another customer was shown, by the first name, and the token that a gift takes."""

    name: str
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Presented:
    """Who showed a token or an offline code, and why it is not accepted, if so."""

    membership_id: UUID
    problem: Refusal | None = None
