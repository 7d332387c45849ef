"""Merges under rivals: each other, and tills that sell, redeem and stamp meanwhile."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from uuid import uuid4

import pytest

from api import customers, ledger, purchases
from api.core import db
from api.core.errors import Refusal
from api.customers import Member
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member
from tests.factories.merges import merge, unmerge
from tests.factories.purchases import a_sale, balance_of, record_sale
from tests.factories.rewards import make_reward, redeem, rich_member, unsound
from tests.factories.stamps import issue, make_design

pytestmark = pytest.mark.integration


async def outcomes(works: list[Awaitable[object]]) -> Counter[str]:
    """How many went through or were refused, by code."""

    async def outcome(work: Awaitable[object]) -> str:
        try:
            await work
        except Refusal as refusal:
            return refusal.code
        return "done"

    return Counter(await asyncio.gather(*(outcome(work) for work in works)))


async def sound(tenant: Tenant) -> bool:
    """Books, stock and stamps."""
    return await ledger.verify(tenant.program_id) == [] and await unsound(tenant.program_id) == []


async def test_each_into_the_other_merges_once(tenant: Tenant) -> None:
    """Given two entries, when ten tills merge A into B and B into A, then one is done and all points are there."""
    one, two = await make_member(tenant), await make_member(tenant)
    await record_sale(tenant, 100_000, membership_id=one.membership_id)
    await record_sale(tenant, 50_000, membership_id=two.membership_id)
    found = await outcomes([merge(tenant, *((one, two) if i % 2 else (two, one))) for i in range(10)])
    assert found == {"done": 1, "NOT_FOUND": 9}
    assert await balance_of(one.membership_id) + await balance_of(two.membership_id) == 150
    assert await sound(tenant)


async def test_one_key_ten_times_is_one_merge(tenant: Tenant) -> None:
    """Given one key, when it comes ten times at once, then all get the one answer."""
    one, two = await make_member(tenant), await make_member(tenant)
    found = await asyncio.gather(*(merge(tenant, one, two, key="k") for _ in range(10)))
    assert len(set(found)) == 1


async def test_sales_meanwhile_are_all_the_kept_ones(tenant: Tenant) -> None:
    """Given sales to both while they are merged, when all is done, then bills, visits and points are the kept one's."""
    await make_design(tenant, earning="per_visit")
    one, two = await make_member(tenant), await make_member(tenant)

    def sale(member: Member) -> Awaitable[object]:
        request = a_sale(tenant, 10_000, membership_id=member.membership_id)
        return purchases.record(tenant.owner, tenant.business_id, request)

    works: list[Awaitable[object]] = [sale(member) for _ in range(12) for member in (one, two)]
    works.insert(8, merge(tenant, one, two))
    assert await outcomes(works) == {"done": 25}
    counts = await db.fetchrow(
        "SELECT count(*) AS bills, count(DISTINCT membership_id) AS whose FROM purchase WHERE program_id = $1",
        tenant.program_id,
    )
    assert counts is not None
    assert dict(counts) == {"bills": 24, "whose": 1}
    assert await balance_of(one.membership_id) == 240
    seen = await customers.members_by_id(
        tenant.program_id, [one.membership_id], business_id=tenant.business_id
    )
    assert seen[one.membership_id].visits == 24
    assert await sound(tenant)


async def test_what_is_spent_meanwhile_is_spent_once(tenant: Tenant) -> None:
    """Given points of both spent while they are merged and parted, when all is done, then nothing was spent twice."""
    reward = await make_reward(tenant, points_price=100)
    one, two = await rich_member(tenant, 500), await rich_member(tenant, 500)
    design = await make_design(tenant, needed=50)
    works: list[Awaitable[object]] = []
    for _ in range(8):
        for member in (one, two):
            works += [
                redeem(tenant, member.membership_id, reward.id),
                issue(tenant, member.membership_id, design),
            ]
    works.insert(10, merge(tenant, one, two))
    found = await outcomes(works)
    assert set(found) <= {"done", "CARD_MERGED", "NOT_FOUND", "INSUFFICIENT_POINTS", "REWARD_NOT_ALLOWED"}
    spent = await db.fetchval(
        "SELECT coalesce(sum(points_paid), 0)::int FROM voucher WHERE program_id = $1", tenant.program_id
    )
    assert await balance_of(one.membership_id) == 1_000 - spent
    assert await balance_of(two.membership_id) == 0
    whose = await db.fetchval("SELECT count(*) FROM voucher WHERE membership_id = $1", two.membership_id)
    assert whose == 0
    assert await sound(tenant)


async def test_parting_while_tills_sell(tenant: Tenant) -> None:
    """Given a merge, when it is undone ten times while the kept one buys and spends, then it is undone once."""
    one, two = await make_member(tenant), await make_member(tenant)
    await record_sale(tenant, 100_000, membership_id=one.membership_id)
    await record_sale(tenant, 50_000, membership_id=two.membership_id)
    merged = await merge(tenant, one, two)
    works: list[Awaitable[object]] = [unmerge(tenant, merged) for _ in range(10)]
    for _ in range(10):
        request = a_sale(tenant, 10_000, membership_id=one.membership_id, key=uuid4().hex)
        works.append(purchases.record(tenant.owner, tenant.business_id, request))
    assert await outcomes(works) == {"done": 20}
    assert await balance_of(one.membership_id) == 200
    assert await balance_of(two.membership_id) == 50
    assert await sound(tenant)
