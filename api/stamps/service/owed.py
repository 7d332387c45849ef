"""What time does to stamp cards: open ones expire, and vouchers that could not be given are given."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from api import customers
from api.core import db, outbox
from api.core.audit import SYSTEM
from api.stamps.events import StampCardExpired
from api.stamps.queries import designs_by_id
from api.stamps.rules.filling import Card
from api.stamps.service import vouchers
from api.stamps.types import CardState, DesignInfo

BATCH_CARDS = 2_000
# in one order, so that two sweeps do not wait in a ring
EXPIRE = """
    WITH due AS (
        SELECT id FROM stamp_card WHERE state = 'open' AND expires_at <= $1
        ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
    )
    UPDATE stamp_card AS card SET state = 'expired', ended_at = card.expires_at FROM due WHERE card.id = due.id
    RETURNING card.id, card.program_id, card.business_id, card.membership_id, card.design_id, card.round, card.stamps,
        card.stamps_needed
"""
KEPT = timedelta(days=90)
"""How long a voucher is owed; after that people have settled it among themselves."""
OWED = """
    SELECT card.id, card.program_id, card.business_id, card.membership_id, card.design_id
    FROM stamp_card AS card JOIN stamp_design AS design ON design.id = card.design_id
    WHERE card.state = 'full' AND card.voucher_id IS NULL AND card.ended_at > $1 AND design.reward_id IS NOT NULL
    ORDER BY card.ended_at, card.id LIMIT $2
"""
STILL_OWED = """
    SELECT round, stamps, stamps_needed, ended_at FROM stamp_card
    WHERE program_id = $1 AND id = $2 AND state = 'full' AND voucher_id IS NULL FOR UPDATE
"""
GIVEN = "UPDATE stamp_card SET voucher_id = $3 WHERE program_id = $1 AND id = $2"


async def expire_due(now: datetime) -> int:
    """Expires open cards whose time is over, batch by batch, each committed; how many."""
    total = 0
    while True:
        done = await _expire(now)
        total += done
        if done < BATCH_CARDS:
            return total


async def _expire(now: datetime) -> int:
    async with db.transaction():
        rows = await db.fetch(EXPIRE, now, BATCH_CARDS)
        await outbox.announce(
            *(
                StampCardExpired(
                    program_id=row["program_id"],
                    business_id=row["business_id"],
                    membership_id=row["membership_id"],
                    stamp_design_id=row["design_id"],
                    stamp_card_id=row["id"],
                    round=row["round"],
                    count=0,
                    stamps=row["stamps"],
                    stamps_needed=row["stamps_needed"],
                )
                for row in rows
            )
        )
    return len(rows)


async def give_owed(now: datetime) -> int:
    """Gives the vouchers of full cards that could not be given when they filled; how many.

    Looks at 2,000 cards of the last ninety days, those that have waited longest first, each in its own transaction.
    """
    rows = await db.fetch(OWED, now - KEPT, BATCH_CARDS)
    designs = await designs_by_id({row["design_id"] for row in rows})
    given = 0
    for row in rows:
        owed = partial(_give, designs[row["design_id"]], row["membership_id"], row["id"])
        given += await db.retrying(owed)
    return given


async def _give(design: DesignInfo, membership_id: UUID, card_id: UUID) -> bool:
    """The member first: that is the order of all who stamp. Who was merged is owed it as whom they were merged into."""
    kept = await customers.kept_members(design.program_id, [membership_id])
    membership_id = kept.get(membership_id, membership_id)
    async with db.transaction():
        if not await customers.hold_member(design.program_id, design.business_id, membership_id):
            return False  # nobody is there to be given it
        row = await db.fetchrow(STILL_OWED, design.program_id, card_id)
        if row is None:
            return False
        needed = row["stamps_needed"]
        card = Card(card_id, row["round"], row["stamps"], needed, CardState.FULL, ended_at=row["ended_at"])
        voucher_id = await vouchers.give(SYSTEM, design, membership_id, card)
        if voucher_id is None:
            return False
        await db.execute(GIVEN, design.program_id, card_id, voucher_id)
    return True
