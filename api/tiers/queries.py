"""What is known of ladders and of where members stand."""

from collections.abc import Iterable
from uuid import UUID

from api.core import db
from api.tiers.types import (
    LadderInfo,
    TierBoost,
    TierDowngrade,
    TierEffective,
    TierInfo,
    TierMeasure,
    TierWindow,
)

LADDER = "SELECT * FROM tier_ladder WHERE program_id = $1"
STEPS = "SELECT * FROM tier WHERE program_id = $1 AND is_active ORDER BY rank"
BOOST = """
    SELECT t.id, t.name, t.multiplier_bp FROM tier t
    WHERE t.program_id = $1 AND t.id = coalesce(
        (SELECT s.tier_id FROM member_tier s WHERE s.program_id = $1 AND s.membership_id = $2),
        (SELECT ground.id FROM tier ground WHERE ground.program_id = $1 AND ground.is_active AND ground.threshold = 0))
"""
TIERS_OF = """
    SELECT asked.member, coalesce(s.tier_id, ground.id) AS tier_id
    FROM unnest($2::uuid[]) AS asked (member)
        LEFT JOIN member_tier s ON s.program_id = $1 AND s.membership_id = asked.member
        LEFT JOIN tier ground ON ground.program_id = $1 AND ground.is_active AND ground.threshold = 0
"""


async def ladder_of(program_id: UUID) -> LadderInfo | None:
    """The ladder of a program with its steps; None where it has none."""
    row = await db.fetchrow(LADDER, program_id)
    if row is None:
        return None
    steps = await db.fetch(STEPS, program_id)
    return LadderInfo(
        id=row["id"],
        program_id=program_id,
        measure=TierMeasure(row["measure"]),
        window=TierWindow(row["window"]),
        window_months=row["window_months"],
        effective=TierEffective(row["effective"]),
        downgrade=TierDowngrade(row["downgrade"]),
        grace_days=row["grace_days"],
        version=row["version"],
        tiers=tuple(
            TierInfo(
                step["id"],
                step["rank"],
                step["name"],
                step["threshold"],
                step["multiplier_bp"],
                step["is_for_ever"],
            )
            for step in steps
        ),
    )


async def boost_for(program_id: UUID, membership_id: UUID) -> TierBoost | None:
    """What the member's tier does to earning; None without a tier."""
    row = await db.fetchrow(BOOST, program_id, membership_id)
    return None if row is None else TierBoost(row["id"], row["name"], row["multiplier_bp"])


async def tiers_of(program_id: UUID, membership_ids: Iterable[UUID]) -> dict[UUID, UUID | None]:
    """The tier on which each member stands; None below all."""
    rows = await db.fetch(TIERS_OF, program_id, list(membership_ids))
    return {row["member"]: row["tier_id"] for row in rows}
