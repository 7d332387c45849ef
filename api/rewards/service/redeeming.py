"""Redeeming: points, voucher and stock in one transaction, once per idempotency key; at the till also in two steps."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api import businesses, customers, households, ledger
from api.businesses import ProgramRules
from api.core import clock, db, outbox
from api.core.audit import Actor
from api.core.errors import Conflict, IdempotencyMismatch, NotFound
from api.customers import Member
from api.rewards.queries import taken_for
from api.rewards.queries.vouchers import COLUMNS, to_voucher
from api.rewards.rules import checks
from api.rewards.rules.conditions import Case, MemberStanding, reasons
from api.rewards.rules.terms import HOLD, content_hash, period_start
from api.rewards.service import stock
from api.rewards.service.giving import record, the_reward
from api.rewards.service.making import Key, Making, claim, issued, key_space, made_before, own_key_space
from api.rewards.service.refusing import refuse_first
from api.rewards.service.standing import standing_of
from api.rewards.types import MadeVoucher, ReasonCode, RedeemReward, RewardInfo, VoucherInfo

LEDGER_SOURCE = "reward"
PAID = f"UPDATE voucher SET redeem_tx_id = $3 WHERE program_id = $1 AND id = $2 RETURNING {COLUMNS}"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request with whom it is for, and what decides about it."""

    actor: Actor
    program: ProgramRules
    request: RedeemReward
    key: Key
    member: Member
    reward: RewardInfo
    is_held: bool


async def redeem(actor: Actor, business_id: UUID, request: RedeemReward) -> MadeVoucher:
    """Redeems a reward of the business for a customer whom it has met: points are spent, a voucher is made.

    The same key with the same content returns the first voucher. Refuses NOT_FOUND, REWARD_UNAVAILABLE, OUT_OF_STOCK,
    REWARD_LIMIT_REACHED, TIER_TOO_LOW, WRONG_STORE, NOT_NOW, PHONE_UNVERIFIED, INSUFFICIENT_POINTS, CONFLICT where the
    reward is being changed, IDEMPOTENCY_MISMATCH.
    """
    return await _for_customer(actor, business_id, request, is_held=False)


async def hold(actor: Actor, business_id: UUID, request: RedeemReward) -> MadeVoucher:
    """As `redeem`, for fifteen minutes: points and stock are taken at once, and given back unless it is captured."""
    return await _for_customer(actor, business_id, request, is_held=True)


async def redeem_own(actor: Actor, person_id: UUID, request: RedeemReward) -> MadeVoucher:
    """As `redeem`, by somebody for a card of their own: any reward of the card's program."""
    checks.check_key(request.idempotency_key)
    cards = (await customers.memberships_of([person_id]))[person_id]
    member = next((card for card in cards if card.membership_id == request.membership_id), None)
    if member is None:
        raise NotFound("There is no such card.", path=("cardId",))
    key = _key(member.program_id, own_key_space(member.membership_id), request, is_held=False)
    return await _once(actor, None, request, key, member, is_held=False)


async def _for_customer(
    actor: Actor, business_id: UUID, request: RedeemReward, *, is_held: bool
) -> MadeVoucher:
    checks.check_key(request.idempotency_key)
    program_id = await businesses.program_of(business_id)
    key = _key(program_id, key_space(business_id), request, is_held=is_held)
    known = await made_before(key)
    if known is not None:
        return MadeVoucher(known, is_replay=True)
    if request.customer_problem is not None:
        raise request.customer_problem
    await check_store(business_id, request.store_id)
    found = await customers.members_by_id(
        program_id, [request.membership_id], business_id=business_id, only_met=True
    )
    if request.membership_id not in found:
        raise NotFound("There is no such customer.", path=("customerId",))
    return await _once(actor, business_id, request, key, found[request.membership_id], is_held=is_held)


def _key(program_id: UUID, source: str, request: RedeemReward, *, is_held: bool) -> Key:
    verb = "hold" if is_held else "redeem"
    content = content_hash(verb, request.membership_id, request.reward_id, request.store_id)
    return Key(program_id, source, request.idempotency_key, content)


async def check_store(business_id: UUID, store_id: UUID | None) -> None:
    """Refuses a store that is not the business's, or closed, with NOT_FOUND."""
    if store_id is None:
        return
    store = (await businesses.stores_by_id([store_id])).get(store_id)
    if store is None or store.business_id != business_id or not store.is_active:
        raise NotFound("There is no such open store in your business.", path=("storeId",))


