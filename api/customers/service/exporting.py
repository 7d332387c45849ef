"""All that is kept of somebody, for them: asked for, made by a job out of every part, read by a link for a day."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from api.core import audit, clock, db, outbox
from api.core.audit import Actor
from api.core.ids import new_id
from api.core.telling import told
from api.customers.events import ExportRequested
from api.customers.ports import people_parts
from api.customers.service.profiles import lock_profile
from api.customers.types import MemberKey

KEPT = timedelta(days=1)
"""For how long the link is good."""
ASK = """
    INSERT INTO data_export (id, person_id, membership_id, program_id, business_id, staff_name, state, parts_done,
        parts_all, token, expires_at, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7, $8, $9, $10)
    ON CONFLICT DO NOTHING RETURNING id
"""
WISH = "SELECT * FROM data_export WHERE id = $1 AND state = 'waiting'"
CARDS = """
    SELECT card.id, card.program_id, program.name FROM membership AS card JOIN program ON program.id = card.program_id
        JOIN person ON person.id = card.person_id
    WHERE card.erased_at IS NULL AND ($1 IN (person.id, person.merged_into_id) OR $2 IN (card.id, card.merged_into_id)
        OR card.merged_into_id IN (SELECT own.id FROM membership AS own WHERE own.person_id = $1))
    ORDER BY card.created_at, card.id
"""
PERSON = """
    SELECT name, language, email, birth_month, birth_day, birth_year, created_at FROM person
    WHERE id = $1 OR merged_into_id = $1
"""
PHONES = """
    SELECT claim.phone, claim.created_at AS since, claim.verified_at, claim.released_at
    FROM phone_claim AS claim JOIN person ON person.id = claim.person_id WHERE $1 IN (person.id, person.merged_into_id)
    ORDER BY claim.created_at
"""
PROGRESS = "UPDATE data_export SET parts_done = least(parts_all, parts_done + 1) WHERE id = $1"
DONE = """
    UPDATE data_export SET state = 'ready', parts_done = parts_all, content = $2, expires_at = $3
    WHERE id = $1 AND state = 'waiting'
"""
READ = "SELECT content, created_at FROM data_export WHERE token = $1 AND state = 'ready' AND expires_at > $2"


async def request_own_export(actor: Actor, person_id: UUID, *, form: str = "json") -> None:
    """Asks for all that is kept of oneself at every business; while one is being made, no second is begun."""
    async with db.transaction():
        if await _ask(person_id, None, ""):
            await audit.record(
                actor,
                "customers.export_requested",
                target=("Person", person_id),
                after={"format": form},
            )


async def request_export(actor: Actor, key: MemberKey, *, form: str = "json") -> None:
    """Staff ask for what their business keeps of a member, for the member. Refuses with NOT_FOUND."""
    async with db.transaction():
        await lock_profile(key)
        if await _ask(None, key, actor.name[:120]):
            await audit.record(
                actor,
                "customers.export_requested",
                target=("Customer", key.membership_id),
                after={"format": form},
                program_id=key.program_id,
                business_id=key.business_id,
            )


async def _ask(person_id: UUID | None, key: MemberKey | None, staff_name: str) -> bool:
    now = clock.now()
    export_id = await db.fetchval(
        ASK,
        new_id(),
        person_id,
        key and key.membership_id,
        key and key.program_id,
        key and key.business_id,
        staff_name,
        len(people_parts()),
        secrets.token_urlsafe(32),
        now + KEPT,
        now,
    )
    if export_id is None:
        return False
    await outbox.announce(
        ExportRequested(
            program_id=key and key.program_id, business_id=key and key.business_id, export_id=export_id
        )
    )
    return True


async def make_export(export_id: UUID) -> bool:
    """Makes what was asked for; again nothing happens. True where it was made now."""
    wish = await db.fetchrow(WISH, export_id)
    if wish is None:
        return False
    content = orjson.dumps(await _collect(wish), default=str, option=orjson.OPT_INDENT_2)
    return await db.execute(DONE, export_id, content, clock.now() + KEPT) == "UPDATE 1"


async def _collect(wish: asyncpg.Record) -> Mapping[str, Any]:
    cards = await db.fetch(CARDS, wish["person_id"], wish["membership_id"])
    programs: dict[UUID, dict[str, Any]] = {}
    for card in cards:
        program = programs.setdefault(card["program_id"], {"program": card["name"], "ids": []})
        program["ids"].append(card["id"])
    for part in people_parts():
        for program_id, program in programs.items():
            program.update(await part.export(program_id, program["ids"], wish["business_id"]))
        await db.execute(PROGRESS, wish["id"])
    told_of = {"made_at": clock.now(), "programs": [_without_ids(each) for each in programs.values()]}
    if wish["person_id"] is None:
        return told_of
    return {
        "person": await told(PERSON, wish["person_id"]),
        "phones": await told(PHONES, wish["person_id"]),
        **told_of,
    }


def _without_ids(program: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in program.items() if name != "ids"}


async def read_export(token: str) -> bytes | None:
    """What was made, by the link's secret; None where there is none, or no more."""
    content: bytes | None = await db.fetchval(READ, token, clock.now())
    return content
