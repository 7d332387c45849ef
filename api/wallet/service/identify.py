"""Who stands at the till: a code read by the camera or typed becomes a customer and a short-lived token."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import structlog
from redis.exceptions import RedisError

from api import businesses, customers
from api.core import clock, crypto, redis
from api.core.audit import Actor
from api.core.errors import RateLimited, Refusal
from api.customers import Member
from api.purchases import StoreUnknown
from api.wallet.errors import CardCodeExpired, CardCodeUsed
from api.wallet.queries import is_revoked, points_by_key_id
from api.wallet.rules import codes
from api.wallet.rules.tokens import make_token, read_token
from api.wallet.service.short_codes import is_short_code, take_short_code
from api.wallet.types import CardCode, Identified, Presented

log = structlog.get_logger(__name__)

REMEMBERED = timedelta(minutes=2)
"""How long an online code is remembered as used: longer than it is good."""
OFFLINE_LIMIT = timedelta(days=7)
"""How late a till may hand in what it recorded without a net."""
CLOCK_TOLERANCE = timedelta(minutes=5)
WRONG_TRIES = 20
WRONG_TRIES_SECONDS = 300

_mac = partial(crypto.keyed_hash, "customer-token")


async def identify_customer(actor: Actor, business_id: UUID, store_id: UUID, code: str) -> Identified:
    """The customer behind a rotating code, eight digits, or a card's number, with a token for the next two minutes.

    A rotating code and digits are accepted once. A member whom the business meets here for the first time gets its
    profile. Refuses with STORE_UNKNOWN, CARD_CODE_INVALID, CARD_CODE_EXPIRED, CARD_CODE_USED, and after 20 wrong codes
    of one caller in 5 minutes with RATE_LIMITED.
    """
    program_id = await businesses.program_of(business_id)
    await _check_store(business_id, store_id)
    tries = redis.key("card-tries", business_id, actor.staff_id or actor.id)
    await check_tries(tries)
    try:
        membership_id = await read_code(program_id, business_id, code.strip())
        member = await _meet(program_id, business_id, membership_id)
    except Refusal:
        await count_try(tries)
        raise
    token, expires_at = make_token(_mac, business_id, member.membership_id, clock.now())
    return Identified(member, token, expires_at)


def token_holder(business_id: UUID, token: str) -> Presented:
    """Whom a token of `identify_customer` names; one that ended is told as a problem. Refuses CARD_CODE_INVALID."""
    return read_token(_mac, business_id, token, clock.now())


@asynccontextmanager
async def offline_customer(
    business_id: UUID, code: str, scanned_at: datetime, idempotency_key: str
) -> AsyncIterator[Presented]:
    """Who showed a code to a till without a net at `scanned_at`, for the one sale with this key.

    The phone's own signature proves the time; a till cannot move it. A second sale with the same code is told as a
    problem; where the sale is refused, the code is free again. Refuses with CARD_CODE_INVALID what no phone signed.
    """
    program_id = await businesses.program_of(business_id)
    try:
        read = codes.read_code(code, await points_by_key_id(program_id), scanned_at)
    except Refusal as refusal:
        refusal.path = ("offlineCode",)
        raise
    holder = f"sale:{business_id.hex}:{idempotency_key}"
    problem, is_new = _scan_problem(scanned_at), False
    if problem is None:
        problem, is_new = await _use(program_id, read, holder, OFFLINE_LIMIT)
    try:
        yield Presented(read.membership_id, problem)
    except Refusal:
        if is_new:
            await _free(program_id, read)
        raise


async def _check_store(business_id: UUID, store_id: UUID) -> None:
    store = (await businesses.stores_by_id([store_id])).get(store_id)
    if store is None or store.business_id != business_id or not store.is_active:
        raise StoreUnknown("There is no such open store in your business.", path=("storeId",))


async def read_code(program_id: UUID, business_id: UUID, code: str) -> UUID:
    """The member behind a code as it was read or typed; a rotating one and digits are used up."""
    if codes.is_rotating(code):
        read = codes.read_code(code, await points_by_key_id(program_id), clock.now())
        problem, _ = await _use(program_id, read, f"look:{uuid4().hex}", REMEMBERED)
        if problem is not None:
            raise problem
        return read.membership_id
    digits = "".join(code.split()).replace("-", "")
    found = await _typed(program_id, business_id, digits)
    if found is None:
        raise codes.invalid()
    return found


async def _typed(program_id: UUID, business_id: UUID, digits: str) -> UUID | None:
    if is_short_code(digits):
        return await take_short_code(program_id, digits)
    if customers.is_card_number(digits):
        member = await customers.member_by_number(program_id, business_id, digits)
        return member.membership_id if member else None
    return None


async def _meet(program_id: UUID, business_id: UUID, membership_id: UUID) -> Member:
    """The member, or whom they were merged into, as this business sees them; a first meeting makes the profile, with
    the first name alone.
    """
    membership_id = (await customers.kept_members(program_id, [membership_id])).get(
        membership_id, membership_id
    )
    known = await customers.members_by_id(program_id, [membership_id], business_id=business_id)
    if membership_id not in known:
        raise codes.invalid()
    if known[membership_id].has_profile:
        return known[membership_id]
    await customers.record_visit(
        program_id, business_id, membership_id, amount_minor=0, occurred_at=clock.now(), visits=0
    )
    met = await customers.members_by_id(program_id, [membership_id], business_id=business_id)
    return met[membership_id]


def _scan_problem(scanned_at: datetime) -> Refusal | None:
    now = clock.now()
    if now - OFFLINE_LIMIT <= scanned_at <= now + CLOCK_TOLERANCE:
        return None
    return CardCodeExpired(
        "This card was scanned too long ago, or the clock of the till is wrong.", path=("scannedAt",)
    )


async def _use(
    program_id: UUID, read: CardCode, holder: str, remembered: timedelta
) -> tuple[Refusal | None, bool]:
    """Takes a code for `holder`: why it cannot be used now, if so, and whether it was taken just now."""
    if await is_revoked(program_id, read.membership_id, read.device_key):
        return codes.invalid(), False
    try:
        name = _used_key(program_id, read)
        seconds = int(remembered.total_seconds())
        if await redis.client().set(name, holder, ex=seconds, nx=True):
            return None, True
        if await redis.client().get(name) == holder:
            return None, False
    except RedisError as error:
        # a code is good for a minute anyway: a till must go on without Redis
        log.warning("wallet.replay_unchecked", error=str(error))
        return None, False
    used = "This code was used a moment ago. The phone shows a new one every 30 seconds."
    return CardCodeUsed(used, path=("code",)), False


async def _free(program_id: UUID, read: CardCode) -> None:
    try:
        await redis.client().delete(_used_key(program_id, read))
    except RedisError as error:
        log.warning("wallet.code_not_freed", error=str(error))


def _used_key(program_id: UUID, read: CardCode) -> str:
    return redis.key("card-used", program_id, read.device_key.hex(), read.step)


async def check_tries(name: str) -> None:
    """Refuses with RATE_LIMITED whoever has tried too many wrong codes."""
    try:
        async with redis.client().pipeline() as pipe:
            pipe.get(name)
            pipe.ttl(name)
            tries, seconds = await pipe.execute()
    except RedisError as error:
        log.warning("wallet.tries_uncounted", error=str(error))
        return
    if int(tries or 0) >= WRONG_TRIES:
        left = max(int(seconds), 1)
        raise RateLimited(
            f"Too many wrong codes. Please wait {left} seconds.", params={"retry_after_seconds": left}
        )


async def count_try(name: str) -> None:
    """Counts a wrong code."""
    try:
        async with redis.client().pipeline() as pipe:
            pipe.incr(name)
            pipe.expire(name, WRONG_TRIES_SECONDS)
            await pipe.execute()
    except RedisError as error:
        log.warning("wallet.tries_uncounted", error=str(error))
