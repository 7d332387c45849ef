"""The wish to be forgotten: it waits fourteen days, can be taken back, and is then carried out whole."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from api import identity
from api.core import audit, clock, db, outbox
from api.core.audit import SYSTEM, Actor
from api.core.errors import NotFound
from api.core.ids import new_id
from api.customers.events import CardErased, ErasureChanged
from api.customers.ports import people_parts
from api.customers.queries import memberships_of
from api.customers.service.forgetting import begin, forget_persons, persons_of
from api.customers.service.profiles import lock_profile
from api.customers.types import ErasureInfo, Leaving, MemberKey

WAIT = timedelta(days=14)
"""For how long a wish can be taken back."""
BATCH = 100
WAITING = "done_at IS NULL AND taken_back_at IS NULL"
ASK = f"""
    WITH fresh AS (
        INSERT INTO erasure (id, person_id, membership_id, program_id, business_id, staff_name, due_at, created_at,
            points_forfeited)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)
        ON CONFLICT DO NOTHING RETURNING id, created_at, due_at
    )
    SELECT id, created_at, due_at, true AS is_new FROM fresh
    UNION ALL SELECT id, created_at, due_at, false FROM erasure
    WHERE (person_id = $2 OR membership_id = $3) AND {WAITING}
"""
TAKE_BACK = f"""
    UPDATE erasure SET taken_back_at = $3
    WHERE {WAITING} AND due_at > $3 AND (person_id = $1 OR membership_id = $2) RETURNING id, created_at, due_at
"""
DUE = f"SELECT * FROM erasure WHERE {WAITING} AND due_at <= $1 ORDER BY due_at, id LIMIT {BATCH}"
LOCK = f"SELECT id FROM erasure WHERE id = $1 AND {WAITING} FOR UPDATE"
# cards of the persons and cards that were merged into them, each once, in one order
CARDS = """
    SELECT own.id, own.program_id, own.business_id FROM membership AS own
    WHERE own.erased_at IS NULL AND (
        own.person_id = ANY ($1::uuid[]) OR own.id = $2 OR own.merged_into_id = $2 OR own.merged_into_id IN (
            SELECT kept.id FROM membership AS kept WHERE kept.person_id = ANY ($1::uuid[])))
    ORDER BY own.id FOR UPDATE
"""
PROVISIONAL = """
    SELECT DISTINCT person.id FROM person JOIN membership AS card ON card.person_id = person.id
    WHERE card.id = ANY ($1::uuid[]) AND person.id <> ALL ($2::uuid[]) AND person.program_id IS NOT NULL
        AND NOT EXISTS (
        SELECT FROM membership AS other WHERE other.person_id = person.id AND other.erased_at IS NULL)
"""
TOMBSTONES = """
    WITH graves AS (
        SELECT card.id AS card_id, card.program_id, grave.id FROM unnest($1::uuid[], $2::uuid[]) AS grave (card_id, id)
            JOIN membership AS card ON card.id = grave.card_id WHERE card.person_id <> ALL ($3::uuid[])
    ), dug AS (
        INSERT INTO person (id, program_id, name, language, erased_at)
        SELECT id, program_id, '', 'en', now() FROM graves RETURNING id
    )
    UPDATE membership SET person_id = graves.id FROM graves JOIN dug ON dug.id = graves.id
    WHERE membership.id = graves.card_id
