"""Callers as clients see them."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import identity
from api.graphql.base import (
    JSON,
    Node,
    column,
    field,
    known,
    many,
    one,
    opaque_id,
    reads,
    requires,
    signed_in,
)

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


@strawberry.type(description="Something that a role or an API key may allow.")
class Permission:
    """A named permission."""

    name: str = field("Its stable name, like points.adjust.")
    description: str = field("What it allows.")


@reads(identity.USERS, node="self.pk = viewer.id", guard=signed_in())
@strawberry.type(description="Someone with credentials.")
class User(Node):
    """A user."""

    email: str | None = column("What they sign in with; null for those who sign in by phone.")
    display_name: str = column("How they are called.")


@reads(identity.SESSIONS, node="self.user_pk = viewer.id", guard=signed_in())
@strawberry.type(description="A signed-in device.")
class Session(Node):
    """A session."""

    face: Face = column("Which side of the app it shows.")
    device_name: str = column("How the device called itself; may be empty.")
    last_used_at: datetime = column("When it last asked for new tokens.")
    created_at: datetime = column("When it signed in.")
    is_current: bool = column(
        "Whether it is the one that asks.", sql="coalesce(self.pk = viewer.session_id, false)"
    )


@reads(identity.ROLES, node="", guard=requires("staff.read"))
@strawberry.type(description="A bundle of permissions.")
class Role(Node):
    """A role."""

    key: str = column("Its stable name, like cashier.")
    name: str = column("Its name to show.")
    permissions: list[str] = column(
        "Names of the permissions that it gives, in alphabetical order.", sql=identity.HELD_BY_ROLE
    )
    is_builtin: bool = column("Whether it comes with the program and cannot be changed.")


@reads(identity.STAFF, node="", guard=requires("staff.read"))
@strawberry.type(description="Someone who works, or worked, for a business.")
class StaffMember(Node):
    """Staff."""

    name: str = column("Their name.")
    email: str | None = column("What they sign in with.")
    role: Role = one("What they may do.", "self.pk = parent.role_pk")
    status: StaffStatus = column("Whether they work here now.")
    has_pin: bool = column("Whether they have a PIN for a shared till.")
    created_at: datetime = column("Since when they are here.")
    business: Annotated["Business", BUSINESSES] = one(
        "Where they work.", "self.program_id = parent.program_id AND self.pk = parent.business_id"
    )


@reads(identity.WORKPLACES)
@strawberry.type(description="A business that a user works for.")
class Workplace:
    """A choice at sign-in."""

    business_id: strawberry.ID = opaque_id("The business, for `signInStaff`.", "business_pk", "Business")
    business: Annotated["PublicBusiness", BUSINESSES] = one("How it looks.", "self.pk = parent.business_pk")
    role: str = column("The name of their role there.")
    last_used_at: datetime | None = column("When they last worked there; null for never.", name="used_at")


@reads(identity.STAFF)
@strawberry.type(description="A colleague who can take over a shared till.")
class TillStaff:
    """A choice at the till."""

    staff_id: strawberry.ID = opaque_id("Who, for `switchTillStaff`.", "pk", "StaffMember")
    name: str = column("Their name.")


@reads(identity.INVITATIONS, node="", guard=requires("staff.manage"))
@strawberry.type(description="An invitation to join a business's staff.")
class Invitation(Node):
    """An invitation."""

    email: str = column("Whom.")
    role: Role = one("As what.", "self.pk = parent.role_pk")
    expires_at: datetime = column("Until when it can be accepted.")
    accepted_at: datetime | None = column("When it was accepted; null while it waits.")
    created_at: datetime = column("When it was made.")


@reads(identity.API_KEYS, node="", guard=requires("api_keys.manage"))
@strawberry.type(description="A third-party app's key. Its secret was told once and is not kept.")
class ApiKey(Node):
    """An API key."""

    name: str = column("What it is for.")
    prefix: str = column("How its secret begins, to recognise it.")
    scopes: list[str] = column(
        "Names of the permissions that it holds, in alphabetical order.", sql=identity.HELD_BY_KEY
    )
    rate_per_minute: int = column("Requests that it may send in a minute.")
    last_used_at: datetime | None = column("When it was last used, to the minute; null for never.")
    expires_at: datetime | None = column("When it ends by itself; null for never.")
    revoked_at: datetime | None = column("When it was revoked; null while it works.")
    created_at: datetime = column("When it was made.")


@reads(identity.AUDIT_LOG, node="", guard=requires("audit.read"))
@strawberry.type(description="One privileged act: who did what, when, from where, before and after.")
class AuditEntry(Node):
    """An entry of the audit log."""

    action: str = column("What was done, like identity.staff_invited.")
    actor_name: str = column("Who did it.")
    actor_kind: str = column(
        "What kind of caller: staff, api_key, customer, command, system or platform_admin."
    )
    target_type: str | None = column("What kind of thing it was done to.")
    target_id: strawberry.ID | None = column("The thing that it was done to.")
    before: JSON | None = column("The values that changed, as they were.")
    after: JSON | None = column("The values that changed, as they became.")
    address: str | None = column("The network address that it came from.")
    created_at: datetime = column("When.")


@reads(None)
@strawberry.type(description="Who is asking.")
class Viewer:
    """The caller."""

    face: Face = known(
        "Which side of the app the session shows.",
        lambda viewer: Face.STAFF if viewer.person_id is None else Face.CUSTOMER,
    )
    permissions: list[str] = known(
        "What the caller may do in the business, in alphabetical order.",
        lambda viewer: sorted(viewer.permissions),
    )
    user: User | None = one("The credentials; null for an API key.", "self.pk = viewer.id")
    person: Annotated["Person", CUSTOMERS] | None = one(
        "The customer; null for staff.", "self.pk = viewer.person_id"
    )
    staff: StaffMember | None = one(
        "The staff member; null for customers and API keys.", "self.pk = viewer.staff_id"
    )
    sessions: list[Session] = many(
        "The user's signed-in devices, the latest used first.",
        "self.user_pk = viewer.id",
        order="last_used_at desc, pk desc",
    )
    workplaces: list[Workplace] = many(
        "The businesses that the user works for, the latest used first; empty for customers.",
        "self.user_pk = viewer.id AND viewer.person_id IS NULL",
        order="self.used_at DESC NULLS LAST, staff_pk",
    )
