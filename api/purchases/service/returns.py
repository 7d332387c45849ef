"""Goods come back, or a bill is voided: points follow, once per idempotency key, never more than there is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from api import businesses, customers, ledger, stamps, tiers
from api.businesses import ProgramRules
from api.core import audit, clock, db, outbox
from api.core.audit import Actor
from api.core.errors import BadInput, IdempotencyMismatch, NotFound
from api.core.ids import new_id
from api.purchases.errors import AlreadyReturned, KeptElsewhere, VoidWindowClosed
from api.purchases.events import PurchaseReturned
from api.purchases.queries import bill_for_update, lines_of, purchases_by_id, return_by_key
from api.purchases.queries.rows import PURCHASE_COLUMNS, RETURN_COLUMNS, to_purchase, to_return
from api.purchases.rules import checks
from api.purchases.rules.content import return_hash
from api.purchases.rules.returning import ReturnPlan, plan_return
from api.purchases.service.booking import LEDGER_SOURCE, key_space
from api.purchases.service.stamping import unstamped
from api.purchases.types import (
    LineInfo,
    PurchaseInfo,
    PurchaseStatus,
    RecordedReturn,
    ReturnInfo,
    ReturnKind,
    ReturnPurchase,
)

MAX_REASON = 300
CLAIM = f"""
    INSERT INTO purchase_return (id, program_id, business_id, purchase_id, kind, source, idem_key, request_hash,
        amount_minor, points_taken_back, points_given_back, reason, lines, staff_id, occurred_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('seq', seq, 'amount_minor', amount) ORDER BY seq), '[]')
         FROM unnest($13::int[], $14::bigint[]) AS back (seq, amount)), $15, $16)
    ON CONFLICT (program_id, source, idem_key) DO NOTHING
    RETURNING {RETURN_COLUMNS},
        {stamps.BROUGHT_STAMPS.format(program="$2", purchase="$4")} AS brought_stamps
"""
SETTLE = f"""
    WITH back AS (
        UPDATE purchase_line SET returned_minor = returned_minor + given.amount
        FROM unnest($7::int[], $8::bigint[]) AS given (seq, amount)
        WHERE purchase_id = $1 AND program_id = $2 AND purchase_line.seq = given.seq
    )
    UPDATE purchase SET returned_minor = returned_minor + $3, points_taken_back = points_taken_back + $4,
        points_given_back = points_given_back + $5, status = $6
    WHERE id = $1 AND program_id = $2
    RETURNING {PURCHASE_COLUMNS}
"""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request with its kind, hash and the program that it is for."""

    actor: Actor
    program: ProgramRules
    business_id: UUID
    request: ReturnPurchase
    kind: ReturnKind
    content: str


async def return_purchase(actor: Actor, business_id: UUID, request: ReturnPurchase) -> RecordedReturn:
    """Returns some lines of a bill, an amount of it, or all that is left; in one transaction.

    Points that the bill earned are taken back in proportion, points that paid for it come back in proportion, so that
    the parts sum to the whole exactly. The same key with the same content returns the first result. Refuses with
    NOT_FOUND, ALREADY_RETURNED, RETURN_TOO_LARGE, AMOUNT_INVALID, CURRENCY_MISMATCH, IDEMPOTENCY_MISMATCH, BAD_INPUT.
    """
    kind = ReturnKind.LINES if request.lines else ReturnKind.AMOUNT if request.amount else ReturnKind.WHOLE
    return await _return(actor, business_id, request, kind)


async def void_purchase(actor: Actor, business_id: UUID, request: ReturnPurchase) -> RecordedReturn:
    """Undoes a whole bill within the program's window after it was recorded, as if it had not been.

    Refuses with VOID_WINDOW_CLOSED, with ALREADY_RETURNED where any part came back before, and as `return_purchase`.
    """
    whole = ReturnPurchase(request.idempotency_key, request.purchase_id, reason=request.reason)
    return await _return(actor, business_id, whole, ReturnKind.VOID)


