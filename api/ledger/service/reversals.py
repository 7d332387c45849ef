"""Undoing: a return takes earned points back, a cancelled redemption gives spent points back."""

from datetime import datetime
from uuid import UUID

from api.core import clock
from api.ledger import rules
from api.ledger.service.posting import REQUEST, check, post
from api.ledger.types import LedgerPolicy, Posting, PostingRequest

REVERSE_CREDIT = f"SELECT * FROM ledger_reverse_credit({REQUEST}, $14, $15, $16)"
REVERSE_DEBIT = f"SELECT * FROM ledger_reverse_debit({REQUEST}, $14, $15, $16)"


async def reverse_earn(
    request: PostingRequest,
    tx_id: UUID,
    points: int,
    policy: LedgerPolicy,
    *,
    now: datetime | None = None,
) -> Posting:
    """Takes back `points` of what transaction `tx_id` gave, whole or in parts.

    Its own lot goes first (cancelled where it still waits), then what of it has expired already (there is nothing more
    to take), then the same issuer's newest lots, then any; what is missing becomes a debt, is written off, or is laid
    up for review, as the policy says. `result` has target, own, others, expired, shortfall, policy. Refuses
    REVERSAL_TOO_LARGE and NOT_FOUND.
    """
    check(request, points)
    return await post(REVERSE_CREDIT, request, now or clock.now(), tx_id, points, policy.shortfall)


async def reverse_redeem(
    request: PostingRequest,
    tx_id: UUID,
    points: int,
    policy: LedgerPolicy,
    *,
    now: datetime | None = None,
) -> Posting:
    """Gives back `points` of what transaction `tx_id` spent, into the lots they came from, with their own expiry.

    What has expired meanwhile lives on for the policy's days of grace (`result.revived`); a debt is repaid first
    (`result.repaid`). Refuses REVERSAL_TOO_LARGE and NOT_FOUND.
    """
    check(request, points)
    moment = now or clock.now()
    return await post(REVERSE_DEBIT, request, moment, tx_id, points, rules.grace_until(policy, moment))
