"""Vouchers of two members who become one."""

from collections.abc import Mapping
from typing import Any

from api.core import db
from api.customers import Joining, PeoplePart

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


PEOPLE_PART = PeoplePart("rewards", merge, unmerge, weigh)
