"""Bills of two members who become one."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from api.core import db
from api.core.telling import told
from api.customers import Joining, Leaving, PeoplePart, PersonRows

# bills are the first lock of a return: by ascending id, before anything of the member
MOVE = """
    WITH bills AS (
        SELECT id FROM purchase WHERE program_id = $1 AND membership_id = $3 ORDER BY id FOR UPDATE
    )
    UPDATE purchase SET membership_id = $2 FROM bills WHERE purchase.id = bills.id RETURNING purchase.id
"""
BACK = """
    WITH bills AS (
        SELECT id FROM purchase WHERE id = ANY ($4::uuid[]) AND program_id = $1 AND membership_id = $2
        ORDER BY id FOR UPDATE
    )
    UPDATE purchase SET membership_id = $3 FROM bills WHERE purchase.id = bills.id
"""
WEIGH = "SELECT count(*) FROM purchase WHERE program_id = $1 AND membership_id = $2"


async def merge(who: Joining) -> Mapping[str, Any]:
    """All bills are the kept one's, so that returns and histories find them there."""
    rows = await db.fetch(MOVE, who.program_id, who.kept_id, who.gone_id)
    return {"bills": [row["id"] for row in rows]}


async def unmerge(who: Joining, taken: Mapping[str, Any]) -> None:
    """Those that came along go back; what was bought meanwhile stays."""
    await db.execute(BACK, who.program_id, who.kept_id, who.gone_id, taken["bills"])


async def weigh(who: Joining) -> Mapping[str, int]:
    """Bills."""
    return {"purchases": await db.fetchval(WEIGH, who.program_id, who.gone_id)}


ERASE = "UPDATE purchase SET membership_id = NULL WHERE program_id = $1 AND membership_id = $2 RETURNING id"
ERASE_UNCOUNTED = """
    UPDATE uncounted_batch SET (members, months, earned, spent_minor, moments) = (
        SELECT coalesce(array_agg(member), '{}'), coalesce(array_agg(month), '{}'), coalesce(array_agg(points), '{}'),
            coalesce(array_agg(spent), '{}'), coalesce(array_agg(at), '{}')
        FROM unnest(members, months, earned, spent_minor, moments) AS bill (member, month, points, spent, at)
        WHERE member <> $2)
    WHERE program_id = $1 AND $2::uuid = ANY (members)
"""
ERASE_WORDS = "UPDATE purchase_return SET reason = '' WHERE purchase_id = ANY ($1::uuid[])"


async def erase(who: Leaving) -> int:
    """Bills stay, without a person: the shop's figures do not change."""
    rows = await db.fetch(ERASE, who.program_id, who.membership_id)
    await db.execute(ERASE_UNCOUNTED, who.program_id, who.membership_id)
    await db.execute(ERASE_WORDS, [row["id"] for row in rows])
    return 0


# $1 program, $2 members, $3 one business or null for all
TOLD = {
    "purchases": """
        SELECT bill_number, occurred_at, currency, amount_minor, returned_minor, points_earned, points_paid, status
        FROM purchase
        WHERE purchase.program_id = $1 AND purchase.membership_id = ANY ($2::uuid[])
        AND ($3::uuid IS NULL OR purchase.business_id = $3)
        ORDER BY purchase.occurred_at, purchase.id""",
    "purchase_lines": """
        SELECT purchase.bill_number, line.seq, line.name, line.sku, line.quantity_milli, line.amount_minor
        FROM purchase JOIN purchase_line AS line ON line.purchase_id = purchase.id
        WHERE purchase.program_id = $1 AND purchase.membership_id = ANY ($2::uuid[])
            AND ($3::uuid IS NULL OR purchase.business_id = $3)
        ORDER BY purchase.occurred_at, purchase.id, line.seq""",
}


async def export(
    program_id: UUID, members: Sequence[UUID], business_id: UUID | None
) -> Mapping[str, PersonRows]:
    """What is kept here."""
    return {name: await told(sql, program_id, list(members), business_id) for name, sql in TOLD.items()}


PEOPLE_PART = PeoplePart("purchases", merge, unmerge, weigh, erase, export)
