"""What hangs on members: tags, notes, consents. Read in batches by member and business."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from api.core import db
from api.customers.queries.keys import ASKED, columns, key_of_row
from api.customers.types import ConsentChannel, ConsentInfo, MemberKey, NoteInfo, TagInfo

CONSENTS = f"""
    SELECT asked.program_id, asked.business_id, asked.membership_id, newest.channel, newest.is_granted,
        newest.created_at
    FROM {ASKED}
    CROSS JOIN unnest($4::text[]) AS way (channel)
    CROSS JOIN LATERAL (
        SELECT given.channel, given.is_granted, given.created_at FROM consent AS given
        WHERE given.program_id = asked.program_id AND given.business_id = asked.business_id
          AND given.membership_id = asked.membership_id AND given.channel = way.channel
        ORDER BY given.created_at DESC, given.id DESC LIMIT 1) AS newest
"""
TAGS_OF_BUSINESS = """
    SELECT id, name FROM tag WHERE program_id = $1 AND business_id = $2 ORDER BY lower(name), id
"""


def to_tag(row: asyncpg.Record) -> TagInfo:
    """A row of tag."""
    return TagInfo(row["id"], row["name"])


def to_note(row: asyncpg.Record) -> NoteInfo:
    """A row of note."""
    return NoteInfo(
        id=row["id"],
        key=key_of_row(row),
        text=row["text"],
        author_name=row["author_name"],
        is_pinned=row["is_pinned"],
        created_at=row["created_at"],
    )


async def tags_of_business(program_id: UUID, business_id: UUID) -> list[TagInfo]:
    """All tags of a business by name."""
    return [to_tag(row) for row in await db.fetch(TAGS_OF_BUSINESS, program_id, business_id)]


async def tags_by_id(program_id: UUID, business_id: UUID, ids: Sequence[UUID]) -> dict[UUID, TagInfo]:
    """Tags of one business by id."""
    wanted = set(ids)
    return {tag.id: tag for tag in await tags_of_business(program_id, business_id) if tag.id in wanted}


async def notes_by_id(program_id: UUID, business_id: UUID, ids: Sequence[UUID]) -> dict[UUID, NoteInfo]:
    """Notes of one business by id."""
    rows = await db.fetch(
        "SELECT * FROM note WHERE program_id = $1 AND business_id = $2 AND id = ANY ($3::uuid[])",
        program_id,
        business_id,
        list(ids),
    )
    return {row["id"]: to_note(row) for row in rows}


async def consents_of(keys: Sequence[MemberKey]) -> dict[MemberKey, list[ConsentInfo]]:
    """Where members stand on every channel, in the channels' order; never asked is no."""
    rows = await db.fetch(CONSENTS, *columns(keys), [channel.value for channel in ConsentChannel])
    newest = {(key_of_row(row), row["channel"]): row for row in rows}
    return {
        key: [_stand(newest.get((key, channel.value)), channel) for channel in ConsentChannel] for key in keys
    }


def _stand(row: asyncpg.Record | None, channel: ConsentChannel) -> ConsentInfo:
    if row is None:
        return ConsentInfo(channel, is_granted=False, recorded_at=None)
    return ConsentInfo(channel, row["is_granted"], row["created_at"])
