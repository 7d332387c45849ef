"""Makers of callers: staff with their tokens, API keys, signed-in customers."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from api import identity
from api.core import db
from api.core.audit import SYSTEM, Actor, ActorKind
from api.core.ids import new_id
from api.identity.models import Role, StaffMember, User
from api.identity.passwords import hash_secret
from api.identity.service.sessions import open_session

PASSWORD = "a long enough passphrase"


@dataclass(frozen=True, slots=True)
class Staff:
    """Someone of a business's staff. `email` signs in with PASSWORD where the maker was asked for it."""

    staff_id: UUID
    user_id: UUID
    program_id: UUID
    business_id: UUID
    email: str
    name: str

    @property
    def actor(self) -> Actor:
        """As verbs want them."""
        return Actor(
            ActorKind.STAFF,
            id=self.user_id,
            name=self.name,
            program_id=self.program_id,
            business_id=self.business_id,
            staff_id=self.staff_id,
        )


async def make_staff(
    program_id: UUID,
    business_id: UUID,
    *,
    role: str = "cashier",
    name: str = "Ravi Shah",
    permissions: frozenset[str] | None = None,
    with_password: bool = False,
) -> Staff:
    """Staff in a builtin role, or in a role of their own that holds exactly `permissions`."""
    await identity.ensure_builtin_roles(program_id, business_id)
    email = f"{uuid4().hex[:12]}@example.com"
    async with db.transaction():
        if permissions is None:
            held = await Role.get(business_id=business_id, key=role)
        else:
            held = await Role.create(
                program_id=program_id,
                business_id=business_id,
                key=uuid4().hex[:12],
                name="Special",
                permissions=sorted(permissions),
            )
        user = await User.create(
            email=email,
            display_name=name,
            password_hash=await hash_secret(PASSWORD) if with_password else None,
        )
        member = await StaffMember.create(
            program_id=program_id, business_id=business_id, user_id=user.id, role_id=held.id, name=name
        )
    return Staff(member.id, user.id, program_id, business_id, email, name)


async def sign_in(staff: Staff, *, device_name: str = "Till") -> identity.SignedIn:
    """A session of that staff member, without the work of hashing a password."""
    return await open_session(
        staff.user_id,
        identity.Face.STAFF,
        identity.SignInMethod.PASSWORD,
        identity.Device(device_name),
        staff_id=staff.staff_id,
    )


async def make_token(staff: Staff) -> str:
    """An access token of that staff member."""
    return (await sign_in(staff)).tokens.access_token


async def make_customer_session(
    person_id: UUID | None = None, *, name: str = "Meera Iyer"
) -> identity.SignedIn:
    """A signed-in customer."""
    return await identity.open_customer_session(person_id or new_id(), name=name, device_name="Phone")


async def make_api_key(business_id: UUID, *scopes: str, rate_per_minute: int = 600) -> identity.IssuedApiKey:
    """A third-party app's key with those scopes."""
    return await identity.create_api_key(
        SYSTEM,
        business_id,
        name="Till app",
        scopes=frozenset(scopes),
        granting=identity.ALL_PERMISSIONS,
        rate_per_minute=rate_per_minute,
    )


async def make_platform_admin(*, name: str = "Platform") -> identity.SignedIn:
    """A signed-in platform admin without a business."""
    user = await User.create(
        email=f"{uuid4().hex[:12]}@example.com", display_name=name, is_platform_admin=True
    )
    return await open_session(
        user.id, identity.Face.STAFF, identity.SignInMethod.PASSWORD, identity.Device("Desk")
    )


async def roles_of(business_id: UUID) -> list[identity.RoleInfo]:
    """Roles of a business: builtin ones first, then by name."""
    sql = "SELECT id FROM role WHERE business_id = $1 ORDER BY NOT is_builtin, name, id"
    ids = [row["id"] for row in await db.fetch(sql, business_id)]
    found = await identity.roles_by_id(ids)
    return [found[each] for each in ids]


async def api_keys_of(business_id: UUID) -> list[identity.ApiKeyInfo]:
    """Keys of a business, revoked ones too, the newest first."""
    sql = "SELECT id FROM api_key WHERE business_id = $1 ORDER BY created_at DESC, id DESC"
    ids = [row["id"] for row in await db.fetch(sql, business_id)]
    found = await identity.api_keys_by_id(ids)
    return [found[each] for each in ids]


async def sessions_of(user_id: UUID) -> list[UUID]:
    """Signed-in devices of a user, the latest used first."""
    sql = """SELECT id FROM session WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > now()
        ORDER BY last_used_at DESC, id DESC"""
    return [row["id"] for row in await db.fetch(sql, user_id)]


async def invitations_of(business_id: UUID) -> list[identity.InvitationInfo]:
    """Invitations that were not withdrawn, the newest first."""
    sql = """SELECT id FROM invitation WHERE business_id = $1 AND revoked_at IS NULL
        ORDER BY created_at DESC, id DESC"""
    ids = [row["id"] for row in await db.fetch(sql, business_id)]
    found = await identity.invitations_by_id(ids)
    return [found[each] for each in ids]
