"""Birthday promotions as they are kept."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from api.core import db
from api.promotions.types import Audience, Given, NewPromotion, PromotionInfo

COLUMNS = """
    id, program_id, business_id, name, audience, age_from, age_to, reward_id, points, announce_days, valid_days, budget,
    given, runs_from, checked_on, is_active, version
"""
RUNNING = f"SELECT {COLUMNS} FROM promotion WHERE program_id = $1 AND is_active ORDER BY id"
PROGRAMS = "SELECT DISTINCT program_id FROM promotion WHERE is_active"
GIVEN = """
    SELECT subject_id, membership_id, year FROM birthday_present
    WHERE program_id = $1 AND promotion_id = $2 AND membership_id = ANY ($3::uuid[]) AND year = ANY ($4::int[])
"""


async def running_in(program_id: UUID) -> list[PromotionInfo]:
    """Promotions of a program that are in use, by id."""
    return [to_promotion(row) for row in await db.fetch(RUNNING, program_id)]


async def programs_with_promotions() -> list[UUID]:
    """Programs in which a promotion is in use."""
    return [row["program_id"] for row in await db.fetch(PROGRAMS)]


async def given_for(
    promotion: PromotionInfo, membership_ids: Iterable[UUID], years: Iterable[int]
) -> list[Given]:
    """Presents that it gave these members for birthdays of these years."""
    rows = await db.fetch(
        GIVEN, promotion.program_id, promotion.id, sorted(set(membership_ids)), sorted(set(years))
    )
    return [Given(row["subject_id"], row["membership_id"], row["year"]) for row in rows]


def to_promotion(row: Mapping[str, Any]) -> PromotionInfo:
    """A row of COLUMNS."""
    return PromotionInfo(
        id=row["id"],
        program_id=row["program_id"],
        business_id=row["business_id"],
        terms=NewPromotion(
            name=row["name"],
            audience=Audience(row["audience"]),
            age_from=row["age_from"],
            age_to=row["age_to"],
            reward_id=row["reward_id"],
            points=row["points"],
            announce_days=row["announce_days"],
            valid_days=row["valid_days"],
            budget=row["budget"],
            is_active=row["is_active"],
        ),
        given=row["given"],
        runs_from=row["runs_from"],
        checked_on=row["checked_on"],
        version=row["version"],
    )
