"""Review rules as they are kept."""

from uuid import UUID

from api.core import db
from api.reviews.types import ReviewRule, RuleAction, RuleKind

OF_BUSINESS = """
    SELECT kind, action, most, days, from_hour, to_hour FROM review_rule
    WHERE program_id = $1 AND business_id = $2 AND (action <> 'allow' OR NOT $3) ORDER BY kind
"""


async def rules_of(
    program_id: UUID, business_id: UUID, *, only_active: bool = False
) -> tuple[ReviewRule, ...]:
    """The rules of a business by kind; `only_active`: those that do something."""
    rows = await db.fetch(OF_BUSINESS, program_id, business_id, only_active)
    return tuple(
        ReviewRule(
            RuleKind(row["kind"]),
            RuleAction(row["action"]),
            row["most"],
            row["days"],
            row["from_hour"],
            row["to_hour"],
        )
        for row in rows
    )
