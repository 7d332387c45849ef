"""Items of the queue as they are kept."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from api.core import db
from api.reviews.types import ReviewInfo, ReviewState

COLUMNS = """
    id, program_id, business_id, tx_id, purchase_id, membership_id, store_id, staff_id, points, occurred_at, state
"""
BY_ID = (
    f"SELECT {COLUMNS} FROM review_item WHERE program_id = $1 AND business_id = $2 AND id = ANY ($3::uuid[])"
)


async def items_by_id(program_id: UUID, business_id: UUID, ids: Sequence[UUID]) -> dict[UUID, ReviewInfo]:
    """Items of the business by id; others are left out."""
    return {row["id"]: to_item(row) for row in await db.fetch(BY_ID, program_id, business_id, list(ids))}


def to_item(row: Mapping[str, Any]) -> ReviewInfo:
    """A row of COLUMNS."""
    return ReviewInfo(
        id=row["id"],
        program_id=row["program_id"],
        business_id=row["business_id"],
        tx_id=row["tx_id"],
        purchase_id=row["purchase_id"],
        membership_id=row["membership_id"],
        store_id=row["store_id"],
        staff_id=row["staff_id"],
        points=row["points"],
        occurred_at=row["occurred_at"],
        state=ReviewState(row["state"]),
    )
