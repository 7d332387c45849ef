"""Points that wait, released or cancelled before their time: by a person, or by a system that delivers."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

import orjson

from api import businesses, customers, ledger, tiers
from api.businesses import ProgramRules
from api.core import audit, clock, db
from api.core.audit import Actor
from api.core.errors import BadInput, NotFound
from api.purchases.queries import bill_for_update, purchases_by_id
from api.purchases.service.booking import key_space
from api.purchases.types import PendingChoice, PurchaseInfo

MAX_REASON = 300
TAKEN_BACK = """
    UPDATE purchase SET points_taken_back = points_taken_back + $4
    WHERE program_id = $1 AND business_id = $2 AND id = $3
"""


@dataclass(frozen=True, slots=True)
class _Case:
    """Which waiting points are meant, whose they are, and who decides."""

    actor: Actor
    program: ProgramRules
    tx: ledger.TransactionInfo
    posting: ledger.PostingRequest


async def release_points(actor: Actor, business_id: UUID, choice: PendingChoice) -> ledger.Posting:
    """Makes waiting points spendable, by their transaction or their bill; the clock of their expiry starts.

    Refuses NOT_FOUND, NOT_PENDING, BAD_INPUT, IDEMPOTENCY_MISMATCH.
    """
    case = await _case(actor, business_id, choice, "release")

    async def run() -> ledger.Posting:
        async with db.transaction():
            policy = ledger.policy_of(case.program)
            posted = await ledger.release_pending(case.posting, case.tx.id, policy)
            await _audit(case, "points.release", posted)
        return posted

    return await db.retrying(run)


async def cancel_points(actor: Actor, business_id: UUID, choice: PendingChoice) -> ledger.Posting:
    """Takes waiting points back. Those of a bill count as taken back, so that a return takes nothing twice.

    Refuses as `release_points` does.
    """
    case = await _case(actor, business_id, choice, "cancel")
    return await db.retrying(lambda: _cancel(case, business_id))


async def _cancel(case: _Case, business_id: UUID) -> ledger.Posting:
    async with db.transaction():
        bill = None
        if case.tx.reference_id is not None:
            bill = await bill_for_update(case.program.id, business_id, case.tx.reference_id)
        posted = await ledger.cancel_pending(case.posting, case.tx.id, ledger.policy_of(case.program))
        if bill is not None and not posted.is_replay:
            await _count_back(case, bill, -posted.points)
        await _audit(case, "points.cancel", posted)
    return posted


async def _count_back(case: _Case, bill: PurchaseInfo, points: int) -> None:
    await db.execute(TAKEN_BACK, bill.program_id, bill.business_id, bill.id, points)
    month = tiers.month_of(bill.occurred_at, case.program.time_zone)
    await tiers.count(bill.program_id, [tiers.Activity(case.posting.membership_id, month, earned=-points)])


async def _case(actor: Actor, business_id: UUID, choice: PendingChoice, verb: str) -> _Case:
    if (choice.tx_id is None) == (choice.purchase_id is None):
        raise BadInput("Name the transaction or the purchase.", path=("transactionId",))
    reason = choice.reason.strip()
    if len(reason) > MAX_REASON:
        raise BadInput(f"A reason has at most {MAX_REASON} characters.", path=("reason",))
    program = await businesses.rules_for(await businesses.program_of(business_id))
    found = await _transaction(program.id, business_id, choice)
    kept = await customers.kept_members(program.id, [found.membership_id])
    content = [verb, str(found.id), reason]
    posting = ledger.PostingRequest(
        program_id=program.id,
        business_id=business_id,
        membership_id=kept.get(found.membership_id, found.membership_id),
        source=key_space(business_id),
        idempotency_key=choice.idempotency_key,
        request_hash=hashlib.sha256(orjson.dumps(content)).hexdigest(),
        occurred_at=clock.now(),
        staff_id=actor.staff_id or actor.id,
        device_id=actor.device_id,
        reference_id=found.reference_id,
        reason=reason,
    )
    return _Case(actor, program, found, posting)


async def _transaction(program_id: UUID, business_id: UUID, choice: PendingChoice) -> ledger.TransactionInfo:
    tx_id = choice.tx_id
    if choice.purchase_id is not None:
        bill = (await purchases_by_id([choice.purchase_id])).get(choice.purchase_id)
        if bill is None or bill.business_id != business_id:
            raise NotFound("There is no such bill.", path=("purchaseId",))
        tx_id = bill.earn_tx_id
    found = None if tx_id is None else (await ledger.transactions_by_id([tx_id])).get(tx_id)
    if found is None or (found.program_id, found.business_id) != (program_id, business_id):
        raise NotFound("There are no such points.", path=("transactionId",))
    return found


async def _audit(case: _Case, action: str, posted: ledger.Posting) -> None:
    if posted.is_replay:
        return
    await audit.record(
        case.actor,
        action,
        target=("Customer", case.posting.membership_id),
        after={"points": posted.points, "transaction": case.tx.id, "reason": case.posting.reason},
        program_id=case.program.id,
        business_id=case.posting.business_id,
    )
