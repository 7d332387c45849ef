"""One sale a key, also where forty ask at once."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from api import ledger, purchases
from api.core.errors import Refusal
from api.core.money import Money
from api.purchases import EarnConditions, EarnRuleKind, NewEarnRule
from tests.factories.businesses import make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.purchases import a_sale, balance_of, record_sale, traces

pytestmark = pytest.mark.integration


async def test_first_purchase_is_first_once_even_in_a_race(db: None) -> None:
    """Given a bonus for the first purchase, when a member buys eight times at once, then it is given once."""
    tenant = await make_business()
    member = await make_member(tenant)
    welcome = NewEarnRule(
        "Welcome", EarnRuleKind.BONUS, conditions=EarnConditions(first_purchase=True), bonus_points=500
    )
    await purchases.save_earn_rule(tenant.owner, tenant.business_id, welcome)
    bills = await asyncio.gather(
        *(record_sale(tenant, 10_000, membership_id=member.membership_id) for _ in range(8))
    )
    assert sorted(bill.points_earned for bill in bills) == [10] * 7 + [510]
    assert await balance_of(member.membership_id) == 580


async def test_forty_same_keys_at_once_earn_once(db: None) -> None:
    """Given one sale sent 40 times at once, when all are answered, then one recorded it and 39 replay that bill."""
    tenant = await make_business()
    member = await make_member(tenant)
    sale = a_sale(tenant, membership_id=member.membership_id)
    answers = await asyncio.gather(
        *(purchases.record(tenant.owner, tenant.business_id, sale) for _ in range(40))
    )
    assert sum(answer.is_replay for answer in answers) == 39
    assert len({answer.purchase.id for answer in answers}) == 1
    assert {answer.purchase.points_earned for answer in answers} == {64}
    assert await balance_of(member.membership_id) == 64
    left = await traces(tenant)
    assert (left["bills"], left["postings"], left["visits"], left["spent"]) == (1, 1, 1, 64_000)
    assert await ledger.verify(tenant.program_id) == []


async def test_forty_same_keys_of_an_unknown_phone(db: None) -> None:
    """Given a number that nobody knows, when its first sale is sent 40 times at once, then one member earned once."""
    tenant = await make_business()
    sale = a_sale(tenant, phone=some_phone())
    answers = await asyncio.gather(
        *(purchases.record(tenant.owner, tenant.business_id, sale) for _ in range(40))
    )
    assert len({answer.purchase.id for answer in answers}) == 1
    left = await traces(tenant)
    assert (left["bills"], left["members"], left["points"]) == (1, 1, 64)


async def test_a_key_with_other_content_is_refused(db: None) -> None:
    """Given a recorded sale, when its key comes with another amount, then it is refused and nothing changes."""
    tenant = await make_business()
    member = await make_member(tenant)
    sale = a_sale(tenant, membership_id=member.membership_id)
    await purchases.record(tenant.owner, tenant.business_id, sale)
    before = await traces(tenant)
    with pytest.raises(Refusal) as refused:
        await purchases.record(tenant.owner, tenant.business_id, replace(sale, amount=Money(64_001, "INR")))
    assert (refused.value.code, refused.value.path) == ("IDEMPOTENCY_MISMATCH", ("idempotencyKey",))
    assert await traces(tenant) == before


async def test_keys_of_two_businesses_do_not_meet(db: None) -> None:
    """Given two partners of one program, when both use the same key, then both bills are recorded."""
    first = await make_business()
    second = await make_business(name="Niva Pharmacy", program_id=first.program_id)
    for tenant in (first, second):
        recorded = await purchases.record(tenant.owner, tenant.business_id, a_sale(tenant, key="same"))
        assert not recorded.is_replay
    assert (await traces(first))["bills"] == 2


async def test_a_replay_is_answered_after_its_token_ended(db: None) -> None:
    """Given a recorded sale, when its retry carries a token that ended, then the first result comes back."""
    tenant = await make_business()
    member = await make_member(tenant)
    sale = a_sale(tenant, membership_id=member.membership_id)
    first = await purchases.record(tenant.owner, tenant.business_id, sale)
    problem = Refusal("The token ended.")
    again = await purchases.record(tenant.owner, tenant.business_id, replace(sale, customer_problem=problem))
    assert (again.is_replay, again.purchase.id) == (True, first.purchase.id)
    before = await traces(tenant)
    with pytest.raises(Refusal) as refused:
        fresh = replace(sale, idempotency_key=uuid4().hex, customer_problem=problem)
        await purchases.record(tenant.owner, tenant.business_id, fresh)
    assert refused.value is problem
    assert await traces(tenant) == before
