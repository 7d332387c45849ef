"""What two entries own comes together: tiers, stamps, vouchers, bills."""

from uuid import uuid4

import pytest

from api import purchases
from api.core import clock, db
from api.customers import Member
from tests.customers.merged import sound
from tests.factories.businesses import Tenant
from tests.factories.merges import merge, unmerge
from tests.factories.purchases import balance_of, record_sale
from tests.factories.rewards import give, make_reward
from tests.factories.stamps import cards_of, issue, make_design, use_voucher, vouchers_of
from tests.factories.tiers import changes, did, make_ladder, tier_name

pytestmark = pytest.mark.integration


async def test_the_better_tier_is_kept_and_activity_is_summed(
    tenant: Tenant, kept: Member, gone: Member
) -> None:
    """Given Bronze and Silver, when merged, then Gold by the sum, and both are what they were when parted."""
    await make_ladder(tenant)
    month = clock.now().date().replace(day=1)
    await did(tenant, kept.membership_id, month, earned=90)
    await did(tenant, gone.membership_id, month, earned=420)
    merged = await merge(tenant, kept, gone)
    assert await tier_name(kept.membership_id) == "Gold"
    assert (await changes(kept.membership_id))[-2:] == [
        ("Bronze", "Silver", "merged"),
        ("Silver", "Gold", "merged"),
    ]
    await unmerge(tenant, merged)
    assert await tier_name(kept.membership_id) == "Bronze"
    assert await tier_name(gone.membership_id) == "Silver"
    sums = await db.fetch(
        "SELECT membership_id, sum(earned)::int AS earned FROM tier_activity WHERE program_id = $1 GROUP BY 1",
        tenant.program_id,
    )
    assert {row["membership_id"]: row["earned"] for row in sums} == {
        kept.membership_id: 90,
        gone.membership_id: 420,
    }


async def test_stamps_are_put_onto_the_kept_ones_card(tenant: Tenant, kept: Member, gone: Member) -> None:
    """Given 7 and 5 stamps of ten, when merged, then one card is full with its voucher and the next has two; parted
    while the voucher is unused, each has their own again.
    """
    design = await make_design(tenant)
    await issue(tenant, kept.membership_id, design, 7)
    await issue(tenant, gone.membership_id, design, 5)
    merged = await merge(tenant, kept, gone)
    assert await cards_of(kept.membership_id) == [(10, "full", "active"), (2, "open", None)]
    assert await sound(tenant)
    await unmerge(tenant, merged)
    assert [card for card in await cards_of(kept.membership_id) if card[1] == "open"] == [(7, "open", None)]
    assert [card for card in await cards_of(gone.membership_id) if card[1] == "open"] == [(5, "open", None)]
    assert await vouchers_of(kept.membership_id) == ["cancelled"]
    assert await sound(tenant)


async def test_stamps_of_a_used_voucher_stay_with_it(tenant: Tenant, kept: Member, gone: Member) -> None:
    """Given a card that a merge filled, when its voucher is used, then only what is on the open card goes back."""
    design = await make_design(tenant)
    await issue(tenant, kept.membership_id, design, 7)
    await issue(tenant, gone.membership_id, design, 5)
    merged = await merge(tenant, kept, gone)
    await use_voucher(kept.membership_id)
    await unmerge(tenant, merged)
    assert await cards_of(kept.membership_id) == [(10, "full", "used"), (0, "open", None)]
    assert [card for card in await cards_of(gone.membership_id) if card[1] == "open"] == [(2, "open", None)]


async def test_vouchers_come_along_and_give_their_points_back(
    tenant: Tenant, kept: Member, gone: Member
) -> None:
    """Given a voucher of who is gone, when merged, then it is the kept one's; parted, it is theirs, used or not."""
    reward = await make_reward(tenant)
    voucher = await give(tenant, gone.membership_id, reward.id)
    merged = await merge(tenant, kept, gone)
    assert (await vouchers_of(kept.membership_id), await vouchers_of(gone.membership_id)) == (["active"], [])
    await use_voucher(kept.membership_id)
    await unmerge(tenant, merged)
    assert (await vouchers_of(kept.membership_id), await vouchers_of(gone.membership_id)) == ([], ["used"])
    assert voucher.membership_id == gone.membership_id


async def test_a_bill_of_the_gone_one_comes_back_after_the_merge(
    tenant: Tenant, kept: Member, gone: Member
) -> None:
    """Given a bill with stamps, when it is returned after the merge, then the kept one loses points and stamps."""
    await make_design(tenant, earning="per_visit")
    bill = await record_sale(tenant, 60_000, membership_id=gone.membership_id)
    await merge(tenant, kept, gone)
    assert await balance_of(kept.membership_id) == 60
    back = purchases.ReturnPurchase(uuid4().hex, bill.id)
    await purchases.return_purchase(tenant.owner, tenant.business_id, back)
    assert await balance_of(kept.membership_id) == 0
    assert await cards_of(kept.membership_id) == [(0, "open", None)]
    assert await sound(tenant)
