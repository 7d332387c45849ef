"""Points without a bill: given, spent, corrected or moved by a person, for a reason. First the post, then the tier."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import orjson

from api import businesses, customers, households, ledger, tiers
from api.businesses import ProgramRules
from api.core import audit, clock, db
from api.core.audit import Actor
from api.core.errors import BadInput, NotFound, Refusal
from api.customers import Member, PhoneUnverified
from api.purchases.errors import StoreUnknown
from api.purchases.service.booking import key_space
from api.purchases.service.watching import give
from api.purchases.types import HandPosting

MAX_REASON = 300


@dataclass(frozen=True, slots=True)
class _Case:
    """Who acts for whom under which rules."""

    actor: Actor
    program: ProgramRules
    member: Member
    posting: ledger.PostingRequest


async def award_points(actor: Actor, business_id: UUID, request: HandPosting) -> ledger.Posting:
    """Gives points for something that is no sale. Expiry, waiting, limits and review are those of earned points.

    Refuses with NOT_FOUND a member whom the business has not met, with STORE_UNKNOWN, BAD_INPUT without a reason,
    LIMIT_REACHED, AWARD_REFUSED, IDEMPOTENCY_MISMATCH.
    """
    case = await _case(actor, business_id, request, "award")
    return await _audited(
        case,
        "points.award",
        lambda: give(actor, case.program, case.posting, case.member, request.points),
    )


async def redeem_points(
    actor: Actor, business_id: UUID, request: HandPosting, customer_problem: Refusal | None = None
) -> ledger.Posting:
    """Spends points for what the reason names. Refuses as `award_points` does, and with PHONE_UNVERIFIED,
    INSUFFICIENT_POINTS; `customer_problem` is why a shown card is not accepted.
    """
    if customer_problem is not None:
        raise customer_problem
    case = await _case(actor, business_id, request, "redeem")
    if not case.member.is_phone_verified:
        raise PhoneUnverified(
            "Points can be spent once the customer has verified the phone number by a code.", path=("points",)
        )
    policy = ledger.policy_of(case.program)
    return await _audited(
        case, "points.redeem", lambda: households.spend(case.posting, request.points, policy)
    )


async def adjust_points(actor: Actor, business_id: UUID, request: HandPosting) -> ledger.Posting:
    """Adds (positive) or takes (negative) points by hand. Refuses as `award_points` does, and INSUFFICIENT_POINTS."""
    case = await _case(actor, business_id, request, "adjust")
    policy = ledger.policy_of(case.program)
    return await _audited(case, "points.adjust", lambda: ledger.adjust(case.posting, request.points, policy))


async def transfer_points(actor: Actor, business_id: UUID, request: HandPosting, to: UUID) -> ledger.Posting:
    """Moves points to another member whom the business has met; they keep their expiry. The giver's posting."""
    case = await _case(actor, business_id, request, "transfer", str(to))
    await _met(case.program.id, business_id, to, "toCustomerId")
    return await _audited(
        case, "points.transfer", lambda: ledger.transfer(case.posting, to, request.points), gains=to
    )


async def _case(actor: Actor, business_id: UUID, request: HandPosting, verb: str, *more: str) -> _Case:
    reason = request.reason.strip()
    if not 0 < len(reason) <= MAX_REASON:
        raise BadInput(f"Please say why, in at most {MAX_REASON} characters.", path=("reason",))
    program = await businesses.rules_for(await businesses.program_of(business_id))
    if not await businesses.takes_part(program.id, business_id):
        raise businesses.NotTakingPart("Your business has left this program.")
    member = await _met(program.id, business_id, request.membership_id, "customerId")
    await _check_store(business_id, request.store_id)
    posting = ledger.PostingRequest(
        program_id=program.id,
        business_id=business_id,
        membership_id=member.membership_id,
        source=key_space(business_id),
        idempotency_key=request.idempotency_key,
        request_hash=_hash(request, verb, *more),
        occurred_at=clock.now(),
        store_id=request.store_id,
        staff_id=actor.staff_id or actor.id,
        device_id=actor.device_id,
        reason=reason,
    )
    return _Case(actor, program, member, posting)


async def _met(program_id: UUID, business_id: UUID, membership_id: UUID, field: str) -> Member:
    found = await customers.members_by_id(program_id, [membership_id], business_id=business_id, only_met=True)
    if membership_id not in found:
        raise NotFound("There is no such customer.", path=(field,))
    return found[membership_id]


async def _check_store(business_id: UUID, store_id: UUID | None) -> None:
    if store_id is None:
        return
    store = (await businesses.stores_by_id([store_id])).get(store_id)
    if store is None or store.business_id != business_id or not store.is_active:
        raise StoreUnknown("There is no such open store in this business.", path=("storeId",))


async def _audited(
    case: _Case, action: str, post: Callable[[], Awaitable[ledger.Posting]], *, gains: UUID | None = None
) -> ledger.Posting:
    """`gains`: who has more points after a posting that takes them from the case's member."""
    async with db.transaction():
        posted = await post()
        if not posted.is_replay:
            if posted.points > 0 or gains is not None:
                await tiers.weigh(case.program.id, [gains or case.member.membership_id])
            await audit.record(
                case.actor,
                action,
                target=("Customer", case.member.membership_id),
                after={"points": posted.points, "balance": posted.balance, "reason": case.posting.reason},
                program_id=case.program.id,
                business_id=case.posting.business_id,
            )
    return posted


def _hash(request: HandPosting, verb: str, *more: str) -> str:
    content = [verb, *more, str(request.membership_id), request.points, request.reason, str(request.store_id)]
    return hashlib.sha256(orjson.dumps(content)).hexdigest()
