"""An award counted and judged, before it is posted: one statement, where something is to be counted."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from api.core import db
from api.reviews.errors import AwardRefused
from api.reviews.rules import judging
from api.reviews.rules.judging import Verdict
from api.reviews.types import Award, ReviewRule, RuleAction, RuleKind

KEPT = timedelta(days=2)
COUNT = """
    INSERT INTO award_count (program_id, business_id, kind, owner_id, window_start, used)
    SELECT $1, $2, tally.kind, tally.owner, tally.window_start, tally.amount
    FROM unnest($3::text[], $4::uuid[], $5::timestamptz[], $6::bigint[])
        AS tally (kind, owner, window_start, amount)
    ON CONFLICT (program_id, business_id, kind, owner_id, window_start)
        DO UPDATE SET used = award_count.used + excluded.used
    RETURNING kind, used
"""
FORGET = "DELETE FROM award_count WHERE window_start < $1"


async def judge(rules: Sequence[ReviewRule], award: Award) -> Verdict:
    """Counts the award in the caller's transaction and says what happens to it.

    Who counts for the same person, store or member waits until that transaction ends, so that no award slips past a
    limit. Refuses AWARD_REFUSED by the first rule that refuses.
    """
    asked = judging.tallies(rules, award)
    counted: dict[RuleKind, int] = {}
    if asked:
        rows = await db.fetch(
            COUNT,
            award.program_id,
            award.business_id,
            [tally.kind for tally in asked],
            [tally.owner_id for tally in asked],
            [tally.window_start for tally in asked],
            [tally.amount for tally in asked],
        )
        counted = {RuleKind(row["kind"]): row["used"] for row in rows}
    verdict = judging.judge(rules, award, counted)
    if verdict.action is RuleAction.REFUSE:
        first = verdict.reasons[0]
        raise AwardRefused(
            "A rule of the business does not allow these points. Please ask a manager.",
            params={"rule": first.kind.upper(), "most": first.most},
        )
    return verdict


async def forget_counts(now: datetime) -> None:
    """Forgets numbers that no rule asks for any more."""
    await db.execute(FORGET, now - KEPT)
