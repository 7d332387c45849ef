"""Points that wait: released before their time, or cancelled, by hand or by an event outside."""

from datetime import datetime
from uuid import UUID

from api.core import clock, db
from api.ledger import rules
from api.ledger.errors import PointsHeld, PointsNotPending
from api.ledger.queries import pending_by_tx
from api.ledger.service.holding import held_points
from api.ledger.service.posting import REQUEST, check, post, refusing
from api.ledger.service.reversals import reverse_earn
from api.ledger.types import LedgerPolicy, Posting, PostingRequest

RELEASE = f"SELECT * FROM ledger_release_now({REQUEST}, $14, $15)"
HOLD = "SELECT (ledger_lock($1, $2)).id"
KNOWN = "SELECT true FROM tx WHERE program_id = $1 AND source = $2 AND idem_key = $3"


async def release_pending(
    request: PostingRequest, tx_id: UUID, policy: LedgerPolicy, *, now: datetime | None = None
) -> Posting:
    """Makes what waits of a transaction spendable; the clock of its expiry starts. A debt is repaid first.

    Refuses NOT_PENDING where nothing waits any more, POINTS_HELD where a review decides, IDEMPOTENCY_MISMATCH.
    """
    check(request, 1)
    await _check_not_held(request, tx_id)
    moment = now or clock.now()
    return await post(RELEASE, request, moment, tx_id, rules.expires_at(policy, moment, None))


async def cancel_pending(
    request: PostingRequest, tx_id: UUID, policy: LedgerPolicy, *, now: datetime | None = None
) -> Posting:
    """Takes back what waits of a transaction, in the caller's transaction or its own: as returned goods would.

    Refuses NOT_PENDING where nothing waits any more, POINTS_HELD where a review decides, IDEMPOTENCY_MISMATCH.
    """

    async def hold() -> object:
        return await db.fetchval(HOLD, request.program_id, request.membership_id)

    async with db.transaction():
        await refusing(hold)
        await _check_not_held(request, tx_id)
        lot = await pending_by_tx(request.program_id, request.business_id, tx_id)
        key = (request.program_id, request.source, request.idempotency_key)
        if lot is None and not await db.fetchval(KNOWN, *key):
            raise PointsNotPending("These points do not wait any more.")
        return await reverse_earn(request, tx_id, lot.points if lot else 1, policy, now=now)


async def _check_not_held(request: PostingRequest, tx_id: UUID) -> None:
    if await held_points(request.program_id, [tx_id]):
        raise PointsHeld("These points are being checked. Decide about them in the review.")
