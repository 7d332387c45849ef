"""Children of members: kept by the guardian's consent, forgotten when removed."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from api.core import audit, db, outbox
from api.core.audit import Actor
from api.core.errors import NotFound
from api.core.ids import new_id
from api.customers.events import MemberChanged
from api.customers.queries import kids_by_id, kids_of_people, memberships_of
from api.customers.rules import check_guardian, check_kid_count, kid_changes
from api.customers.service.profiles import lock_profile, program_day
from api.customers.types import Birthday, KidChanges, KidInfo, MemberKey

BY_STAFF: Final = "staff"
BY_GUARDIAN: Final = "guardian"

COUNT = "SELECT count(DISTINCT child_id) FROM kid WHERE membership_id = ANY ($1::uuid[])"
# a row for every business that knows the member: the guardian says it to all of them
ADD = """
    INSERT INTO kid (id, program_id, business_id, membership_id, child_id, first_name, birth_month, birth_day,
        birth_year, consent_at, consent_source, version)
    SELECT new.id, profile.program_id, profile.business_id, profile.membership_id, $2, $3, $4, $5, $6, now(), $7, 1
    FROM unnest($1::uuid[], $8::uuid[]) AS new (id, profile_id)
    JOIN profile ON profile.id = new.profile_id
"""
PROFILES_OF_CARDS = (
    "SELECT id FROM profile WHERE membership_id = ANY ($1::uuid[]) AND removed_at IS NULL ORDER BY id"
)
LOCK_CARDS = "SELECT id FROM membership WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE"
LOCK_OF_BUSINESS = """
    SELECT * FROM kid WHERE child_id = $1 AND program_id = $2 AND business_id = $3 ORDER BY id FOR UPDATE
"""
LOCK_OF_PERSON = """
    SELECT * FROM kid WHERE child_id = $1 AND membership_id = ANY ($2::uuid[]) ORDER BY id FOR UPDATE
