"""Recording a sale: once per idempotency key, whole or not at all."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api import businesses, customers, ledger, stamps, tiers
from api.businesses import ProgramRules
from api.core import clock, db, outbox
from api.core.audit import Actor
from api.core.errors import IdempotencyMismatch
from api.core.ids import new_id
from api.core.phone import normalise_phone
from api.customers import Member, PhoneUnverified
from api.purchases.events import PurchaseRecorded
from api.purchases.queries import bill_by_key
from api.purchases.queries.rows import PURCHASE_COLUMNS, steps_json, to_purchase
from api.purchases.rules import checks
from api.purchases.rules.content import purchase_hash
from api.purchases.rules.earning import Earned
from api.purchases.service.stamping import stamped
from api.purchases.service.till import Parts, Till, known_goods, pay, the_member, the_till, work_out
from api.purchases.types import EarnStep, LineInput, PurchaseInfo, RecordedPurchase, RecordPurchase

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
SETTLE = f"""
    WITH added AS (
        INSERT INTO purchase_line (id, program_id, purchase_id, seq, product_id, category_id, sku, name,
            quantity_milli, amount_minor, points, returned_minor)
        SELECT line.id, $2, $1, line.seq, line.product_id, line.category_id, line.sku, line.name,
            line.quantity_milli, line.amount_minor, line.points, 0
        FROM unnest($7::uuid[], $8::int[], $9::uuid[], $10::uuid[], $11::text[], $12::text[], $13::bigint[],
            $14::bigint[], $15::bigint[])
            AS line (id, seq, product_id, category_id, sku, name, quantity_milli, amount_minor, points)
    )
    UPDATE purchase SET points_earned = $3, explanation = $4::jsonb, earn_tx_id = $5, redeem_tx_id = $6
    WHERE id = $1 AND program_id = $2
    RETURNING {PURCHASE_COLUMNS}
"""
BOUGHT_BEFORE = """
    SELECT EXISTS (
        SELECT FROM purchase WHERE program_id = $1 AND membership_id = $2 AND business_id = $3 AND status <> 'voided'
            AND id IS DISTINCT FROM $4)
"""
LEDGER_SOURCE = "purchase"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request with its hash and the key space of its business."""

    request: RecordPurchase
    phone: str | None
    content: str
    source: str


def key_space(business_id: UUID) -> str:
    """The source under which a business's idempotency keys are unique in its program."""
    return f"b:{business_id.hex}"


async def record(actor: Actor, business_id: UUID, request: RecordPurchase) -> RecordedPurchase:
    """Records a sale at a store of the business and gives its points, in one transaction.

    The same key with the same content returns the first result. A phone number that is not known is enrolled. Points in
    `points_paid` are spent first, as part of the payment; what was paid with them or with a gift card earns nothing.
    Refuses with IDEMPOTENCY_MISMATCH, BAD_INPUT, BAD_PHONE, AMOUNT_INVALID, CURRENCY_MISMATCH, STORE_UNKNOWN,
    DATE_IN_FUTURE, DATE_TOO_OLD, LINES_MISMATCH, NOT_FOUND, PHONE_UNVERIFIED, INSUFFICIENT_POINTS, LIMIT_REACHED.
    """
    checks.check_form(request)
    program = await businesses.rules_for(await businesses.program_of(business_id))
    phone = normalise_phone(request.phone, program.region) if request.phone is not None else None
    asked = _Asked(request, phone, purchase_hash(request, phone), key_space(business_id))
    known = await _recorded_before(program.id, asked)
    if known is not None:
        return known
    if request.customer_problem is not None:
        raise request.customer_problem
    return await db.retrying(lambda: _record(actor, program, business_id, asked))


async def _recorded_before(program_id: UUID, asked: _Asked) -> RecordedPurchase | None:
    found = await bill_by_key(program_id, asked.source, asked.request.idempotency_key)
    if found is None:
        return None
    bill, content = found
    if content != asked.content:
        raise IdempotencyMismatch(
            "This idempotency key was used before for another sale.", path=("idempotencyKey",)
        )
    return RecordedPurchase(bill, is_replay=True)


async def _record(actor: Actor, program: ProgramRules, business_id: UUID, asked: _Asked) -> RecordedPurchase:
    request, now = asked.request, clock.now()
    occurred_at = request.occurred_at or now
    till = await the_till(program, business_id, request.store_id)
    checks.check_moment(occurred_at, now)
    parts = pay(program, request.amount, request.gift_card, request.points_paid, request.lines)
    lines = await known_goods(till, request.lines)
    async with db.transaction():
        member = await _member(actor, till, asked)
        _may_pay_with_points(member, request.points_paid)
        purchase_id = new_id()
        brings_stamps = await _claim(actor, till, asked, member, parts, purchase_id, occurred_at)
        if brings_stamps is None:
            replay = await _recorded_before(program.id, asked)
            if replay is None:
                raise IdempotencyMismatch("This idempotency key is in use.", path=("idempotencyKey",))
            return replay
        sale = _Sale(actor, till, asked, member, parts, lines, purchase_id, occurred_at)
        bill = await _book(sale)
        if member is not None and brings_stamps:
            await stamps.stamp_purchase(actor, stamped(till, member.membership_id, bill, lines, occurred_at))
        await outbox.announce(_fact(bill))
    return RecordedPurchase(bill, is_replay=False)


