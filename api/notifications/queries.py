"""Reads of messages, batch first."""

from collections.abc import Sequence
from uuid import UUID

from api.core import db

UNREAD = """
    SELECT membership_id, count(*) AS unread FROM message
    WHERE membership_id = ANY ($1::uuid[]) AND read_at IS NULL AND (expires_at IS NULL OR expires_at > now())
    GROUP BY membership_id
"""


async def unread_of(membership_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many messages each member has not read. Every id asked has an answer."""
    rows = await db.fetch(UNREAD, list(membership_ids))
    found = {row["membership_id"]: row["unread"] for row in rows}
    return {key: found.get(key, 0) for key in membership_ids}
