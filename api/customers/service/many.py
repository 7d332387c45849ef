"""The same done to many members at once: labels, status, details. Set-based; profiles are locked by ascending id."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from api.core import db, outbox
from api.core.errors import NotFound
from api.core.ids import new_id, new_ids
from api.customers.events import MemberChanged
from api.customers.queries import tags_by_id
from api.customers.rules import MAX_TAGS, tag_name
from api.customers.service.indexing import index_members
from api.customers.service.notes import ADD_TAG, FIND_TAG
from api.customers.types import ManyTagged, MemberStatus

LOCK = """
    SELECT membership_id, status FROM profile
    WHERE program_id = $1 AND business_id = $2 AND membership_id = ANY ($3::uuid[]) AND removed_at IS NULL
    ORDER BY membership_id FOR UPDATE
"""
WORN = """
    SELECT membership_id, count(*) AS tags, bool_or(tag_id = $4) AS wears FROM membership_tag
    WHERE program_id = $1 AND business_id = $2 AND membership_id = ANY ($3::uuid[]) GROUP BY membership_id
"""
LINK = """
    INSERT INTO membership_tag (id, program_id, business_id, tag_id, membership_id)
    SELECT asked.id, $1, $2, $3, asked.member FROM unnest($4::uuid[], $5::uuid[]) AS asked (id, member)
    ON CONFLICT DO NOTHING
"""
UNLINK = """
    DELETE FROM membership_tag
    WHERE program_id = $1 AND business_id = $2 AND tag_id = $3 AND membership_id = ANY ($4::uuid[])
    RETURNING membership_id
"""
STATUS = """
    UPDATE profile SET status = $3, version = version + 1
    WHERE program_id = $1 AND business_id = $2 AND membership_id = ANY ($4::uuid[])
"""
DETAILS = ("name", "email", "city", "birth_month", "birth_day", "birth_year")
# what is null stays as it is
WRITE = """
    UPDATE profile SET version = version + 1, name = coalesce(told.name, profile.name),
        email = coalesce(told.email, profile.email), city = coalesce(told.city, profile.city),
        birth_month = coalesce(told.birth_month, profile.birth_month),
        birth_day = coalesce(told.birth_day, profile.birth_day),
        birth_year = CASE WHEN told.birth_month IS NULL THEN profile.birth_year ELSE told.birth_year END
    FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[], $9::int[])
        AS told (member, name, email, city, birth_month, birth_day, birth_year)
    WHERE profile.program_id = $1 AND profile.business_id = $2 AND profile.membership_id = told.member
"""


async def _lock(program_id: UUID, business_id: UUID, members: Sequence[UUID]) -> dict[UUID, MemberStatus]:
    rows = await db.fetch(LOCK, program_id, business_id, list(members))
    return {row["membership_id"]: MemberStatus(row["status"]) for row in rows}


async def _tell(program_id: UUID, business_id: UUID, members: Iterable[UUID], what: str) -> None:
    await outbox.announce(
        *(
            MemberChanged(program_id=program_id, business_id=business_id, membership_id=member, what=what)
            for member in members
        )
    )


async def tag_many(program_id: UUID, business_id: UUID, members: Sequence[UUID], name: str) -> ManyTagged:
    """Puts a tag on members, made where the business has none of this name. Refuses a bad name."""
    name = tag_name(name)
    async with db.transaction():
        await db.execute(ADD_TAG, new_id(), program_id, business_id, name)
        tag_id: UUID = await db.fetchval(FIND_TAG, program_id, business_id, name)
        met = frozenset(await _lock(program_id, business_id, members))
        worn = {
            row["membership_id"]: row
            for row in await db.fetch(WORN, program_id, business_id, list(met), tag_id)
        }
        same = frozenset(member for member, row in worn.items() if row["wears"])
        full = frozenset(member for member, row in worn.items() if row["tags"] >= MAX_TAGS) - same
        changed = met - same - full
        await db.execute(LINK, program_id, business_id, tag_id, new_ids(len(changed)), list(changed))
        await _tell(program_id, business_id, changed, "tags")
    return ManyTagged(tag_id, changed, same, full)


async def untag_many(
    program_id: UUID, business_id: UUID, members: Sequence[UUID], tag_id: UUID
) -> ManyTagged:
    """Takes a tag off members. Refuses NOT_FOUND for a tag that the business does not have."""
    async with db.transaction():
        if tag_id not in await tags_by_id(program_id, business_id, [tag_id]):
            raise NotFound("There is no such tag.", path=("tagId",))
        met = frozenset(await _lock(program_id, business_id, members))
        rows = await db.fetch(UNLINK, program_id, business_id, tag_id, list(met))
        changed = frozenset(row["membership_id"] for row in rows)
        await _tell(program_id, business_id, changed, "tags")
    return ManyTagged(tag_id, changed, met - changed)


async def set_status_many(
    program_id: UUID,
    business_id: UUID,
    members: Sequence[UUID],
    status: MemberStatus,
    *,
    only_from: MemberStatus | None = None,
) -> dict[UUID, MemberStatus]:
    """Gives members a status; what each had before. `only_from` passes over those who have another one."""
    async with db.transaction():
        before = await _lock(program_id, business_id, members)
        changed = [member for member, had in before.items() if had is not status and only_from in (None, had)]
        await db.execute(STATUS, program_id, business_id, status.value, changed)
        await _tell(program_id, business_id, changed, "profile")
    return before


async def update_many(program_id: UUID, business_id: UUID, told: Mapping[UUID, Mapping[str, object]]) -> None:
    """Writes clean columns (DETAILS) of members whom the business has met; what is missing stays as it is."""
    if not told:
        return
    async with db.transaction():
        await _lock(program_id, business_id, list(told))
        columns = [[each.get(name) for each in told.values()] for name in DETAILS]
        await db.execute(WRITE, program_id, business_id, list(told), *columns)
        await index_members(list(told), business_id)
        await _tell(program_id, business_id, told, "profile")
