"""Awards in review of two members who become one, and of somebody who is forgotten."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from api.core import db
from api.core.telling import told
from api.customers import Joining, Leaving, PeoplePart, PersonRows

MOVE = """
    WITH held AS (
        SELECT id FROM review_item WHERE program_id = $1 AND membership_id = $3 AND state = 'open'
        ORDER BY id FOR UPDATE
    )
    UPDATE review_item SET membership_id = $2 FROM held WHERE review_item.id = held.id RETURNING review_item.id
"""
BACK = """
    UPDATE review_item SET membership_id = $3 WHERE program_id = $1 AND membership_id = $2 AND id = ANY ($4::uuid[])
"""
WEIGH = "SELECT count(*) FROM review_item WHERE program_id = $1 AND membership_id = $2 AND state = 'open'"
ERASE = "UPDATE review_item SET note = '' WHERE program_id = $1 AND membership_id = $2 AND note <> ''"
TOLD = """
    SELECT points, reasons::text AS reasons, state, occurred_at, decided_at, note FROM review_item
    WHERE program_id = $1 AND membership_id = ANY ($2::uuid[]) AND ($3::uuid IS NULL OR business_id = $3)
    ORDER BY created_at, id
"""


async def merge(who: Joining) -> Mapping[str, Any]:
    """What waits for a decision is decided for the kept one, whose the points are; what was decided stays."""
    rows = await db.fetch(MOVE, who.program_id, who.kept_id, who.gone_id)
    return {"items": [row["id"] for row in rows]}


async def unmerge(who: Joining, taken: Mapping[str, Any]) -> None:
    """Those that came along go back, decided or not."""
    await db.execute(BACK, who.program_id, who.kept_id, who.gone_id, taken["items"])


async def weigh(who: Joining) -> Mapping[str, int]:
    """Awards that wait for a decision."""
    return {"reviews": await db.fetchval(WEIGH, who.program_id, who.gone_id)}


async def erase(who: Leaving) -> int:
    """What was written with a decision goes; held points are given up with the others, so that nothing waits."""
    await db.execute(ERASE, who.program_id, who.membership_id)
    return 0


async def export(
    program_id: UUID, members: Sequence[UUID], business_id: UUID | None
) -> Mapping[str, PersonRows]:
    """What is kept here."""
    return {"reviews": await told(TOLD, program_id, list(members), business_id)}


PEOPLE_PART = PeoplePart("reviews", merge, unmerge, weigh, erase, export)
