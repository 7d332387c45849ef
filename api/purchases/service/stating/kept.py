"""The row of a stated bill: found under its lock, made, and written back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
import orjson

from api.core import db
from api.core.ids import new_id
from api.purchases.queries.rows import steps_json
from api.purchases.rules.earning import Earned
from api.purchases.rules.stating import Part, content_of, returned_of, status_of, taken_back
from api.purchases.types import LineInput, PurchaseStatus, StatedBill
from api.tiers import TierBoost

LOCK = """
    SELECT id, membership_id, occurred_at, amount_minor, returned_minor, status, request_hash, stated,
        points_earned - points_taken_back AS points
    FROM purchase WHERE program_id = $1 AND source = $2 AND idem_key = $3 FOR UPDATE
"""
CLAIM = """
    INSERT INTO purchase (id, program_id, business_id, store_id, source, idem_key, request_hash, occurred_at, currency,
        amount_minor, gift_card_minor, points_paid, points_paid_minor, eligible_minor, points_earned, returned_minor,
        points_taken_back, points_given_back, status, explanation, staff_name, stated)
    VALUES ($1, $2, $3, $4, $5, $6, '', $7, $8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'voided', '[]', '',
        '{"revision": 0, "parts": []}')
    ON CONFLICT (program_id, source, idem_key) DO NOTHING
"""
WRITE = """
    UPDATE purchase SET store_id = $3, membership_id = $4, bill_number = $5, request_hash = $6, occurred_at = $7,
        amount_minor = $8::bigint, gift_card_minor = $9::bigint, eligible_minor = $8::bigint - $9::bigint,
        points_earned = $10, returned_minor = $11, points_taken_back = $12, status = $13,
        explanation = $14::jsonb, earn_tx_id = $15, stated = $16::jsonb
    WHERE id = $1 AND program_id = $2
"""
DROP_LINES = "DELETE FROM purchase_line WHERE program_id = $1 AND purchase_id = $2"
ADD_LINES = """
    INSERT INTO purchase_line (id, program_id, purchase_id, seq, product_id, category_id, sku, name, quantity_milli,
        amount_minor, points, returned_minor)
    SELECT gen_random_uuid(), $1, $2, line.seq, line.product_id, line.category_id, line.sku, line.name,
        line.quantity_milli, line.amount_minor, line.points, 0
    FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[])
        WITH ORDINALITY AS line (product_id, category_id, sku, name, quantity_milli, amount_minor, points, seq)
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A stated bill as the books have it, under its lock. `points` is what it gives now; `revision` 0 is a new one."""

    id: UUID
    membership_id: UUID | None
    occurred_at: datetime
    content: str
    spent_minor: int
    is_standing: bool
    points: int
    revision: int
    parts: tuple[Part, ...]
    boost: TierBoost | None = None
    was_first: bool = False
    has_lines: bool = False

    @property
    def visits(self) -> int:
        """One, where it counts as a visit of a member."""
        return int(self.is_standing and self.membership_id is not None)


@dataclass(frozen=True, slots=True)
class Terms:
    """What decided the points of a bill when it was new; it decides again when the bill is edited."""

    boost: TierBoost | None
    is_first: bool


async def hold(program_id: UUID, business_id: UUID, source: str, currency: str, bill: StatedBill) -> Kept:
    """The bill's row under its lock, made where there is none."""
    row = await db.fetchrow(LOCK, program_id, source, bill.key)
    if row is None:
        key = (source, bill.key)
        await db.execute(
            CLAIM, new_id(), program_id, business_id, bill.store_id, *key, bill.occurred_at, currency
        )
        row = await db.fetchrow(LOCK, program_id, *key)
        if row is None:
            raise RuntimeError("a bill was not found under its own lock")
    return _to_kept(row)


def _to_kept(row: asyncpg.Record) -> Kept:
    stated = orjson.loads(row["stated"])
    boost = stated.get("boost")
    return Kept(
        id=row["id"],
        membership_id=row["membership_id"],
        occurred_at=row["occurred_at"],
        content=row["request_hash"],
        spent_minor=row["amount_minor"] - row["returned_minor"],
        is_standing=row["status"] != PurchaseStatus.VOIDED,
        points=row["points"],
        revision=stated["revision"],
        parts=tuple(Part(UUID(tx_id), points) for tx_id, points in stated["parts"]),
        boost=TierBoost(UUID(boost[0]), boost[1], boost[2]) if boost else None,
        was_first=stated.get("first", False),
        has_lines=stated.get("lines", False),
    )


async def write(
    program_id: UUID,
    kept: Kept,
    bill: StatedBill,
    lines: tuple[LineInput, ...],
    earned: Earned,
    terms: Terms,
    parts: list[Part],
    membership_id: UUID | None,
) -> None:
    """The bill as it is stated now, with its lines and what it gave."""
    kept_parts = [[part.tx_id, part.points] for part in parts]
    stated: dict[str, object] = {"revision": kept.revision + 1, "parts": kept_parts}
    if terms.boost:
        stated["boost"] = [terms.boost.tier_id, terms.boost.name, terms.boost.multiplier_bp]
    if terms.is_first:
        stated["first"] = True
    if lines:
        stated["lines"] = True
    await db.execute(
        WRITE,
        kept.id,
        program_id,
        bill.store_id,
        membership_id,
        bill.bill_number,
        content_of(bill),
        bill.occurred_at,
        bill.amount_minor,
        bill.gift_card_minor,
        earned.points,
        returned_of(bill),
        taken_back(earned.points, bill),
        status_of(bill),
        steps_json(earned.steps),
        parts[0].tx_id if parts else None,
        orjson.dumps(stated, default=str).decode(),
    )
    if kept.has_lines:
        await db.execute(DROP_LINES, program_id, kept.id)
    if lines:
        await db.execute(
            ADD_LINES,
            program_id,
            kept.id,
            [line.product_id for line in lines],
            [line.category_id for line in lines],
            [line.sku for line in lines],
            [line.name for line in lines],
            [line.quantity_milli for line in lines],
            [line.amount_minor for line in lines],
            list(earned.line_points) if earned.points else [0] * len(lines),
        )
