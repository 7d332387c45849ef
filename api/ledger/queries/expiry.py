"""Reads of extensions, and what should have been announced."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api.core import db
from api.ledger.types import ExtensionInfo, ExtensionPreview

EXTENSION = """
    SELECT id, program_id, business_id, membership_id, from_day, to_day, until_day, reason, state, members, lots, points
    FROM extension
"""
OF_ALL = """
    SELECT count(DISTINCT membership_id) AS members, count(*) AS lots, coalesce(sum(remaining), 0)::bigint AS points
    FROM lot
    WHERE program_id = $1 AND state = 'open' AND issuer_id = $2 AND expires_at > $3 AND expires_at <= $4
        AND expires_at < $5
"""
OF_ONE = """
    SELECT count(DISTINCT l.membership_id) AS members, count(*) AS lots, coalesce(sum(l.remaining), 0)::bigint AS points
    FROM account a JOIN lot l ON l.account_id = a.id
    WHERE a.program_id = $1 AND a.owner_kind = 'membership' AND a.owner_id = $6 AND a.kind = 'available'
        AND l.state = 'open' AND l.issuer_id = $2 AND l.expires_at > $3 AND l.expires_at <= $4 AND l.expires_at < $5
"""
UNANNOUNCED = """
    SELECT count(DISTINCT (t.membership_id, l.expires_at)) FROM tx t
    JOIN lot_move m ON m.tx_id = t.id AND m.program_id = t.program_id
    JOIN lot l ON l.id = m.lot_id
    WHERE t.program_id = $1 AND t.kind = 'expire' AND NOT EXISTS (
        SELECT FROM expiry_reminder r WHERE r.program_id = $1 AND r.membership_id = t.membership_id
            AND r.day = ((l.expires_at - interval '1 microsecond') AT TIME ZONE $2)::date AND r.told_at < l.expires_at)
"""


async def extensions_by_id(program_id: UUID, ids: Sequence[UUID]) -> dict[UUID, ExtensionInfo]:
    """Extensions by id; unknown ones are left out."""
    rows = await db.fetch(
        f"{EXTENSION} WHERE program_id = $1 AND id = ANY ($2::uuid[])", program_id, list(ids)
    )
    return {row["id"]: ExtensionInfo(**dict(row)) for row in rows}


async def extension_by_key(program_id: UUID, source: str, key: str) -> tuple[UUID, str] | None:
    """The extension that was asked for under this key, with the hash of its content."""
    sql = "SELECT id, request_hash FROM extension WHERE program_id = $1 AND source = $2 AND idem_key = $3"
    row = await db.fetchrow(sql, program_id, source, key)
    return None if row is None else (row["id"], row["request_hash"])


async def running_extensions() -> list[UUID]:
    """Extensions that are not done, the oldest first."""
    rows = await db.fetch("SELECT id FROM extension WHERE state = 'running' ORDER BY id LIMIT 100")
    return [row["id"] for row in rows]


async def preview_extension(
    program_id: UUID,
    business_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    becomes_at: datetime,
    membership_id: UUID | None,
) -> ExtensionPreview:
    """What an extension would move, as the books stand now."""
    span = (program_id, business_id, starts_at, ends_at, becomes_at)
    if membership_id is None:
        row = await db.fetchrow(OF_ALL, *span)
    else:
        row = await db.fetchrow(OF_ONE, *span, membership_id)
    if row is None:
        raise RuntimeError("the statement counts and has a row")
    return ExtensionPreview(row["members"], row["lots"], row["points"])


async def unannounced(program_id: UUID, time_zone: str) -> int:
    """How many expiries of a program, by member and moment, no reminder came before."""
    return int(await db.fetchval(UNANNOUNCED, program_id, time_zone))
