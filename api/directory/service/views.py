"""Saved views: kept under a name for oneself or for the business, and removed."""

from uuid import UUID

import orjson

from api.core import audit, db
from api.core.audit import Actor
from api.core.errors import BadInput, Conflict, Forbidden, NotFound
from api.core.ids import new_id
from api.customers import clean_name
from api.directory.errors import TooMany
from api.directory.rules.columns import chosen
from api.directory.types import ViewDetails

MAX_VIEWS = 50
MAX_FILTER_BYTES = 2_000
OURS = "program_id = $1 AND business_id = $2"
THEIRS = f"{OURS} AND id = $4 AND (staff_id = $3 OR (staff_id IS NULL AND $5))"
LOCK = f"SELECT version FROM customer_view WHERE {THEIRS} FOR UPDATE"
COUNT = f"SELECT count(*) FROM customer_view WHERE {OURS} AND (staff_id IS NULL OR staff_id = $3)"
INSERT = """
    INSERT INTO customer_view (program_id, business_id, made_by, id, staff_id, name, search, narrowed, sort, columns,
        is_default, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11, 1)
"""
UPDATE = """
    UPDATE customer_view SET staff_id = $5, name = $6, search = $7, narrowed = $8::jsonb, sort = $9, columns = $10,
        is_default = $11, version = version + 1, made_by = $3
    WHERE program_id = $1 AND business_id = $2 AND id = $4
"""
ONE_DEFAULT = """
    UPDATE customer_view SET is_default = false
    WHERE program_id = $1 AND business_id = $2 AND made_by = $3 AND id <> $4 AND is_default
"""
DELETE = f"DELETE FROM customer_view WHERE {THEIRS} RETURNING name"


async def save_view(
    actor: Actor,
    program_id: UUID,
    business_id: UUID,
    details: ViewDetails,
    *,
    view_id: UUID | None = None,
    version: int | None = None,
    may_share: bool = True,
) -> UUID:
    """Keeps a new view, or changes one of one's own or, where the actor `may_share`, a shared one; its id.

    Refuses a bad name, filter or columns, FORBIDDEN, NOT_FOUND, CONFLICT for an old `version`, TOO_MANY beyond 50.
    """
    if details.is_shared and not may_share:
        raise Forbidden("You are not allowed to do this.", params={"permission": "customers.manage"})
    name = clean_name(details.name, longest=60)
    if not name:
        raise BadInput("Please give the view a name.", path=("name",))
    narrowed = orjson.dumps(dict(details.narrowed), default=str).decode()
    if len(narrowed) > MAX_FILTER_BYTES or len(details.search) > 200:
        raise BadInput("This filter is too long to keep.", path=("filter",))
    who = actor.staff_id or actor.id
    key = view_id or new_id()
    async with db.transaction():
        if view_id is None:
            await _check_count(program_id, business_id, who)
        else:
            await _check_version((program_id, business_id, who, view_id, may_share), version)
        await db.execute(
            INSERT if view_id is None else UPDATE,
            program_id,
            business_id,
            who,
            key,
            None if details.is_shared else who,
            name,
            clean_name(details.search, longest=200, path=("search",)),
            narrowed,
            details.sort.value,
            list(chosen(details.columns)),
            details.is_default,
        )
        if details.is_default:
            await db.execute(ONE_DEFAULT, program_id, business_id, who, key)
        await _note(actor, "directory.view_saved", program_id, business_id, key, name)
    return key


async def remove_view(
    actor: Actor, program_id: UUID, business_id: UUID, view_id: UUID, *, may_share: bool = True
) -> None:
    """Deletes a view of one's own or, where the actor `may_share`, a shared one. Refuses NOT_FOUND."""
    who = actor.staff_id or actor.id
    async with db.transaction():
        name = await db.fetchval(DELETE, program_id, business_id, who, view_id, may_share)
        if name is None:
            raise NotFound("There is no such view.", path=("viewId",))
        await _note(actor, "directory.view_removed", program_id, business_id, view_id, name)


async def _check_count(program_id: UUID, business_id: UUID, who: UUID | None) -> None:
    if await db.fetchval(COUNT, program_id, business_id, who) >= MAX_VIEWS:
        raise TooMany(f"Please keep at most {MAX_VIEWS} views.", params={"max": MAX_VIEWS})


async def _check_version(key: tuple[UUID, UUID, UUID | None, UUID, bool], version: int | None) -> None:
    found = await db.fetchval(LOCK, *key)
    if found is None:
        raise NotFound("There is no such view.", path=("viewId",))
    if version not in (None, found):
        raise Conflict(
            "Somebody else changed this in the meantime. Please look again.",
            path=("version",),
            params={"version": found},
        )


async def _note(
    actor: Actor, action: str, program_id: UUID, business_id: UUID, view_id: UUID, name: str
) -> None:
    await audit.record(
        actor,
        action,
        target=("CustomerView", view_id),
        after={"name": name},
        program_id=program_id,
        business_id=business_id,
    )
