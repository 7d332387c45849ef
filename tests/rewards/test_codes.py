"""Codes of a batch that nobody holds yet, taken back together."""

from dataclasses import replace
from uuid import uuid4

import pytest

from api import rewards
from api.core import db as database
from api.core.errors import Refusal
from api.core.money import Money
from api.rewards import NewBatch, RewardKind, UseVoucher
from tests.factories.businesses import Tenant, make_business
from tests.factories.rewards import make_reward, rich_member, stock_left, traces, unsound

pytestmark = pytest.mark.integration


async def a_batch(
    tenant: Tenant, count: int = 4, **reward: object
) -> tuple[rewards.RewardInfo, rewards.MadeBatch]:
    """Codes of a reward of ten pieces."""
    made = await make_reward(tenant, stock=10, **reward)
    wanted = NewBatch(uuid4().hex, made.id, "Flyer", count=count)
    return made, await rewards.create_batch(tenant.owner, tenant.business_id, wanted)


async def codes_of(batch: rewards.MadeBatch) -> list[str]:
    """Its codes."""
    rows = await database.fetch("SELECT code FROM voucher WHERE batch_id = $1 ORDER BY code", batch.batch_id)
    return [row["code"] for row in rows]


async def states_of(batch: rewards.MadeBatch) -> dict[str, int]:
    """How many codes are in which state."""
    counted = "SELECT state, count(*) AS codes FROM voucher WHERE batch_id = $1 GROUP BY state"
    return {row["state"]: row["codes"] for row in await database.fetch(counted, batch.batch_id)}


def a_use(tenant: Tenant, code: str) -> UseVoucher:
    """At the tenant's store."""
    return UseVoucher(uuid4().hex, code, tenant.store_id)


async def test_only_what_nobody_holds_is_taken_back(db: None) -> None:
    """Given four codes, one used and one given, when the batch is ended, then two go, with their pieces; again none."""
    tenant = await make_business()
    member = await rich_member(tenant)
    reward, batch = await a_batch(tenant)
    used, given, *_ = await codes_of(batch)
    await rewards.use(tenant.owner, tenant.business_id, a_use(tenant, used))
    await rewards.hand_out(tenant.owner, tenant.business_id, member.membership_id, given)
    ended = await rewards.cancel_batch(tenant.owner, tenant.business_id, batch.batch_id, reason="Misprint")
    assert ended == 2
    assert await states_of(batch) == {"used": 1, "active": 1, "cancelled": 2}
    assert await stock_left(reward) == 8
    before = await traces(tenant)
    assert await rewards.cancel_batch(tenant.owner, tenant.business_id, batch.batch_id) == 0
    assert await traces(tenant) == before
    assert await unsound(tenant.program_id) == []


async def test_a_gift_card_that_paid_a_part_stays(db: None) -> None:
    """Given two gift cards of which one paid something, when the batch is ended, then the other one goes."""
    tenant = await make_business()
    _, batch = await a_batch(tenant, 2, kind=RewardKind.GIFT_CARD, value_minor=5_000)
    begun, _ = await codes_of(batch)
    paid = replace(a_use(tenant, begun), amount=Money(1_000, "INR"))
    await rewards.use(tenant.owner, tenant.business_id, paid)
    assert await rewards.cancel_batch(tenant.owner, tenant.business_id, batch.batch_id) == 1
    assert await unsound(tenant.program_id) == []


async def test_a_strangers_batch_is_not_there(db: None) -> None:
    """Given a batch of another business, when it is to be ended, then there is none, and nothing changed."""
    tenant, stranger = await make_business(), await make_business()
    _, batch = await a_batch(tenant)
    before = await traces(tenant)
    with pytest.raises(Refusal) as found:
        await rewards.cancel_batch(stranger.owner, stranger.business_id, batch.batch_id)
    assert (found.value.code, found.value.path) == ("NOT_FOUND", ("batchId",))
    assert await traces(tenant) == before
