"""How many members stores enrolled."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api.core import db

ENROLLED = """
    SELECT asked.store_id, count(*) AS members
    FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[])
        AS asked (program_id, store_id, since, until)
    JOIN membership AS card ON card.program_id = asked.program_id AND card.enrolled_store_id = asked.store_id
        AND card.created_at >= asked.since AND card.created_at < asked.until
    GROUP BY asked.store_id
"""


async def enrolled_at(asked: Sequence[tuple[UUID, UUID, datetime, datetime]]) -> dict[UUID, int]:
    """How many cards each store gave out, for (program, store, since, until); stores without any are left out."""
    if not asked:
        return {}
    rows = await db.fetch(ENROLLED, *(list(column) for column in zip(*asked, strict=True)))
    return {row["store_id"]: row["members"] for row in rows}
