"""What stamp cards are told of a bill, and of what came back of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api import stamps
from api.purchases.rules.returning import ReturnPlan
from api.purchases.service.till import Till
from api.purchases.types import LineInfo, LineInput, PurchaseInfo, ReturnInfo


def stamped(
    till: Till,
    membership_id: UUID,
    bill: PurchaseInfo,
    lines: Sequence[LineInput],
    occurred_at: datetime,
) -> stamps.StampedBill:
    """A member's bill that was recorded."""
    return stamps.StampedBill(
        program_id=bill.program_id,
        business_id=bill.business_id,
        membership_id=membership_id,
        purchase_id=bill.id,
        store_id=bill.store_id,
        amount_minor=bill.amount_minor,
        occurred_at=occurred_at,
        time_zone=till.program.time_zone,
        lines=_lines(lines),
    )


def goods(
    till: Till, amount_minor: int, lines: Sequence[LineInput], occurred_at: datetime
) -> stamps.SoldGoods:
    """A bill that is not recorded yet."""
    return stamps.SoldGoods(
        program_id=till.program.id,
        business_id=till.store.business_id,
        store_id=till.store.id,
        amount_minor=amount_minor,
        occurred_at=occurred_at,
        time_zone=till.program.time_zone,
        lines=_lines(lines),
    )


def _lines(lines: Sequence[LineInput]) -> tuple[stamps.BillLine, ...]:
    return tuple(
        stamps.BillLine(seq, line.product_id, line.category_id, line.quantity_milli)
        for seq, line in enumerate(lines, 1)
    )


def unstamped(
    bill: PurchaseInfo, membership_id: UUID, made: ReturnInfo, plan: ReturnPlan, lines: Sequence[LineInfo]
) -> stamps.ReturnedBill:
    """A member's bill after a return; `lines` are as they were before it."""
    back = dict(plan.lines)
    return stamps.ReturnedBill(
        program_id=bill.program_id,
        business_id=bill.business_id,
        membership_id=membership_id,
        purchase_id=bill.id,
        return_id=made.id,
        is_complete=plan.is_complete,
        lines=tuple(
            stamps.ReturnedLine(line.seq, line.amount_minor, line.returned_minor + back.get(line.seq, 0))
            for line in lines
        ),
        reason=made.reason,
    )
