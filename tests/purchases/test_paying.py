"""Paying with points: what the rules let a bill be paid with, exactly or as much as goes, and what comes back."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api import purchases
from api.businesses import PointPayment
from api.core.errors import Refusal
from api.core.money import Money
from api.purchases import PreviewPurchase, ReturnPurchase
from api.purchases.rules.paying import check_points_paid, max_points, payable, points_value
from tests.factories.businesses import Tenant, make_business
from tests.factories.family import make_family_shop, make_household, unsound
from tests.factories.purchases import a_sale, balance_of
from tests.factories.rewards import refused, rich_member

TEN_PAISE = 10_000_000
ANY = PointPayment()


def refusal_of(points: int, rules: PointPayment, amount: int = 9_995, value: int = TEN_PAISE) -> Refusal:
    with pytest.raises(Refusal) as found:
        check_points_paid(points, rules, value, amount)
    return found.value


@pytest.mark.unit
def test_without_rules() -> None:
    """Given points worth 10 paise, when they pay for 99.95, then at most 999 fit, and their value is rounded down."""
    assert max_points(9_995, TEN_PAISE) == 999
    assert check_points_paid(999, ANY, TEN_PAISE, 9_995) == 9_990
    assert check_points_paid(0, ANY, TEN_PAISE, 9_995) == 0
    assert points_value(3, 500_000) == 1  # half a paisa each
    for points in (1_000, -1):
        refusal = refusal_of(points, ANY)
        assert (refusal.code, refusal.path) == ("AMOUNT_INVALID", ("pointsPaid",))
    assert refusal_of(1, ANY, value=500_000).code == "AMOUNT_INVALID"
    assert max_points(100, 0) == 0


@pytest.mark.unit
@pytest.mark.parametrize(
    ("rules", "points", "param"),
    [
        (PointPayment(is_on=False), 1, ("rule", "off")),
        (PointPayment(max_bp=5_000), 500, ("max_points", 499)),
        (PointPayment(min_points=100), 99, ("min_points", 100)),
        (PointPayment(max_points=200), 201, ("max_points", 200)),
        (PointPayment(step=50), 75, ("step", 50)),
        (PointPayment(min_points=30, step=50), 30, ("min_points", 50)),
    ],
)
def test_each_rule(rules: PointPayment, points: int, param: tuple[str, object]) -> None:
    """Given one rule, when points do not keep it, then they are refused, and the refusal names what would go."""
    assert refusal_of(points, rules).params[param[0]] == param[1]


@pytest.mark.unit
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.builds(
        PointPayment,
        is_on=st.just(True),
        max_bp=st.integers(1, 10_000),
        min_points=st.integers(1, 500),
        max_points=st.none() | st.integers(1, 5_000),
        step=st.integers(1, 100),
    ),
    st.integers(1, 5_000_000),
    st.integers(1, 1_000_000),
    st.none() | st.integers(0, 10_000),
)
def test_what_is_payable_can_be_paid(
    rules: PointPayment, value: int, amount: int, spendable: int | None
) -> None:
    """Whatever the rules: the most that they tell passes, within its part, and one step more does not."""
    most = payable(rules, value, amount, spendable).most
    if most:
        paid = check_points_paid(most, rules, value, amount)
        assert 0 < paid <= amount * rules.max_bp // 10_000
        assert spendable is None or most <= spendable
    beyond = payable(rules, value, amount).most + rules.step
    with pytest.raises(Refusal):
        check_points_paid(beyond, rules, value, amount)


async def shop(**rules: object) -> Tenant:
    return await make_business(rules={"payment": PointPayment(**rules)})  # type: ignore[arg-type]


@pytest.mark.integration
async def test_as_many_as_go(db: None) -> None:
    """Given half of a bill in steps of 50, when as many points as go are to pay, then they do, and earn nothing."""
    tenant = await shop(max_bp=5_000, step=50)
    member = await rich_member(tenant, 1_000)
    asked = PreviewPurchase(
        tenant.store_id, Money(10_000, "INR"), membership_id=member.membership_id, pays_max_points=True
    )
    seen = await purchases.preview(tenant.owner, tenant.business_id, asked)
    assert (seen.points_paid, seen.min_points_payable, seen.max_points_payable, seen.points_step) == (
        500,
        50,
        500,
        50,
    )
    assert (seen.eligible.minor_units, seen.points) == (5_000, 5)
    sale = a_sale(tenant, 10_000, membership_id=member.membership_id, pays_max_points=True, key="k")
    bill = (await purchases.record(tenant.owner, tenant.business_id, sale)).purchase
    assert (bill.points_paid, bill.points_paid_minor, bill.eligible_minor, bill.points_earned) == (
        500,
        5_000,
        5_000,
        5,
    )
    assert (await purchases.record(tenant.owner, tenant.business_id, sale)).is_replay
    assert await balance_of(member.membership_id) == 505


@pytest.mark.integration
async def test_a_return_in_parts(db: None) -> None:
    """Given a bill half paid with points, when thirds of it come back, then points come back in proportion."""
    tenant = await shop(max_bp=5_000)
    member = await rich_member(tenant, 1_000)
    sale = a_sale(tenant, 9_000, membership_id=member.membership_id, points_paid=100)
    bill = (await purchases.record(tenant.owner, tenant.business_id, sale)).purchase
    seen = []
    for at in range(3):
        part = ReturnPurchase(f"r{at}", bill.id, amount=Money(3_000, "INR"))
        made = await purchases.return_purchase(tenant.owner, tenant.business_id, part)
        seen.append(made.purchase_return.points_given_back)
    assert seen == [33, 33, 34]
    assert await balance_of(member.membership_id) == 1_000
    assert await unsound(tenant.program_id) == []


@pytest.mark.integration
async def test_tills_that_take_all_at_once(db: None) -> None:
    """Given 1,000 points, when four tills take as many as go at once, then they take 1,000 together."""
    tenant = await shop()
    member = await rich_member(tenant, 1_000)
    bills = await asyncio.gather(
        *(
            purchases.record(
                tenant.owner,
                tenant.business_id,
                a_sale(tenant, 4_000, membership_id=member.membership_id, pays_max_points=True),
            )
            for _ in range(4)
        )
    )
    assert sum(each.purchase.points_paid for each in bills) >= 1_000
    earned = sum(each.purchase.points_earned for each in bills)
    assert await balance_of(member.membership_id) == 1_000 + earned - sum(
        each.purchase.points_paid for each in bills
    )
    assert await unsound(tenant.program_id) == []


@pytest.mark.integration
async def test_refused_and_nothing_done(db: None) -> None:
    """Given a program that takes no points, when a bill names some, then it is refused; as many as go is none."""
    tenant = await shop(is_on=False)
    member = await rich_member(tenant, 1_000)
    sale = a_sale(tenant, membership_id=member.membership_id, points_paid=10)
    refusal = await refused(lambda: purchases.record(tenant.owner, tenant.business_id, sale))
    assert (refusal.code, refusal.params["rule"]) == ("AMOUNT_INVALID", "off")
    both = a_sale(tenant, membership_id=member.membership_id, points_paid=10, pays_max_points=True)
    assert (
        await refused(lambda: purchases.record(tenant.owner, tenant.business_id, both))
    ).code == "BAD_INPUT"
    plain = a_sale(tenant, membership_id=member.membership_id, pays_max_points=True)
    assert (await purchases.record(tenant.owner, tenant.business_id, plain)).purchase.points_paid == 0


@pytest.mark.integration
async def test_all_that_the_household_has(db: None) -> None:
    """Given 30 own points and 200 of others, when as many as go pay, then 230 do."""
    tenant = await make_family_shop()
    _, members = await make_household(tenant, 200, 30)
    sale = a_sale(tenant, membership_id=members[1].membership_id, pays_max_points=True)
    bill = (await purchases.record(tenant.owner, tenant.business_id, sale)).purchase
    assert bill.points_paid == 230
    assert await unsound(tenant.program_id) == []
