"""Vouchers without points: given by a stamp card, a tier or a person, and taken back while they are unused."""

from collections.abc import Sequence
from uuid import UUID

from api import businesses, customers
from api.core import audit, clock, db, outbox
from api.core.audit import Actor
from api.core.errors import BadInput, IdempotencyMismatch, NotFound
from api.rewards.events import VoucherChanged
from api.rewards.queries import rewards_by_id, vouchers_by_id
from api.rewards.queries.vouchers import COLUMNS, to_voucher
from api.rewards.rules import checks
from api.rewards.rules.terms import content_hash
from api.rewards.service import stock
from api.rewards.service.making import Key, Making, claim, issued, key_space, made_before
from api.rewards.types import MadeVoucher, RewardInfo, VoucherInfo, VoucherState

MAX_SOURCE = 40
UNUSED = (VoucherState.ACTIVE, VoucherState.HELD, VoucherState.EXPIRED)
CANCEL = f"""
    UPDATE voucher SET state = 'cancelled', reason = CASE WHEN $3 = '' THEN reason ELSE $3 END
    WHERE program_id = $1 AND id = $2 AND state = ANY ($4::text[])
        AND balance_minor IS NOT DISTINCT FROM CASE WHEN kind = 'gift_card' THEN value_minor END
    RETURNING {COLUMNS}
"""


async def give_voucher(
    actor: Actor,
    program_id: UUID,
    business_id: UUID,
    membership_id: UUID,
    reward_id: UUID,
    *,
    source: str,
    idempotency_key: str,
    reference_id: UUID | None = None,
    reason: str = "",
) -> VoucherInfo:
    """Gives a member a voucher of the business's reward, without points; in the caller's transaction or its own.

    It takes a piece of the stock. Once per program, `source` and key: again with the same member and reward it
    returns the first voucher. Prices, limits and conditions of the reward do not count, since it is a present. A
    refusal has changed nothing, so that the caller's transaction may go on: NOT_FOUND for a reward or member that is
    not there, REWARD_UNAVAILABLE where it is out of use, not begun or ended, OUT_OF_STOCK, IDEMPOTENCY_MISMATCH,
    BAD_INPUT.
    """
    made = await give(
        actor,
        program_id,
        business_id,
        membership_id,
        reward_id,
        source=source,
        idempotency_key=idempotency_key,
        reference_id=reference_id,
        reason=reason,
    )
    return made.voucher


async def give(
    actor: Actor,
    program_id: UUID,
    business_id: UUID,
    membership_id: UUID,
    reward_id: UUID,
    *,
    source: str,
    idempotency_key: str,
    reference_id: UUID | None = None,
    reason: str = "",
) -> MadeVoucher:
    """As `give_voucher`, and tells whether it had been given before."""
    checks.check_key(idempotency_key)
    checks.check_text(source, MAX_SOURCE, ("source",))
    checks.check_text(reason, checks.MAX_REASON, ("reason",))
    key = Key(program_id, source, idempotency_key, content_hash("give", membership_id, reward_id))
    program = await businesses.rules_for(program_id)
    reward = await the_reward(program_id, business_id, reward_id)
    found = await customers.members_by_id(program_id, [membership_id], business_id=business_id)
    if membership_id not in found:
        raise NotFound("There is no such customer.", path=("customerId",))
    making = Making(
        key,
        membership_id,
        clock.now(),
        program.time_zone,
        is_given=True,
        reference_id=reference_id,
        reason=reason,
        staff_id=actor.staff_id,
    )
    return await db.retrying(lambda: _give(actor, making, reward))


async def give_by_hand(
    actor: Actor,
    business_id: UUID,
    membership_id: UUID,
    reward_id: UUID,
    *,
    idempotency_key: str,
    reason: str,
) -> MadeVoucher:
    """As `give_voucher`, by a person of the business, with a reason, to a customer whom the business has met."""
    if not reason.strip():
        raise BadInput("Please say what for.", path=("reason",))
    program_id = await businesses.program_of(business_id)
    met = await customers.members_by_id(program_id, [membership_id], business_id=business_id, only_met=True)
    if membership_id not in met:
        raise NotFound("There is no such customer.", path=("customerId",))
    return await give(
        actor,
        program_id,
        business_id,
        membership_id,
        reward_id,
        source=key_space(business_id),
        idempotency_key=idempotency_key,
        reason=reason.strip(),
    )


