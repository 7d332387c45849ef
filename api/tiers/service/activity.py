"""Counting what members did, and moving them up by it."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from api.core import db
from api.tiers.types import Activity

COUNT = "SELECT tier_count($1, $2, $3, $4, $5, $6, $7)"
ASSESS = "SELECT tier_assess($1, $2, tier_today($1), false, false, 'qualified', '')"

WEIGH = f"{ASSESS} FROM tier_ladder WHERE program_id = $1 AND measure = 'balance'"


def month_of(moment: datetime, time_zone: str) -> date:
    """The first day of the month in which the moment lies where the program lives."""
    return moment.astimezone(ZoneInfo(time_zone)).date().replace(day=1)


async def count(program_id: UUID, did: Sequence[Activity], *, assess: bool = True) -> int:
    """Adds to what members did, in the caller's transaction, and moves up at once who reached a tier; how many moved.

    One statement for any number of members. An import leaves assessing to its end.
    """
    if not did:
        return 0
    moved: int = await db.fetchval(
        COUNT,
        program_id,
        [each.membership_id for each in did],
        [each.month for each in did],
        [each.earned for each in did],
        [each.spent_minor for each in did],
        [each.visits for each in did],
        assess,
    )
    return moved


async def weigh(program_id: UUID, membership_ids: Sequence[UUID]) -> int:
    """Moves up members whose points rose otherwise than by a bill, where the ladder measures the balance.

    In the caller's transaction, after the points were posted; how many moved.
    """
    return await db.fetchval(WEIGH, program_id, list(membership_ids)) or 0


async def assess(program_id: UUID, membership_ids: Sequence[UUID] | None = None) -> int:
    """Moves up who reached a tier: these members, or all of the program; how many moved."""
    asked = None if membership_ids is None else list(membership_ids)
    moved: int = await db.fetchval(ASSESS, program_id, asked)
    return moved
