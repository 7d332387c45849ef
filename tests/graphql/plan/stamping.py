"""Stamp cards of the town: designs with everything and with nothing; cards that fill, expire, and are emptied again."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from api import stamps
from api.core import db
from api.stamps import DesignInfo, NewDesign, StampEarning, StampRules
from tests.factories.businesses import Tenant
from tests.factories.rewards import make_reward
from tests.factories.stamps import undo
from tests.graphql.plan.texts import NASTY

EXPIRED = (
    "UPDATE stamp_card SET expires_at = now() - interval '1 day' WHERE design_id = $1 AND membership_id = $2"
)


async def offer(tenant: Tenant, categories: Sequence[UUID]) -> list[DesignInfo]:
    """One by hand, one by the visit, one by the piece with every condition, one that has ended."""
    everything = StampRules(
        earning=StampEarning.PER_ITEM,
        category_ids=frozenset(categories),
        store_ids=frozenset({tenant.store_id}),
        least_minor=1,
        max_per_day=7,
        valid_days=30,
        starts_at=datetime(2024, 2, 29, 12, 0, 0, 123_400, UTC),
        ends_at=datetime(2300, 1, 1, 0, 0, 0, 10, UTC),
    )
    reward = await make_reward(tenant)
    designs = (
        NewDesign("By hand", 5, "cup", reward.id, StampRules(valid_days=30)),
        NewDesign("By visit", 3, reward_id=reward.id, rules=StampRules(earning=StampEarning.PER_VISIT)),
        NewDesign("By piece", 4, rules=everything),
        NewDesign("Ended", 10, rules=StampRules(ends_at=datetime(2025, 1, 1, tzinfo=UTC), is_active=False)),
    )
    return [await stamps.save_design(tenant.owner, tenant.business_id, design) for design in designs]


async def stamp(tenant: Tenant, designs: Sequence[DesignInfo], members: Sequence[UUID]) -> None:
    """By hand, with reasons that are hard to write: over several cards, undone, and on a card that has expired."""
    by_hand = designs[0]
    for number, member in enumerate(members):
        request = stamps.IssueStamps(
            f"town-{number}", member, by_hand.id, tenant.store_id, 1 + number * 4, NASTY[number % len(NASTY)]
        )
        act = await stamps.issue_stamps(tenant.owner, tenant.business_id, request)
        if number == 1:
            await undo(tenant, act)
    await db.execute(EXPIRED, by_hand.id, members[0])
