"""Jobs of stamp cards: what is due expires, what is owed is given."""

import pytest

from api.core import db as database
from tests.factories.businesses import make_business
from tests.factories.customers import make_member
from tests.factories.rewards import make_reward
from tests.factories.stamps import cards_of, issue, make_design
from workers import stamps
from workers.main import cron_table

pytestmark = pytest.mark.integration

DUE = "UPDATE stamp_card SET expires_at = now() - interval '1 minute' WHERE membership_id = $1"


async def test_cards_expire_by_themselves(db: None) -> None:
    """Given a card whose time is over and one that lives, when the job runs twice, then one has expired."""
    tenant = await make_business()
    old, young = await make_member(tenant), await make_member(tenant)
    design = await make_design(tenant, valid_days=1)
    for member in (old, young):
        await issue(tenant, member.membership_id, design)
    await database.execute(DUE, old.membership_id)
    assert await stamps.expire_due({}) >= 1
    assert await stamps.expire_due({}) == 0
    assert await cards_of(old.membership_id) == [(1, "expired", None)]
    assert await cards_of(young.membership_id) == [(1, "open", None)]


async def test_owed_vouchers_are_given_once_there_are_some(db: None) -> None:
    """Given two full cards and no stock, when a piece comes and the job runs, then who waited longest has it."""
    tenant = await make_business()
    reward = await make_reward(tenant, stock=0)
    design = await make_design(tenant, needed=2, reward=reward)
    members = [await make_member(tenant) for _ in range(2)]
    for member in members:
        await issue(tenant, member.membership_id, design, 2)
    await database.execute("UPDATE reward SET stock = 1 WHERE id = $1", reward.id)
    assert await stamps.give_owed({}) == 1
    found = [(await cards_of(member.membership_id))[0] for member in members]
    assert found == [(2, "full", "active"), (2, "full", None)]


def test_both_jobs_are_started_by_time() -> None:
    assert {"stamps.expire_due", "stamps.give_owed"} <= {job.name for job in cron_table()}
