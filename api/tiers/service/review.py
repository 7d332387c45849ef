"""The nightly review: who no longer keeps a tier goes down, who reached one with the month goes up."""

from uuid import UUID

from api.core import db

PROGRAMS = "SELECT program_id FROM tier_ladder ORDER BY program_id"
BATCH = """
    SELECT pk FROM read.membership WHERE program_id = $1 AND ($2::uuid IS NULL OR pk > $2) ORDER BY pk LIMIT $3
"""
REVIEW = "SELECT tier_assess($1, $2, tier_today($1), true, false, 'qualified', '')"
AT_ONCE = 5_000
"""Members of one transaction: their sales wait for no longer than that takes."""


async def programs_with_tiers() -> list[UUID]:
    """Every program that has a ladder."""
    return [row["program_id"] for row in await db.fetch(PROGRAMS)]


async def review(program_id: UUID) -> int:
    """Reviews every member of the program, batch by batch; how many moved. Running it again changes nothing."""
    moved, last = 0, None
    while members := [row["pk"] for row in await db.fetch(BATCH, program_id, last, AT_ONCE)]:
        moved += await db.fetchval(REVIEW, program_id, members)
        last = members[-1]
    return moved