async def _return(
    actor: Actor, business_id: UUID, request: ReturnPurchase, kind: ReturnKind
) -> RecordedReturn:
    checks.check_key(request.idempotency_key)
    checks.check_text(request.reason, MAX_REASON, ("reason",))
    if request.lines and request.amount is not None:
        raise BadInput("Name lines or an amount, not both.", path=("amount",))
    program = await businesses.rules_for(await businesses.program_of(business_id))
    if request.amount is not None:
        checks.check_currency(request.amount, program.currency, path="amount")
    asked = _Asked(actor, program, business_id, request, kind, return_hash(request, kind))
    known = await _returned_before(asked)
    return known if known is not None else await db.retrying(lambda: _record(asked))


async def _returned_before(asked: _Asked) -> RecordedReturn | None:
    source = key_space(asked.business_id)
    found = await return_by_key(asked.program.id, source, asked.request.idempotency_key)
    if found is None:
        return None
    made, content = found
    if content != asked.content:
        raise _mismatch()
    bills = await purchases_by_id([made.purchase_id])
    return RecordedReturn(made, bills[made.purchase_id], is_replay=True)


def _mismatch() -> IdempotencyMismatch:
    return IdempotencyMismatch(
        "This idempotency key was used before for another return.", path=("idempotencyKey",)
    )


async def _record(asked: _Asked) -> RecordedReturn:
    """The bill's lock makes rivals wait; what they did is seen before anything is worked out."""
    async with db.transaction():
        bill = await bill_for_update(asked.program.id, asked.business_id, asked.request.purchase_id)
        if bill is None:
            raise NotFound("There is no such bill.", path=("purchaseId",))
        replay = await _returned_before(asked)
        if replay is not None:
            return replay
        if bill.is_stated:
            raise KeptElsewhere(
                "The shop's own system keeps this bill. Take the goods back there; the points follow by themselves.",
                path=("purchaseId",),
            )
        lines = (await lines_of([bill.id]))[bill.id]
        plan = _plan(asked, bill, lines)
        made, brought_stamps = await _claim(asked, bill, plan)
        if bill.membership_id is not None:
            await _give_and_take(asked, bill, bill.membership_id, plan, made.id)
            if brought_stamps:
                back = unstamped(bill, bill.membership_id, made, plan, lines)
                await stamps.unstamp_purchase(asked.actor, back)
        settled = await _settle(asked, bill, plan)
        await outbox.announce(_fact(settled, made))
        await audit.record(
            asked.actor,
            "purchases.void" if asked.kind is ReturnKind.VOID else "purchases.return",
            target=("Purchase", bill.id),
            after={"amount_minor": plan.amount_minor, "points_taken_back": plan.take_back},
            program_id=bill.program_id,
            business_id=bill.business_id,
        )
    return RecordedReturn(made, settled, is_replay=False)


def _plan(asked: _Asked, bill: PurchaseInfo, lines: Sequence[LineInfo]) -> ReturnPlan:
    if asked.kind is ReturnKind.VOID:
        _check_voidable(asked.program, bill)
    amount = asked.request.amount
    return plan_return(
        bill,
        lines,
        wanted_lines=asked.request.lines,
        wanted_amount=None if amount is None else amount.minor_units,
    )


def _check_voidable(program: ProgramRules, bill: PurchaseInfo) -> None:
    if bill.status is not PurchaseStatus.RECORDED:
        raise AlreadyReturned("Part of this bill was returned before: return the rest instead.")
    age = (clock.now() - bill.recorded_at).total_seconds()
    if age > program.void_window_seconds:
        raise VoidWindowClosed(
            "It is too late to undo this sale. It can be returned.",
            path=("purchaseId",),
            params={"window_seconds": program.void_window_seconds},
        )


