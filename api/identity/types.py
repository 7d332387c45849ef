"""Values of callers that other domains and the doors may hold."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from api.core.audit import Actor, ActorKind


class Face(StrEnum):
    """Which side of the app a session shows."""

    CUSTOMER = "customer"
    STAFF = "staff"


class SignInMethod(StrEnum):
    """What opened a session. A PIN opens less than a password does."""

    PASSWORD = "password"  # noqa: S105 - a name, not a secret
    CODE = "code"
    PIN = "pin"
    INVITATION = "invitation"


class StaffStatus(StrEnum):
    """Whether someone still works for a business."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is calling, as proved by an access token or an API key. `id` is the user's or the key's.

    A token is for one face: a person, or staff (or a key) of one business with its permissions there.
    """

    kind: ActorKind
    id: UUID
    name: str
    session_id: UUID | None = None
    method: SignInMethod | None = None
    person_id: UUID | None = None
    program_id: UUID | None = None
    business_id: UUID | None = None
    staff_id: UUID | None = None
    role: str = ""
    permissions: frozenset[str] = frozenset()
    expires_at: datetime | None = None
    rate_per_minute: int | None = None

    def actor(self, address: str | None = None, device_id: str | None = None) -> Actor:
        """The caller as verbs and the audit want them."""
        return Actor(
            kind=self.kind,
            id=self.id,
            name=self.name,
            program_id=self.program_id,
            business_id=self.business_id,
            staff_id=self.staff_id,
            device_id=device_id,
            address=address,
        )


@dataclass(frozen=True, slots=True)
class Remembered:
    """A caller as they were a moment ago. `STANDS` with session and fingerprint says whether that still holds."""

    principal: Principal
    session_id: UUID
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a signed-in device keeps: a short access token, and a refresh token that changes at each use."""

    access_token: str
    access_token_expires_at: datetime
    refresh_token: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new or renewed session and who it is."""

    tokens: Tokens
    principal: Principal


@dataclass(frozen=True, slots=True)
class RoleInfo:
    """A bundle of permissions."""

    id: UUID
    business_id: UUID
    key: str
    name: str
    permissions: frozenset[str]
    is_builtin: bool


@dataclass(frozen=True, slots=True)
class StaffInfo:
    """Someone who works, or worked, for a business."""

    id: UUID
    program_id: UUID
    business_id: UUID
    user_id: UUID | None
    name: str
    email: str | None
    role: RoleInfo
    status: StaffStatus
    has_pin: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class InvitationInfo:
    """An invitation that waits, or was accepted."""

    id: UUID
    business_id: UUID
    email: str
    role: RoleInfo
    expires_at: datetime
    accepted_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation with its link, which is told only once."""

    invitation: InvitationInfo
    link: str


@dataclass(frozen=True, slots=True)
class ApiKeyInfo:
    """A third-party app's key, without its secret."""

    id: UUID
    business_id: UUID
    name: str
    prefix: str
    scopes: frozenset[str]
    rate_per_minute: int
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class IssuedApiKey:
    """A key with its secret, which is told only once."""

    api_key: ApiKeyInfo
    secret: str


@dataclass(frozen=True, slots=True)
class AuditInfo:
    """One privileged act."""

    id: UUID
    action: str
    actor_name: str
    actor_kind: str
    target_type: str | None
    target_id: UUID | None
    before: dict[str, object] | None
    after: dict[str, object] | None
    address: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StaffFace:
    """By what a staff member could be a customer too: the person behind the user, and the e-mail address."""

    person_id: UUID | None
    email: str | None
