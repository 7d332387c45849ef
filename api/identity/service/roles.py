"""Verbs of roles."""

import re
from collections.abc import Iterable
from uuid import UUID

from tortoise.exceptions import IntegrityError

from api import businesses
from api.core import db
from api.core.audit import Actor
from api.core.errors import Conflict, Forbidden, NotFound
from api.core.ids import new_id
from api.identity import rules
from api.identity.models import Role
from api.identity.permissions import BUILTIN_ROLES
from api.identity.queries import people
from api.identity.service.access import note, read_afresh
from api.identity.types import RoleInfo

_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


async def ensure_builtin_roles(program_id: UUID, business_id: UUID) -> None:
    """Gives a business the roles that every business has, where it lacks them."""
    await db.execute(
        "INSERT INTO role (id, program_id, business_id, key, name, permissions, is_builtin) "
        "SELECT id, $2, $3, key, name, '{}', true FROM unnest($1::uuid[], $4::text[], $5::text[]) "
        "AS builtin(id, key, name) ON CONFLICT (program_id, business_id, key) DO NOTHING",
        [new_id() for _ in BUILTIN_ROLES],
        program_id,
        business_id,
        list(BUILTIN_ROLES),
        [name for name, _ in BUILTIN_ROLES.values()],
    )


async def create_role(
    actor: Actor, business_id: UUID, *, name: str, permissions: Iterable[str], granting: frozenset[str]
) -> RoleInfo:
    """Makes a role. `granting` is what the caller holds: more than that is refused with FORBIDDEN, an unknown
    permission with BAD_INPUT, a name in use with CONFLICT.
    """
    cleaned = businesses.clean_text(name, ("name",), longest=80)
    wanted = rules.check_permissions(permissions)
    rules.check_granting(wanted, granting, path=("permissions",))
    program_id = await businesses.program_of(business_id)
    try:
        async with db.transaction():
            await _check_free(business_id, None, cleaned)
            role = await Role.create(
                program_id=program_id,
                business_id=business_id,
                key=await _free_key(business_id, cleaned),
                name=cleaned,
                permissions=sorted(wanted),
            )
            await note(
                actor,
                "identity.role_created",
                ("Role", role.id),
                (program_id, business_id),
                after={"name": cleaned, "permissions": sorted(wanted)},
            )
    except IntegrityError as error:
        raise _name_taken() from error
    return (await people.roles_by_id([role.id]))[role.id]


async def update_role(
    actor: Actor,
    business_id: UUID,
    role_id: UUID,
    *,
    granting: frozenset[str],
    name: str | None = None,
    permissions: Iterable[str] | None = None,
) -> RoleInfo:
    """Changes a role of one's own; it holds from everybody's next request. Refuses as `create_role`, and builtin roles
    with FORBIDDEN.
    """
    cleaned = None if name is None else businesses.clean_text(name, ("name",), longest=80)
    wanted = None if permissions is None else rules.check_permissions(permissions)
    async with db.transaction():
        role = await Role.select_for_update().get_or_none(id=role_id, business_id=business_id)
        if role is None:
            raise NotFound("There is no such role.", path=("roleId",))
        if role.is_builtin:
            raise Forbidden(
                "This role comes with the program. Please make one of your own.", path=("roleId",)
            )
        rules.check_granting(frozenset(role.permissions), granting, path=("roleId",))
        before = {"name": role.name, "permissions": list(role.permissions)}
        if cleaned is not None and cleaned != role.name:
            await _check_free(business_id, role_id, cleaned)
            role.name = cleaned
        if wanted is not None:
            rules.check_granting(wanted, granting, path=("permissions",))
            role.permissions = sorted(wanted)
        after = {"name": role.name, "permissions": list(role.permissions)}
        if after != before:
            await role.save(update_fields=["name", "permissions"])
            tenant = (role.program_id, business_id)
            await note(actor, "identity.role_updated", ("Role", role_id), tenant, before=before, after=after)
            members = await db.fetch("SELECT id FROM staff_member WHERE role_id = $1", role_id)
            await read_afresh(row["id"] for row in members)
        return (await people.roles_by_id([role_id]))[role_id]


async def _check_free(business_id: UUID, role_id: UUID | None, name: str) -> None:
    others = Role.filter(business_id=business_id, name__iexact=name)
    if await (others if role_id is None else others.exclude(id=role_id)).exists():
        raise _name_taken()


def _name_taken() -> Conflict:
    return Conflict("You have a role of this name already.", path=("name",))


async def _free_key(business_id: UUID, name: str) -> str:
    """A stable key from the first name: `Shift lead` as shift-lead; a number follows where another role began so."""
    key = (_NOT_A_LETTER.sub("-", name.lower()).strip("-") or "role")[:30]
    alike = {role.key for role in await Role.filter(business_id=business_id, key__startswith=key)}
    return next(each for each in (key, *(f"{key}-{n}" for n in range(2, 10_000))) if each not in alike)