"""


async def add_kid(
    actor: Actor, key: MemberKey, first_name: str, birthday: Birthday, *, has_guardian_agreed: bool
) -> KidInfo:
    """Staff write a child down for a member, known to this business alone.

    Refuses with CONSENT_REQUIRED, BAD_BIRTHDAY, an empty name, a twenty-first child, and NOT_FOUND.
    """
    check_guardian(has_guardian_agreed)
    columns = kid_changes(
        KidChanges(first_name=first_name, birthday=birthday), await program_day(key.program_id)
    )
    async with db.transaction():
        await db.fetch(LOCK_CARDS, [key.membership_id])
        profile = await lock_profile(key)
        child_id = await _insert([key.membership_id], [profile["id"]], columns, BY_STAFF)
        await _tell(actor, [key], "customers.kid_added")
        return (await kids_by_id(key.program_id, key.business_id, [child_id]))[child_id]


async def add_own_kid(
    actor: Actor,
    person_id: UUID,
    first_name: str,
    birthday: Birthday,
    *,
    has_guardian_agreed: bool,
    membership_id: UUID | None = None,
) -> KidInfo:
    """A guardian writes a child down for one own card, or for all of them.

    Refuses as `add_kid`, and with NOT_FOUND where the person has no (such) card.
    """
    check_guardian(has_guardian_agreed)
    cards = await _own_cards(person_id, membership_id)
    columns = kid_changes(
        KidChanges(first_name=first_name, birthday=birthday), await program_day(cards[0].program_id)
    )
    async with db.transaction():
        ids = [card.membership_id for card in cards]
        await db.fetch(LOCK_CARDS, ids)
        profiles = [row["id"] for row in await db.fetch(PROFILES_OF_CARDS, ids)]
        child_id = await _insert(ids, profiles, columns, BY_GUARDIAN)
        await _tell(actor, cards, "customers.kid_added")
        return await _own_kid(person_id, child_id)


async def update_kid(
    actor: Actor, program_id: UUID, business_id: UUID, child_id: UUID, changes: KidChanges
) -> KidInfo:
    """Staff change what their business knows of a child. Refuses as `add_kid`."""
    columns = kid_changes(changes, await program_day(program_id))
    async with db.transaction():
        rows = await db.fetch(LOCK_OF_BUSINESS, child_id, program_id, business_id)
        await _change(actor, rows, columns)
        return (await kids_by_id(program_id, business_id, [child_id]))[child_id]


async def update_own_kid(actor: Actor, person_id: UUID, child_id: UUID, changes: KidChanges) -> KidInfo:
    """A guardian changes a child on all own cards. Refuses as `add_own_kid`."""
    cards = await _own_cards(person_id, None)
    columns = kid_changes(changes, await program_day(cards[0].program_id))
    async with db.transaction():
        rows = await db.fetch(LOCK_OF_PERSON, child_id, [card.membership_id for card in cards])
        await _change(actor, rows, columns)
        return await _own_kid(person_id, child_id)


async def remove_kid(actor: Actor, program_id: UUID, business_id: UUID, child_id: UUID) -> KidInfo:
    """Staff delete what their business knows of a child, for good; the child as it was. Refuses with NOT_FOUND."""
    async with db.transaction():
        rows = await db.fetch(LOCK_OF_BUSINESS, child_id, program_id, business_id)
        _must_exist(rows)
        kid = (await kids_by_id(program_id, business_id, [child_id]))[child_id]
        await _delete(actor, rows)
        return kid


async def remove_own_kid(actor: Actor, person_id: UUID, child_id: UUID) -> KidInfo:
    """A guardian deletes a child from all own cards, for good; the child as it was. Refuses with NOT_FOUND."""
    cards = await _own_cards(person_id, None)
    async with db.transaction():
        rows = await db.fetch(LOCK_OF_PERSON, child_id, [card.membership_id for card in cards])
        _must_exist(rows)
        kid = await _own_kid(person_id, child_id)
        await _delete(actor, rows)
        return kid


async def _own_cards(person_id: UUID, membership_id: UUID | None) -> list[MemberKey]:
    cards = [
        MemberKey(card.program_id, card.business_id, card.membership_id)
        for card in (await memberships_of([person_id]))[person_id]
        if membership_id in (None, card.membership_id)
    ]
    if not cards:
        raise NotFound("You have no such card.", path=("cardId",))
    return cards


async def _own_kid(person_id: UUID, child_id: UUID) -> KidInfo:
    return next(kid for kid in (await kids_of_people([person_id]))[person_id] if kid.id == child_id)


async def _insert(
    membership_ids: Sequence[UUID], profile_ids: Sequence[UUID], columns: dict[str, object], source: str
) -> UUID:
    check_kid_count(await db.fetchval(COUNT, list(membership_ids)))
    if not profile_ids:
        raise NotFound("No business knows this card any more.", path=("cardId",))
    child_id = new_id()
    await db.execute(
        ADD,
        [new_id() for _ in profile_ids],
        child_id,
        columns["first_name"],
        columns["birth_month"],
        columns["birth_day"],
        columns["birth_year"],
        source,
        list(profile_ids),
    )
    return child_id


def _must_exist(rows: Sequence[asyncpg.Record]) -> None:
    if not rows:
        raise NotFound("There is no such child.", path=("kidId",))


async def _change(actor: Actor, rows: Sequence[asyncpg.Record], columns: dict[str, object]) -> None:
    _must_exist(rows)
    if columns:
        sets = ", ".join(f"{name} = ${nr}" for nr, name in enumerate(columns, 2))
        await db.execute(
            f"UPDATE kid SET {sets}, version = version + 1 WHERE id = ANY ($1::uuid[])",
            [row["id"] for row in rows],
            *columns.values(),
        )
        await _tell(actor, _keys(rows), "customers.kid_updated")


async def _delete(actor: Actor, rows: Sequence[asyncpg.Record]) -> None:
    await db.execute("DELETE FROM kid WHERE id = ANY ($1::uuid[])", [row["id"] for row in rows])
    await _tell(actor, _keys(rows), "customers.kid_removed")


def _keys(rows: Sequence[asyncpg.Record]) -> list[MemberKey]:
    return [MemberKey(row["program_id"], row["business_id"], row["membership_id"]) for row in rows]


async def _tell(actor: Actor, keys: Sequence[MemberKey], action: str) -> None:
    """Into the audit without names: a removed child leaves none behind."""
    for key in keys:
        await audit.record(
            actor,
            action,
            target=("Customer", key.membership_id),
            program_id=key.program_id,
            business_id=key.business_id,
        )
    await outbox.announce(*(MemberChanged(**key._asdict(), what="kids") for key in keys))
