"""Figures about children, and who is told them exactly."""

from datetime import timedelta

import pytest

from api import customers
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.factories.identity import make_staff, make_token
from tests.factories.promotions import born, make_kid, today
from tests.graphql.asking import ask

pytestmark = pytest.mark.integration

QUERY = (
    "{ kidsInsight { members membersWithKids kids unknownAge ages { age kids } weeks { startsOn kids } } }"
)


async def families(tenant: Tenant) -> None:
    """Five children who turn 7 tomorrow, twins of 3 in three weeks, one without a year today, and a single adult."""
    for _ in range(5):
        await make_kid(tenant, await make_member(tenant), born(1, 7))
    twins = await make_member(tenant)
    for name in ("Asha", "Usha"):
        await make_kid(tenant, twins, born(21, 4), name)
    await make_kid(tenant, await make_member(tenant), born(0))
    await make_member(tenant)


async def test_figures_of_families(db: None) -> None:
    """Given eight families and a stranger's, when they are counted, then by member, age today and week from today."""
    tenant, stranger = await make_business(), await make_business()
    await families(tenant)
    await make_kid(stranger, await make_member(stranger), born(1, 7))
    found = await customers.kids_insight(tenant.program_id, tenant.business_id, today())
    assert (found.members, found.members_with_kids, found.kids, found.unknown_age) == (8, 7, 8, 1)
    assert dict(found.ages) == {3: 2, 6: 5}
    days = [today() + timedelta(days=7 * week) for week in range(8)]
    assert dict(found.weeks) == dict(zip(days, [6, 0, 0, 2, 0, 0, 0, 0], strict=True))


async def test_who_was_let_go_is_not_counted(db: None) -> None:
    tenant = await make_business()
    member = await make_member(tenant)
    await make_kid(tenant, member, born(1, 7))
    await customers.remove_member(tenant.owner, member.key)
    found = await customers.kids_insight(tenant.program_id, tenant.business_id, today())
    assert (found.members, found.members_with_kids, found.kids) == (0, 0, 0)


async def test_small_groups_are_not_told_to_who_may_see_no_children(db: None) -> None:
    """Given twins of three, when an analyst asks, then that they are few is told, and the owner is told how many."""
    tenant = await make_business()
    await families(tenant)
    exact, rounded = [
        (
            await ask(
                QUERY,
                token=await make_token(await make_staff(tenant.program_id, tenant.business_id, role=role)),
            )
        )["kidsInsight"]
        for role in ("owner", "analyst")
    ]
    assert exact["ages"] == [{"age": 3, "kids": 2}, {"age": 6, "kids": 5}]
    assert rounded["ages"] == [{"age": 3, "kids": None}, {"age": 6, "kids": 5}]
    assert (rounded["unknownAge"], rounded["membersWithKids"], rounded["kids"]) == (None, 7, 8)
    assert [week["kids"] for week in rounded["weeks"]] == [6, 0, 0, None, 0, 0, 0, 0]