async def _once(
    actor: Actor,
    business_id: UUID | None,
    request: RedeemReward,
    key: Key,
    member: Member,
    *,
    is_held: bool,
) -> MadeVoucher:
    known = await made_before(key)
    if known is not None:
        return MadeVoucher(known, is_replay=True)
    program = await businesses.rules_for(member.program_id)
    reward = await the_reward(program.id, business_id, request.reward_id)
    if not await businesses.takes_part(program.id, reward.business_id):
        raise businesses.NotTakingPart("The business that offers this has left the program.")
    asked = _Asked(actor, program, request, key, member, reward, is_held)
    await _check(asked)
    return await db.retrying(lambda: _redeem(asked))


async def _check(asked: _Asked) -> None:
    """What can be told beforehand; points, stock and limits are decided where they are taken."""
    case = Case(
        standing=await standing_of(asked.program, asked.member.membership_id, [asked.reward]),
        points=asked.reward.terms.points_price,
        is_phone_verified=asked.member.is_phone_verified,
        now=clock.now(),
        time_zone=asked.program.time_zone,
        store_id=asked.request.store_id,
    )
    refuse_first(reasons(asked.reward, case))


async def _redeem(asked: _Asked) -> MadeVoucher:
    """The key, then account and reward in the one order of locks; a refusal undoes all of it."""
    now = clock.now()
    async with db.transaction():
        made = await claim(_making(asked, now), asked.reward)
        if made is None:
            known = await made_before(asked.key)
            if known is None:
                raise IdempotencyMismatch("This idempotency key is in use.", path=("idempotencyKey",))
            return MadeVoucher(known, is_replay=True)
        voucher = await _pay(asked, made, now)
        taken = await stock.take(asked.reward, now)
        if taken is None:
            raise await stock.refuse(asked.reward, now)
        if taken.version != asked.reward.version:
            raise Conflict("This reward was changed meanwhile. Please look again.", path=("rewardId",))
        await _check_limits(asked, taken, now)
        await outbox.announce(issued(voucher))
        await record(asked.actor, "rewards.hold" if asked.is_held else "rewards.redeem", voucher)
    return MadeVoucher(voucher, is_replay=False)


def _making(asked: _Asked, now: datetime) -> Making:
    return Making(
        asked.key,
        asked.member.membership_id,
        now,
        asked.program.time_zone,
        held_until=now + HOLD if asked.is_held else None,
        store_id=asked.request.store_id,
        staff_id=asked.actor.staff_id,
    )


async def _pay(asked: _Asked, voucher: VoucherInfo, now: datetime) -> VoucherInfo:
    if not voucher.points_paid:
        return voucher
    request = posting(asked.actor, voucher, "redeem", now, asked.reward.terms.name, asked.request.store_id)
    posted = await households.spend(request, voucher.points_paid, ledger.policy_of(asked.program))
    row = await db.fetchrow(PAID, voucher.program_id, voucher.id, posted.tx_id)
    if row is None:
        raise RuntimeError("the voucher was not found in its own transaction")
    return to_voucher(row)


def posting(
    actor: Actor,
    voucher: VoucherInfo,
    verb: str,
    now: datetime,
    reason: str,
    store_id: UUID | None = None,
) -> ledger.PostingRequest:
    """The request to the ledger; its key follows from the voucher, which exists once."""
    assert voucher.membership_id is not None  # noqa: S101 - only members pay with points
    return ledger.PostingRequest(
        program_id=voucher.program_id,
        business_id=voucher.business_id,
        membership_id=voucher.membership_id,
        source=LEDGER_SOURCE,
        idempotency_key=f"{verb}:{voucher.id}",
        request_hash=content_hash(verb, voucher.id),
        occurred_at=now,
        store_id=store_id,
        staff_id=actor.staff_id,
        device_id=actor.device_id,
        reference_id=voucher.id,
        reason=reason,
    )


async def _check_limits(asked: _Asked, reward: RewardInfo, now: datetime) -> None:
    """Counted under the reward's lock, so that rivals are seen; the voucher of this redemption is one of them."""
    terms = reward.terms
    if terms.per_member is None and terms.per_period is None:
        return
    since = period_start(terms.period, now, asked.program.time_zone)
    by_member, by_all = (await taken_for(asked.member.membership_id, [reward], [since]))[reward.id]
    case = Case(
        standing=MemberStanding(),
        points=terms.points_price,
        is_phone_verified=True,
        now=now,
        time_zone=asked.program.time_zone,
        taken_by_member=by_member - 1,
        taken_by_all=by_all - 1,
    )
    against = [each for each in reasons(reward, case) if each.code is ReasonCode.LIMIT_REACHED]
    refuse_first(against)
