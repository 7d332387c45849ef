"""Giving points: earn, opening balance, adjustment."""

from datetime import datetime

import orjson

from api.core import clock, db
from api.core.errors import BadInput
from api.ledger import rules
from api.ledger.service.group import post_grouped
from api.ledger.service.posting import REQUEST, check, post
from api.ledger.types import LedgerPolicy, Posting, PostingRequest, TxKind

CREDIT = f"SELECT * FROM ledger_credit({REQUEST}, $14, $15, $16, $17, $18, $19, $20::text::jsonb)"
DEBIT = f"SELECT * FROM ledger_debit({REQUEST}, $14, $15, $16, $17)"


async def earn(
    request: PostingRequest,
    points: int,
    policy: LedgerPolicy,
    *,
    held: bool = False,
    now: datetime | None = None,
) -> Posting:
    """Gives points for something earned, as one lot that waits and expires as the policy says.

    A debt is repaid out of it first. Refuses BAD_INPUT outside 1..10^12 points, IDEMPOTENCY_MISMATCH, and LIMIT_REACHED
    beyond a limit, unless the program caps: then fewer points are posted, perhaps 0, and `result` has `requested` and
    `cut_by`. `held` points wait, whatever the policy says, until `release_held`.
    """
    check(request, points)
    moment = now or clock.now()
    released_at = rules.HELD_UNTIL if held else rules.release_at(policy, request.occurred_at)
    limits = rules.limits_at(policy, request.occurred_at, moment)
    expires_at = None if held else rules.expires_at(policy, request.occurred_at, released_at)
    slides_to = rules.slides_to(policy, request.occurred_at)
    given = None if limits is None else orjson.dumps(limits).decode()

    async def alone() -> Posting:
        return await post(
            CREDIT, request, moment, "earn", "issued", points, released_at, expires_at, slides_to, given
        )

    if limits is not None or db.in_transaction_now():
        return await alone()
    return await post_grouped(
        TxKind.EARN,
        request,
        points,
        moment,
        alone,
        release_at=released_at,
        expires_at=expires_at,
        slides_to=slides_to,
    )


async def opening_balance(
    request: PostingRequest, points: int, expires_at: datetime | None, *, now: datetime | None = None
) -> Posting:
    """Gives the points that a member brings from elsewhere, with the expiry they had there. No limits, no waiting."""
    check(request, points)
    moment = now or clock.now()
    return await post(
        CREDIT, request, moment, "opening_balance", "opening", points, None, expires_at, None, None
    )


async def adjust(
    request: PostingRequest, points: int, policy: LedgerPolicy, *, now: datetime | None = None
) -> Posting:
    """Adds (positive) or takes (negative) points by hand. A person and a reason must stand in the request.

    Points added expire by the policy from now on. Refuses BAD_INPUT without a reason or a person, and
    INSUFFICIENT_POINTS: an adjustment never makes a debt.
    """
    check(request, abs(points))
    if not request.reason.strip():
        raise BadInput("An adjustment needs a reason.", path=("reason",))
    if request.staff_id is None:
        raise BadInput("An adjustment needs the person who makes it.", path=("staffId",))
    moment = now or clock.now()
    if points < 0:
        return await post(DEBIT, request, moment, "adjust", "adjustment", -points, None)
    expires = rules.expires_at(policy, request.occurred_at, None)
    return await post(CREDIT, request, moment, "adjust", "adjustment", points, None, expires, None, None)
