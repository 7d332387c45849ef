"""Suspicious awards of two members who become one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.core import db
from api.customers import Joining, PeoplePart

# items are locked by ascending id, as by whoever decides about them
MOVE = """
    WITH items AS (
        SELECT id FROM review_item WHERE program_id = $1 AND membership_id = $3
            AND ($4::uuid[] IS NULL OR id = ANY ($4)) ORDER BY id FOR UPDATE
    )
    UPDATE review_item SET membership_id = $2 FROM items WHERE review_item.id = items.id RETURNING review_item.id
"""


async def merge(who: Joining) -> Mapping[str, Any]:
    """Items are about the kept one's points, decided or not."""
    rows = await db.fetch(MOVE, who.program_id, who.kept_id, who.gone_id, None)
    return {"items": [row["id"] for row in rows]}


async def unmerge(who: Joining, taken: Mapping[str, Any]) -> None:
    """Those that came along go back with their points."""
    items = [UUID(item) for item in taken["items"]]
    await db.fetch(MOVE, who.program_id, who.gone_id, who.kept_id, items)


PEOPLE_PART = PeoplePart("reviews", merge, unmerge)
