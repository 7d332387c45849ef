"""Points of many, booked one by one in the ledger, and reversed there."""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from api import businesses, customers, ledger
from api.businesses import ShortfallPolicy
from api.core import clock, db
from api.core.errors import Refusal
from api.directory.service.labels import GONE, members_of
from api.directory.types import BulkOutcome, BulkRunInfo, Item, Result

SPENT = "INSUFFICIENT_POINTS"
# accounts are locked by ascending id, as everywhere; a member without one gets a new one, which comes last
ACCOUNTS = """
    SELECT asked.member FROM unnest($2::uuid[]) AS asked (member)
    LEFT JOIN read.holding h ON h.program_id = $1::uuid AND h.pk = asked.member AND h.unit = 'PTS:' || $1::uuid
    ORDER BY h.account_pk NULLS LAST, asked.member
"""


async def adjust(run: BulkRunInfo, items: Sequence[Item]) -> list[Result]:
    """Adds or takes the run's points; who has too few is refused and told."""
    count = int(str(run.params["points"]))
    policy = ledger.policy_of(await businesses.rules_for(run.program_id))
    met = await customers.members_by_id(
        run.program_id, members_of(items), business_id=run.business_id, only_met=True
    )
    results = []
    for each in await _by_account(run, items):
        if each.membership_id is None or each.membership_id not in met:
            results.append(Result(each.nr, BulkOutcome.REFUSED, GONE))
            continue
        request = _request(run, each.membership_id, "do", str(run.params["reason"]))
        try:
            posted = await _refusable(partial(ledger.adjust, request, count, policy))
        except Refusal as refusal:
            results.append(Result(each.nr, BulkOutcome.REFUSED, refusal.code))
            continue
        results.append(Result(each.nr, BulkOutcome.CHANGED, tx_id=posted.tx_id, points=posted.points))
    return results


async def reverse(run: BulkRunInfo, items: Sequence[Item]) -> list[Result]:
    """Reverses the run's postings: taken points come back, given ones go where they are still there.

    What a member spent of them since is written off, not owed, and told.
    """
    count = int(str(run.params["points"]))
    policy = ledger.policy_of(await businesses.rules_for(run.program_id))
    policy = replace(policy, shortfall=ShortfallPolicy.WRITE_OFF)
    results = []
    for each in await _by_account(run, items):
        if each.membership_id is None or each.tx_id is None:
            continue
        request = _request(run, each.membership_id, "undo", str(run.params["reason"]))
        if count > 0:
            posted = await ledger.reverse_earn(request, each.tx_id, count, policy)
        else:
            posted = await ledger.reverse_redeem(request, each.tx_id, -count, policy)
        code = SPENT if posted.result.get("shortfall") else ""
        results.append(Result(each.nr, BulkOutcome.UNDONE, code, points=posted.points))
    return results


async def _by_account(run: BulkRunInfo, items: Sequence[Item]) -> list[Item]:
    by_member = {each.membership_id: each for each in items}
    rows = await db.fetch(ACCOUNTS, run.program_id, members_of(items))
    return [by_member[row["member"]] for row in rows]


async def _refusable(post: Callable[[], Awaitable[ledger.Posting]]) -> ledger.Posting:
    """One posting that may be refused without undoing the others of its batch."""
    await db.execute("SAVEPOINT one_of_many")
    try:
        posted = await post()
    except Refusal:
        await db.execute("ROLLBACK TO SAVEPOINT one_of_many")
        raise
    await db.execute("RELEASE SAVEPOINT one_of_many")
    return posted


def _request(run: BulkRunInfo, member: UUID, what: str, reason: str) -> ledger.PostingRequest:
    key = f"{run.id}:{member}:{what}"
    return ledger.PostingRequest(
        program_id=run.program_id,
        business_id=run.business_id,
        membership_id=member,
        source="bulk",
        idempotency_key=key,
        request_hash=hashlib.sha256(key.encode()).hexdigest(),
        occurred_at=clock.now(),
        staff_id=run.staff_id or run.actor_id,
        reference_id=run.id,
        reason=reason,
    )
