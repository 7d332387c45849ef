"""Earn rules that ask for birthdays and children: one child meets all, and nobody is asked without need."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api import customers, purchases
from api.core.errors import BadInput
from api.customers import Birthday, Family
from api.purchases import BirthdaySpan, EarnConditions, EarnRuleKind, NewEarnRule, PreviewPurchase
from api.purchases.rules.family import fits, on_day
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.factories.promotions import born, make_kid, set_birthday
from tests.factories.purchases import a_sale
from tests.support.statements import count_queries

WEDNESDAY = date(2026, 6, 10)
SEVEN = EarnConditions(kid_age_from=6, kid_age_to=8)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("day", "spans"),
    [
        (10, {BirthdaySpan.DAY, BirthdaySpan.WEEK, BirthdaySpan.MONTH}),
        (8, {BirthdaySpan.WEEK, BirthdaySpan.MONTH}),
        (14, {BirthdaySpan.WEEK, BirthdaySpan.MONTH}),
        (15, {BirthdaySpan.MONTH}),
    ],
)
def test_spans_around_a_birthday(day: int, spans: set[BirthdaySpan]) -> None:
    """Given a Wednesday, then its week runs from Monday to Sunday and its month from first to last."""
    assert on_day(Family(Birthday(6, day)), WEDNESDAY).spans == spans
    assert on_day(Family(Birthday(7, day)), WEDNESDAY).spans == set()


@pytest.mark.unit
def test_a_leap_child_and_a_week_over_new_year() -> None:
    leap = on_day(Family(None, (Birthday(2, 29, 2020),)), date(2027, 2, 28))
    assert (leap.kids[0].age, BirthdaySpan.DAY in leap.kids[0].spans) == (7, True)
    assert BirthdaySpan.WEEK in on_day(Family(Birthday(1, 2)), date(2025, 12, 31)).spans


@pytest.mark.unit
def test_one_child_meets_all_that_is_asked() -> None:
    """Given a child of 7 and one with its birthday, when both are asked of one, then neither will do."""
    asked = replace(SEVEN, kid_birthday=BirthdaySpan.DAY)
    seven, baby = Birthday(1, 1, 2019), Birthday(6, 10, 2025)
    assert fits(SEVEN, on_day(Family(None, (seven,)), WEDNESDAY))
    assert not fits(asked, on_day(Family(None, (seven, baby)), WEDNESDAY))
    assert fits(asked, on_day(Family(None, (Birthday(6, 10, 2019),)), WEDNESDAY))
    assert not fits(SEVEN, on_day(Family(None, (Birthday(6, 10),)), WEDNESDAY))


@pytest.mark.unit
@settings(deadline=None)
@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_a_day_is_in_its_week_and_month(birth: date, day: date) -> None:
    """Given any birthday and day, then the day's span is within the week's."""
    found = on_day(Family(Birthday(birth.month, birth.day, birth.year)), day).spans
    assert BirthdaySpan.DAY not in found or BirthdaySpan.WEEK in found
    assert (BirthdaySpan.MONTH in found) == (birth.month == day.month)


async def a_rule(tenant: Tenant, **asked: object) -> None:
    conditions = EarnConditions(**asked)  # type: ignore[arg-type]
    rule = NewEarnRule("Family", EarnRuleKind.BONUS, conditions=conditions, bonus_points=20)
    await purchases.save_earn_rule(tenant.owner, tenant.business_id, rule)


async def earned(tenant: Tenant, member: customers.Member) -> tuple[int, int]:
    """What a sale of 640 rupees brings, as previewed and as recorded."""
    sale = a_sale(tenant, membership_id=member.membership_id)
    asked = PreviewPurchase(sale.store_id, sale.amount, membership_id=member.membership_id)
    seen = await purchases.preview(tenant.owner, tenant.business_id, asked)
    bill = (await purchases.record(tenant.owner, tenant.business_id, sale)).purchase
    return seen.points, bill.points_earned


@pytest.mark.integration
async def test_a_child_of_an_age(db: None) -> None:
    """Given 20 points for children from 6 to 8, then whose child is 7 has them, and others have not."""
    tenant = await make_business()
    with_child, with_baby, without = [await make_member(tenant) for _ in range(3)]
    await make_kid(tenant, with_child, born(-30, 7))
    await make_kid(tenant, with_baby, born(-30, 1))
    await a_rule(tenant, kid_age_from=6, kid_age_to=8)
    assert [await earned(tenant, each) for each in (with_child, with_baby, without)] == [
        (84, 84),
        (64, 64),
        (64, 64),
    ]


@pytest.mark.integration
async def test_the_own_birthday_and_a_childs(db: None) -> None:
    """Given points on the birthday itself, then it is the member's or the child's, as the rule says."""
    tenant = await make_business()
    mine, childs = await make_member(tenant), await make_member(tenant)
    await set_birthday(tenant, mine, born(0))
    await make_kid(tenant, childs, born(0))
    await a_rule(tenant, birthday=BirthdaySpan.DAY)
    assert [await earned(tenant, each) for each in (mine, childs)] == [(84, 84), (64, 64)]
    await a_rule(tenant, kid_birthday=BirthdaySpan.WEEK)
    assert [await earned(tenant, each) for each in (mine, childs)] == [(84, 84), (84, 84)]


@pytest.mark.integration
async def test_families_are_asked_only_where_a_rule_does(db: None) -> None:
    """Given a sale without such a rule and with one, then the rule costs one statement."""
    tenant = await make_business()
    member = await make_member(tenant)

    async def cost() -> int:
        async with count_queries() as seen:
            await purchases.record(
                tenant.owner, tenant.business_id, a_sale(tenant, membership_id=member.membership_id)
            )
        return len(seen)

    await cost()
    free = await cost()
    await a_rule(tenant, kid_age_from=6)
    assert await cost() == free + 1


@pytest.mark.integration
async def test_ages_that_cannot_be(db: None) -> None:
    tenant = await make_business()
    for asked, field in (
        ({"kid_age_from": 121}, "kidAgeFrom"),
        ({"kid_age_from": 9, "kid_age_to": 8}, "kidAgeTo"),
    ):
        with pytest.raises(BadInput) as found:
            await a_rule(tenant, **asked)
        assert found.value.path == ("conditions", field)
