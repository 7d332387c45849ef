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
class StaffGrant:
    """What a caller may do in one business. `staff_id` is None for an API key; `store_ids` None: in all stores."""

    program_id: UUID
    business_id: UUID
    permissions: frozenset[str]
    role: str
    staff_id: UUID | None = None
    store_ids: frozenset[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is calling, as proved by an access token or an API key. `id` is the user's or the key's."""

    kind: ActorKind
    id: UUID
    name: str
    person_id: UUID | None = None
    affiliate_id: UUID | None = None
    session_id: UUID | None = None
    face: Face | None = None
    method: SignInMethod | None = None
    grants: tuple[StaffGrant, ...] = ()
    is_platform_admin: bool = False
    expires_at: datetime | None = None
    rate_per_minute: int | None = None

    @property
    def grant(self) -> StaffGrant | None:
        """What the caller may do in the business that they work in now."""
        return self.grants[0] if self.grants else None

    @property
    def permissions(self) -> frozenset[str]:
        """The permissions held in the business that the caller works in now."""
        return self.grants[0].permissions if self.grants else frozenset()

    def actor(self, address: str | None = None, device_id: str | None = None) -> Actor:
        """The caller as verbs and the audit want them."""
        grant = self.grant
        return Actor(
            kind=self.kind,
            id=self.id,
            name=self.name,
            program_id=grant.program_id if grant else None,
            business_id=grant.business_id if grant else None,
            staff_id=grant.staff_id if grant else None,
            device_id=device_id,
            address=address,
        )


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
class UserInfo:
    """Someone with credentials."""

    id: UUID
    email: str | None
    display_name: str


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """A signed-in device."""

    id: UUID
    user_id: UUID
    face: Face
    method: SignInMethod
    device_name: str
    address: str | None
    last_used_at: datetime
    created_at: datetime


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
