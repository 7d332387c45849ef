"""What happens to the star's points in the demo: some expire soon, some live longer, some wait."""

from datetime import timedelta
from uuid import UUID

from api import businesses, ledger
from api.businesses import PendingKind
from api.core import clock
from api.core.audit import Actor
from api.customers import Member
from api.ledger import ExtendPoints, LedgerPolicy, PostingRequest

SOON, LATER, MOVED = 6, 24, 2
"""In how many days points expire; those of the last were extended."""
UNTIL = 45


async def let_points_live(actor: Actor, program_id: UUID, business_id: UUID, star: Member) -> None:
    """Points that expire in a week, in a month and after an extension; points of an order on its way."""
    program = await businesses.rules_for(program_id)
    now = clock.now()
    today = clock.local_date(now, program.time_zone)

    def request(key: str, reason: str) -> PostingRequest:
        return PostingRequest(
            program_id, business_id, star.membership_id, "demo.living", key, key, now, reason=reason
        )

    for key, ahead, points in (("soon", SOON, 60), ("later", LATER, 90), ("moved", MOVED, 45)):
        _, end = clock.day_bounds(today + timedelta(days=ahead), program.time_zone)
        await ledger.opening_balance(request(key, "From the paper card"), points, end)
    waits = LedgerPolicy(program.time_zone, pending_kind=PendingKind.EVENT, pending_days=14)
    await ledger.earn(request("order", "Bread for the weekend, ordered"), 35, waits)
    moved = ExtendPoints(
        today, today + timedelta(days=MOVED), today + timedelta(days=UNTIL), star.membership_id
    )
    await ledger.extend(actor, business_id, moved, "demo-living", "We were closed for the holidays")
    await ledger.remind(program, now)
