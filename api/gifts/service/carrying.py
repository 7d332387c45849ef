"""Bringing gifts: to whoever has the card or proves the number, or back to the giver when their time is over."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from api import businesses, customers, ledger
from api.core import clock, db, outbox
from api.core.audit import SYSTEM
from api.gifts.events import GiftArrived, GiftReturned
from api.gifts.queries import COLUMNS, to_gift
from api.gifts.service.giving import posting
from api.gifts.types import GiftInfo

BATCH = 500
FORGOTTEN_AFTER = timedelta(days=1)
FORGET = "DELETE FROM gift WHERE state = 'draft' AND confirm_until < $1"
WAITING = f"SELECT {COLUMNS} FROM gift WHERE program_id = $1 AND id = $2 AND state = 'waiting' FOR UPDATE"
FOR_NUMBER = """
    SELECT id FROM gift WHERE program_id = $1 AND to_phone = $2 AND state = 'waiting' AND giver_id <> $3 ORDER BY id
"""
DUE = f"SELECT {COLUMNS} FROM gift WHERE state = 'waiting' AND wait_until <= $1 ORDER BY wait_until LIMIT {BATCH}"
ARRIVED = """
    UPDATE gift SET state = 'arrived', receiver_id = $3, in_tx_id = $4, ended_at = $5, to_phone = NULL
    WHERE program_id = $1 AND id = $2
"""
RETURNED = """
    UPDATE gift SET state = 'returned', back_tx_id = $3, ended_at = $4, to_phone = NULL
    WHERE program_id = $1 AND id = $2
"""


async def deliver(program_id: UUID, gift_id: UUID) -> bool:
    """Brings a gift to its receiver, where there is one with a proved number; True where it arrived just now."""
    return await db.retrying(lambda: _deliver(program_id, gift_id))


async def deliver_to(program_id: UUID, membership_id: UUID) -> int:
    """Brings a member every gift that waits for the number that they have proved; how many."""
    member = (await customers.members_by_id(program_id, [membership_id])).get(membership_id)
    if member is None or member.phone is None or not member.is_phone_verified:
        return 0
    rows = await db.fetch(FOR_NUMBER, program_id, member.phone, membership_id)
    return sum([await deliver(program_id, row["id"]) for row in rows])


async def return_due(now: datetime) -> int:
    """Gives back every gift for which nobody came in time, each in a transaction of its own; how many."""
    returned = 0
    while rows := await db.fetch(DUE, now):
        for row in rows:
            returned += await _once(row, now)
        if len(rows) < BATCH:
            break
    return returned


async def forget_drafts(now: datetime) -> int:
    """Forgets what was prepared and not confirmed a day after its time; how many."""
    done = await db.execute(FORGET, now - FORGOTTEN_AFTER)
    return int(done.split()[-1])


async def _deliver(program_id: UUID, gift_id: UUID) -> bool:
    async with db.transaction():
        row = await db.fetchrow(WAITING, program_id, gift_id)
        if row is None:
            return False
        gift = to_gift(row)
        receiver = await _receiver(gift)
        if receiver is None or gift.out_tx_id is None:
            return False
        posted = await ledger.receive(posting(SYSTEM, gift, receiver, "bring"), gift.out_tx_id)
        await db.execute(ARRIVED, program_id, gift.id, receiver, posted.tx_id, clock.now())
        await outbox.announce(
            GiftArrived(
                program_id=program_id,
                business_id=gift.business_id,
                gift_id=gift.id,
                giver_id=gift.giver_id,
                receiver_id=receiver,
                points=gift.points,
            )
        )
    return True


async def _receiver(gift: GiftInfo) -> UUID | None:
    """The member whose card was shown, or whoever has proved the number; never the giver."""
    if gift.receiver_id is not None:
        return gift.receiver_id
    if gift.to_phone is None:
        return None
    member = await customers.member_by_phone(gift.program_id, gift.business_id, gift.to_phone)
    if member is None or not member.is_phone_verified or member.membership_id == await _giver(gift):
        return None
    return member.membership_id


async def _giver(gift: GiftInfo) -> UUID:
    """Who gave it, or whom they were merged into since."""
    kept = await customers.kept_members(gift.program_id, [gift.giver_id])
    return kept.get(gift.giver_id, gift.giver_id)


async def _once(row: asyncpg.Record, now: datetime) -> bool:
    gift = to_gift(row)

    async def work() -> bool:
        async with db.transaction():
            locked = await db.fetchrow(WAITING, gift.program_id, gift.id)
            if locked is None:
                return False
            await send_back(gift, await _giver(gift), now)
        return True

    return await db.retrying(work)


async def send_back(gift: GiftInfo, giver_id: UUID, now: datetime) -> None:
    """Gives a waiting gift back to whoever its giver is now, in the caller's transaction, which has locked it."""
    if gift.out_tx_id is None:
        raise RuntimeError("a gift that waits has no posting")
    policy = ledger.policy_of(await businesses.rules_for(gift.program_id))
    posted = await ledger.send_back(
        posting(SYSTEM, gift, giver_id, "return"), gift.out_tx_id, policy, now=now
    )
    await db.execute(RETURNED, gift.program_id, gift.id, posted.tx_id, now)
    await outbox.announce(
        GiftReturned(
            program_id=gift.program_id,
            business_id=gift.business_id,
            gift_id=gift.id,
            giver_id=giver_id,
            points=gift.points,
        )
    )
