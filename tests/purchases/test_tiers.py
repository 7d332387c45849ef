"""Tiers and sales: a tier multiplies what is earned, a sale lifts, a return and an import count."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from api import purchases, tiers
from api.core import db as database
from api.core.audit import SYSTEM
from tests.factories.businesses import make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.purchases import a_sale, record_sale
from tests.factories.tiers import make_ladder, tier_name

pytestmark = pytest.mark.integration


async def test_the_sale_after_the_one_that_lifts_earns_more(db: None) -> None:
    """Given Silver from 100 points with a quarter more, when 1,000 rupees are spent twice, then 125 come second."""
    tenant = await make_business()
    await make_ladder(tenant)
    member = (await make_member(tenant)).membership_id
    first = await record_sale(tenant, 100_000, membership_id=member)
    assert (first.points_earned, await tier_name(member)) == (100, "Silver")
    asked = purchases.PreviewPurchase(tenant.store_id, a_sale(tenant, 100_000).amount, membership_id=member)
    tried = await purchases.preview(tenant.owner, tenant.business_id, asked)
    second = await record_sale(tenant, 100_000, membership_id=member)
    assert (tried.points, second.points_earned) == (125, 125)
    assert [(step.rule, step.points) for step in second.explanation] == [
        ("Base rate: 1 point per 10 INR", 100),
        ("Silver: x1.25", 25),
    ]


async def test_a_returned_bill_no_longer_counts(db: None) -> None:
    tenant = await make_business()
    await make_ladder(tenant)
    member = (await make_member(tenant)).membership_id
    bill = await record_sale(tenant, 90_000, membership_id=member)
    back = purchases.ReturnPurchase("back", bill.id)
    await purchases.return_purchase(tenant.owner, tenant.business_id, back)
    await record_sale(tenant, 20_000, membership_id=member)
    assert await tier_name(member) == "Bronze"


async def test_imported_history_lifts_at_the_end(db: None, tmp_path: Path) -> None:
    """Given two bills of this month in a file, when it is imported, then the member stands where the sum says."""
    tenant = await make_business()
    await make_ladder(tenant)
    phone, now = some_phone(), datetime.now(UTC).isoformat()
    file = tmp_path / "bills.csv"
    file.write_text(
        f"phone,amount,occurred_at,external_id\n{phone},3000,{now},a\n{phone},2000,{now},b\n",
        encoding="utf-8",
    )
    await purchases.import_csv(SYSTEM, tenant.business_id, file)
    member = (await make_member(tenant, phone=phone)).membership_id
    assert await tier_name(member) == "Gold"
    assert await tiers.review(tenant.program_id) == 0


async def test_points_given_by_hand_lift_where_the_balance_is_measured(db: None) -> None:
    """Given a ladder by the balance, when points are given, corrected or moved, then who has more rises at once: first
    the post, then the tier, then what is due for it. Where the ladder measures what was earned, nothing moves.
    """
    for measure, expected in ((tiers.TierMeasure.BALANCE, "Silver"), (tiers.TierMeasure.EARNED, "Bronze")):
        tenant = await make_business()
        await make_ladder(tenant, measure=measure)
        awarded, corrected, taker = [(await make_member(tenant)).membership_id for _ in range(3)]
        await purchases.award_points(tenant.owner, tenant.business_id, by_hand(awarded, 250))
        assert await tier_name(awarded) == expected
        await purchases.adjust_points(tenant.owner, tenant.business_id, by_hand(corrected, 120))
        assert await tier_name(corrected) == expected
        await purchases.transfer_points(tenant.owner, tenant.business_id, by_hand(awarded, 110), taker)
        assert await tier_name(taker) == expected
        told = await database.fetch(
            "SELECT name FROM outbox WHERE program_id = $1 AND payload ->> 'membership_id' = $2 "
            "AND name IN ('ledger.points_posted', 'tiers.tier_changed') ORDER BY ctid",
            tenant.program_id,
            str(corrected),
        )
        lifted = ["tiers.tier_changed"] if expected == "Silver" else []
        assert [row["name"] for row in told] == ["ledger.points_posted", *lifted]


def by_hand(member: UUID, points: int) -> purchases.HandPosting:
    """Points without a bill."""
    return purchases.HandPosting(uuid4().hex, member, points, "for the test")
