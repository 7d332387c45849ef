"""Recording a sale: once per idempotency key, whole or not at all."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from api import businesses, customers, households, stamps
from api.businesses import ProgramRules
from api.core import clock, db, outbox
from api.core.audit import Actor
from api.core.errors import IdempotencyMismatch
from api.core.ids import new_id
from api.core.phone import normalise_phone
from api.customers import Member, PhoneUnverified
from api.households import SpendLimitReached
from api.ledger import InsufficientPoints
from api.purchases.events import PurchaseRecorded
from api.purchases.queries import bill_by_key
from api.purchases.rules import checks, paying
from api.purchases.rules.content import purchase_hash
from api.purchases.service.booking import Asked, Sale, book, key_space
from api.purchases.service.stamping import stamped
from api.purchases.service.till import Parts, Till, known_goods, pay, the_member, the_till
from api.purchases.types import PurchaseInfo, RecordedPurchase, RecordPurchase

TRIES = 5
CLAIM = f"""
    INSERT INTO purchase (id, program_id, business_id, store_id, membership_id, bill_number, source, idem_key,
        request_hash, occurred_at, currency, amount_minor, gift_card_minor, points_paid, points_paid_minor,
        eligible_minor, points_earned, returned_minor, points_taken_back, points_given_back, status, explanation,
        staff_id, staff_name, device_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, 0, 0, 0, 'recorded', '[]',
        $17, $18, $19)
    ON CONFLICT (program_id, source, idem_key) DO NOTHING
    RETURNING {stamps.BRINGS_STAMPS.format(program="$2", business="$3")} AS brings_stamps
"""


async def record(actor: Actor, business_id: UUID, request: RecordPurchase) -> RecordedPurchase:
    """Records a sale at a store of the business and gives its points, in one transaction.

    The same key with the same content returns the first result. A phone number that is not known is enrolled. Points in
    `points_paid` are spent first, as part of the payment; what was paid with them or with a gift card earns nothing.
    Where the customer's own points do not suffice, those that the household shares are spent too.
    Refuses with IDEMPOTENCY_MISMATCH, BAD_INPUT, BAD_PHONE, AMOUNT_INVALID, CURRENCY_MISMATCH, STORE_UNKNOWN,
    DATE_IN_FUTURE, DATE_TOO_OLD, LINES_MISMATCH, NOT_FOUND, PHONE_UNVERIFIED, INSUFFICIENT_POINTS, LIMIT_REACHED,
    AWARD_REFUSED.
    """
    checks.check_form(request)
    program = await businesses.rules_for(await businesses.program_of(business_id))
    phone = normalise_phone(request.phone, program.region) if request.phone is not None else None
    asked = Asked(request, phone, purchase_hash(request, phone), key_space(business_id))
    known = await _recorded_before(program.id, asked)
    if known is not None:
        return known
    if request.customer_problem is not None:
        raise request.customer_problem
    return await _once_or_again(actor, program, business_id, asked)


async def _once_or_again(
    actor: Actor, program: ProgramRules, business_id: UUID, asked: Asked
) -> RecordedPurchase:
    """Where as many points as go are to pay, a rival may have spent some of them meanwhile: then with what is left."""
    for _ in range(TRIES if asked.request.pays_max_points else 0):
        try:
            return await db.retrying(lambda: _record(actor, program, business_id, asked))
        except (InsufficientPoints, SpendLimitReached):
            continue
    return await db.retrying(lambda: _record(actor, program, business_id, asked))


async def _recorded_before(program_id: UUID, asked: Asked) -> RecordedPurchase | None:
    found = await bill_by_key(program_id, asked.source, asked.request.idempotency_key)
    if found is None:
        return None
    bill, content = found
    if content != asked.content:
        raise IdempotencyMismatch(
            "This idempotency key was used before for another sale.", path=("idempotencyKey",)
        )
    return RecordedPurchase(bill, is_replay=True)


async def _record(actor: Actor, program: ProgramRules, business_id: UUID, asked: Asked) -> RecordedPurchase:
    request, now = asked.request, clock.now()
    occurred_at = request.occurred_at or now
    till = await the_till(program, business_id, request.store_id)
    checks.check_moment(occurred_at, now)
    parts = pay(program, request.amount, request.gift_card, request.points_paid, request.lines)
    lines = await known_goods(till, request.lines)
    async with db.transaction():
        member = await _member(actor, till, asked)
        if request.pays_max_points:
            asked, parts = await _with_all_points(program, asked, member, parts)
        _may_pay_with_points(member, asked.request.points_paid)
        purchase_id = new_id()
        brings_stamps = await _claim(actor, till, asked, member, parts, purchase_id, occurred_at)
        if brings_stamps is None:
            replay = await _recorded_before(program.id, asked)
            if replay is None:
                raise IdempotencyMismatch("This idempotency key is in use.", path=("idempotencyKey",))
            return replay
        sale = Sale(actor, till, asked, member, parts, lines, purchase_id, occurred_at)
        bill = await book(sale)
        if member is not None and brings_stamps:
            await stamps.stamp_purchase(actor, stamped(till, member.membership_id, bill, lines, occurred_at))
        await outbox.announce(_fact(bill))
    return RecordedPurchase(bill, is_replay=False)


async def _member(actor: Actor, till: Till, asked: Asked) -> Member | None:
    if asked.phone is not None:
        enrolment = await customers.find_or_enrol(
            actor, till.program.id, till.store.business_id, asked.phone, store_id=till.store.id
        )
        return enrolment.member
    if asked.request.membership_id is None:
        return None
    return await the_member(till.program.id, till.store.business_id, asked.request.membership_id)


async def _with_all_points(
    program: ProgramRules, asked: Asked, member: Member | None, parts: Parts
) -> tuple[Asked, Parts]:
    """The request with as many points as the program, the member's points and those of the household let pay."""
    if member is None or not member.is_phone_verified:
        return asked, parts
    spendable = (await households.spendable_for(program.id, [member.membership_id]))[member.membership_id]
    most = paying.payable(
        program.payment, program.point_value_micro_minor, parts.eligible_minor, spendable
    ).most
    request = asked.request
    paid = pay(program, request.amount, request.gift_card, most, request.lines)
    return replace(asked, request=replace(request, points_paid=most)), paid


