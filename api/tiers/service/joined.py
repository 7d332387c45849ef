"""Tiers of two members who become one."""

from collections.abc import Mapping
from typing import Any

import orjson

from api.core import db
from api.customers import Joining, PeoplePart

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


PEOPLE_PART = PeoplePart("tiers", merge, unmerge, weigh)
