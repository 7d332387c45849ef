"""Makes ledgers in which several businesses share a program: rates, packs, and what they come to."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from api import ledger
from api.core import db
from api.core.ids import new_id
from tests.factories.ledger import NOON, Books

RATE = """
    INSERT INTO clearing_rate (id, program_id, issuer_id, micro_minor, currency, valid_from, note, set_by_name,
        created_at)
    VALUES ($1, $2, $3, $4, 'EUR', $5, '', '', $6)
"""
PACK = """
    INSERT INTO clearing_pack (id, program_id, business_id, holder_id, points, used, alert_points, amount_minor,
        currency, tx_id, created_at)
    VALUES ($1, $2, $3, $4, $5, 0, $6, 0, 'EUR', $1, $7)
"""
LINES = """
    SELECT kind, issuer_id, payer_id, redeemer_id, points, amount_minor FROM clearing
    WHERE program_id = $1 AND tx_id = $2 ORDER BY seq
"""
OWED = """
    SELECT a.owner_id, sum(e.amount)::bigint AS amount FROM entry e JOIN account a ON a.id = e.account_id
    WHERE e.program_id = $1 AND a.kind = 'clearing' GROUP BY a.owner_id HAVING sum(e.amount) <> 0
"""


@dataclass(slots=True)
class Shared(Books):
    """A program of three businesses; `business_id` is the first of them."""

    other: UUID = field(default_factory=new_id)
    third: UUID = field(default_factory=new_id)

    async def rate(
        self, micro_minor: int, issuer: UUID | None = None, at: datetime = NOON - timedelta(days=30)
    ) -> UUID:
        """Money for a point from that moment on."""
        made = new_id()
        await db.execute(RATE, made, self.program_id, issuer, micro_minor, at, at)
        return made

    async def pack(
        self, issuer: UUID, points: int, alert: int = 0, holder: UUID | None = None, at: datetime = NOON
    ) -> UUID:
        """Points paid in advance; the first business has the money unless told otherwise."""
        made = new_id()
        await db.execute(PACK, made, self.program_id, issuer, holder or self.business_id, points, alert, at)
        return made

    async def earn_at(self, business: UUID, points: int, **given: Any) -> ledger.Posting:
        """Earns at one of the businesses."""
        return await self.earn(points, business_id=business, **given)

    async def redeem_at(self, business: UUID, points: int, **given: Any) -> ledger.Posting:
        """Redeems at one of the businesses."""
        return await self.redeem(points, business_id=business, **given)

    async def lines(self, tx: UUID) -> list[tuple[str, UUID, UUID, UUID, int, int]]:
        """What a posting cleared: kind, issuer, payer, redeemer, points, amount."""
        return [tuple(row) for row in await db.fetch(LINES, self.program_id, tx)]

    async def owed(self) -> dict[UUID, int]:
        """What each business gets by its clearing account, negative where it owes; who is even is left out."""
        rows = await db.fetch(OWED, self.program_id)
        return {row["owner_id"]: row["amount"] for row in rows}

    async def left(self, pack: UUID) -> int:
        """Points that a pack has left."""
        return int(await db.fetchval("SELECT points - used FROM clearing_pack WHERE id = $1", pack))