def _may_pay_with_points(member: Member | None, points_paid: int) -> None:
    if points_paid and (member is None or not member.is_phone_verified):
        raise PhoneUnverified(
            "Points can be spent once the customer has verified the phone number by a code.",
            path=("pointsPaid",),
        )


async def _claim(
    actor: Actor,
    till: Till,
    asked: Asked,
    member: Member | None,
    parts: Parts,
    purchase_id: UUID,
    occurred_at: datetime,
) -> bool | None:
    """Takes the idempotency key by the bill's row; None where a rival has taken it (and has committed).

    True where bills of the business bring stamps: asked here, so that it costs no statement of its own.
    """
    request = asked.request
    brings_stamps: bool | None = await db.fetchval(
        CLAIM,
        purchase_id,
        till.program.id,
        till.store.business_id,
        till.store.id,
        member.membership_id if member else None,
        request.bill_number,
        asked.source,
        request.idempotency_key,
        asked.content,
        occurred_at,
        request.amount.currency,
        request.amount.minor_units,
        parts.gift_card_minor,
        request.points_paid,
        parts.points_paid_minor,
        parts.eligible_minor,
        actor.staff_id,
        actor.name,
        request.device_id or actor.device_id,
    )
    return brings_stamps


def _fact(bill: PurchaseInfo) -> PurchaseRecorded:
    return PurchaseRecorded(
        program_id=bill.program_id,
        business_id=bill.business_id,
        purchase_id=bill.id,
        store_id=bill.store_id,
        membership_id=bill.membership_id,
        amount_minor=bill.amount_minor,
        currency=bill.currency,
        points_earned=bill.points_earned,
        points_paid=bill.points_paid,
    )
