"""What a business knows of a member, changed; and a member let go."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import asyncpg

from api import businesses
from api.core import audit, clock, db, outbox
from api.core.audit import Actor
from api.core.errors import Conflict, NotFound
from api.customers.events import MemberChanged, MemberRemoved
from api.customers.queries import members_by_id
from api.customers.rules import profile_changes
from api.customers.service.indexing import index_members
from api.customers.types import Member, MemberKey, ProfileChanges

LOCK = """
    SELECT * FROM profile WHERE program_id = $1 AND business_id = $2 AND membership_id = $3 AND removed_at IS NULL
    FOR UPDATE
"""
REMOVE = """
    UPDATE profile SET removed_at = now(), version = version + 1
    WHERE program_id = $1 AND business_id = $2 AND membership_id = $3
"""
FORGET_WORDS = "SELECT write_search_tokens($1, $2, ARRAY[$3::uuid], '{}', '{}')"
CASTS = {"preferences": "::jsonb"}


async def read_member(key: MemberKey) -> Member:
    """The member as the business knows it. Refuses with NOT_FOUND."""
    found = await members_by_id(
        key.program_id, [key.membership_id], business_id=key.business_id, only_met=True
    )
    if key.membership_id not in found:
        raise NotFound("There is no such customer.", path=("customerId",))
    return found[key.membership_id]


async def lock_profile(key: MemberKey) -> asyncpg.Record:
    """The profile's row, held until the transaction ends. Refuses with NOT_FOUND."""
    row = await db.fetchrow(LOCK, *key)
    if row is None:
        raise NotFound("There is no such customer.", path=("customerId",))
    return row


async def program_day(program_id: UUID) -> date:
    """Today where the program lives."""
    return clock.local_date(clock.now(), (await businesses.rules_for(program_id)).time_zone)


async def update_member(
    actor: Actor, key: MemberKey, changes: ProfileChanges, *, version: int | None = None
) -> Member:
    """Changes what is given of a member in one business.

    Refuses bad values at their path, NOT_FOUND, and CONFLICT for a `version` that is no longer current.
    """
    columns = profile_changes(changes, await program_day(key.program_id))
    async with db.transaction():
        before = await lock_profile(key)
        if version is not None and version != before["version"]:
            raise Conflict(
                "Somebody else changed this customer meanwhile. Please look again.",
                path=("version",),
                params={"version": before["version"]},
            )
        changed = {name: value for name, value in columns.items() if value != before[name]}
        if changed:
            await write_profile(before["id"], changed)
            await _tell(actor, key, "customers.updated", before, changed)
        return await read_member(key)


async def write_profile(profile_id: UUID, columns: Mapping[str, object]) -> None:
    """Sets columns of one profile; the version goes up by one."""
    sets = ", ".join(f"{name} = ${nr}{CASTS.get(name, '')}" for nr, name in enumerate(columns, 2))
    await db.execute(
        f"UPDATE profile SET version = version + 1, {sets} WHERE id = $1", profile_id, *columns.values()
    )


async def _tell(
    actor: Actor, key: MemberKey, action: str, before: asyncpg.Record, changed: Mapping[str, object]
) -> None:
    if changed.keys() & {"name", "email"}:
        await index_members([key.membership_id], key.business_id)
    await audit.record(
        actor,
        action,
        target=("Customer", key.membership_id),
        before={name: before[name] for name in changed},
        after=changed,
        program_id=key.program_id,
        business_id=key.business_id,
    )
    await outbox.announce(MemberChanged(**key._asdict(), what="profile"))


async def remove_member(actor: Actor, key: MemberKey, *, reason: str = "") -> Member:
    """Lets a member go: no list or search of this business shows it any more; the ledger keeps the points.

    The member as it was. Enrolled again it comes back as it was. Refuses with NOT_FOUND.
    """
    async with db.transaction():
        await lock_profile(key)
        member = await read_member(key)
        await db.execute(REMOVE, *key)
        await db.execute(FORGET_WORDS, *key)
        await audit.record(
            actor,
            "customers.removed",
            target=("Customer", key.membership_id),
            after={"reason": reason[:300]},
            program_id=key.program_id,
            business_id=key.business_id,
        )
        await outbox.announce(MemberRemoved(**key._asdict()))
        return member
