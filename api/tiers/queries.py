"""What is known of ladders and of where members stand."""

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
REACHED = """
    SELECT t.id FROM tier t WHERE t.program_id = $1 AND t.is_active AND t.rank <= (
        SELECT held.rank FROM tier held WHERE held.program_id = $1 AND held.id = coalesce(
            (SELECT s.tier_id FROM member_tier s WHERE s.program_id = $1 AND s.membership_id = $2),
            (SELECT ground.id FROM tier ground
                WHERE ground.program_id = $1 AND ground.is_active AND ground.threshold = 0)))
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


async def reached_by(program_id: UUID, membership_id: UUID) -> frozenset[UUID]:
    """The member's tier and all below it; empty without one."""
    rows = await db.fetch(REACHED, program_id, membership_id)
    return frozenset(row["id"] for row in rows)
