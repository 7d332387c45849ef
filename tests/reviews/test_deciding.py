"""Decisions: points released or taken back once, by somebody else than who gave them."""

from typing import Any

import pytest

from api import ledger, purchases, reviews
from api.businesses import ExpiryKind, PendingKind
from api.core import db as database
from api.core.audit import Actor
from api.core.errors import BadInput, NotFound, Refusal
from api.purchases import ReturnPurchase
from api.reviews import AlreadyDecided, OwnAward, RuleKind
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.factories.merges import merge
from tests.factories.purchases import a_sale, traces
from tests.factories.reviews import a_cashier, a_rule, award, waiting, watch

pytestmark = pytest.mark.integration


async def balance(membership_id: Any) -> tuple[int, int]:
    found = (await ledger.balances_for([membership_id]))[membership_id]
    return found.available, found.pending


async def decide(tenant: Tenant, actor: Actor, items: Any, *, approve: bool, note: str = "Checked") -> None:
    ids = [item["id"] for item in items]
    await purchases.decide_awards(actor, tenant.business_id, ids, approve=approve, note=note)


async def a_held_bill(tenant: Tenant) -> Any:
    """A member with a bill of 64 points that waits."""
    await watch(tenant, a_rule(RuleKind.POINTS_AT_ONCE, 1))
    member = await make_member(tenant)
    sale = a_sale(tenant, membership_id=member.membership_id)
    bill = (await purchases.record(await a_cashier(tenant), tenant.business_id, sale)).purchase
    return member, bill


async def test_approved_points_can_be_spent_at_once(db: None) -> None:
    """Given two held awards, when a manager approves both, then they are there and expire a year from now."""
    tenant = await make_business()
    manager, cashier = await a_cashier(tenant, "manager"), await a_cashier(tenant)
    member = await make_member(tenant)
    await watch(tenant, a_rule(RuleKind.POINTS_AT_ONCE, 1))
    for _ in range(2):
        await award(tenant, cashier, member.membership_id)
    items = await waiting(tenant)
    await decide(tenant, manager, items, approve=True, note="")
    assert await balance(member.membership_id) == (20, 0)
    assert await waiting(tenant) == []
    expiries = await database.fetch(
        "SELECT expires_at, release_at FROM lot WHERE membership_id = $1", member.membership_id
    )
    assert all(row["expires_at"] is not None and row["release_at"].year < 9999 for row in expiries)
    before = await traces(tenant)
    await decide(tenant, manager, items, approve=True)
    assert await traces(tenant) == before
    assert await ledger.verify(tenant.program_id) == []


async def test_a_waiting_time_of_the_program_goes_on(db: None) -> None:
    """Given points that wait five days anyway, when they are approved, then the waiting goes on to its end."""
    rules: Any = {"pending_kind": PendingKind.DELAY, "pending_days": 5, "expiry_kind": ExpiryKind.NEVER}
    tenant = await make_business(rules=rules)
    member, _ = await a_held_bill(tenant)
    await decide(tenant, await a_cashier(tenant, "manager"), await waiting(tenant), approve=True)
    assert await balance(member.membership_id) == (0, 64)
    release = await database.fetchval(
        "SELECT release_at FROM lot WHERE membership_id = $1 AND state = 'pending'", member.membership_id
    )
    assert await ledger.release(tenant.program_id, release) == 1
    assert await balance(member.membership_id) == (64, 0)
    assert await ledger.verify(tenant.program_id) == []


async def test_rejected_points_are_gone_and_the_bill_knows(db: None) -> None:
    """Given a held bill, when it is rejected, then card, bill and tiers lose the points, and a return takes no more."""
    tenant = await make_business()
    member, bill = await a_held_bill(tenant)
    await decide(tenant, await a_cashier(tenant, "manager"), await waiting(tenant), approve=False)
    assert await balance(member.membership_id) == (0, 0)
    settled = (await purchases.purchases_by_id([bill.id]))[bill.id]
    assert (settled.points_earned, settled.points_taken_back) == (64, 64)
    earned = "SELECT earned FROM tier_activity WHERE membership_id = $1"
    assert (await database.fetchval(earned, member.membership_id)) in (0, None)
    returned = await purchases.return_purchase(tenant.owner, tenant.business_id, ReturnPurchase("r", bill.id))
    assert returned.purchase_return.points_taken_back == 0
    assert await ledger.verify(tenant.program_id) == []


