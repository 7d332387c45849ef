"""Recording sales: points on the card."""

from dataclasses import replace
from uuid import UUID

import pytest

from api import businesses, customers, ledger, purchases
from api.businesses import EarnRate, LimitMode, PointLimits
from api.core import clock, db
from api.purchases import EarnConditions, EarnRuleKind, LineInput, NewEarnRule, PurchaseStatus
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.purchases import a_sale, balance_of, record_sale, traces
from tests.purchases.buyers import verified_member

pytestmark = pytest.mark.integration


async def test_a_sale_becomes_points(db: None) -> None:
    """Given 1 point per 10 rupees, when a member buys for 640, then the bill, the card and the profile say so."""
    tenant = await make_business()
    member = await make_member(tenant)
    sale = replace(a_sale(tenant, membership_id=member.membership_id), bill_number="B-17")
    recorded = await purchases.record(tenant.owner, tenant.business_id, sale)
    bill = recorded.purchase
    assert not recorded.is_replay
    assert (bill.points_earned, bill.eligible_minor, bill.status) == (64, 64_000, PurchaseStatus.RECORDED)
    assert (bill.bill_number, bill.staff_name, bill.membership_id) == (
        "B-17",
        "Asha Rao",
        member.membership_id,
    )
    assert [(step.rule, step.points) for step in bill.explanation] == [("Base rate: 1 point per 10 INR", 64)]
    assert await balance_of(member.membership_id) == 64
    seen = await customers.members_by_id(
        tenant.program_id, [member.membership_id], business_id=tenant.business_id
    )
    profile = seen[member.membership_id]
    assert (profile.visits, profile.spent_minor, profile.last_visit_at) == (1, 64_000, bill.occurred_at)
    assert await ledger.verify(tenant.program_id) == []


async def test_a_new_phone_is_enrolled(db: None) -> None:
    """Given an unknown number, when it is given at the till, then there is a member with the points."""
    tenant = await make_business()
    phone = some_phone()
    recorded = await purchases.record(tenant.owner, tenant.business_id, a_sale(tenant, phone=phone))
    assert recorded.purchase.membership_id is not None
    assert await balance_of(recorded.purchase.membership_id) == 64
    again = await purchases.record(
        tenant.owner, tenant.business_id, a_sale(tenant, phone=phone.removeprefix("+91"))
    )
    assert again.purchase.membership_id == recorded.purchase.membership_id


async def test_an_anonymous_bill_earns_nothing(db: None) -> None:
    """Given nobody, when a bill is recorded, then it counts for the store and no points are posted."""
    tenant = await make_business()
    bill = await record_sale(tenant)
    assert (bill.membership_id, bill.points_earned, bill.eligible_minor) == (None, 0, 64_000)
    assert (await traces(tenant))["postings"] == 0


async def test_lines_are_kept_with_their_points(db: None) -> None:
    """Given a bill with lines, when it is recorded, then each line keeps what it earned."""
    tenant = await make_business()
    member = await make_member(tenant)
    lines = (LineInput(40_000, name="Loaf", quantity_milli=2_000), LineInput(24_000, sku="X-1"))
    sale = a_sale(tenant, membership_id=member.membership_id, lines=lines)
    bill = (await purchases.record(tenant.owner, tenant.business_id, sale)).purchase
    kept = (await purchases.lines_of([bill.id]))[bill.id]
    assert [
        (each.seq, each.name, each.sku, each.quantity_milli, each.amount_minor, each.points) for each in kept
    ] == [
        (1, "Loaf", "", 2_000, 40_000, 40),
        (2, "", "X-1", 1_000, 24_000, 24),
    ]


async def test_gift_card_and_points_earn_nothing(db: None) -> None:
    """Given 100 points worth 10 paise each and a gift card of 40, when a bill of 150 is paid, then 100 rupees earn."""
    tenant = await make_business()
    member = await verified_member(tenant)
    await record_sale(tenant, 100_000, membership_id=member.membership_id)
    assert await balance_of(member.membership_id) == 100
    sale = a_sale(tenant, 15_000, membership_id=member.membership_id, gift_card_minor=4_000, points_paid=100)
    bill = (await purchases.record(tenant.owner, tenant.business_id, sale)).purchase
    rules = await businesses.rules_for(tenant.program_id)
    assert rules.point_value_micro_minor == 10_000_000
    assert (bill.gift_card_minor, bill.points_paid, bill.points_paid_minor) == (4_000, 100, 1_000)
    assert (bill.eligible_minor, bill.points_earned) == (10_000, 10)
    assert await balance_of(member.membership_id) == 10
    assert await ledger.verify(tenant.program_id) == []


async def test_birthday_month_doubles(db: None) -> None:
    """Given a double in the birthday month, when a member buys in it, then the sale earns twice."""
    tenant = await make_business()
    member = await make_member(tenant)
    month = clock.local_date(clock.now(), "Asia/Kolkata").month
    await db_birth_month(tenant, member.membership_id, month)
    twice = NewEarnRule(
        "Birthday",
        EarnRuleKind.MULTIPLIER,
        conditions=EarnConditions(birthday_month=True),
        multiplier_bp=20_000,
    )
    await purchases.save_earn_rule(tenant.owner, tenant.business_id, twice)
    assert (await record_sale(tenant, 10_000, membership_id=member.membership_id)).points_earned == 20
    await db_birth_month(tenant, member.membership_id, month % 12 + 1)
    assert (await record_sale(tenant, 10_000, membership_id=member.membership_id)).points_earned == 10


async def db_birth_month(tenant: Tenant, membership_id: UUID, month: int) -> None:
    """Sets a member's birthday to the first of a month."""
    await db.execute(
        "UPDATE profile SET birth_month = $3, birth_day = 1 WHERE program_id = $1 AND membership_id = $2",
        tenant.program_id,
        membership_id,
        month,
    )


async def test_a_partner_s_own_rate(db: None) -> None:
    """Given a coalition whose partner gives double, when a member buys at both, then each rate holds for itself."""
    first = await make_business()
    second = await make_business(
        name="Niva Pharmacy", earn_rate=EarnRate(2, 1000), program_id=first.program_id
    )
    member = await make_member(first)
    assert (await record_sale(first, 10_000, membership_id=member.membership_id)).points_earned == 10
    assert (await record_sale(second, 10_000, membership_id=member.membership_id)).points_earned == 20
    assert await balance_of(member.membership_id) == 30


async def test_a_cap_is_told_in_the_explanation(db: None) -> None:
    """Given at most 50 points per transaction, when a sale would earn 64, then 50 are given and the step says why."""
    limits = PointLimits(mode=LimitMode.CAP, per_transaction=50)
    tenant = await make_business(rules={"limits": limits})
    member = await make_member(tenant)
    bill = await record_sale(tenant, membership_id=member.membership_id)
    assert bill.points_earned == 50
    assert [step.points for step in bill.explanation] == [64, -14]
    assert await balance_of(member.membership_id) == 50
