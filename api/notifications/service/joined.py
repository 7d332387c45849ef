"""Messages of two members who become one, and of somebody who is forgotten."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from api.core import db
from api.core.ids import to_global_id
from api.core.telling import told
from api.customers import Joining, Leaving, PeoplePart, PersonRows

# links lead to the card that the message is on
MOVE = """
    UPDATE message SET membership_id = $2, link = replace(link, $4, $5)
    WHERE program_id = $1 AND membership_id = $3 RETURNING id
"""
BACK = """
    UPDATE message SET membership_id = $3, link = replace(link, $4, $5)
    WHERE program_id = $1 AND membership_id = $2 AND id = ANY ($6::uuid[])
"""
WEIGH = "SELECT count(*) FROM message WHERE program_id = $1 AND membership_id = $2 AND read_at IS NULL"
ERASE = "DELETE FROM message WHERE program_id = $1 AND membership_id = $2"
TOLD = """
    SELECT business.name AS business, kind, params::text AS params, message.created_at, read_at
    FROM message LEFT JOIN business ON business.id = message.business_id
    WHERE message.program_id = $1 AND message.membership_id = ANY ($2::uuid[])
        AND ($3::uuid IS NULL OR message.business_id = $3)
    ORDER BY message.created_at, message.id
"""


async def merge(who: Joining) -> Mapping[str, Any]:
    """All messages are in the kept one's inbox, read or not."""
    rows = await db.fetch(
        MOVE, who.program_id, who.kept_id, who.gone_id, _card(who.gone_id), _card(who.kept_id)
    )
    return {"messages": [row["id"] for row in rows]}


async def unmerge(who: Joining, taken: Mapping[str, Any]) -> None:
    """Those that came along go back."""
    cards = _card(who.kept_id), _card(who.gone_id)
    await db.execute(BACK, who.program_id, who.kept_id, who.gone_id, *cards, taken["messages"])


def _card(membership_id: UUID) -> str:
    return to_global_id("Card", membership_id)


async def weigh(who: Joining) -> Mapping[str, int]:
    """Messages that are new."""
    return {"messages": await db.fetchval(WEIGH, who.program_id, who.gone_id)}


async def erase(who: Leaving) -> int:
    """The inbox is emptied."""
    await db.execute(ERASE, who.program_id, who.membership_id)
    return 0


async def export(
    program_id: UUID, members: Sequence[UUID], business_id: UUID | None
) -> Mapping[str, PersonRows]:
    """What is kept here: of one business, what it said itself."""
    return {"messages": await told(TOLD, program_id, list(members), business_id)}


PEOPLE_PART = PeoplePart("notifications", merge, unmerge, weigh, erase, export)