async def test_a_bill_that_came_back_leaves_the_queue(db: None) -> None:
    """Given a held bill, when half comes back, then half is decided about; when all does, then nobody is asked."""
    tenant = await make_business()
    member, bill = await a_held_bill(tenant)
    half = ReturnPurchase("half", bill.id, amount=a_sale(tenant, 32_000).amount)
    await purchases.return_purchase(tenant.owner, tenant.business_id, half)
    items = await waiting(tenant)
    assert [item["points_held"] for item in items] == [32]
    other, gone = await a_held_bill(tenant)
    await purchases.return_purchase(tenant.owner, tenant.business_id, ReturnPurchase("all", gone.id))
    assert [item["id"] for item in await waiting(tenant)] == [item["id"] for item in items]
    await decide(tenant, await a_cashier(tenant, "manager"), items, approve=True)
    assert await balance(member.membership_id) == (32, 0)
    assert await balance(other.membership_id) == (0, 0)
    assert await ledger.verify(tenant.program_id) == []


@pytest.mark.parametrize("verb", [purchases.release_points, purchases.cancel_points])
async def test_nothing_but_a_decision_ends_holding(db: None, verb: Any) -> None:
    """Given held points, when somebody releases or cancels them by hand, then it is refused and nothing changes."""
    tenant = await make_business()
    _, bill = await a_held_bill(tenant)
    before = await traces(tenant)
    choice = purchases.PendingChoice("k", None, bill.id, "Cancelled by the shop")
    with pytest.raises(Refusal) as refused:
        await verb(tenant.owner, tenant.business_id, choice)
    assert refused.value.code == "POINTS_HELD"
    assert await traces(tenant) == before


@pytest.mark.parametrize("approve", [True, False])
async def test_the_kept_ones_points_are_decided_about(db: None, approve: bool) -> None:
    """Given held points of somebody who is merged, when they are decided about, then the kept one has them or not."""
    tenant = await make_business()
    gone, _ = await a_held_bill(tenant)
    kept = await make_member(tenant)
    await merge(tenant, kept, gone)
    assert await balance(kept.membership_id) == (0, 64)
    await decide(tenant, await a_cashier(tenant, "manager"), await waiting(tenant), approve=approve)
    assert await balance(kept.membership_id) == (64 if approve else 0, 0)
    assert await ledger.verify(tenant.program_id) == []


async def test_nobody_decides_about_their_own(db: None) -> None:
    """Given points that a manager gave, and some on a manager's own card, when they decide, then they are refused."""
    tenant = await make_business()
    manager, holder = await a_cashier(tenant, "manager"), await a_cashier(tenant, "manager")
    member = await make_member(tenant)
    await watch(tenant, a_rule(RuleKind.POINTS_AT_ONCE, 1))
    await award(tenant, manager, member.membership_id)
    await database.execute("UPDATE app_user SET person_id = $2 WHERE id = $1", holder.id, member.person_id)
    items = await waiting(tenant)
    for actor in (manager, holder):
        with pytest.raises(OwnAward):
            await decide(tenant, actor, items, approve=True)
    assert await balance(member.membership_id) == (0, 10)
    await decide(tenant, tenant.owner, items, approve=True)
    assert await balance(member.membership_id) == (10, 0)


async def test_what_cannot_be_decided(db: None) -> None:
    """Given an item, when a stranger, no reason, too many or another decision comes, then nothing changes."""
    tenant, stranger = await make_business(), await make_business()
    manager = await a_cashier(tenant, "manager")
    member, _ = await a_held_bill(tenant)
    items = await waiting(tenant)
    ids = [item["id"] for item in items]

    async def refused(which: Tenant, actor: Actor, given: Any, **more: Any) -> Refusal:
        with pytest.raises(Refusal) as found:
            await purchases.decide_awards(actor, which.business_id, given, **more)
        return found.value

    before = await traces(tenant)
    assert isinstance(await refused(stranger, stranger.owner, ids, approve=True), NotFound)
    assert isinstance(await refused(tenant, manager, ids, approve=False), BadInput)
    assert isinstance(await refused(tenant, manager, [], approve=True), BadInput)
    assert isinstance(await refused(tenant, manager, [member.membership_id] * 2, approve=True), NotFound)
    assert await traces(tenant) == before
    await decide(tenant, manager, items, approve=False)
    before = await traces(tenant)
    assert isinstance(await refused(tenant, manager, ids, approve=True), AlreadyDecided)
    assert await traces(tenant) == before
    facts = "SELECT count(*) FROM outbox WHERE program_id = $1 AND name = $2"
    assert await database.fetchval(facts, tenant.program_id, reviews.AwardDecided.name) == 1
