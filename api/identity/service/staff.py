"""Verbs of staff: adding, changing, suspending."""

from dataclasses import dataclass
from uuid import UUID

from api import businesses
from api.core import db, outbox
from api.core.audit import Actor
from api.core.errors import Conflict, NotFound
from api.identity import rules
from api.identity.errors import LastOwner
from api.identity.events import StaffChanged
from api.identity.models import StaffMember, User
from api.identity.passwords import hash_secret
from api.identity.permissions import OWNER
from api.identity.queries import people
from api.identity.service.access import note, read_afresh
from api.identity.service.sessions import end_sessions
from api.identity.types import StaffInfo, StaffStatus


@dataclass(frozen=True, slots=True)
class NewStaff:
    """Someone to be added with a password, without an invitation."""

    email: str
    name: str
    password: str


async def add_staff(
    actor: Actor, business_id: UUID, new: NewStaff, *, role_key: str = "cashier"
) -> StaffInfo:
    """Adds someone to a business at once, without an invitation. Who has signed up before keeps their password.

    Refuses bad values at their path, an unknown role with NOT_FOUND, somebody who is staff already with CONFLICT.
    """
    email = businesses.clean_email(new.email)
    name = businesses.clean_text(new.name, ("name",), longest=120)
    password_hash = await hash_secret(rules.check_password(new.password, email))
    async with db.transaction():
        role = await people.role_by_key(business_id, role_key)
        user = await User.get_or_none(email=email)
        if user is None:
            user = await User.create(email=email, display_name=name, password_hash=password_hash)
        return await join(actor, user.id, role.id, business_id, name)


async def join(actor: Actor, user_id: UUID, role_id: UUID, business_id: UUID, name: str) -> StaffInfo:
    """Makes a user staff of a business in a role, or active again. Refuses active staff with CONFLICT."""
    program_id = await businesses.program_of(business_id)
    async with db.transaction():
        member = await StaffMember.select_for_update().get_or_none(user_id=user_id, business_id=business_id)
        if member is None:
            member = await StaffMember.create(
                program_id=program_id, business_id=business_id, user_id=user_id, role_id=role_id, name=name
            )
        elif member.status == StaffStatus.ACTIVE:
            raise Conflict("This person works for the business already.", path=("email",))
        else:
            member.status, member.name = StaffStatus.ACTIVE, name
            member.role_id = role_id
            await member.save(update_fields=["status", "name", "role_id"])
        return await _told(actor, "identity.staff_joined", member.id, after={"name": name})


async def update_staff_member(
    actor: Actor,
    business_id: UUID,
    staff_id: UUID,
    *,
    granting: frozenset[str],
    name: str | None = None,
    role_id: UUID | None = None,
    status: StaffStatus | None = None,
) -> StaffInfo:
    """Renames, moves to another role, suspends or takes back. A suspended person's sessions end at once.

    `granting` is what the caller holds: whoever holds more, and roles that do, are refused with FORBIDDEN. The last
    active owner stays: LAST_OWNER.
    """
    cleaned = None if name is None else businesses.clean_text(name, ("name",), longest=120)
    async with db.transaction():
        await _lock_owners(business_id)
        known = (await people.staff_by_id([staff_id])).get(staff_id)
        if known is None or known.business_id != business_id:
            raise NotFound("There is no such staff member.", path=("staffId",))
        rules.check_granting(known.role.permissions, granting, path=("staffId",))
        member = await StaffMember.select_for_update().get(id=staff_id)
        before = {"name": known.name, "role": known.role.key, "status": known.status.value}
        after = dict(before)
        if cleaned is not None:
            member.name = after["name"] = cleaned
        if role_id is not None:
            after["role"] = await _set_role(member, business_id, role_id, granting)
        if status is not None:
            member.status = status
            after["status"] = status.value
        if after == before:
            return known
        await member.save(update_fields=["name", "role_id", "status"])
        await _check_owner_left(business_id)
        if after["status"] == StaffStatus.SUSPENDED:
            await _end_sessions(staff_id)
        await read_afresh([staff_id])
        return await _told(actor, "identity.staff_updated", staff_id, before=before, after=after)


async def _set_role(member: StaffMember, business_id: UUID, role_id: UUID, granting: frozenset[str]) -> str:
    role = (await people.roles_by_id([role_id])).get(role_id)
    if role is None or role.business_id != business_id:
        raise NotFound("There is no such role.", path=("roleId",))
    rules.check_granting(role.permissions, granting, path=("roleId",))
    member.role_id = role_id
    return role.key


async def _lock_owners(business_id: UUID) -> None:
    """One change of staff at a time: two owners who demote each other at once must not both succeed."""
    await db.execute(
        "SELECT id FROM role WHERE business_id = $1 AND key = $2 FOR NO KEY UPDATE", business_id, OWNER
    )


async def _check_owner_left(business_id: UUID) -> None:
    left = await db.fetchval(
        "SELECT count(*) FROM staff_member m JOIN role r ON r.id = m.role_id "
        "WHERE m.business_id = $1 AND m.status = 'active' AND r.key = $2 AND r.is_builtin",
        business_id,
        OWNER,
    )
    if not left:
        raise LastOwner("A business needs an owner. Please make somebody else owner first.")


async def _end_sessions(staff_id: UUID) -> None:
    rows = await db.fetch("SELECT id FROM session WHERE staff_id = $1 AND revoked_at IS NULL", staff_id)
    await end_sessions([row["id"] for row in rows], "suspended")


async def _told(
    actor: Actor,
    action: str,
    staff_id: UUID,
    *,
    before: dict[str, str] | None = None,
    after: dict[str, str],
) -> StaffInfo:
    found = (await people.staff_by_id([staff_id]))[staff_id]
    tenant = (found.program_id, found.business_id)
    await note(actor, action, ("StaffMember", staff_id), tenant, before=before, after=after)
    await outbox.announce(StaffChanged(program_id=tenant[0], business_id=tenant[1], staff_id=staff_id))
    return found
