"""What a sale would earn: the calculation of `record`, without recording."""

from datetime import datetime
from uuid import UUID

from api import businesses, ledger, stamps, tiers
from api.businesses import PointLimits
from api.core import clock, db
from api.core.audit import Actor
from api.core.ids import new_id
from api.core.money import Money
from api.customers import Member
from api.purchases.rules import checks
from api.purchases.service.booking import BOUGHT_BEFORE
from api.purchases.service.stamping import goods
from api.purchases.service.till import Till, known_goods, pay, the_member, the_till, work_out
from api.purchases.types import EarnStep, PreviewPurchase, PurchasePreview

NO_LIMITS = PointLimits()


class _Undo(Exception):
    """Not an error: carries the answer out of a transaction that must not stand."""

    def __init__(self, points: int) -> None:
        super().__init__(points)
        self.points = points


async def preview(actor: Actor, business_id: UUID, request: PreviewPurchase) -> PurchasePreview:
    """What this sale would earn now, in words, which stamps it would bring, and how many points could pay for it.

    Changes nothing. Without a customer it tells what a member would earn. Limits of the program are taken
    into account. Refuses as `record` does, except that points which are not there show in the balance, not as a refusal.
    """
    checks.check_each_line(request.lines)
    program = await businesses.rules_for(await businesses.program_of(business_id))
    till = await the_till(program, business_id, request.store_id)
    now = clock.now()
    occurred_at = request.occurred_at or now
    checks.check_moment(occurred_at, now)
    parts = pay(program, request.amount, request.gift_card, request.points_paid, request.lines)
    lines = await known_goods(till, request.lines)
    member = (
        await the_member(program.id, business_id, request.membership_id) if request.membership_id else None
    )
    first = await _is_first(till, member)
    birth_month = member.birth_month if member else None
    boost = await tiers.boost_for(program.id, member.membership_id) if member else None
    earned = work_out(till, birth_month, parts, lines, occurred_at, is_first_purchase=first, boost=boost)
    balance = await _balance(member)
    allowed = await _allowed(actor, till, member, earned.points, occurred_at)
    steps = earned.steps
    if allowed < earned.points:
        steps = (*steps, EarnStep("Limit of the program", allowed - earned.points))
    payable = parts.eligible_minor + parts.points_paid_minor
    may_spend = max(balance, 0) if member and member.is_phone_verified else 0
    return PurchasePreview(
        points=allowed,
        eligible=Money(parts.eligible_minor, program.currency),
        points_value=Money(parts.points_paid_minor, program.currency),
        balance_before=balance,
        balance_after=balance - request.points_paid + allowed,
        steps=steps,
        max_points_payable=min(may_spend, checks.max_points(payable, program.point_value_micro_minor)),
        is_capped=allowed < earned.points,
        stamps=tuple(
            await stamps.coming(
                goods(till, request.amount.minor_units, lines, occurred_at),
                member.membership_id if member else None,
            )
        ),
    )


async def _is_first(till: Till, member: Member | None) -> bool:
    if member is None or not till.asks_for_first_purchase:
        return False
    tenant = (till.program.id, member.membership_id, till.store.business_id)
    return not await db.fetchval(BOUGHT_BEFORE, *tenant, None)


async def _balance(member: Member | None) -> int:
    if member is None:
        return 0
    return (await ledger.balances_for([member.membership_id]))[member.membership_id].available


async def _allowed(
    actor: Actor, till: Till, member: Member | None, points: int, occurred_at: datetime
) -> int:
    """The points that the limits leave, where there are any: posted by the ledger itself, and undone."""
    if member is None or points == 0 or till.program.limits == NO_LIMITS:
        return points
    if db.in_transaction_now():
        raise RuntimeError("a preview cannot be undone inside another transaction")
    trial = ledger.PostingRequest(
        program_id=till.program.id,
        business_id=till.store.business_id,
        membership_id=member.membership_id,
        source="preview",
        idempotency_key=str(new_id()),
        request_hash="",
        occurred_at=occurred_at,
        store_id=till.store.id,
        staff_id=actor.staff_id,
    )
    try:
        async with db.transaction():
            posted = await ledger.earn(trial, points, ledger.policy_of(till.program))
            raise _Undo(posted.points)
    except _Undo as answer:
        return answer.points
