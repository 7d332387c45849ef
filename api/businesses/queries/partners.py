"""Reads of participation: who owns a program, who takes part, who is invited on which terms."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import asyncpg

from api.businesses.types import Funding, InvitationState, PartnerInvitationInfo
from api.core import db
from api.core.errors import NotFound

OWNER = "SELECT business_id FROM participant WHERE program_id = $1 AND role = 'owner'"
TAKES_PART = """
    SELECT EXISTS (SELECT FROM participant WHERE program_id = $1 AND business_id = $2 AND status = 'active')
"""
INVITATION = """
    SELECT i.id, i.program_id, i.business_id, b.name AS business_name, g.name AS program_name, g.points_name,
        g.currency, i.email, i.terms, i.micro_minor, i.funding, i.state, i.invited_by_name, i.expires_at, i.partner_id
    FROM partner_invitation i JOIN business b ON b.id = i.business_id JOIN program g ON g.id = i.program_id
"""


async def owner_of(program_id: UUID) -> UUID:
    """The business that owns a program. Refuses an unknown program with NOT_FOUND."""
    found: UUID | None = await db.fetchval(OWNER, program_id)
    if found is None:
        raise NotFound("There is no such program.")
    return found


async def takes_part(program_id: UUID, business_id: UUID) -> bool:
    """Whether a business takes part in a program now."""
    return bool(await db.fetchval(TAKES_PART, program_id, business_id))


async def invitations_by_id(ids: Iterable[UUID]) -> dict[UUID, PartnerInvitationInfo]:
    """Invitations by id; the caller checks whose they are."""
    rows = await db.fetch(INVITATION + "WHERE i.id = ANY($1::uuid[])", list(ids))
    return {row["id"]: _invitation(row) for row in rows}


async def invitation_by_token(token_hash: str, now: datetime) -> PartnerInvitationInfo | None:
    """The invitation that waits for an answer under this token; None where there is none."""
    row = await db.fetchrow(
        INVITATION + "WHERE i.token_hash = $1 AND i.state = 'waiting' AND i.expires_at > $2", token_hash, now
    )
    return None if row is None else _invitation(row)


def _invitation(row: asyncpg.Record) -> PartnerInvitationInfo:
    return PartnerInvitationInfo(
        **{**dict(row), "funding": Funding(row["funding"]), "state": InvitationState(row["state"])}
    )
