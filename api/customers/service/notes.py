"""Notes of the staff about members, and the labels that a business gives them."""

from collections.abc import Mapping
from uuid import UUID

import asyncpg

from api.core import audit, db, outbox
from api.core.audit import Actor
from api.core.errors import BadInput, NotFound
from api.core.ids import new_id
from api.customers.events import MemberChanged
from api.customers.queries import notes_by_id, tags_by_id
from api.customers.queries.keys import key_of_row
from api.customers.rules import MAX_TAGS, note_changes, tag_name
from api.customers.service.profiles import lock_profile
from api.customers.types import MemberKey, NoteChanges, NoteInfo, TagInfo

ADD_NOTE = """
    INSERT INTO note (id, program_id, business_id, membership_id, text, author_id, author_name, is_pinned)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
LOCK_NOTE = "SELECT * FROM note WHERE program_id = $1 AND business_id = $2 AND id = $3 FOR UPDATE"
# one spelling of a tag per business, whatever the case
FIND_TAG = "SELECT id FROM tag WHERE program_id = $1 AND business_id = $2 AND lower(name) = lower($3)"
ADD_TAG = """
    INSERT INTO tag (id, program_id, business_id, name) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
"""
COUNT_TAGS = """
    SELECT count(*) FROM membership_tag WHERE program_id = $1 AND business_id = $2 AND membership_id = $3
"""
LINK = """
    INSERT INTO membership_tag (id, program_id, business_id, tag_id, membership_id) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT DO NOTHING RETURNING id
"""
UNLINK = """
    DELETE FROM membership_tag WHERE program_id = $1 AND business_id = $2 AND membership_id = $3 AND tag_id = $4
    RETURNING id
"""


async def add_note(actor: Actor, key: MemberKey, text: str, *, is_pinned: bool = False) -> NoteInfo:
    """Writes a note under the actor's name. Refuses an empty or too long text, and NOT_FOUND."""
    columns = note_changes(NoteChanges(text=text))
    note_id = new_id()
    async with db.transaction():
        await lock_profile(key)
        await db.execute(
            ADD_NOTE, note_id, *key, columns["text"], actor.staff_id or actor.id, actor.name[:120], is_pinned
        )
        await _tell(actor, key, "customers.note_added", "notes")
        return (await notes_by_id(key.program_id, key.business_id, [note_id]))[note_id]


async def update_note(
    actor: Actor, program_id: UUID, business_id: UUID, note_id: UUID, changes: NoteChanges
) -> NoteInfo:
    """Changes what is given of a note. Refuses a bad text, and NOT_FOUND."""
    columns = note_changes(changes)
    async with db.transaction():
        row = await _locked(program_id, business_id, note_id)
        changed = {name: value for name, value in columns.items() if value != row[name]}
        if changed:
            sets = ", ".join(f"{name} = ${nr}" for nr, name in enumerate(changed, 2))
            await db.execute(f"UPDATE note SET {sets} WHERE id = $1", note_id, *changed.values())
            await _tell(actor, key_of_row(row), "customers.note_updated", "notes")
        return (await notes_by_id(program_id, business_id, [note_id]))[note_id]


async def remove_note(actor: Actor, program_id: UUID, business_id: UUID, note_id: UUID) -> NoteInfo:
    """Deletes a note for good; the note as it was. Refuses with NOT_FOUND."""
    async with db.transaction():
        row = await _locked(program_id, business_id, note_id)
        note = (await notes_by_id(program_id, business_id, [note_id]))[note_id]
        await db.execute("DELETE FROM note WHERE id = $1", note_id)
        await _tell(actor, key_of_row(row), "customers.note_removed", "notes")
        return note


async def _locked(program_id: UUID, business_id: UUID, note_id: UUID) -> asyncpg.Record:
    row = await db.fetchrow(LOCK_NOTE, program_id, business_id, note_id)
    if row is None:
        raise NotFound("There is no such note.", path=("noteId",))
    return row


async def tag_member(actor: Actor, key: MemberKey, name: str) -> TagInfo:
    """Puts a tag on a member, made where the business has none of this name (upper and lower case are one name).

    A tag that is there already stays. Refuses a bad name, more than 30 tags on one member, and NOT_FOUND.
    """
    name = tag_name(name)
    async with db.transaction():
        await lock_profile(key)
        await db.execute(ADD_TAG, new_id(), key.program_id, key.business_id, name)
        tag_id: UUID = await db.fetchval(FIND_TAG, key.program_id, key.business_id, name)
        count: int = await db.fetchval(COUNT_TAGS, *key)
        link = await db.fetchval(LINK, new_id(), key.program_id, key.business_id, tag_id, key.membership_id)
        if link is not None:
            if count >= MAX_TAGS:
                raise BadInput(
                    f"A customer has at most {MAX_TAGS} tags.", path=("name",), params={"max": MAX_TAGS}
                )
            await _tell(actor, key, "customers.tagged", "tags", {"tag": tag_id})
        return (await tags_by_id(key.program_id, key.business_id, [tag_id]))[tag_id]


async def untag_member(actor: Actor, key: MemberKey, tag_id: UUID) -> None:
    """Takes a tag off a member; nothing happens where it is not on. Refuses NOT_FOUND for the member or the tag."""
    async with db.transaction():
        await lock_profile(key)
        if tag_id not in await tags_by_id(key.program_id, key.business_id, [tag_id]):
            raise NotFound("There is no such tag.", path=("tagId",))
        if await db.fetchval(UNLINK, *key, tag_id) is not None:
            await _tell(actor, key, "customers.untagged", "tags", {"tag": tag_id})


async def _tell(
    actor: Actor, key: MemberKey, action: str, what: str, after: Mapping[str, object] | None = None
) -> None:
    """Into the audit without the text of notes: they are private to those who may read them."""
    await audit.record(
        actor,
        action,
        target=("Customer", key.membership_id),
        after=after,
        program_id=key.program_id,
        business_id=key.business_id,
    )
    await outbox.announce(MemberChanged(**key._asdict(), what=what))
