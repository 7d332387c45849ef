"""Birthday presents of two members who become one, and of somebody who is forgotten."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from api.core import db
from api.core.telling import told
from api.customers import Joining, Leaving, PeoplePart, PersonRows

# one birthday is kept of both: who got its present this year gets no second one
MOVE = """
    UPDATE birthday_present AS own SET membership_id = $2, subject_id = CASE
        WHEN own.subject_id = $3 AND NOT EXISTS (
            SELECT FROM birthday_present AS other
            WHERE other.program_id = $1 AND other.promotion_id = own.promotion_id AND other.subject_id = $2
                AND other.year = own.year) THEN $2
        ELSE own.subject_id END
    WHERE own.program_id = $1 AND own.membership_id = $3 RETURNING own.id
"""
BACK = """
    UPDATE birthday_present
    SET membership_id = $3, subject_id = CASE WHEN subject_id = $2 THEN $3 ELSE subject_id END
    WHERE program_id = $1 AND membership_id = $2 AND id = ANY ($4::uuid[])
"""
WEIGH = "SELECT count(*) FROM birthday_present WHERE program_id = $1 AND membership_id = $2"
# presents are counted: the row stays, and says the year alone
ERASE = """
    UPDATE birthday_present SET birthday = make_date(year, 1, 1), turns = NULL, subject_id = id
    WHERE program_id = $1 AND membership_id = $2
"""
TOLD = """
    SELECT promotion.name AS promotion, present.birthday, present.turns, present.points, present.good_until,
        present.seen_at, present.created_at
    FROM birthday_present AS present JOIN promotion ON promotion.id = present.promotion_id
    WHERE present.program_id = $1 AND present.membership_id = ANY ($2::uuid[])
        AND ($3::uuid IS NULL OR present.business_id = $3)
    ORDER BY present.created_at, present.id
"""


async def merge(who: Joining) -> Mapping[str, Any]:
    """All presents are the kept one's, as their vouchers are."""
    rows = await db.fetch(MOVE, who.program_id, who.kept_id, who.gone_id)
    return {"presents": [row["id"] for row in rows]}


async def unmerge(who: Joining, taken: Mapping[str, Any]) -> None:
    """Those that came along go back."""
    await db.execute(BACK, who.program_id, who.kept_id, who.gone_id, taken["presents"])


async def weigh(who: Joining) -> Mapping[str, int]:
    """Presents."""
    return {"presents": await db.fetchval(WEIGH, who.program_id, who.gone_id)}


async def erase(who: Leaving) -> int:
    """Birthdays, ages and children go."""
    await db.execute(ERASE, who.program_id, who.membership_id)
    return 0


async def export(
    program_id: UUID, members: Sequence[UUID], business_id: UUID | None
) -> Mapping[str, PersonRows]:
    """What is kept here."""
    return {"birthday_presents": await told(TOLD, program_id, list(members), business_id)}


PEOPLE_PART = PeoplePart("promotions", merge, unmerge, weigh, erase, export)
