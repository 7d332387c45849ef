"""A bill that was made without a phone number, claimed by its customer with the number and the PIN on the receipt."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import orjson
from redis.exceptions import RedisError

from api import businesses, customers
from api.core import clock, crypto, db, outbox, redis
from api.core.audit import Actor
from api.core.errors import NotFound, RateLimited
from api.core.settings import get_settings
from api.customers import Member
from api.erp.errors import BillUnknown
from api.erp.events import BillClaimed
from api.erp.queries.codecs import rules_of
from api.erp.service.applying.claims import attach
from api.erp.service.applying.pins import pin_hash
from api.erp.service.telling import note
from api.erp.types import Claimed

NAME_PURPOSE = "erp.claim"
WRONG_TRIES = 5
WINDOW = timedelta(hours=1)
MOST_ALIKE = 50
LONGEST = 60
# a number may come again in another branch or year: each is compared, and the newest right one is taken
FOUND = f"""
    SELECT d.id, d.business_id, d.connection_id, d.number, d.pin_hash, d.occurred_at, c.rules
    FROM erp_doc d JOIN erp_connection c ON c.id = d.connection_id
    WHERE d.business_id = ANY($2::uuid[]) AND d.program_id = $1 AND lower(d.number) = lower($3)
        AND d.state = 'unattached' AND d.kind = 'invoice' AND d.document = 'sale'
    ORDER BY d.occurred_at DESC NULLS LAST, d.id LIMIT {MOST_ALIKE}
"""


async def claim_bill(
    actor: Actor,
    person_id: UUID,
    membership_id: UUID,
    number: str,
    pin: str,
    *,
    business_id: UUID | None = None,
) -> Claimed:
    """Gives a bill without a customer to a card of one's own, within the days that its connection allows.

    Refuses NOT_FOUND for another's card, BILL_UNKNOWN for a wrong number or PIN alike, and RATE_LIMITED after five
    wrong tries in an hour, by the same person or at the same bill.
    """
    card = await _own_card(person_id, membership_id)
    tidy, given = number.strip()[:LONGEST], pin.strip()[:LONGEST]
    names = _names(person_id, card.program_id, tidy)
    await _spend(names)
    found = _right(await _bills(card.program_id, business_id, tidy), given)
    if found is None:
        raise _unknown()
    claimed = await _give(actor, card, found)
    await _give_back(names)
    return claimed


async def _give(actor: Actor, card: Member, found: asyncpg.Record) -> Claimed:
    program_id, business_id = card.program_id, found["business_id"]
    async with db.transaction():
        purchase_id, points = await attach(program_id, found["id"], card.membership_id)
        await note(
            actor,
            "bill_claimed",
            ("Purchase", purchase_id),
            (program_id, business_id),
            {"number": found["number"], "points": points},
        )
        await outbox.announce(
            BillClaimed(
                program_id=program_id,
                business_id=business_id,
                purchase_id=purchase_id,
                membership_id=card.membership_id,
                points=points,
            )
        )
    return Claimed(found["id"], purchase_id, points)


async def _own_card(person_id: UUID, membership_id: UUID) -> Member:
    for card in (await customers.memberships_of([person_id]))[person_id]:
        if card.membership_id == membership_id:
            return card
    raise NotFound("There is no such card.", path=("cardId",))


async def _bills(program_id: UUID, business_id: UUID | None, number: str) -> list[asyncpg.Record]:
    taking_part = (await businesses.participants_of([program_id])).get(program_id, [])
    wanted = [each.business_id for each in taking_part if business_id in (None, each.business_id)]
    return await db.fetch(FOUND, program_id, wanted, number)


def _right(bills: list[asyncpg.Record], pin: str) -> asyncpg.Record | None:
    """The newest bill of that PIN. All are compared, and one that is none, so that time tells nothing."""
    now, right = clock.now(), None
    crypto.same_hash(pin_hash(UUID(int=0), "0", pin), "")
    for bill in bills:
        is_right = crypto.same_hash(pin_hash(bill["connection_id"], bill["number"], pin), bill["pin_hash"])
        days = rules_of(orjson.loads(bill["rules"])).claim_days
        is_young = bill["occurred_at"] is not None and bill["occurred_at"] > now - timedelta(days=days)
        if is_right and is_young and right is None:
            right = bill
    return right


def _unknown() -> BillUnknown:
    return BillUnknown("No bill has this number and PIN. Please check both.", path=("number",))


def _names(person_id: UUID, program_id: UUID, number: str) -> tuple[str, str]:
    bill = crypto.keyed_hash(NAME_PURPOSE, f"{program_id}:{number.lower()}")
    return redis.key("erp-claim", "person", person_id), redis.key("erp-claim", "bill", bill)


async def _spend(names: tuple[str, str]) -> None:
    """Counts a try before anything is compared: a thousand at once are still five. Without Redis nobody guesses."""
    if not get_settings().rate_limits_enabled:
        return
    seconds = int(WINDOW.total_seconds())
    try:
        async with redis.client().pipeline() as pipe:
            for name in names:
                pipe.set(name, 0, ex=seconds, nx=True)
                pipe.incr(name)
                pipe.ttl(name)
            answers = await pipe.execute()
    except RedisError as error:
        raise _too_many(60) from error
    waits = [max(int(answers[at + 1]), 1) for at in (1, 4) if int(answers[at]) > WRONG_TRIES]
    if waits:
        raise _too_many(max(waits))


async def _give_back(names: tuple[str, str]) -> None:
    """Right tries do not count."""
    if not get_settings().rate_limits_enabled:
        return
    try:
        async with redis.client().pipeline() as pipe:
            for name in names:
                pipe.decr(name)
                pipe.expire(name, int(WINDOW.total_seconds()))  # where it ended meanwhile
            await pipe.execute()
    except RedisError:
        return


def _too_many(seconds: int) -> RateLimited:
    return RateLimited(
        f"Too many tries. Please wait {seconds} seconds.", params={"retry_after_seconds": seconds}
    )
