"""Every invariant of rewards has its corruption: what breaks a rule is found, and only that."""

import pytest

from api import rewards
from api.core import db as database
from api.rewards import RewardKind
from tests.factories.businesses import make_business
from tests.factories.rewards import a_use, give, make_reward, redeem, rich_member

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("corruption", "broken"),
    [
        ("UPDATE reward SET stock_taken = stock_taken + 1 WHERE program_id = $1", "stock_is_vouchers"),
        ("UPDATE voucher SET balance_minor = balance_minor - 1 WHERE program_id = $1", "balance_is_uses"),
        ("UPDATE voucher SET state = 'used' WHERE program_id = $1 AND kind = 'product'", "used_once"),
        ("UPDATE voucher SET points_paid = points_paid + 1 WHERE program_id = $1", "voucher_is_posting"),
    ],
)
async def test_a_corruption_is_found(rolled_back: None, corruption: str, broken: str) -> None:
    """Given sound books, when one number is changed behind the back, then exactly its rule says so."""
    tenant = await make_business()
    member, coffee = await rich_member(tenant), await make_reward(tenant)
    card = await make_reward(tenant, kind=RewardKind.GIFT_CARD, value_minor=1_000)
    await redeem(tenant, member.membership_id, coffee.id)
    gift = await give(tenant, member.membership_id, card.id)
    await rewards.use(tenant.owner, tenant.business_id, a_use(tenant, gift, amount_minor=300))
    assert await rewards.verify(tenant.program_id) == []
    await database.execute(corruption, tenant.program_id)
    assert [each.invariant for each in await rewards.verify(tenant.program_id)] == [broken]


async def test_uses_are_never_changed(rolled_back: None) -> None:
    tenant = await make_business()
    member, coffee = await rich_member(tenant), await make_reward(tenant)
    voucher = await redeem(tenant, member.membership_id, coffee.id)
    await rewards.use(tenant.owner, tenant.business_id, a_use(tenant, voucher))
    with pytest.raises(Exception, match="append-only"):
        await database.execute("DELETE FROM voucher_use WHERE program_id = $1", tenant.program_id)
