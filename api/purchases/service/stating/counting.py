"""What else follows a stated bill: visits, what tiers count, stamps."""

from uuid import UUID

from api import customers, stamps, tiers
from api.core.ids import new_id
from api.customers import Member, Visit
from api.purchases.rules.stating import returned_of
from api.purchases.service.stating.context import Stating
from api.purchases.service.stating.kept import Kept
from api.purchases.service.till import Till
from api.purchases.types import LineInput, StatedBill


async def count(stating: Stating, kept: Kept, bill: StatedBill, member: Member | None, points: int) -> None:
    """Visits and tiers: what the bill was is taken off, what it is now is added; profiles in their one order."""
    spent = bill.amount_minor - returned_of(bill)
    visits = int(not bill.is_cancelled)
    did: list[tiers.Activity] = []
    seen: list[Visit] = []
    zone = stating.program.time_zone
    if kept.membership_id is not None:
        month = tiers.month_of(kept.occurred_at, zone)
        did.append(tiers.Activity(kept.membership_id, month, -kept.points, -kept.spent_minor, -kept.visits))
        seen.append(
            Visit(stating.business_id, kept.membership_id, -kept.spent_minor, kept.occurred_at, -kept.visits)
        )
    if member is not None:
        month = tiers.month_of(bill.occurred_at, zone)
        did.append(tiers.Activity(member.membership_id, month, points, spent, visits))
        seen.append(Visit(stating.business_id, member.membership_id, spent, bill.occurred_at, visits))
    if seen:
        await customers.record_visits(stating.program.id, seen)
        await tiers.count(stating.program.id, did, assess=not stating.is_history)


async def stamp(
    stating: Stating,
    till: Till,
    kept: Kept,
    bill: StatedBill,
    lines: tuple[LineInput, ...],
    membership_id: UUID | None,
) -> None:
    """A bill's stamps are with whose bill it is, as long as anything of it stands."""
    had = kept.membership_id if kept.spent_minor else None
    has = membership_id if returned_of(bill) < bill.amount_minor else None
    if had == has:
        return
    if had is not None:
        await stamps.unstamp_purchase(stating.actor, _back(stating, kept, had))
    if has is not None:
        await stamps.stamp_purchase(stating.actor, _put(till, kept, bill, lines, has))


def _put(
    till: Till, kept: Kept, bill: StatedBill, lines: tuple[LineInput, ...], membership_id: UUID
) -> stamps.StampedBill:
    return stamps.StampedBill(
        program_id=till.program.id,
        business_id=till.store.business_id,
        membership_id=membership_id,
        purchase_id=kept.id,
        turn=kept.revision,
        store_id=till.store.id,
        amount_minor=bill.amount_minor,
        occurred_at=bill.occurred_at,
        time_zone=till.program.time_zone,
        lines=tuple(
            stamps.BillLine(seq, line.product_id, line.category_id, line.quantity_milli)
            for seq, line in enumerate(lines, 1)
        ),
    )


def _back(stating: Stating, kept: Kept, membership_id: UUID) -> stamps.ReturnedBill:
    return stamps.ReturnedBill(
        program_id=stating.program.id,
        business_id=stating.business_id,
        membership_id=membership_id,
        purchase_id=kept.id,
        return_id=new_id(),
        is_complete=True,
    )
