"""Merges that were done."""

from uuid import UUID

import asyncpg

from api.core import db
from api.customers.types import MergeInfo

BY_KEY = "SELECT * FROM member_merge WHERE program_id = $1 AND source = $2 AND idem_key = $3"
BY_ID = "SELECT * FROM member_merge WHERE program_id = $1 AND business_id = $2 AND id = $3 FOR UPDATE"
KEPT = """
    SELECT asked.id, coalesce(card.merged_into_id, card.id) AS kept_id
    FROM unnest($2::text::uuid[]) AS asked (id) JOIN membership AS card ON card.id = asked.id
    WHERE card.program_id = $1 AND card.erased_at IS NULL
"""


def to_merge(row: asyncpg.Record) -> MergeInfo:
    """A row of member_merge."""
    return MergeInfo(
        id=row["id"],
        program_id=row["program_id"],
        business_id=row["business_id"],
        kept_id=row["kept_id"],
        gone_id=row["gone_id"],
        reason=row["reason"],
        staff_name=row["staff_name"],
        merged_at=row["created_at"],
        undo_until=row["undo_until"],
        undone_at=row["undone_at"],
    )


async def merge_by_key(program_id: UUID, source: str, key: str) -> tuple[MergeInfo, str] | None:
    """The merge that was done with this idempotency key, and the hash of its content."""
    row = await db.fetchrow(BY_KEY, program_id, source, key)
    return None if row is None else (to_merge(row), row["request_hash"])


async def merge_by_id(program_id: UUID, business_id: UUID, merge_id: UUID) -> asyncpg.Record | None:
    """The whole row, locked until the transaction ends."""
    return await db.fetchrow(BY_ID, program_id, business_id, merge_id)


async def kept_members(program_id: UUID, ids: list[UUID]) -> dict[UUID, UUID]:
    """Whom each membership id of a program stands for now: itself, or whom it was merged into."""
    return {row["id"]: row["kept_id"] for row in await db.fetch(KEPT, program_id, db.id_list(ids))}
