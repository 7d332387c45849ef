"""Booking a sale that has its row: visit, payment with points, earning, what tiers count, the bill settled."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api import customers, households, ledger, tiers
from api.core import db
from api.core.audit import Actor
from api.core.ids import new_id
from api.customers import Member
from api.purchases.queries.rows import PURCHASE_COLUMNS, steps_json, to_purchase
from api.purchases.rules.earning import Earned
from api.purchases.service.till import Parts, Till, family_at, work_out
from api.purchases.service.watching import give
from api.purchases.types import EarnStep, LineInput, PurchaseInfo, RecordPurchase

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
class Asked:
    """A request with its hash and the key space of its business."""

    request: RecordPurchase
    phone: str | None
    content: str
    source: str


def key_space(business_id: UUID) -> str:
    """The source under which a business's idempotency keys are unique in its program."""
    return f"b:{business_id.hex}"


@dataclass(frozen=True, slots=True)
class Sale:
    """A sale that has its row and is being booked."""

    actor: Actor
    till: Till
    asked: Asked
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


async def book(sale: Sale) -> PurchaseInfo:
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
        redeemed = await households.spend(sale.posting("redeem"), sale.asked.request.points_paid, policy)
    earned = work_out(
        sale.till,
        sale.member.birth_month,
        sale.parts,
        sale.lines,
        sale.occurred_at,
        is_first_purchase=await _is_first_purchase(sale, sale.member),
        boost=await tiers.boost_for(sale.till.program.id, sale.member.membership_id),
        family=await family_at(sale.till, sale.member, sale.occurred_at),
    )
    posted = None
    if earned.points:
        posted = await give(
            sale.actor,
            sale.till.program,
            sale.posting("earn"),
            sale.member,
            earned.points,
            sale.asked.request.bill_number,
        )
    await _count(sale, sale.member, posted.points if posted else 0)
    return await _settle(sale, earned, posted, redeemed)


async def _count(sale: Sale, member: Member, earned: int) -> None:
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


async def _is_first_purchase(sale: Sale, member: Member) -> bool:
    """Asked only where a rule depends on it; the profile's lock, taken by the visit, makes rivals wait."""
    if not sale.till.asks_for_first_purchase:
        return False
    tenant = (sale.till.program.id, member.membership_id, sale.till.store.business_id)
    return not await db.fetchval(BOUGHT_BEFORE, *tenant, sale.purchase_id)


async def _settle(
    sale: Sale, earned: Earned, posted: ledger.Posting | None, redeemed: ledger.Posting | None
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
