"""Every filter keeps whom it says, alone and with a search; figures, counts, lifecycle and standing."""

from dataclasses import fields
from datetime import timedelta
from uuid import UUID

import pytest

from api import customers, directory
from api.core import clock
from api.core import db as database
from api.core.audit import SYSTEM
from api.customers import ConsentChannel, MemberKey
from api.directory import CONDITIONS, DirectoryFilter, Sort
from api.directory.queries.counting import two_figures
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member
from tests.factories.rewards import give, make_reward, rich_member
from tests.factories.tiers import make_ladder

pytestmark = pytest.mark.integration

SHAPE = """
    UPDATE profile SET visits = $2, spent_minor = $3, last_visit_at = $4, created_at = $5, email = $6, birth_month = $7
    WHERE membership_id = $1
"""
FIGURES = "SELECT * FROM read.customer_figures WHERE business_id = $1"


async def shape(
    member: UUID,
    *,
    visits: int = 0,
    spent: int = 0,
    away: int | None = None,
    joined: int = 0,
    email: bool = False,
) -> None:
    """Gives a member a past."""
    now = clock.now()
    seen = None if away is None else now - timedelta(days=away)
    address = "ann@example.com" if email else None
    await database.execute(
        SHAPE, member, visits, spent, seen, now - timedelta(days=joined), address, 5 if email else None
    )


async def found(tenant: Tenant, narrowed: DirectoryFilter, search: str = "") -> set[UUID]:
    """Whom the filter keeps; counted alike."""
    page = await directory.find(
        tenant.program_id, tenant.business_id, narrowed=narrowed, search=search, first=100
    )
    counted = await directory.count(tenant.program_id, tenant.business_id, narrowed=narrowed, search=search)
    assert (counted.count, counted.is_exact) == (len(page.items), True)
    return set(page.items)


async def test_every_filter(tenant: Tenant) -> None:
    """Given two members that differ in everything, then each filter keeps one of them, with and without a search."""
    await make_ladder(tenant)
    rich, new = await rich_member(tenant, 500), await make_member(tenant, name="Newcomer")
    one, two = rich.membership_id, new.membership_id
    await shape(one, visits=25, spent=90_000, away=1, joined=400, email=True)
    await shape(two, joined=100)
    key = MemberKey(tenant.program_id, tenant.business_id, one)
    tag = await customers.tag_member(SYSTEM, key, "Regular")
    await customers.add_kid(SYSTEM, key, "Meera", customers.Birthday(2, 29), has_guardian_agreed=True)
    await customers.record_consent(SYSTEM, key, ConsentChannel.SMS, is_granted=True)
    await customers.record_consent(SYSTEM, key, ConsentChannel.EMAIL, is_granted=True)
    await customers.record_consent(SYSTEM, key, ConsentChannel.EMAIL, is_granted=False)
    await give(tenant, one, (await make_reward(tenant)).id)
    await database.execute("UPDATE membership SET enrolled_store_id = $2 WHERE id = $1", one, tenant.store_id)
    ground = await database.fetchval(
        "SELECT id FROM tier WHERE program_id = $1 AND threshold = 0", tenant.program_id
    )
    now = clock.now()
    month = now - timedelta(days=30)
    cases: list[tuple[DirectoryFilter, set[UUID]]] = [
        (DirectoryFilter(status="active"), {one, two}),
        (DirectoryFilter(standing="vip"), {one}),
        (DirectoryFilter(standing="churning"), {two}),
        (DirectoryFilter(lifecycle="new"), {two}),
        (DirectoryFilter(lifecycle="vip"), {one}),
        (DirectoryFilter(tag_id=tag.id), {one}),
        (DirectoryFilter(tier_id=ground), {one, two} if ground else set()),
        (DirectoryFilter(store_id=tenant.store_id), {one}),
        (DirectoryFilter(consent="sms"), {one}),
        (DirectoryFilter(consent="email"), set()),
        (DirectoryFilter(has_kids=True), {one}),
        (DirectoryFilter(has_kids=False), {two}),
        (DirectoryFilter(has_email=True), {one}),
        (DirectoryFilter(has_email=False), {two}),
        (DirectoryFilter(has_voucher=True), {one}),
        (DirectoryFilter(has_voucher=False), {two}),
        (DirectoryFilter(birth_month=5), {one}),
        (DirectoryFilter(min_balance=1), {one}),
        (DirectoryFilter(max_balance=0), {two}),
        (DirectoryFilter(min_visits=20, max_visits=30), {one}),
        (DirectoryFilter(max_visits=0), {two}),
        (DirectoryFilter(min_spent_minor_units=90_000, max_spent_minor_units=90_000), {one}),
        (DirectoryFilter(last_visit_before=month), {two}),
        (DirectoryFilter(last_visit_after=month), {one}),
        (DirectoryFilter(joined_before=now - timedelta(days=200)), {one}),
        (DirectoryFilter(joined_after=now - timedelta(days=200)), {two}),
        (DirectoryFilter(away_days=30), {two}),
        (DirectoryFilter(seen_days=30), {one}),
        (DirectoryFilter(joined_days=200), {two}),
        (DirectoryFilter(has_kids=True, lifecycle="new"), set()),
    ]
    for narrowed, kept in cases:
        assert await found(tenant, narrowed) == kept, narrowed
        assert await found(tenant, narrowed, "98") == kept, narrowed
    page = await directory.find(tenant.program_id, tenant.business_id, sort=Sort.BALANCE)
    assert list(page.items) == [one, two]


def test_every_filter_has_a_condition() -> None:
    assert {each.name for each in fields(DirectoryFilter)} == set(CONDITIONS)


async def test_lifecycle_and_standing(db: None) -> None:
    """Given visits and days since, then both are as the page about them says."""
    rules = {0: "new", 1: "new", 2: "repeat", 4: "repeat", 5: "loyal", 19: "loyal", 20: "vip"}
    for visits, expected in rules.items():
        assert await database.fetchval("SELECT read.customer_lifecycle($1)", visits) == expected
    now = clock.now()
    standing = "SELECT read.customer_standing($1, $2, $3, $4, $5)"
    cases = (
        ("active", 1, 1, "active"),
        ("active", 20, 89, "vip"),
        ("active", 20, 91, "churning"),
        ("active", 0, 179, "churning"),
        ("active", 3, 181, "inactive"),
        ("inactive", 30, 1, "inactive"),
    )
    for status, visits, days, expected in cases:
        at = now - timedelta(days=days)
        assert await database.fetchval(standing, status, visits, at, now, now) == expected
        assert await database.fetchval(standing, status, visits, None, at, now) == expected


async def test_figures(tenant: Tenant, other: Tenant) -> None:
    """Given members of two businesses, then one's figures are of its own."""
    await make_member(other)
    rich = await rich_member(tenant, 500)
    await shape(rich.membership_id, visits=25, away=1, joined=400)
    await shape((await make_member(tenant)).membership_id, visits=1, away=100, joined=100)
    await make_member(tenant)
    row = await database.fetchrow(FIGURES, tenant.business_id)
    assert row is not None
    assert (row["members"], row["vip"], row["churning"], row["active"], row["inactive"]) == (3, 1, 1, 1, 0)
    assert (row["new_members"], row["vip_members"], row["joined_lately"]) == (2, 1, 1)
    assert (row["came"], row["came_back"], row["visits"], row["points_held"]) == (2, 1, 26, 500)


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (7, 7), (99, 99), (123_456, 120_000), (10_001, 10_000)])
def test_two_figures(count: int, shown: int) -> None:
    assert two_figures(count) == shown
