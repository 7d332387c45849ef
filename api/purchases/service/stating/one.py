"""One bill of another system: worked out, posted as the difference to what it gave before, written back."""

from uuid import UUID

from api import tiers
from api.core import db, outbox
from api.core.errors import NotFound
from api.customers import Member
from api.purchases.events import PurchaseRecorded, PurchaseRestated
from api.purchases.rules.earning import Earned
from api.purchases.rules.stating import content_of, returned_of, taken_back
from api.purchases.service.booking import BOUGHT_BEFORE
from api.purchases.service.stating.context import Stating
from api.purchases.service.stating.counting import count, stamp
from api.purchases.service.stating.kept import Kept, Terms, hold, write
from api.purchases.service.stating.posting import post
from api.purchases.service.till import Parts, Till, family_at, known_goods, the_member, work_out
from api.purchases.types import LineInput, StatedBill, StatedChange, StatedOutcome


async def state_bill(stating: Stating, bill: StatedBill) -> StatedOutcome:
    """Brings the books to what the bill is now, in the caller's transaction."""
    till = await stating.till(bill.store_id)
    kept = await hold(stating.program.id, stating.business_id, stating.source, stating.program.currency, bill)
    lines = await known_goods(till, bill.lines)
    member = await _member(stating, bill.membership_id)
    membership_id = member.membership_id if member else None
    if kept.content == content_of(bill) and kept.membership_id == membership_id:
        return StatedOutcome(bill.key, kept.id, membership_id, kept.points, StatedChange.SAME)
    terms = await _terms(stating, till, kept, member)
    earned = await _earned(till, bill, lines, member, terms)
    points = earned.points - taken_back(earned.points, bill)
    await count(stating, kept, bill, member, points)
    parts = await post(stating, kept, bill, member, points)
    await write(stating.program.id, kept, bill, lines, earned, terms, parts, membership_id)
    if not stating.is_history:
        await stamp(stating, till, kept, bill, lines, membership_id)
        await outbox.announce(_fact(stating, kept, bill, membership_id, points))
    change = StatedChange.CHANGED if kept.revision else StatedChange.NEW
    return StatedOutcome(bill.key, kept.id, membership_id, points, change)


async def _member(stating: Stating, membership_id: UUID | None) -> Member | None:
    """The member, or whom they were merged into; somebody who was erased is nobody."""
    if membership_id is None:
        return None
    try:
        return await the_member(stating.program.id, stating.business_id, membership_id)
    except NotFound:
        return None


async def _terms(stating: Stating, till: Till, kept: Kept, member: Member | None) -> Terms:
    """What held when the bill was new holds for its edits too; history knows nothing of tiers."""
    if kept.revision:
        return Terms(kept.boost, kept.was_first)
    if member is None:
        return Terms(None, is_first=False)
    tenant = (stating.program.id, member.membership_id)
    boost = None if stating.is_history else await tiers.boost_for(*tenant)
    is_first = till.asks_for_first_purchase and not await db.fetchval(
        BOUGHT_BEFORE, *tenant, stating.business_id, kept.id
    )
    return Terms(boost, is_first)


async def _earned(
    till: Till, bill: StatedBill, lines: tuple[LineInput, ...], member: Member | None, terms: Terms
) -> Earned:
    """What the whole bill earns, before anything of it came back."""
    if member is None or not bill.earns:
        return Earned(0, (), (0,) * len(lines))
    return work_out(
        till,
        member.birth_month,
        Parts(bill.gift_card_minor, 0, bill.amount_minor - bill.gift_card_minor),
        lines,
        bill.occurred_at,
        is_first_purchase=terms.is_first,
        boost=terms.boost,
        family=await family_at(till, member, bill.occurred_at),
    )


def _fact(
    stating: Stating, kept: Kept, bill: StatedBill, membership_id: UUID | None, points: int
) -> PurchaseRecorded | PurchaseRestated:
    if not kept.revision:
        return PurchaseRecorded(
            program_id=stating.program.id,
            business_id=stating.business_id,
            purchase_id=kept.id,
            store_id=bill.store_id,
            membership_id=membership_id,
            amount_minor=bill.amount_minor,
            currency=stating.program.currency,
            points_earned=points,
            points_paid=0,
        )
    return PurchaseRestated(
        program_id=stating.program.id,
        business_id=stating.business_id,
        purchase_id=kept.id,
        store_id=bill.store_id,
        membership_id=membership_id,
        was_membership_id=kept.membership_id,
        amount_minor=bill.amount_minor,
        returned_minor=returned_of(bill),
        currency=stating.program.currency,
        points=points,
        points_before=kept.points,
        is_cancelled=bill.is_cancelled,
    )
