"""What reaching a tier brings: its reward as a voucher, once for each rise, and the nightly review."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from api import tiers
from api.core import clock, db
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.factories.rewards import make_reward
from tests.factories.tiers import STEPS, did, make_ladder, tier_name
from workers import listeners
from workers.tiers import review

pytestmark = pytest.mark.integration

FACTS = "SELECT id FROM outbox WHERE program_id = $1 AND name = 'tiers.reward_due' ORDER BY id"
VOUCHERS = "SELECT count(*) FROM voucher WHERE membership_id = $1 AND reward_id = $2"


async def react(tenant: Tenant) -> list[bool]:
    """Lets the listener react to every rise, twice."""
    facts = [str(row["id"]) for row in await db.fetch(FACTS, tenant.program_id)]
    return [await listeners.react("tiers.give_reward", fact) for fact in (*facts, *facts)]


async def ladder_with(tenant: Tenant, reward: UUID) -> None:
    """Silver gives the reward."""
    await make_ladder(tenant, (STEPS[0], replace(STEPS[1], reward_id=reward), STEPS[2]))


async def test_a_rise_brings_the_reward_once(db: None) -> None:
    tenant = await make_business()
    reward = await make_reward(tenant)
    await ladder_with(tenant, reward.id)
    member = (await make_member(tenant)).membership_id
    await did(tenant, member, clock.now().date().replace(day=1), 100)
    assert await react(tenant) == [True, False]
    assert await given(member, reward.id) == 1


async def test_what_is_out_of_stock_is_not_owed(db: None) -> None:
    tenant = await make_business()
    reward = await make_reward(tenant, stock=0)
    await ladder_with(tenant, reward.id)
    member = (await make_member(tenant)).membership_id
    await did(tenant, member, clock.now().date().replace(day=1), 100)
    await react(tenant)
    assert await given(member, reward.id) == 0


async def given(member: UUID, reward: UUID) -> int:
    """Vouchers of the reward that the member has."""
    count: int = await db.fetchval(VOUCHERS, member, reward)
    return count


async def test_the_nightly_review_takes_every_program(db: None) -> None:
    tenant = await make_business()
    await make_ladder(tenant, effective=tiers.TierEffective.NEXT_MONTH)
    member = (await make_member(tenant)).membership_id
    month = clock.local_date(clock.now(), "Asia/Kolkata").replace(day=1)
    last_month = (month - timedelta(days=1)).replace(day=1)
    await tiers.count(tenant.program_id, [tiers.Activity(member, last_month, 500)], assess=False)
    await review({})
    assert await tier_name(member) == "Gold"
