"""Bills of two members who become one."""

from collections.abc import Mapping
from typing import Any

from api.core import db
from api.customers import Joining, PeoplePart

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


PEOPLE_PART = PeoplePart("purchases", merge, unmerge, weigh)
