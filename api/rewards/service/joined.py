"""Vouchers of two members who become one."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from api.core import db
from api.core.telling import told
from api.customers import Joining, Leaving, PeoplePart, PersonRows
from api.rewards.service.ending import cancel_all

MOVE = """
    WITH held AS (
        SELECT id FROM voucher WHERE program_id = $1 AND membership_id = $3 ORDER BY id FOR UPDATE
    )
    UPDATE voucher SET membership_id = $2 FROM held WHERE voucher.id = held.id RETURNING voucher.id
"""
BACK = """
    WITH held AS (
        SELECT id FROM voucher WHERE id = ANY ($4::uuid[]) AND program_id = $1 AND membership_id = $2
        ORDER BY id FOR UPDATE
    )
    UPDATE voucher SET membership_id = $3 FROM held WHERE voucher.id = held.id
"""
WEIGH = """
    SELECT count(*) FROM voucher WHERE program_id = $1 AND membership_id = $2 AND state IN ('active', 'held')
"""


async def merge(who: Joining) -> Mapping[str, Any]:
    """All vouchers are the kept one's, used or not, so that cancelling gives the points back to them."""
    rows = await db.fetch(MOVE, who.program_id, who.kept_id, who.gone_id)
    return {"vouchers": [row["id"] for row in rows]}


async def unmerge(who: Joining, taken: Mapping[str, Any]) -> None:
    """Those that came along go back, used or not; what was redeemed meanwhile stays."""
    await db.execute(BACK, who.program_id, who.kept_id, who.gone_id, taken["vouchers"])


async def weigh(who: Joining) -> Mapping[str, int]:
    """Vouchers that can still be used."""
    return {"vouchers": await db.fetchval(WEIGH, who.program_id, who.gone_id)}


ERASE = (
    "UPDATE voucher SET state = 'expired' WHERE program_id = $1 AND membership_id = $2 AND state IN ('active', 'held')",
    "UPDATE voucher SET reason = '' WHERE program_id = $1 AND membership_id = $2 AND reason <> ''",
)


async def erase(who: Leaving) -> int:
    """Unused vouchers are taken back, the points to their lots, the pieces to the stock; a gift card in use ends."""
    await cancel_all(who.program_id, who.membership_id)
    for statement in ERASE:
        await db.execute(statement, who.program_id, who.membership_id)
    return 0


# $1 program, $2 members, $3 one business or null for all
TOLD = {
    "vouchers": """
        SELECT reward.name AS reward, code, state, points_paid, voucher.valid_until, used_at, reason,
            voucher.created_at FROM voucher JOIN reward ON reward.id = voucher.reward_id
        WHERE voucher.program_id = $1 AND voucher.membership_id = ANY ($2::uuid[])
        AND ($3::uuid IS NULL OR voucher.business_id = $3)
        ORDER BY voucher.created_at, voucher.id""",
}


async def export(
    program_id: UUID, members: Sequence[UUID], business_id: UUID | None
) -> Mapping[str, PersonRows]:
    """What is kept here."""
    return {name: await told(sql, program_id, list(members), business_id) for name, sql in TOLD.items()}


PEOPLE_PART = PeoplePart("rewards", merge, unmerge, weigh, erase, export)
