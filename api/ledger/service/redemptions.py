"""Spending points, and moving them to another member."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api.core import clock, db
from api.core.errors import BadInput
from api.ledger import rules
from api.ledger.service.group import post_grouped
from api.ledger.service.posting import REQUEST, check, post
from api.ledger.types import LedgerPolicy, Posting, PostingRequest, TxKind

DEBIT = f"SELECT * FROM ledger_debit({REQUEST}, $14, $15, $16, $17)"
TRANSFER = f"SELECT * FROM ledger_transfer({REQUEST}, $14, $15)"
SHARED = f"SELECT * FROM ledger_debit_shared({REQUEST}, $14, $15, $16, $17)"
SEND_BACK = f"SELECT * FROM ledger_send_back({REQUEST}, $14, $15)"
RECEIVE = f"SELECT * FROM ledger_receive({REQUEST}, $14)"


async def redeem(
    request: PostingRequest,
    points: int,
    policy: LedgerPolicy | None = None,
    *,
    now: datetime | None = None,
) -> Posting:
    """Spends points at `request.business_id`, first-expiring first; expired ones are not touched.

    Under a policy of inactivity this counts as activity. Refuses INSUFFICIENT_POINTS (`available`, `needed`),
    BAD_INPUT, IDEMPOTENCY_MISMATCH.
    """
    check(request, points)
    slides_to = rules.slides_to(policy, request.occurred_at) if policy else None
    moment = now or clock.now()

    async def alone() -> Posting:
        return await post(DEBIT, request, moment, "redeem", "redeemed", points, slides_to)

    if slides_to is not None or db.in_transaction_now():
        return await alone()
    return await post_grouped(TxKind.REDEEM, request, points, moment, alone)


async def transfer(
    request: PostingRequest, to_membership_id: UUID, points: int, *, now: datetime | None = None
) -> Posting:
    """Moves points from the request's member to another of the same program; they keep issuer and expiry.

    The posting returned is the giver's; the receiver's transaction refers to it. Refuses INSUFFICIENT_POINTS, and
    BAD_INPUT for a transfer to oneself.
    """
    check(request, points)
    if to_membership_id == request.membership_id:
        raise BadInput("Points cannot be moved to the same card.", path=("toCustomerId",))
    return await post(TRANSFER, request, now or clock.now(), to_membership_id, points)


async def redeem_shared(
    request: PostingRequest,
    points: int,
    others: Sequence[UUID],
    most: int | None,
    policy: LedgerPolicy,
    *,
    now: datetime | None = None,
) -> Posting:
    """Spends points of the request's member, and where they do not suffice up to `most` points of `others`.

    The others' lots go first-expiring first over all of them; each who pays has a posting. The one returned is the
    spender's: `result.shared` lists the others' as tx, member, points; where nobody else pays it is as `redeem`'s.
    Refuses as `redeem`; `available` is what all together may spend.
    """
    check(request, points)
    slides_to = rules.slides_to(policy, request.occurred_at)
    return await post(SHARED, request, now or clock.now(), points, slides_to, list(others), most)


async def send(request: PostingRequest, points: int, *, now: datetime | None = None) -> Posting:
    """Takes points out of a card, to be received by another one or given back by `send_back`.

    Until then they lie on the business's transfer account. Refuses INSUFFICIENT_POINTS.
    """
    check(request, points)
    return await post(DEBIT, request, now or clock.now(), "transfer", "transfer", points, None)


async def receive(request: PostingRequest, sent_tx_id: UUID, *, now: datetime | None = None) -> Posting:
    """Brings what `send` took to the request's member, with issuer and expiry. The caller sees to it that once."""
    check(request, 1)
    return await post(RECEIVE, request, now or clock.now(), sent_tx_id)


async def send_back(
    request: PostingRequest, sent_tx_id: UUID, policy: LedgerPolicy, *, now: datetime | None = None
) -> Posting:
    """Gives back what `send` took and nobody received, into its own lots; what has expired gets the days of grace."""
    check(request, 1)
    moment = now or clock.now()
    return await post(SEND_BACK, request, moment, sent_tx_id, rules.grace_until(policy, moment))
