"""Tiers of two members who become one."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from api.core import db
from api.core.telling import told
from api.customers import Joining, Leaving, PeoplePart, PersonRows

MERGE = "SELECT tier_merge($1, $2, $3, $4)"
UNMERGE = "SELECT tier_unmerge($1, $2, $3, $4::jsonb, $5)"


async def merge(who: Joining) -> Mapping[str, Any]:
    """Activity is summed, the better tier is kept, and the numbers are looked at once more."""
    taken = await db.fetchval(MERGE, who.program_id, who.kept_id, who.gone_id, who.actor.name[:120])
    return dict(orjson.loads(taken))


async def unmerge(who: Joining, taken: Mapping[str, Any]) -> None:
    """The months that came along go back, and both tiers where they are still what the merge made."""
    told = orjson.dumps(taken).decode()
    await db.execute(UNMERGE, who.program_id, who.kept_id, who.gone_id, told, who.actor.name[:120])


async def weigh(_who: Joining) -> Mapping[str, int]:
    """Nothing that is counted."""
    return {}


ERASE = (
    "DELETE FROM tier_activity WHERE program_id = $1 AND membership_id = $2",
    "DELETE FROM member_tier WHERE program_id = $1 AND membership_id = $2",
    "UPDATE tier_change SET note = '' WHERE program_id = $1 AND membership_id = $2",
)


async def erase(who: Leaving) -> int:
    """No tier any more, and no words about one."""
    for statement in ERASE:
        await db.execute(statement, who.program_id, who.membership_id)
    return 0


# $1 program, $2 members, $3 one business or null for all
TOLD = {
    "tiers": """
        SELECT from_name, to_name, reason, note, created_at FROM tier_change
        WHERE program_id = $1 AND membership_id = ANY ($2::uuid[]) AND ($3::uuid IS NULL OR true)
        ORDER BY created_at, id""",
}


async def export(
    program_id: UUID, members: Sequence[UUID], business_id: UUID | None
) -> Mapping[str, PersonRows]:
    """What is kept here."""
    return {name: await told(sql, program_id, list(members), business_id) for name, sql in TOLD.items()}


PEOPLE_PART = PeoplePart("tiers", merge, unmerge, weigh, erase, export)
