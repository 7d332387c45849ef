"""Fields of which the source and we say different things, decided by a person."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import asyncpg

from api import customers
from api.core import clock, db
from api.core.audit import Actor
from api.core.errors import BadInput, Conflict, NotFound
from api.customers import Birthday, MemberKey, ProfileChanges
from api.erp.service.telling import Tenant, connection_changed, note
from api.erp.types import ConflictState, Take

MOST = 100
THESE = """
    SELECT id, connection_id, membership_id, customer_key, field, theirs, state FROM erp_conflict
    WHERE program_id = $1 AND business_id = $2 AND id = ANY($3::uuid[]) ORDER BY id FOR UPDATE
"""
# whoever has the number now is found, or enrolled, with the next bill that is read
UNLINK = """
    UPDATE erp_doc SET membership_id = NULL, phone = $4
    WHERE program_id = $1 AND connection_id = $2 AND kind = 'customer' AND key = $3
"""
DECIDE = "UPDATE erp_conflict SET state = $2, decided_by = $3, decided_at = $4 WHERE id = $1"


async def decide_conflict(
    actor: Actor, program_id: UUID, business_id: UUID, conflict_id: UUID, take: Take
) -> None:
    """As `decide_conflicts`, for one."""
    await decide_conflicts(actor, program_id, business_id, {conflict_id: take})


async def decide_conflicts(
    actor: Actor, program_id: UUID, business_id: UUID, decisions: Mapping[UUID, Take]
) -> None:
    """Whose value stands, for up to 100 at once: all of them or none. Deciding the same again changes nothing.

    THEIRS writes the field to the customer as staff would. A phone number is a person's own and is not written: from
    the next bill on the source's customer is whoever has that number. Refuses NOT_FOUND, CONFLICT for one that was
    decided otherwise, and a value of theirs that no customer can have.
    """
    if not 1 <= len(decisions) <= MOST:
        raise BadInput(f"Please decide about 1 to {MOST} at once.", path=("decisions",))
    tenant = (program_id, business_id)
    async with db.transaction():
        rows = await db.fetch(THESE, *tenant, list(decisions))
        if len(rows) != len(decisions):
            raise NotFound("There is no such conflict.", path=("conflictId",))
        decided = [row for row in rows if await _decide(actor, tenant, row, decisions[row["id"]])]
        for connection_id in sorted({row["connection_id"] for row in decided}):
            await connection_changed(tenant, connection_id, "conflicts")


async def _decide(actor: Actor, tenant: Tenant, row: asyncpg.Record, take: Take) -> bool:
    """True where it was open."""
    if row["state"] == take.value:
        return False
    if row["state"] != ConflictState.OPEN:
        raise Conflict("Somebody else decided otherwise about this. Please look again.", path=("conflictId",))
    if take is Take.THEIRS:
        await _write(actor, tenant, row)
    await db.execute(DECIDE, row["id"], take.value, actor.name[:200], clock.now())
    after = {"field": row["field"], "take": take.value}
    await note(actor, "conflict_decided", ("ErpConflict", row["id"]), tenant, after)
    return True


async def _write(actor: Actor, tenant: Tenant, row: asyncpg.Record) -> None:
    if row["field"] == "phone":
        await db.execute(UNLINK, tenant[0], row["connection_id"], row["customer_key"], row["theirs"])
        return
    changes = _changes(row["field"], row["theirs"])
    if changes:
        await customers.update_member(actor, MemberKey(*tenant, row["membership_id"]), changes)


def _changes(field: str, theirs: str) -> ProfileChanges:
    match field:
        case "name":
            return {"name": theirs}
        case "email":
            return {"email": theirs or None}
        case "city":
            return {"city": theirs}
        case "birthday":
            return {"birthday": _birthday(theirs)}
        case _:
            return {}


def _birthday(text: str) -> Birthday:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadInput("Theirs is not a day of the calendar.", path=("theirs",)) from error
    return Birthday(day.month, day.day, day.year)
