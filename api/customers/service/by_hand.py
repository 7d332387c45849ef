"""Enrolling by hand, with what the till knows."""

import hashlib
from uuid import UUID

import asyncpg
import orjson

from api import businesses
from api.core import clock, db
from api.core.audit import Actor
from api.core.errors import BadInput, IdempotencyMismatch
from api.customers.queries import kept_members
from api.customers.rules import told_by_anyone
from api.customers.service.consents import add_consents
from api.customers.service.enrol import find_or_enrol
from api.customers.service.indexing import index_members
from api.customers.service.profiles import lock_profile, read_member, write_profile
from api.customers.types import EnrolDetails, Enrolment, MemberKey

BY_ENROL_KEY = """
    SELECT membership_id, enrol_hash FROM profile WHERE program_id = $1 AND business_id = $2 AND enrol_key = $3
"""


async def enrol(
    actor: Actor,
    program_id: UUID,
    business_id: UUID,
    phone: str,
    details: EnrolDetails,
    *,
    store_id: UUID | None = None,
    idempotency_key: str | None = None,
) -> Enrolment:
    """Enrols by hand, with what the till knows. A member that the business has already stays as it is.

    `phone` is E.164 or national in the program's region. Repeated with the same key and content it answers as the first
    time. Refuses BAD_PHONE, bad details at their path, a store of another business, and IDEMPOTENCY_MISMATCH.
    """
    rules = await businesses.rules_for(program_id)
    columns = told_by_anyone(details, clock.local_date(clock.now(), rules.time_zone))
    await _check_store(business_id, store_id)
    content = _content(phone, details, store_id)
    if replay := await _replayed(program_id, business_id, idempotency_key, content):
        return replay
    try:
        async with db.transaction():
            made = await find_or_enrol(
                actor,
                program_id,
                business_id,
                phone,
                name=details.get("name"),
                region=rules.region,
                store_id=store_id,
            )
            if not made.is_new:
                return await _replayed(program_id, business_id, idempotency_key, content) or made
            key = MemberKey(program_id, business_id, made.member.membership_id)
            row = await lock_profile(key)
            if idempotency_key:
                columns |= {"enrol_key": idempotency_key, "enrol_hash": content}
            if columns:
                await write_profile(row["id"], columns)
                await index_members([key.membership_id], business_id)
            await add_consents(
                actor, key, dict.fromkeys(details.get("consents", ()), True), source="enrolment"
            )
            return Enrolment(await read_member(key), is_new=True)
    except asyncpg.UniqueViolationError:  # somebody used the key meanwhile
        if replay := await _replayed(program_id, business_id, idempotency_key, content):
            return replay
        raise


async def _check_store(business_id: UUID, store_id: UUID | None) -> None:
    if store_id is None:
        return
    store = (await businesses.stores_by_id([store_id])).get(store_id)
    if store is None or store.business_id != business_id:
        raise BadInput("There is no such store in this business.", path=("storeId",))


def _content(phone: str, details: EnrolDetails, store_id: UUID | None) -> str:
    told = {"phone": phone, "store": store_id, **details}
    return hashlib.sha256(orjson.dumps(told, default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()


async def _replayed(program_id: UUID, business_id: UUID, key: str | None, content: str) -> Enrolment | None:
    if key is None:
        return None
    row = await db.fetchrow(BY_ENROL_KEY, program_id, business_id, key)
    if row is None:
        return None
    if row["enrol_hash"] != content:
        raise IdempotencyMismatch(
            "This idempotency key was used for somebody else. Please use a new one.", path=("idempotencyKey",)
        )
    enrolled: UUID = row["membership_id"]
    kept = (await kept_members(program_id, [enrolled])).get(enrolled, enrolled)
    return Enrolment(await read_member(MemberKey(program_id, business_id, kept)), is_new=True)
