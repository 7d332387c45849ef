"""Who a session or an API key is right now, read from Postgres."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from api.core import db
from api.core.audit import ActorKind
from api.identity.permissions import ALL, NOT_BY_PIN, permissions_of
from api.identity.standing import Standing
from api.identity.types import Face, Principal, SignInMethod

SESSION = """
    SELECT s.id AS session_id, s.user_id, s.face, s.method, u.display_name, u.person_id,
        m.id AS staff_id, m.name AS staff_name, m.program_id, m.business_id, r.key AS role, r.is_builtin,
        r.permissions, stands.fingerprint
    FROM read.standing stands
    JOIN session s ON s.id = stands.session_pk
    JOIN app_user u ON u.id = s.user_id
    LEFT JOIN staff_member m ON m.id = s.staff_id AND m.status = 'active'
    LEFT JOIN role r ON r.id = m.role_id
    WHERE stands.session_pk = $1
"""
API_KEY = """
    SELECT id, program_id, business_id, name, scopes, rate_per_minute, expires_at
    FROM api_key WHERE key_hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
"""
TOUCH_API_KEY = """
    UPDATE api_key SET last_used_at = now()
    WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
"""


async def session_standing(session_id: UUID) -> Standing | None:
    """What a session may do now; None where it has ended, its user is disabled or its staff member suspended."""
    row = await db.fetchrow(SESSION, session_id)
    return None if row is None else _plain(row)


async def api_key_standing(key_hash: str) -> Standing | None:
    """What a key may do now, None where there is none; notes its use, at most once a minute."""
    row = await db.fetchrow(API_KEY, key_hash)
    if row is None:
        return None
    await db.execute(TOUCH_API_KEY, row["id"])
    return _plain(row)


def _plain(row: Mapping[str, Any]) -> Standing:
    """Values that JSON can carry: ids and moments as text."""
    return {
        name: str(value)
        if isinstance(value, UUID)
        else value.isoformat()
        if isinstance(value, datetime)
        else value
        for name, value in row.items()
    }


def session_principal(standing: Standing, expires_at: datetime | None) -> Principal:
    """The principal of a session; `expires_at` is its access token's."""
    found = cast("dict[str, Any]", standing)
    base = Principal(
        kind=ActorKind.CUSTOMER,
        id=UUID(found["user_id"]),
        name=found["display_name"],
        session_id=UUID(found["session_id"]),
        method=SignInMethod(found["method"]),
        expires_at=expires_at,
    )
    if found["face"] == Face.CUSTOMER:
        return replace(base, person_id=UUID(found["person_id"]))
    if found["staff_id"] is None:
        return replace(base, kind=ActorKind.PLATFORM_ADMIN)
    held = permissions_of(found["role"], is_builtin=found["is_builtin"], stored=found["permissions"])
    return replace(
        base,
        kind=ActorKind.STAFF,
        name=found["staff_name"],
        program_id=UUID(found["program_id"]),
        business_id=UUID(found["business_id"]),
        staff_id=UUID(found["staff_id"]),
        role=found["role"],
        permissions=held - NOT_BY_PIN if base.method is SignInMethod.PIN else held,
    )


def api_key_principal(standing: Standing) -> Principal:
    """The principal of an API key."""
    found = cast("dict[str, Any]", standing)
    return Principal(
        kind=ActorKind.API_KEY,
        id=UUID(found["id"]),
        name=found["name"],
        program_id=UUID(found["program_id"]),
        business_id=UUID(found["business_id"]),
        permissions=ALL & frozenset(found["scopes"]),
        expires_at=datetime.fromisoformat(found["expires_at"]) if found["expires_at"] else None,
        rate_per_minute=found["rate_per_minute"],
    )