@dataclass(frozen=True, slots=True)
class _Sale:
    """A sale that has its row and is being booked."""

    actor: Actor
    till: Till
    asked: _Asked
    member: Member | None
    parts: Parts
    lines: tuple[LineInput, ...]
    purchase_id: UUID
    occurred_at: datetime

    def posting(self, verb: str) -> ledger.PostingRequest:
        """The request to the ledger; its key follows from the bill, which exists once."""
        assert self.member is not None  # noqa: S101 - only members have postings
        return ledger.PostingRequest(
            program_id=self.till.program.id,
            business_id=self.till.store.business_id,
            membership_id=self.member.membership_id,
            source=LEDGER_SOURCE,
            idempotency_key=f"{verb}:{self.purchase_id}",
            request_hash=self.asked.content,
            occurred_at=self.occurred_at,
            store_id=self.till.store.id,
            staff_id=self.actor.staff_id,
            device_id=self.asked.request.device_id or self.actor.device_id,
            reference_id=self.purchase_id,
        )


async def _member(actor: Actor, till: Till, asked: _Asked) -> Member | None:
    if asked.phone is not None:
        enrolment = await customers.find_or_enrol(
            actor, till.program.id, till.store.business_id, asked.phone, store_id=till.store.id
        )
        return enrolment.member
    if asked.request.membership_id is None:
        return None
    return await the_member(till.program.id, till.store.business_id, asked.request.membership_id)


def _may_pay_with_points(member: Member | None, points_paid: int) -> None:
    if points_paid and (member is None or not member.is_phone_verified):
        raise PhoneUnverified(
            "Points can be spent once the customer has verified the phone number by a code.",
            path=("pointsPaid",),
        )


async def _claim(
    actor: Actor,
    till: Till,
    asked: _Asked,
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


async def _book(sale: _Sale) -> PurchaseInfo:
    """Visit, payment with points, earning, in the one order of locks: bill, profile, account."""
    if sale.member is None:
        return await _settle(sale, Earned(0, (), (0,) * len(sale.lines)), None, None)
    await customers.record_visit(
        sale.till.program.id,
        sale.till.store.business_id,
        sale.member.membership_id,
        amount_minor=sale.asked.request.amount.minor_units,
        occurred_at=sale.occurred_at,
    )
    policy = ledger.policy_of(sale.till.program)
    redeemed = None
    if sale.asked.request.points_paid:
        redeemed = await ledger.redeem(sale.posting("redeem"), sale.asked.request.points_paid, policy)
    earned = work_out(
        sale.till,
        sale.member.birth_month,
        sale.parts,
        sale.lines,
        sale.occurred_at,
        is_first_purchase=await _is_first_purchase(sale, sale.member),
        boost=await tiers.boost_for(sale.till.program.id, sale.member.membership_id),
    )
    posted = await ledger.earn(sale.posting("earn"), earned.points, policy) if earned.points else None
    await _count(sale, sale.member, posted.points if posted else 0)
    return await _settle(sale, earned, posted, redeemed)


async def _count(sale: _Sale, member: Member, earned: int) -> None:
    """Tells the tiers, which move the member up where that is due."""
    program = sale.till.program
    did = tiers.Activity(
        member.membership_id,
        tiers.month_of(sale.occurred_at, program.time_zone),
        earned=earned,
        spent_minor=sale.asked.request.amount.minor_units,
        visits=1,
    )
    await tiers.count(program.id, [did])


async def _is_first_purchase(sale: _Sale, member: Member) -> bool:
    """Asked only where a rule depends on it; the profile's lock, taken by the visit, makes rivals wait."""
    if not sale.till.asks_for_first_purchase:
        return False
    tenant = (sale.till.program.id, member.membership_id, sale.till.store.business_id)
    return not await db.fetchval(BOUGHT_BEFORE, *tenant, sale.purchase_id)


async def _settle(
    sale: _Sale, earned: Earned, posted: ledger.Posting | None, redeemed: ledger.Posting | None
) -> PurchaseInfo:
    granted = posted.points if posted else 0
    steps = earned.steps
    if granted < earned.points:
        steps = (*steps, EarnStep("Limit of the program", granted - earned.points))
    lines = sale.lines
    row = await db.fetchrow(
        SETTLE,
        sale.purchase_id,
        sale.till.program.id,
        granted,
        steps_json(steps),
        posted.tx_id if posted else None,
        redeemed.tx_id if redeemed else None,
        [new_id() for _ in lines],
        list(range(1, len(lines) + 1)),
        [line.product_id for line in lines],
        [line.category_id for line in lines],
        [line.sku for line in lines],
        [line.name for line in lines],
        [line.quantity_milli for line in lines],
        [line.amount_minor for line in lines],
        list(earned.line_points[: len(lines)]),
    )
    if row is None:
        raise RuntimeError("the bill was not found in its own transaction")
    return to_purchase(row)


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
