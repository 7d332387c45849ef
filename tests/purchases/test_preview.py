"""Preview: what record would give, with limits, and without a trace."""

from dataclasses import replace

import pytest

from api import purchases
from api.businesses import LimitMode, PointLimits
from api.core import db as core_db
from api.core.errors import Refusal
from api.core.money import Money
from api.purchases import EarnConditions, EarnRuleKind, NewEarnRule, PreviewPurchase
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.factories.purchases import a_sale, record_sale, traces
from tests.support.statements import count_queries

pytestmark = pytest.mark.integration


def wanted(tenant: Tenant, amount_minor: int = 64_000, **more: object) -> PreviewPurchase:
    """A sale to work out."""
    asked = PreviewPurchase(tenant.store_id, Money(amount_minor, "INR"))
    return replace(asked, **more)  # type: ignore[arg-type]


async def test_without_a_customer(db: None) -> None:
    """Given nobody yet, when a sale is previewed, then it tells what a member would earn."""
    tenant = await make_business()
    seen = await purchases.preview(tenant.owner, tenant.business_id, wanted(tenant))
    assert (seen.points, seen.balance_before, seen.balance_after, seen.max_points_payable) == (64, 0, 64, 0)


async def test_points_as_payment(db: None) -> None:
    """Given 100 points of 10 paise and a bill of 6 rupees, when previewed, then at most 60 points can pay for it."""
    tenant = await make_business()
    member = await make_member(tenant)
    await core_db.execute("UPDATE phone_claim SET verified_at = now() WHERE person_id = $1", member.person_id)
    await record_sale(tenant, 100_000, membership_id=member.membership_id)
    asked = wanted(tenant, 600, membership_id=member.membership_id, points_paid=10)
    seen = await purchases.preview(tenant.owner, tenant.business_id, asked)
    assert (seen.max_points_payable, seen.points_value, seen.eligible) == (
        60,
        Money(100, "INR"),
        Money(500, "INR"),
    )
    assert (seen.points, seen.balance_before, seen.balance_after) == (0, 100, 90)


@pytest.mark.parametrize("mode", LimitMode)
async def test_limits_are_those_of_the_ledger(db: None, mode: LimitMode) -> None:
    """Given 100 points a day of which 60 are earned, when 64 more would come, then 40 are told, or the refusal."""
    limits = PointLimits(mode=mode, per_day=100)
    tenant = await make_business(rules={"limits": limits})
    member = await make_member(tenant)
    await record_sale(tenant, 60_000, membership_id=member.membership_id)
    before = await traces(tenant)
    asked = wanted(tenant, membership_id=member.membership_id)
    if mode is LimitMode.CAP:
        seen = await purchases.preview(tenant.owner, tenant.business_id, asked)
        assert (seen.points, seen.is_capped, seen.balance_after) == (40, True, 100)
        assert [step.points for step in seen.steps] == [64, -24]
        assert await traces(tenant) == before
        bill = await record_sale(tenant, membership_id=member.membership_id)
        assert (bill.points_earned, bill.explanation) == (40, seen.steps)
    else:
        with pytest.raises(Refusal) as refused:
            await purchases.preview(tenant.owner, tenant.business_id, asked)
        assert refused.value.code == "LIMIT_REACHED"
        assert await traces(tenant) == before


async def test_first_purchase(db: None) -> None:
    """Given a bonus for the first purchase, when previewed before and after it, then only the first has it."""
    tenant = await make_business()
    member = await make_member(tenant)
    welcome = NewEarnRule(
        "Welcome", EarnRuleKind.BONUS, conditions=EarnConditions(first_purchase=True), bonus_points=50
    )
    await purchases.save_earn_rule(tenant.owner, tenant.business_id, welcome)
    asked = wanted(tenant, membership_id=member.membership_id)
    assert (await purchases.preview(tenant.owner, tenant.business_id, asked)).points == 114
    assert (await record_sale(tenant, membership_id=member.membership_id)).points_earned == 114
    assert (await purchases.preview(tenant.owner, tenant.business_id, asked)).points == 64


@pytest.mark.performance
async def test_a_sale_takes_few_statements(db: None) -> None:
    """Given a known member, when a sale is recorded, then it says 13 things to the database, with 20 lines too."""
    tenant = await make_business()
    member = await make_member(tenant)
    await record_sale(tenant, membership_id=member.membership_id)
    counts = []
    for lines in ((), tuple(purchases.LineInput(3_200) for _ in range(20))):
        sale = a_sale(tenant, membership_id=member.membership_id, lines=lines)
        async with count_queries() as seen:
            await purchases.record(tenant.owner, tenant.business_id, sale)
        counts.append(len(seen))
    assert counts == [13, 13]
