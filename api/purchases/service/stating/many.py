"""Many bills of another system at once: history by the set-based way, everything else one by one."""

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple
from uuid import UUID

from api.core import db
from api.core.audit import Actor
from api.purchases.rules.stating import check, content_of
from api.purchases.service.stating.context import Stating, stating_for
from api.purchases.service.stating.history import (
    EnteredBills,
    enter_history,
    nothing_earlier,
    settle_history,
)
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
        fresh = [bill for bill in bills if _is_new_history(stating, bill, known)]
        outcomes = await _state_history(stating, fresh) if fresh else {}
        rest = [bill for bill in bills if bill.key not in outcomes] if len(fresh) < len(bills) else []
        outcomes |= await _one_by_one(stating, rest, known)
    return [outcomes[bill.key] for bill in bills]


async def enter_bills(
    actor: Actor,
    business_id: UUID,
    source: str,
    bills: Sequence[StatedBill],
    earlier: Callable[[], Awaitable[object]],
) -> EnteredBills:
    """The first half of `state_bills` for bills of history that are new and stand, in the caller's transaction.

    It locks nothing that belongs to members, so that many bills can be entered while the ones before are settled.
    `earlier` returns when those are committed: it is waited for where a rule asks what a customer bought before. Raises
    asyncpg.SerializationError where a key is in the books. Refuses as `state_bills` does.
    """
    stating = await stating_for(actor, business_id, source, is_history=True)
    for bill in bills:
        check(bill, stating.program.max_amount_minor)
    return await enter_history(stating, bills, earlier)


async def settle_bills(entered: EnteredBills) -> None:
    """The second half, in the same transaction: what customers did, and their points."""
    await settle_history(entered)


async def _state_history(stating: Stating, bills: Sequence[StatedBill]) -> dict[str, StatedOutcome]:
    entered = await enter_history(stating, bills, nothing_earlier)
    await settle_history(entered)
    return {outcome.key: outcome for outcome in entered.outcomes}


async def _known(stating: Stating, bills: Sequence[StatedBill]) -> dict[str, _Known]:
    rows = await db.fetch(KNOWN, stating.program.id, stating.source, [bill.key for bill in bills])
    return {row["idem_key"]: _Known(*list(row.values())[1:]) for row in rows}


def _is_new_history(stating: Stating, bill: StatedBill, known: dict[str, _Known]) -> bool:
    return stating.is_history and not bill.is_cancelled and bill.key not in known


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
