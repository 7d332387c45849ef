"""Jobs of rewards: holds run out, vouchers end, and a second run changes nothing."""

import pytest

from api.core import db as database
from api.rewards import VoucherState
from tests.factories.businesses import make_business
from tests.factories.purchases import balance_of
from tests.factories.rewards import as_it_is, make_reward, redeem, rich_member, stock_left, unsound
from workers import rewards as jobs
from workers.main import cron_table

pytestmark = pytest.mark.integration


async def test_a_forgotten_hold_and_an_old_voucher(db: None) -> None:
    """Given a hold and a voucher whose time is over, when the jobs run twice, then both have ended once."""
    tenant = await make_business()
    member = await rich_member(tenant, 300)
    reward = await make_reward(tenant, stock=3, valid_days=1)
    held = await redeem(tenant, member.membership_id, reward.id, hold=True)
    old, good = [await redeem(tenant, member.membership_id, reward.id) for _ in range(2)]
    await database.execute("UPDATE voucher SET held_until = now() WHERE id = $1", held.id)
    await database.execute("UPDATE voucher SET valid_until = now() WHERE id = $1", old.id)
    for _ in range(2):
        await jobs.end_holds({})
        await jobs.expire_vouchers({})
    states = [(await as_it_is(each)).state for each in (held, old, good)]
    assert states == [VoucherState.CANCELLED, VoucherState.EXPIRED, VoucherState.ACTIVE]
    assert (await balance_of(member.membership_id), await stock_left(reward)) == (100, 1)
    assert await unsound(tenant.program_id) == []


def test_time_starts_them() -> None:
    assert {"rewards.end_holds", "rewards.expire"} <= {job.name for job in cron_table()}
