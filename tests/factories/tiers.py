"""Makers of ladders, and what members did."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from api import tiers
from api.core import db
from tests.factories.businesses import Tenant

STEPS = (
    tiers.NewTier("Bronze", 0),
    tiers.NewTier("Silver", 100, multiplier_bp=12_500),
    tiers.NewTier(
        "Gold", 500, multiplier_bp=20_000, benefits=(tiers.TierBenefit("A table kept for you", "armchair"),)
    ),
)


def rules(steps: Sequence[tiers.NewTier] = STEPS, **given: Any) -> tiers.LadderRules:
    """Points earned in twelve rolling months, unless told."""
    values: dict[str, Any] = {
        "measure": tiers.TierMeasure.EARNED,
        "window": tiers.TierWindow.ROLLING_MONTHS,
        "tiers": tuple(steps),
    }
    return tiers.LadderRules(**(values | given))


async def make_ladder(
    tenant: Tenant, steps: Sequence[tiers.NewTier] = STEPS, **given: Any
) -> tiers.LadderInfo:
    """Bronze from 0, Silver from 100, Gold from 500, saved."""
    return await tiers.save_ladder(tenant.owner, tenant.business_id, rules(steps, **given))


async def did(tenant: Tenant, member: UUID, month: date, earned: int = 0, **given: int) -> int:
    """Counts for a member; how many moved."""
    return await tiers.count(tenant.program_id, [tiers.Activity(member, month, earned=earned, **given)])


async def tier_name(member: UUID) -> str | None:
    """The tier that the member is shown on."""
    found: str | None = await db.fetchval(
        "SELECT t.name FROM read.tier_standing s LEFT JOIN tier t ON t.id = s.tier_pk WHERE s.pk = $1", member
    )
    return found


async def changes(member: UUID) -> list[tuple[str | None, str | None, str]]:
    """The member's history: from, to, why."""
    rows = await db.fetch(
        "SELECT from_name, to_name, reason FROM tier_change WHERE membership_id = $1 ORDER BY created_at, id",
        member,
    )
    return [(row["from_name"], row["to_name"], row["reason"]) for row in rows]
