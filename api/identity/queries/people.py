"""Reads of users, staff, roles, invitations, keys and devices."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from api.core import db
from api.core.errors import NotFound
from api.core.rows import grouped
from api.identity.permissions import ALL, permissions_of
from api.identity.types import (
    ApiKeyInfo,
    InvitationInfo,
    RoleInfo,
    StaffFace,
    StaffInfo,
    StaffStatus,
)

ROLE = "SELECT id AS role_id, business_id, key, name AS role_name, is_builtin, permissions FROM role r "
STAFF = """
    SELECT m.id, m.program_id, m.business_id, m.user_id, m.name, u.email, m.status, m.pin_hash IS NOT NULL AS has_pin,
        m.created_at, r.id AS role_id, r.key, r.name AS role_name, r.is_builtin, r.permissions
    FROM staff_member m JOIN role r ON r.id = m.role_id LEFT JOIN app_user u ON u.id = m.user_id
"""
FACE = "SELECT u.person_id, u.email FROM staff_member m JOIN app_user u ON u.id = m.user_id WHERE m.id = $1"
INVITATION = """
    SELECT i.id, i.business_id, i.email, i.expires_at, i.accepted_at, i.created_at, r.id AS role_id, r.key,
        r.name AS role_name, r.is_builtin, r.permissions
    FROM invitation i JOIN role r ON r.id = i.role_id
"""
API_KEY = """
    SELECT id, business_id, name, prefix, scopes, rate_per_minute, last_used_at, expires_at, revoked_at, created_at
    FROM api_key
"""


async def staff_by_id(staff_ids: Iterable[UUID]) -> dict[UUID, StaffInfo]:
    """Staff by id, of any business: the caller checks whose they are."""
    rows = await db.fetch(STAFF + "WHERE m.id = ANY($1::uuid[])", list(staff_ids))
    return {row["id"]: staff_of_row(row) for row in rows}


async def face_of_staff(staff_id: UUID) -> StaffFace | None:
    """By what a staff member could be a customer too; None for nobody's id, such as an API key's."""
    row = await db.fetchrow(FACE, staff_id)
    return None if row is None else StaffFace(row["person_id"], row["email"])


async def staff_of(business_ids: Iterable[UUID]) -> dict[UUID, list[StaffInfo]]:
    """Staff of businesses, suspended ones too, by name."""
    rows = await db.fetch(
        STAFF + "WHERE m.business_id = ANY($1::uuid[]) ORDER BY m.name, m.id", list(business_ids)
    )
    return grouped(rows, "business_id", staff_of_row)


async def workplaces_of(user_ids: Iterable[UUID]) -> dict[UUID, list[StaffInfo]]:
    """Where users work now, the latest used business first."""
    rows = await db.fetch(
        STAFF
        + "LEFT JOIN LATERAL (SELECT max(s.last_used_at) AS used_at FROM session s WHERE s.staff_id = m.id) l ON true "
        "WHERE m.user_id = ANY($1::uuid[]) AND m.status = 'active' ORDER BY l.used_at DESC NULLS LAST, m.id",
        list(user_ids),
    )
    return grouped(rows, "user_id", staff_of_row)


async def roles_by_id(role_ids: Iterable[UUID]) -> dict[UUID, RoleInfo]:
    """Roles by id, of any business: the caller checks whose they are."""
    rows = await db.fetch(ROLE + "WHERE r.id = ANY($1::uuid[])", list(role_ids))
    return {row["role_id"]: role_of_row(row) for row in rows}


async def role_by_key(business_id: UUID, key: str) -> RoleInfo:
    """A business's role by its key, for example `cashier`. Refuses with NOT_FOUND."""
    row = await db.fetchrow(ROLE + "WHERE r.business_id = $1 AND r.key = $2", business_id, key)
    if row is None:
        raise NotFound("There is no such role.", path=("role",))
    return role_of_row(row)


async def invitations_by_id(invitation_ids: Iterable[UUID]) -> dict[UUID, InvitationInfo]:
    """Invitations by id, of any business: the caller checks whose they are."""
    rows = await db.fetch(INVITATION + "WHERE i.id = ANY($1::uuid[])", list(invitation_ids))
    return {row["id"]: invitation_of_row(row) for row in rows}


async def api_keys_by_id(api_key_ids: Iterable[UUID]) -> dict[UUID, ApiKeyInfo]:
    """Keys by id, of any business: the caller checks whose they are."""
    rows = await db.fetch(API_KEY + "WHERE id = ANY($1::uuid[])", list(api_key_ids))
    return {row["id"]: api_key_of_row(row) for row in rows}


def role_of_row(row: Mapping[str, Any]) -> RoleInfo:
    """A row with the columns of a role."""
    return RoleInfo(
        id=row["role_id"],
        business_id=row["business_id"],
        key=row["key"],
        name=row["role_name"],
        permissions=permissions_of(row["key"], is_builtin=row["is_builtin"], stored=row["permissions"]),
        is_builtin=row["is_builtin"],
    )


def staff_of_row(row: Mapping[str, Any]) -> StaffInfo:
    """A row of STAFF."""
    return StaffInfo(
        id=row["id"],
        program_id=row["program_id"],
        business_id=row["business_id"],
        user_id=row["user_id"],
        name=row["name"],
        email=row["email"],
        role=role_of_row(row),
        status=StaffStatus(row["status"]),
        has_pin=row["has_pin"],
        created_at=row["created_at"],
    )


def invitation_of_row(row: Mapping[str, Any]) -> InvitationInfo:
    """A row of INVITATION."""
    return InvitationInfo(
        id=row["id"],
        business_id=row["business_id"],
        email=row["email"],
        role=role_of_row(row),
        expires_at=row["expires_at"],
        accepted_at=row["accepted_at"],
        created_at=row["created_at"],
    )


def api_key_of_row(row: Mapping[str, Any]) -> ApiKeyInfo:
    """A row of API_KEY."""
    return ApiKeyInfo(
        id=row["id"],
        business_id=row["business_id"],
        name=row["name"],
        prefix=row["prefix"],
        scopes=ALL & frozenset(row["scopes"]),
        rate_per_minute=row["rate_per_minute"],
        last_used_at=row["last_used_at"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
        created_at=row["created_at"],
    )
