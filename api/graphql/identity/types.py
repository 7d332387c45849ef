"""Callers as clients see them."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from api import identity
from api.core.errors import NotFound
from api.core.ids import to_global_id
from api.graphql import loaders
from api.graphql.base import JSON, Info, Node, field, resolver, show, shows

if TYPE_CHECKING:
    from api.graphql.businesses.types import Business, PublicBusiness
    from api.graphql.customers.types import Person

BUSINESSES = strawberry.lazy("api.graphql.businesses.types")
CUSTOMERS = strawberry.lazy("api.graphql.customers.types")


@strawberry.enum(description="Which side of the app a session shows.")
class Face(Enum):
    """As in the domain."""

    CUSTOMER = strawberry.enum_value("CUSTOMER", description="A customer's own cards.")
    STAFF = strawberry.enum_value("STAFF", description="The till and the back office of a business.")


@strawberry.enum(description="Whether someone works for the business.")
class StaffStatus(Enum):
    """As in the domain."""

    ACTIVE = strawberry.enum_value("ACTIVE", description="They do.")
    SUSPENDED = strawberry.enum_value("SUSPENDED", description="They do not, and cannot sign in.")


@strawberry.type(description="Someone with credentials.")
class User(Node):
    """A user."""

    email: str | None = field("What they sign in with; null for those who sign in by phone.")
    display_name: str = field("How they are called.")


@strawberry.type(description="A signed-in device.")
class Session(Node):
    """A session."""

    face: Face = field("Which side of the app it shows.")
    device_name: str = field("How the device called itself; may be empty.")
    last_used_at: datetime = field("When it last asked for new tokens.")
    created_at: datetime = field("When it signed in.")
    is_current: bool = field("Whether it is the one that asks.")


@strawberry.type(description="A bundle of permissions.")
class Role(Node):
    """A role."""

    key: str = field("Its stable name, like cashier.")
    name: str = field("Its name to show.")
    permissions: list[str] = field("Names of the permissions that it gives, in alphabetical order.")
    is_builtin: bool = field("Whether it comes with the program and cannot be changed.")


@strawberry.type(description="Something that a role or an API key may allow.")
class Permission:
    """A named permission."""

    name: str = field("Its stable name, like points.adjust.")
    description: str = field("What it allows.")


@strawberry.type(description="Someone who works, or worked, for a business.")
class StaffMember(Node):
    """Staff."""

    name: str = field("Their name.")
    email: str | None = field("What they sign in with.")
    role: Role = field("What they may do.")
    status: StaffStatus = field("Whether they work here now.")
    has_pin: bool = field("Whether they have a PIN for a shared till.")
    created_at: datetime = field("Since when they are here.")
    business_pk: strawberry.Private[UUID]

    @resolver("Where they work.")
    async def business(self, info: Info) -> Annotated["Business", BUSINESSES]:
        """Reads through the loader."""
        found = await loaders.businesses_by_id.load(info, self.business_pk)
        if found is None:
            raise NotFound("There is no such business.")
        shown: Business = show("Business", found)
        return shown


@strawberry.type(description="A business that a user works for.")
class Workplace:
    """A choice at sign-in."""

    business_id: strawberry.ID = field("The business, for `signInStaff`.")
    business: Annotated["PublicBusiness", BUSINESSES] = field("How it looks.")
    role: str = field("The name of their role there.")


@strawberry.type(description="A colleague who can take over a shared till.")
class TillStaff:
    """A choice at the till."""

    staff_id: strawberry.ID = field("Who, for `switchTillStaff`.")
    name: str = field("Their name.")


@strawberry.type(description="An invitation to join a business's staff.")
class Invitation(Node):
    """An invitation."""

    email: str = field("Whom.")
    role: Role = field("As what.")
    expires_at: datetime = field("Until when it can be accepted.")
    accepted_at: datetime | None = field("When it was accepted; null while it waits.")
    created_at: datetime = field("When it was made.")


@strawberry.type(description="A third-party app's key. Its secret was told once and is not kept.")
class ApiKey(Node):
    """An API key."""

    name: str = field("What it is for.")
    prefix: str = field("How its secret begins, to recognise it.")
    scopes: list[str] = field("Names of the permissions that it holds, in alphabetical order.")
    rate_per_minute: int = field("Requests that it may send in a minute.")
    last_used_at: datetime | None = field("When it was last used, to the minute; null for never.")
    expires_at: datetime | None = field("When it ends by itself; null for never.")
    revoked_at: datetime | None = field("When it was revoked; null while it works.")
    created_at: datetime = field("When it was made.")


@strawberry.type(description="One privileged act: who did what, when, from where, before and after.")
class AuditEntry(Node):
    """An entry of the audit log."""

    action: str = field("What was done, like identity.staff_invited.")
    actor_name: str = field("Who did it.")
    actor_kind: str = field(
        "What kind of caller: staff, api_key, customer, command, system or platform_admin."
    )
    target_type: str | None = field("What kind of thing it was done to.")
    target_id: strawberry.ID | None = field("The thing that it was done to.")
    before: JSON | None = field("The values that changed, as they were.")
    after: JSON | None = field("The values that changed, as they became.")
    address: str | None = field("The network address that it came from.")
    created_at: datetime = field("When.")


@strawberry.type(description="Who is asking.")
class Viewer:
    """The caller."""

    face: Face = field("Which side of the app the session shows.")
    permissions: list[str] = field("What the caller may do in the business, in alphabetical order.")
    user_pk: strawberry.Private[UUID | None]
    person_pk: strawberry.Private[UUID | None]
    staff_pk: strawberry.Private[UUID | None]
    session_pk: strawberry.Private[UUID | None]

    @resolver("The credentials; null for an API key.")
    async def user(self, info: Info) -> User | None:
        """Reads through the loader."""
        found = None if self.user_pk is None else await loaders.users.load(info, self.user_pk)
        return None if found is None else show_user(found)

    @resolver("The customer; null for staff.")
    async def person(self, info: Info) -> Annotated["Person", CUSTOMERS] | None:
        """Reads through the loader."""
        if self.person_pk is None:
            return None
        shown: Person | None = show("Person", await loaders.people.load(info, self.person_pk))
        return shown

    @resolver("The staff member; null for customers and API keys.")
    async def staff(self, info: Info) -> StaffMember | None:
        """Reads through the loader."""
        found = None if self.staff_pk is None else await loaders.staff.load(info, self.staff_pk)
        return None if found is None else show_staff_member(found)

    @resolver("The user's signed-in devices, the latest used first.")
    async def sessions(self, info: Info) -> list[Session]:
        """Reads through the loader."""
        found = None if self.user_pk is None else await loaders.sessions_of_user.load(info, self.user_pk)
        return [show_session(each, self.session_pk) for each in found or ()]

    @resolver("The businesses that the user works for, the latest used first; empty for customers.")
    async def workplaces(self, info: Info) -> list[Workplace]:
        """Reads through the loaders."""
        if self.user_pk is None or self.face is not Face.STAFF:
            return []
        places = await loaders.workplaces.load(info, self.user_pk) or []
        known = await loaders.businesses_by_id.load_many(info, [place.business_id for place in places])
        return [
            Workplace(
                business_id=strawberry.ID(to_global_id("Business", place.business_id)),
                business=show("PublicBusiness", business),
                role=place.role.name,
            )
            for place, business in zip(places, known, strict=True)
        ]


def show_viewer(caller: identity.Principal) -> Viewer:
    """The caller of a new session."""
    return viewer_type(
        is_customer=caller.person_id is not None,
        permissions=caller.permissions,
        user_id=caller.id,
        person_id=caller.person_id,
        staff_id=caller.staff_id,
        session_id=caller.session_id,
    )


def viewer_type(
    *,
    is_customer: bool,
    permissions: frozenset[str],
    user_id: UUID | None,
    person_id: UUID | None,
    staff_id: UUID | None,
    session_id: UUID | None,
) -> Viewer:
    """The viewer of a request or of a new session; `user_id` None for an API key."""
    return Viewer(
        face=Face.CUSTOMER if is_customer else Face.STAFF,
        permissions=sorted(permissions),
        user_pk=user_id,
        person_pk=person_id,
        staff_pk=staff_id,
        session_pk=session_id,
    )


@shows("User")
def show_user(record: identity.UserInfo) -> User:
    """A user."""
    return User(pk=record.id, email=record.email, display_name=record.display_name)


def show_session(record: identity.SessionInfo, current: UUID | None) -> Session:
    """A signed-in device."""
    return Session(
        pk=record.id,
        face=Face[record.face.name],
        device_name=record.device_name,
        last_used_at=record.last_used_at,
        created_at=record.created_at,
        is_current=record.id == current,
    )


@shows("Role")
def show_role(record: identity.RoleInfo) -> Role:
    """A role."""
    return Role(
        pk=record.id,
        key=record.key,
        name=record.name,
        permissions=sorted(record.permissions),
        is_builtin=record.is_builtin,
    )


@shows("StaffMember")
def show_staff_member(record: identity.StaffInfo) -> StaffMember:
    """Staff."""
    return StaffMember(
        pk=record.id,
        name=record.name,
        email=record.email,
        role=show_role(record.role),
        status=StaffStatus[record.status.name],
        has_pin=record.has_pin,
        created_at=record.created_at,
        business_pk=record.business_id,
    )


@shows("Invitation")
def show_invitation(record: identity.InvitationInfo) -> Invitation:
    """An invitation."""
    return Invitation(
        pk=record.id,
        email=record.email,
        role=show_role(record.role),
        expires_at=record.expires_at,
        accepted_at=record.accepted_at,
        created_at=record.created_at,
    )


@shows("ApiKey")
def show_api_key(record: identity.ApiKeyInfo) -> ApiKey:
    """An API key without its secret."""
    return ApiKey(
        pk=record.id,
        name=record.name,
        prefix=record.prefix,
        scopes=sorted(record.scopes),
        rate_per_minute=record.rate_per_minute,
        last_used_at=record.last_used_at,
        expires_at=record.expires_at,
        revoked_at=record.revoked_at,
        created_at=record.created_at,
    )


def show_audit_entry(record: identity.AuditInfo) -> AuditEntry:
    """An audit entry."""
    has_target = record.target_type is not None and record.target_id is not None
    return AuditEntry(
        pk=record.id,
        action=record.action,
        actor_name=record.actor_name,
        actor_kind=record.actor_kind,
        target_type=record.target_type,
        target_id=strawberry.ID(to_global_id(record.target_type, record.target_id)) if has_target else None,  # type: ignore[arg-type]
        before=None if record.before is None else JSON(record.before),
        after=None if record.after is None else JSON(record.after),
        address=record.address,
        created_at=record.created_at,
    )
