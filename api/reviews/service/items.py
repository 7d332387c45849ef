"""Items of the queue: opened with the award, settled once."""

from collections.abc import Sequence
from uuid import UUID

import orjson

from api.core import clock, db, outbox
from api.core.audit import Actor
from api.core.ids import new_id
from api.reviews.events import AwardHeld
from api.reviews.queries.items import COLUMNS, to_item
from api.reviews.types import HeldAward, Reason, ReviewInfo, ReviewState

OPEN = """
    INSERT INTO review_item (id, program_id, business_id, tx_id, purchase_id, membership_id, store_id, staff_id,
        staff_name, points, reasons, occurred_at, state, decided_name, note)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12, 'open', '', '')
"""
LOCK = f"""
    SELECT {COLUMNS} FROM review_item
    WHERE program_id = $1 AND business_id = $2 AND id = ANY ($3::uuid[]) ORDER BY id FOR UPDATE
"""
SETTLE = """
    UPDATE review_item SET state = $3, decided_at = $4, decided_by = $5, decided_name = $6, note = $7
    WHERE program_id = $1 AND id = ANY ($2::uuid[])
"""


async def open_item(award: HeldAward, reasons: Sequence[Reason]) -> UUID:
    """Puts an award into the queue, in the transaction that posted its points."""
    item_id = new_id()
    kept = [{"kind": reason.kind, "found": reason.found, "most": reason.most} for reason in reasons]
    await db.execute(
        OPEN,
        item_id,
        award.program_id,
        award.business_id,
        award.tx_id,
        award.purchase_id,
        award.membership_id,
        award.store_id,
        award.staff_id,
        award.staff_name,
        award.points,
        orjson.dumps(kept).decode(),
        award.occurred_at,
    )
    await outbox.announce(
        AwardHeld(
            program_id=award.program_id,
            business_id=award.business_id,
            review_item_id=item_id,
            tx_id=award.tx_id,
            membership_id=award.membership_id,
            purchase_id=award.purchase_id,
            points=award.points,
            reasons=tuple(reason.kind for reason in reasons),
        )
    )
    return item_id


async def settle(
    actor: Actor, program_id: UUID, business_id: UUID, ids: Sequence[UUID], state: ReviewState, note: str
) -> tuple[list[ReviewInfo], list[ReviewInfo]]:
    """Settles those that are open, in the caller's transaction: (settled now, settled otherwise before).

    Whoever decides about one of them at the same time waits. Those that were settled this way before are in neither.
    """
    items = [to_item(row) for row in await db.fetch(LOCK, program_id, business_id, list(ids))]
    fresh = [item for item in items if item.state is ReviewState.OPEN]
    if fresh:
        await db.execute(
            SETTLE,
            program_id,
            [item.id for item in fresh],
            state,
            clock.now(),
            actor.staff_id,
            actor.name[:120],
            note,
        )
    return fresh, [item for item in items if item.state not in (ReviewState.OPEN, state)]
