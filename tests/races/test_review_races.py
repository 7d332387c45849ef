"""Many at once about the same held points: one word holds, and every point moves once."""

import asyncio
from collections import Counter

import pytest

from api import ledger, purchases
from api.core.audit import Actor
from api.core.errors import Refusal
from api.reviews import RuleAction, RuleKind
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.factories.reviews import a_cashier, a_rule, award, waiting, watch

pytestmark = pytest.mark.integration


async def outcome(tenant: Tenant, actor: Actor, ids: list[object], approve: bool) -> str:
    try:
        await purchases.decide_awards(actor, tenant.business_id, ids, approve=approve, note="Seen")  # type: ignore[arg-type]
    except Refusal as refusal:
        return refusal.code
    return "approved" if approve else "rejected"


@pytest.mark.timeout(180)
async def test_managers_decide_at_once(db: None) -> None:
    """Given twenty held awards, when ten decide both ways at once, then one way holds for all."""
    tenant = await make_business()
    managers = [await a_cashier(tenant, "manager") for _ in range(10)]
    cashier = await a_cashier(tenant)
    members = [await make_member(tenant) for _ in range(5)]
    await watch(tenant, a_rule(RuleKind.POINTS_AT_ONCE, 1))
    for _ in range(4):
        for member in members:
            await award(tenant, cashier, member.membership_id)
    ids = [item["id"] for item in await waiting(tenant)]
    assert len(ids) == 20
    found = Counter(
        await asyncio.gather(
            *(outcome(tenant, each, ids, approve=at % 2 == 0) for at, each in enumerate(managers))
        )
    )
    way = "approved" if found["approved"] else "rejected"
    assert found == {way: 5, "ALREADY_DECIDED": 5}
    balances = await ledger.balances_for([member.membership_id for member in members])
    expected = 40 if way == "approved" else 0
    assert {(each.available, each.pending) for each in balances.values()} == {(expected, 0)}
    assert await ledger.verify(tenant.program_id) == []


@pytest.mark.timeout(180)
async def test_no_award_slips_past_a_limit(db: None) -> None:
    """Given five a day, when one cashier sends forty at once, then five are given and thirty-five refused."""
    tenant = await make_business()
    cashier = await a_cashier(tenant)
    members = [await make_member(tenant) for _ in range(40)]
    await watch(tenant, a_rule(RuleKind.STAFF_AWARDS_PER_DAY, 5, action=RuleAction.REFUSE))

    async def give(at: int) -> str:
        try:
            await award(tenant, cashier, members[at].membership_id)
        except Refusal as refusal:
            return refusal.code
        return "given"

    found = Counter(await asyncio.gather(*(give(at) for at in range(40))))
    assert found == {"given": 5, "AWARD_REFUSED": 35}
