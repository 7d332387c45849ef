"""Reads of points that wait."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from api.core import db

PENDING = """
    SELECT l.tx_id, l.membership_id, l.remaining, l.earned_at, t.reference_id
    FROM lot l JOIN tx t ON t.id = l.tx_id AND t.program_id = l.program_id
    WHERE l.program_id = $1 AND l.issuer_id = $2 AND l.state = 'pending'
"""


@dataclass(frozen=True, slots=True)
class PendingLot:
    """Points that wait, by the transaction that gave them; `reference_id` is its bill."""

    tx_id: UUID
    membership_id: UUID
    points: int
    earned_at: datetime
    reference_id: UUID | None


async def pending_by_tx(program_id: UUID, business_id: UUID, tx_id: UUID) -> PendingLot | None:
    """What of this transaction waits; None where nothing does."""
    row = await db.fetchrow(PENDING + " AND l.tx_id = $3", program_id, business_id, tx_id)
    return None if row is None else _lot(row)


def _lot(row: asyncpg.Record) -> PendingLot:
    return PendingLot(
        row["tx_id"], row["membership_id"], row["remaining"], row["earned_at"], row["reference_id"]
    )
