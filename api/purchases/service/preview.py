"""What a sale would earn: the calculation of `record`, without recording."""

from datetime import datetime
from uuid import UUID

from api import businesses, households, ledger, stamps, tiers
from api.businesses import PointLimits
from api.core import clock, db
from api.core.audit import Actor
from api.core.ids import new_id
from api.core.money import Money
from api.customers import Member
from api.purchases.rules import checks, paying
from api.purchases.rules.family import NOBODY
from api.purchases.service.booking import BOUGHT_BEFORE
from api.purchases.service.stamping import goods
from api.purchases.service.till import Till, family_at, known_goods, pay, the_member, the_till, work_out
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
    into account. Refuses as `record` does, but points that are not there show in the balance, not as a refusal.
    """
    checks.check_each_line(request.lines)
    program = await businesses.rules_for(await businesses.program_of(business_id))
    till = await the_till(program, business_id, request.store_id)
    now = clock.now()
    occurred_at = request.occurred_at or now
    checks.check_moment(occurred_at, now)
    lines = await known_goods(till, request.lines)
    member = (
        await the_member(program.id, business_id, request.membership_id) if request.membership_id else None
    )
    spendable = await _spendable(member)
    unpaid = pay(program, request.amount, request.gift_card, 0, request.lines)
    allowed_to_pay = paying.payable(
        program.payment, program.point_value_micro_minor, unpaid.eligible_minor, spendable
    )
    points_paid = allowed_to_pay.most if request.pays_max_points else request.points_paid
    parts = pay(program, request.amount, request.gift_card, points_paid, request.lines)
    first = await _is_first(till, member)
    birth_month = member.birth_month if member else None
    boost = await tiers.boost_for(program.id, member.membership_id) if member else None
    family = await family_at(till, member, occurred_at) if member else NOBODY
    earned = work_out(
        till, birth_month, parts, lines, occurred_at, is_first_purchase=first, boost=boost, family=family
    )
    balance = await _balance(member)
    allowed = await _allowed(actor, till, member, earned.points, occurred_at)
    from_household = min(max(points_paid - max(balance, 0), 0), max(spendable - max(balance, 0), 0))
    return PurchasePreview(
        points=allowed,
        eligible=Money(parts.eligible_minor, program.currency),
        points_paid=points_paid,
        points_value=Money(parts.points_paid_minor, program.currency),
        balance_before=balance,
        balance_after=balance - points_paid + from_household + allowed,
        steps=_capped(earned.steps, allowed - earned.points),
        min_points_payable=allowed_to_pay.least,
        max_points_payable=allowed_to_pay.most,
        points_step=allowed_to_pay.step,
        from_household=from_household,
        is_capped=allowed < earned.points,
        stamps=tuple(
            await stamps.coming(
                goods(till, request.amount.minor_units, lines, occurred_at),
                member.membership_id if member else None,
            )
        ),
    )


def _capped(steps: tuple[EarnStep, ...], beyond: int) -> tuple[EarnStep, ...]:
    """The steps, and one more that takes what a limit does not allow."""
    return (*steps, EarnStep("Limit of the program", beyond)) if beyond < 0 else steps


async def _is_first(till: Till, member: Member | None) -> bool:
    if member is None or not till.asks_for_first_purchase:
        return False
    tenant = (till.program.id, member.membership_id, till.store.business_id)
    return not await db.fetchval(BOUGHT_BEFORE, *tenant, None)


async def _spendable(member: Member | None) -> int:
    """What the member can spend, with what the household shares; nothing without a proved number."""
    if member is None or not member.is_phone_verified:
        return 0
    return (await households.spendable_for(member.program_id, [member.membership_id]))[member.membership_id]


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
