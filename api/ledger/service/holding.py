"""Points that wait for somebody's decision, and their release."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from api.core import db
from api.ledger import rules
from api.ledger.service.sweeps import release
from api.ledger.types import LedgerPolicy

HELD = """
    SELECT tx_id, remaining FROM lot
    WHERE program_id = $1 AND tx_id = ANY ($2::uuid[]) AND state = 'pending' AND release_at = $3
"""
LET_GO = """
    UPDATE lot SET release_at = due.release_at, expires_at = due.expires_at
    FROM unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[]) AS due (tx_id, release_at, expires_at)
    WHERE lot.program_id = $1 AND lot.tx_id = due.tx_id AND lot.state = 'pending' AND lot.release_at = $5
"""


async def held_points(program_id: UUID, tx_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How much of each posting is still held; those of which nothing is are left out."""
    rows = await db.fetch(HELD, program_id, list(tx_ids), rules.HELD_UNTIL)
    return {row["tx_id"]: row["remaining"] for row in rows}


async def release_held(
    program_id: UUID, earned_at: Mapping[UUID, datetime], policy: LedgerPolicy, now: datetime
) -> None:
    """Lets held points go, by posting and the moment at which they were earned; in the caller's transaction.

    They can be spent at once, or when the policy's own waiting time is over; their expiry counts from then.
    """
    if not earned_at:
        return
    releases = [max(rules.release_at(policy, at) or now, now) for at in earned_at.values()]
    expiries = [
        rules.expires_at(policy, at, freed) for at, freed in zip(earned_at.values(), releases, strict=True)
    ]
    await db.execute(LET_GO, program_id, list(earned_at), releases, expiries, rules.HELD_UNTIL)
    if min(releases) <= now:
        await release(program_id, now)
