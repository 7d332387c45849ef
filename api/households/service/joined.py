"""Places in households of two members who become one."""

from collections.abc import Mapping
from typing import Any

from api.core import db
from api.customers import Joining, PeoplePart
from api.households.queries import member_of
from api.households.service.locking import lock_household
from api.households.service.membership import end

MOVE = """
    UPDATE household_member SET membership_id = $3
    WHERE program_id = $1 AND id = $2 AND membership_id = $4 AND left_at IS NULL
"""


async def merge(who: Joining) -> Mapping[str, Any]:
    """The place becomes the kept one's; where they have one, the other ends as if its holder left."""
    if await member_of(who.program_id, who.gone_id) is None:
        return {}
    place, everyone = await lock_household(who.program_id, who.gone_id)
    if await member_of(who.program_id, who.kept_id) is not None:
        await end(place, everyone)
        return {}
    await db.execute(MOVE, who.program_id, place.id, who.kept_id, who.gone_id)
    return {"place": str(place.id)}


async def unmerge(who: Joining, taken: Mapping[str, Any]) -> None:
    """A place that came along goes back, where the kept one has not left it."""
    if "place" in taken:
        await db.execute(MOVE, who.program_id, taken["place"], who.gone_id, who.kept_id)


PEOPLE_PART = PeoplePart("households", merge, unmerge)