"""
DONE = "UPDATE erasure SET done_at = $2, points_forfeited = $3, staff_name = '' WHERE id = $1"


async def request_own_erasure(actor: Actor, person_id: UUID) -> ErasureInfo:
    """A person wishes to be forgotten with all their cards; asked again, the first wish stands."""
    async with db.transaction():
        info, is_new = await _ask(person_id, None, "")
        if is_new:
            await audit.record(actor, "customers.erasure_requested", target=("Person", person_id))
            await _tell_cards(person_id)
    return info


async def request_erasure(actor: Actor, key: MemberKey) -> ErasureInfo:
    """Staff note the wish of a member: it concerns the card of this program. Refuses NOT_FOUND."""
    async with db.transaction():
        await lock_profile(key)
        info, is_new = await _ask(None, key, actor.name[:120])
        if is_new:
            await _log(actor, "customers.erasure_requested", key)
            await outbox.announce(ErasureChanged(**key._asdict(), is_waiting=True))
    return info


async def _ask(person_id: UUID | None, key: MemberKey | None, staff_name: str) -> tuple[ErasureInfo, bool]:
    now = clock.now()
    rows = await db.fetch(
        ASK,
        new_id(),
        person_id,
        key and key.membership_id,
        key and key.program_id,
        key and key.business_id,
        staff_name,
        now + WAIT,
        now,
    )
    row = max(rows, key=lambda each: each["is_new"])
    return _info(row), row["is_new"]


def _info(row: asyncpg.Record) -> ErasureInfo:
    return ErasureInfo(row["id"], row["created_at"], row["due_at"])


async def take_back_own_erasure(actor: Actor, person_id: UUID) -> None:
    """The person stays after all. Refuses with NOT_FOUND where no wish waits."""
    async with db.transaction():
        await _take_back(person_id, None)
        await audit.record(actor, "customers.erasure_taken_back", target=("Person", person_id))
        await _tell_cards(person_id)


async def take_back_erasure(actor: Actor, key: MemberKey) -> None:
    """Staff note that a member stays. Refuses with NOT_FOUND where no wish that staff noted waits."""
    async with db.transaction():
        await lock_profile(key)
        await _take_back(None, key.membership_id)
        await _log(actor, "customers.erasure_taken_back", key)
        await outbox.announce(ErasureChanged(**key._asdict(), is_waiting=False))


async def _take_back(person_id: UUID | None, membership_id: UUID | None) -> None:
    if await db.fetchrow(TAKE_BACK, person_id, membership_id, clock.now()) is None:
        raise NotFound("There is no wish to be forgotten that could be taken back.")


async def _log(actor: Actor, action: str, key: MemberKey) -> None:
    await audit.record(
        actor,
        action,
        target=("Customer", key.membership_id),
        program_id=key.program_id,
        business_id=key.business_id,
    )


async def _tell_cards(person_id: UUID) -> None:
    for card in (await memberships_of([person_id]))[person_id]:
        key = MemberKey(card.program_id, card.business_id, card.membership_id)
        await outbox.announce(ErasureChanged(**key._asdict(), is_waiting=True))


async def erase_due(now: datetime) -> int:
    """Carries out every wish whose time has come, each in a transaction of its own; how many."""
    done = 0
    while rows := await db.fetch(DUE, now):
        for row in rows:
            done += await db.retrying(lambda row=row: _erase(row))  # type: ignore[misc]
        if len(rows) < BATCH:
            break
    return done


async def _erase(wish: asyncpg.Record) -> bool:
    async with db.transaction():
        if await db.fetchval(LOCK, wish["id"]) is None:
            return False
        await begin()
        persons = await persons_of(wish["person_id"]) if wish["person_id"] else []
        cards = await db.fetch(CARDS, persons, wish["membership_id"])
        forfeited = 0
        for card in cards:
            who = Leaving(wish["id"], card["program_id"], card["business_id"], card["id"])
            # what can still give points back comes before the points are given up
            for part in reversed(people_parts()):
                forfeited += await part.erase(who)
        persons += await _let_go_of([card["id"] for card in cards], persons)
        await forget_persons(persons)
        for person_id in persons:
            await identity.forget_person(person_id)
        await db.execute(DONE, wish["id"], clock.now(), forfeited)
        await _certify(wish, cards)
    return True


async def _let_go_of(cards: list[UUID], known: list[UUID]) -> list[UUID]:
    """Persons whom only these cards knew are forgotten with them; who has others keeps them, and may join anew."""
    persons = [row["id"] for row in await db.fetch(PROVISIONAL, cards, known)]
    await db.execute(TOMBSTONES, cards, [new_id() for _ in cards], [*known, *persons])
    return persons


async def _certify(wish: asyncpg.Record, cards: list[asyncpg.Record]) -> None:
    """A line in each program's log, without anything personal: that it was done, of which card, by which wish."""
    for card in cards:
        await audit.record(
            SYSTEM,
            "customers.erased",
            target=("Customer", card["id"]),
            after={"erasure": str(wish["id"]), "requested_at": wish["created_at"].isoformat()},
            program_id=card["program_id"],
            business_id=card["business_id"],
        )
    await outbox.announce(
        *(
            CardErased(
                program_id=card["program_id"], business_id=card["business_id"], membership_id=card["id"]
            )
            for card in cards
        )
    )
