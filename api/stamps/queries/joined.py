"""Cards of members who are merged or parted, locked by ascending id."""

from datetime import datetime
from uuid import UUID

from api.core import db
from api.stamps.queries.cards import CARD, HELD, cards_of_rows
from api.stamps.rules.filling import Card

OPEN = f"""
    WITH held AS (
        {HELD} WHERE card.program_id = $1 AND card.membership_id = $2 AND card.state = 'open' AND card.stamps > 0
            AND (card.expires_at IS NULL OR card.expires_at > $3)
        ORDER BY card.id FOR UPDATE
    )
    SELECT design.business_id, held.design_id, {CARD}
    FROM held JOIN stamp_design AS design ON design.id = held.design_id
    ORDER BY held.id
"""
NEWEST = f"""
    WITH held AS (
        {HELD} WHERE card.program_id = $1 AND card.membership_id = $2 AND card.design_id = $3
            AND card.state IN ('open', 'full')
        ORDER BY card.id FOR UPDATE
    )
    SELECT {CARD} FROM held ORDER BY held.round DESC
"""
REWARD = "SELECT reward_id FROM stamp_design WHERE program_id = $1 AND id = $2"


async def open_cards(program_id: UUID, membership_id: UUID, now: datetime) -> list[tuple[UUID, UUID, Card]]:
    """A member's cards that are being filled and have stamps: business, design, card."""
    rows = await db.fetch(OPEN, program_id, membership_id, now)
    return [(row["business_id"], row["design_id"], cards_of_rows([row])[0]) for row in rows]


async def newest_cards(
    program_id: UUID, membership_id: UUID, design_id: UUID
) -> tuple[UUID | None, tuple[Card, ...]]:
    """The reward of a design, and a member's open and full cards of it, the newest first."""
    rows = await db.fetch(NEWEST, program_id, membership_id, design_id)
    return await db.fetchval(REWARD, program_id, design_id), cards_of_rows(rows)
