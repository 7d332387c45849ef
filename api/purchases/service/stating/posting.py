"""The difference between what a stated bill gave and what it gives now, in the ledger."""

from uuid import UUID

from api import ledger
from api.core import clock
from api.customers import Member
from api.purchases.rules.stating import Part, content_of, take
from api.purchases.service.booking import LEDGER_SOURCE
from api.purchases.service.stating.context import Stating
from api.purchases.service.stating.kept import Kept
from api.purchases.types import StatedBill


async def post(
    stating: Stating, kept: Kept, bill: StatedBill, member: Member | None, points: int
) -> list[Part]:
    """One posting of the difference; from one customer to another all of it moves. What the bill gives now, by part."""
    parts = list(kept.parts)
    moves = kept.membership_id is not None and (member is None or member.membership_id != kept.membership_id)
    stays = 0 if moves else points
    surplus = sum(part.points for part in parts) - stays
    if surplus > 0:
        parts = await _take_back(stating, kept, bill, parts, surplus)
    missing = points - sum(part.points for part in parts)
    if member is not None and missing > 0:
        request = _request(stating, kept, bill, member.membership_id, "earn")
        posted = await ledger.earn(request, missing, stating.policy)
        parts.append(Part(posted.tx_id, posted.points))
    return parts


async def _take_back(
    stating: Stating, kept: Kept, bill: StatedBill, parts: list[Part], surplus: int
) -> list[Part]:
    """The newest part first. Of a member who was erased nothing is left to take."""
    taken, left = take(parts, surplus)
    if kept.membership_id is None:
        return left
    for place, part in enumerate(taken):
        request = _request(stating, kept, bill, kept.membership_id, f"take{place}")
        await ledger.reverse_earn(request, part.tx_id, part.points, stating.policy)
    return left


def _request(
    stating: Stating, kept: Kept, bill: StatedBill, membership_id: UUID, verb: str
) -> ledger.PostingRequest:
    return ledger.PostingRequest(
        program_id=stating.program.id,
        business_id=stating.business_id,
        membership_id=membership_id,
        source=LEDGER_SOURCE,
        idempotency_key=f"state:{kept.id}:{kept.revision + 1}:{verb}",
        request_hash=content_of(bill),
        occurred_at=bill.occurred_at if verb == "earn" else clock.now(),
        store_id=bill.store_id,
        reference_id=kept.id,
    )
