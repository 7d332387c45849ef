"""Many bills of another system at once: history by the set-based way, everything else one by one."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from api import businesses
from api.core import db
from api.core.audit import Actor
from api.purchases.queries import earn_rules_of
from api.purchases.rules.import_rows import ImportRow
from api.purchases.rules.stating import check, content_of, returned_of
from api.purchases.service.importing.batches import enter, settle
from api.purchases.service.importing.bills import Importer
from api.purchases.service.stating.context import Stating, stating_for
from api.purchases.service.stating.one import state_bill
from api.purchases.types import StatedBill, StatedChange, StatedOutcome

KNOWN = """
    SELECT idem_key, id, membership_id, request_hash, points_earned - points_taken_back AS points FROM purchase
    WHERE program_id = $1 AND source = $2 AND idem_key = ANY ($3::text[])
"""


class _Known(NamedTuple):
    id: UUID
    membership_id: UUID | None
    content: str
    points: int

    def is_as(self, bill: StatedBill) -> bool:
        """Whether the books have the bill as it is."""
        return self.content == content_of(bill) and self.membership_id == bill.membership_id


async def state_bills(
    actor: Actor, business_id: UUID, source: str, bills: Sequence[StatedBill], *, is_history: bool
) -> list[StatedOutcome]:
    """Brings the books to what these bills are now, in the caller's transaction or its own; outcomes in their order.

    What is as it was is passed over; what is new or other costs one posting of the difference. No limits and no review
    rules hold: the other system decides what was sold. `is_history` announces no sale, brings no stamps and no tier's
    multiplier, and takes new bills set-based. A cancelled bill that was never known is not written: its outcome has no
    purchase. Refuses the whole batch with AMOUNT_INVALID or STORE_UNKNOWN. Give some thousand bills per call.
    """
    stating = await stating_for(actor, business_id, source, is_history=is_history)
    for bill in bills:
        check(bill, stating.program.max_amount_minor)
    async with db.transaction():
        known = await _known(stating, bills)
        fresh = [bill for bill in bills if _is_plain_history(stating, bill, known)]
        outcomes = await _enter(stating, fresh) if fresh else {}
        rest = [bill for bill in bills if bill.key not in outcomes]
        outcomes |= await _one_by_one(stating, rest, known)
    return [outcomes[bill.key] for bill in bills]


async def _known(stating: Stating, bills: Sequence[StatedBill]) -> dict[str, _Known]:
    rows = await db.fetch(KNOWN, stating.program.id, stating.source, [bill.key for bill in bills])
    return {row["idem_key"]: _Known(*list(row.values())[1:]) for row in rows}


def _is_plain_history(stating: Stating, bill: StatedBill, known: dict[str, _Known]) -> bool:
    is_plain = not (bill.lines or bill.gift_card_minor or returned_of(bill)) and bill.amount_minor > 0
    return stating.is_history and is_plain and bill.key not in known


async def _enter(stating: Stating, bills: Sequence[StatedBill]) -> dict[str, StatedOutcome]:
    importer = await _importer(stating)
    importer.met.update({str(bill.membership_id): bill.membership_id for bill in bills if bill.membership_id})
    entered = await enter(importer, [(_row(bill), []) for bill in bills], _nothing_before)
    await settle(importer, entered)
    return {
        bill.row.key: StatedOutcome(bill.row.key, bill.id, bill.member_id, bill.points, StatedChange.NEW)
        for bill in entered.bills
    }


async def _nothing_before() -> None:
    """Batches of another system come one after the other."""


async def _importer(stating: Stating) -> Importer:
    rate = await businesses.earn_rate_for(stating.program.id, stating.business_id)
    rules = (await earn_rules_of([stating.business_id], only_active=True))[stating.business_id]
    return Importer(
        stating.actor,
        stating.program,
        stating.business_id,
        rate,
        tuple(rules),
        stating.source,
        is_stated=True,
    )


def _row(bill: StatedBill) -> ImportRow:
    return ImportRow(
        key=bill.key,
        content=content_of(bill),
        phone=str(bill.membership_id) if bill.membership_id else None,
        number=None,
        name="",
        amount_minor=bill.amount_minor,
        occurred_at=bill.occurred_at,
        store_id=bill.store_id,
        bill_number=bill.bill_number,
        earns=bill.earns,
    )


async def _one_by_one(
    stating: Stating, bills: Sequence[StatedBill], known: dict[str, _Known]
) -> dict[str, StatedOutcome]:
    """By customer, so that two who state bills of the same customers do not wait for each other in a ring."""
    outcomes: dict[str, StatedOutcome] = {}
    for bill in sorted(bills, key=lambda each: (str(each.membership_id), each.occurred_at)):
        before = known.get(bill.key)
        if before is None and bill.is_cancelled:
            outcomes[bill.key] = StatedOutcome(bill.key, None, None, 0, StatedChange.SAME)
        elif before is not None and before.is_as(bill):
            outcomes[bill.key] = StatedOutcome(
                bill.key, before.id, before.membership_id, before.points, StatedChange.SAME
            )
        else:
            outcomes[bill.key] = await state_bill(stating, bill)
    return outcomes