async def _give(actor: Actor, making: Making, reward: RewardInfo) -> MadeVoucher:
    """Stock before the voucher; what was taken is given back where the key turns out to be a rival's."""
    async with db.transaction():
        known = await made_before(making.key)
        if known is not None:
            return MadeVoucher(known, is_replay=True)
        taken = await stock.take(reward, making.now)
        if taken is None:
            return await _made_by_rival(making) or await _refuse(reward, making)
        voucher = await claim(making, taken)
        if voucher is None:
            await stock.give_back(reward.program_id, reward.id)
            return await _made_by_rival(making) or await _refuse_key()
        await outbox.announce(issued(voucher))
        await record(actor, "rewards.give_voucher", voucher)
    return MadeVoucher(voucher, is_replay=False)


async def _made_by_rival(making: Making) -> MadeVoucher | None:
    """Who had the same key may have been first while we waited for the reward."""
    known = await made_before(making.key)
    return None if known is None else MadeVoucher(known, is_replay=True)


async def _refuse(reward: RewardInfo, making: Making) -> MadeVoucher:
    raise await stock.refuse(reward, making.now)


async def _refuse_key() -> MadeVoucher:
    raise IdempotencyMismatch("This idempotency key is in use.", path=("idempotencyKey",))


async def cancel_given(actor: Actor, program_id: UUID, voucher_id: UUID, *, reason: str = "") -> bool:
    """Takes back a voucher that was given, and its piece of stock; in the caller's transaction or its own.

    True where it is cancelled now, or was before; False, and nothing changed, where it was used already, a gift card
    also in part. Refuses NOT_FOUND for a voucher that is not there or that was redeemed with points.
    """
    checks.check_text(reason, checks.MAX_REASON, ("reason",))
    voucher = (await vouchers_by_id(program_id, [voucher_id])).get(voucher_id)
    if voucher is None or not voucher.is_given:
        raise NotFound("There is no such voucher.", path=("voucherId",))
    async with db.transaction():
        cancelled = await take_back(voucher, reason)
        if cancelled is None:
            newest = (await vouchers_by_id(program_id, [voucher_id]))[voucher_id]
            return newest.state is VoucherState.CANCELLED
        await record(actor, "rewards.cancel_voucher", cancelled)
    return True


async def take_back(
    voucher: VoucherInfo, reason: str, states: Sequence[VoucherState] = UNUSED
) -> VoucherInfo | None:
    """Cancels an unused voucher and gives its piece back; None, and nothing changed, where it is not unused."""
    await stock.lock(voucher.program_id, voucher.reward_id)
    row = await db.fetchrow(CANCEL, voucher.program_id, voucher.id, reason, list(states))
    if row is None:
        return None
    await stock.give_back(voucher.program_id, voucher.reward_id)
    cancelled = to_voucher(row)
    await outbox.announce(changed(cancelled))
    return cancelled


async def the_reward(program_id: UUID, business_id: UUID | None, reward_id: UUID) -> RewardInfo:
    """A reward of the business, or of any in the program. Refuses others with NOT_FOUND."""
    reward = (await rewards_by_id(program_id, [reward_id])).get(reward_id)
    if reward is None or business_id not in (None, reward.business_id):
        raise NotFound("There is no such reward.", path=("rewardId",))
    return reward


def changed(voucher: VoucherInfo) -> VoucherChanged:
    """The fact that its state or handing over changed."""
    return VoucherChanged(
        program_id=voucher.program_id,
        business_id=voucher.business_id,
        voucher_id=voucher.id,
        reward_id=voucher.reward_id,
        membership_id=voucher.membership_id,
        state=voucher.state,
        fulfilment=voucher.fulfilment,
    )


async def record(actor: Actor, action: str, voucher: VoucherInfo) -> None:
    """The audit's entry; the code is a secret and stays out of it."""
    await audit.record(
        actor,
        action,
        target=("Voucher", voucher.id),
        after={"state": voucher.state, "reward": voucher.reward_id, "reason": voucher.reason},
        program_id=voucher.program_id,
        business_id=voucher.business_id,
    )