async def _claim(asked: _Asked, bill: PurchaseInfo, plan: ReturnPlan) -> tuple[ReturnInfo, bool]:
    """Takes the idempotency key by the return's row; another bill's return may have taken it meanwhile.

    Tells also whether the bill brought stamps, so that asking costs no statement of its own.
    """
    row = await db.fetchrow(
        CLAIM,
        new_id(),
        bill.program_id,
        bill.business_id,
        bill.id,
        asked.kind,
        key_space(asked.business_id),
        asked.request.idempotency_key,
        asked.content,
        plan.amount_minor,
        plan.take_back,
        plan.give_back,
        asked.request.reason,
        [seq for seq, _ in plan.lines],
        [amount for _, amount in plan.lines],
        asked.actor.staff_id,
        clock.now(),
    )
    if row is None:
        raise _mismatch()
    return to_return(row), row["brought_stamps"]


async def _give_and_take(
    asked: _Asked, bill: PurchaseInfo, membership_id: UUID, plan: ReturnPlan, return_id: UUID
) -> None:
    """Spent points come back before earned ones are taken, so that they can cover them."""
    await customers.record_visit(
        bill.program_id,
        bill.business_id,
        membership_id,
        amount_minor=-plan.amount_minor,
        occurred_at=bill.occurred_at,
        visits=-1 if asked.kind is ReturnKind.VOID else 0,
    )
    policy = ledger.policy_of(asked.program)
    if plan.give_back and bill.redeem_tx_id:
        request = _posting(asked, bill, membership_id, f"give:{return_id}")
        await ledger.reverse_redeem(request, bill.redeem_tx_id, plan.give_back, policy)
    if plan.take_back and bill.earn_tx_id:
        request = _posting(asked, bill, membership_id, f"take:{return_id}")
        await ledger.reverse_earn(request, bill.earn_tx_id, plan.take_back, policy)
    did = tiers.Activity(
        membership_id,
        tiers.month_of(bill.occurred_at, asked.program.time_zone),
        earned=-plan.take_back,
        spent_minor=-plan.amount_minor,
        visits=-1 if asked.kind is ReturnKind.VOID else 0,
    )
    await tiers.count(bill.program_id, [did])


def _posting(asked: _Asked, bill: PurchaseInfo, membership_id: UUID, key: str) -> ledger.PostingRequest:
    return ledger.PostingRequest(
        program_id=bill.program_id,
        business_id=bill.business_id,
        membership_id=membership_id,
        source=LEDGER_SOURCE,
        idempotency_key=key,
        request_hash=asked.content,
        occurred_at=clock.now(),
        store_id=bill.store_id,
        staff_id=asked.actor.staff_id,
        device_id=asked.actor.device_id,
        reference_id=bill.id,
        reason=asked.request.reason,
    )


async def _settle(asked: _Asked, bill: PurchaseInfo, plan: ReturnPlan) -> PurchaseInfo:
    status = PurchaseStatus.RETURNED if plan.is_complete else PurchaseStatus.PARTLY_RETURNED
    row = await db.fetchrow(
        SETTLE,
        bill.id,
        bill.program_id,
        plan.amount_minor,
        plan.take_back,
        plan.give_back,
        PurchaseStatus.VOIDED if asked.kind is ReturnKind.VOID else status,
        [seq for seq, _ in plan.lines],
        [amount for _, amount in plan.lines],
    )
    if row is None:
        raise RuntimeError("the bill was not found under its own lock")
    return to_purchase(row)


def _fact(bill: PurchaseInfo, made: ReturnInfo) -> PurchaseReturned:
    return PurchaseReturned(
        program_id=bill.program_id,
        business_id=bill.business_id,
        purchase_id=bill.id,
        purchase_return_id=made.id,
        store_id=bill.store_id,
        membership_id=bill.membership_id,
        kind=made.kind,
        amount_minor=made.amount_minor,
        currency=bill.currency,
        points_taken_back=made.points_taken_back,
        points_given_back=made.points_given_back,
    )
