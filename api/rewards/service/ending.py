"""Vouchers that end otherwise than by use: captured or let go, cancelled, out of time."""

from datetime import datetime
from uuid import UUID

from api import businesses, ledger
from api.core import clock, db, outbox
from api.core.audit import SYSTEM, Actor
from api.core.errors import NotFound
from api.rewards.errors import HoldEnded, VoucherUsed
from api.rewards.queries import vouchers_by_id
from api.rewards.queries.vouchers import COLUMNS, to_voucher
from api.rewards.rules import checks
from api.rewards.service.giving import UNUSED, changed, record, take_back
from api.rewards.service.redeeming import posting
from api.rewards.types import VoucherInfo, VoucherState

BATCH = 500
CAPTURE = f"""
    UPDATE voucher SET state = 'active' WHERE program_id = $1 AND id = $2 AND state = 'held' AND held_until > $3
    RETURNING {COLUMNS}
"""
ENDED_HOLDS = f"""
    SELECT {COLUMNS} FROM voucher WHERE state = 'held' AND held_until <= $1 ORDER BY held_until LIMIT {BATCH}
"""
EXPIRE = f"""
    UPDATE voucher SET state = 'expired' WHERE id IN (
        SELECT id FROM voucher WHERE state = 'active' AND valid_until <= $1 ORDER BY id LIMIT {BATCH}
        FOR NO KEY UPDATE SKIP LOCKED)
    RETURNING {COLUMNS}
"""
UNUSED_OF = f"""
    SELECT {COLUMNS} FROM voucher
    WHERE program_id = $1 AND membership_id = $2 AND state IN ('active', 'held')
        AND (balance_minor IS NULL OR balance_minor = value_minor)
    ORDER BY id
"""
RAN_OUT = "The hold ran out."


async def capture(actor: Actor, business_id: UUID, voucher_id: UUID) -> VoucherInfo:
    """Makes a held voucher the customer's; again nothing changes. Refuses NOT_FOUND, HOLD_ENDED where none is held."""
    voucher = await the_voucher(business_id, voucher_id)
    async with db.transaction():
        row = await db.fetchrow(CAPTURE, voucher.program_id, voucher.id, clock.now())
        if row is None:
            newest = await the_voucher(business_id, voucher_id)
            if newest.held_until is None or newest.state in (VoucherState.HELD, VoucherState.CANCELLED):
                raise _no_hold()
            return newest
        captured = to_voucher(row)
        await outbox.announce(changed(captured))
        await record(actor, "rewards.capture_voucher", captured)
    return captured


async def void(actor: Actor, business_id: UUID, voucher_id: UUID, *, reason: str = "") -> VoucherInfo:
    """Lets a hold go: points and stock come back; again nothing changes. Refuses NOT_FOUND, HOLD_ENDED if captured."""
    checks.check_text(reason, checks.MAX_REASON, ("reason",))
    voucher = await the_voucher(business_id, voucher_id)
    if voucher.held_until is None:
        raise _no_hold()
    voided = await _undo(actor, voucher, reason, (VoucherState.HELD,), "rewards.void_voucher")
    if voided is not None:
        return voided
    newest = await the_voucher(business_id, voucher_id)
    if newest.state is not VoucherState.CANCELLED:
        raise _no_hold()
    return newest


async def cancel(actor: Actor, business_id: UUID, voucher_id: UUID, *, reason: str = "") -> VoucherInfo:
    """Takes an unused voucher back: points to their own lots, the piece to the stock; again it is as it was.

    Refuses NOT_FOUND, and VOUCHER_USED where it was used, a gift card also in part.
    """
    checks.check_text(reason, checks.MAX_REASON, ("reason",))
    voucher = await the_voucher(business_id, voucher_id)
    cancelled = await _undo(actor, voucher, reason, UNUSED, "rewards.cancel_voucher")
    if cancelled is not None:
        return cancelled
    newest = await the_voucher(business_id, voucher_id)
    if newest.state is not VoucherState.CANCELLED:
        raise VoucherUsed("This voucher was used and cannot be taken back.", path=("voucherId",))
    return newest


async def cancel_all(program_id: UUID, membership_id: UUID) -> None:
    """Takes back everything of a member that was not used at all, in the caller's transaction."""
    for row in await db.fetch(UNUSED_OF, program_id, membership_id):
        await _undo(SYSTEM, to_voucher(row), "", UNUSED, "rewards.cancel_voucher")


async def end_holds(now: datetime) -> int:
    """Gives back points and stock of every hold that ran out, each in a transaction of its own; how many."""
    ended = 0
    while rows := await db.fetch(ENDED_HOLDS, now):
        for row in rows:
            held = (VoucherState.HELD,)
            ended += await _undo(SYSTEM, to_voucher(row), RAN_OUT, held, "rewards.void_voucher") is not None
        if len(rows) < BATCH:
            break
    return ended


async def expire(now: datetime) -> int:
    """Ends every voucher whose last day is over, batch by batch, each committed; how many. Stock does not come back."""
    total = 0
    while True:
        async with db.transaction():
            rows = await db.fetch(EXPIRE, now)
            await outbox.announce(*(changed(to_voucher(row)) for row in rows))
        total += len(rows)
        if len(rows) < BATCH:
            return total


async def the_voucher(business_id: UUID, voucher_id: UUID) -> VoucherInfo:
    """A voucher of the business. Refuses others with NOT_FOUND."""
    program_id = await businesses.program_of(business_id)
    voucher = (await vouchers_by_id(program_id, [voucher_id])).get(voucher_id)
    if voucher is None or voucher.business_id != business_id:
        raise NotFound("There is no such voucher.", path=("voucherId",))
    return voucher


class _NotUnused(Exception):
    """Undoes the transaction in which points came back for a voucher that turned out to be used or cancelled."""


async def _undo(
    actor: Actor, voucher: VoucherInfo, reason: str, states: tuple[VoucherState, ...], action: str
) -> VoucherInfo | None:
    """Points, then stock, then the voucher, in the one order of locks; None, and nothing changed, if it is too late."""
    if voucher.state not in states:
        return None
    program = await businesses.rules_for(voucher.program_id)
    policy = ledger.policy_of(program)

    async def work() -> VoucherInfo:
        async with db.transaction():
            if voucher.redeem_tx_id is not None:
                request = posting(actor, voucher, "cancel", clock.now(), reason)
                await ledger.reverse_redeem(request, voucher.redeem_tx_id, voucher.points_paid, policy)
            cancelled = await take_back(voucher, reason, states)
            if cancelled is None:
                raise _NotUnused
            await record(actor, action, cancelled)
        return cancelled

    try:
        return await db.retrying(work)
    except _NotUnused:
        return None


def _no_hold() -> HoldEnded:
    return HoldEnded("There is no hold any more.", path=("voucherId",))
