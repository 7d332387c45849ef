"""Makers of rewards and vouchers."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from api import customers, ledger, rewards
from api.core import clock, db
from api.core.audit import SYSTEM
from api.core.errors import Refusal
from api.core.ids import new_id
from api.core.money import Money
from api.rewards import NewReward, RedeemReward, RewardKind, UseVoucher
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member


async def make_reward(tenant: Tenant, **given: Any) -> rewards.RewardInfo:
    """A coffee for 100 points, without end, unless told otherwise."""
    values: dict[str, Any] = {"name": "Filter coffee", "kind": RewardKind.PRODUCT, "points_price": 100}
    return await rewards.save_reward(tenant.owner, tenant.business_id, NewReward(**(values | given)))


async def rich_member(tenant: Tenant, points: int = 1_000) -> customers.Member:
    """A member who has proved the phone number and has points."""
    member = await make_member(tenant)
    await db.execute("UPDATE phone_claim SET verified_at = now() WHERE person_id = $1", member.person_id)
    if points:
        request = ledger.PostingRequest(
            program_id=tenant.program_id,
            business_id=tenant.business_id,
            membership_id=member.membership_id,
            source="rich",
            idempotency_key=uuid4().hex,
            request_hash="ab" * 32,
            occurred_at=clock.now(),
        )
        await ledger.opening_balance(request, points, None)
    return member


async def give(
    tenant: Tenant, membership_id: UUID, reward_id: UUID, *, key: str | None = None
) -> rewards.VoucherInfo:
    """A voucher as a present."""
    return await rewards.give_voucher(
        SYSTEM,
        tenant.program_id,
        tenant.business_id,
        membership_id,
        reward_id,
        source="stamp",
        idempotency_key=key or uuid4().hex,
        reference_id=new_id(),
        reason="A full card",
    )


async def stock_left(reward: rewards.RewardInfo) -> int | None:
    """Pieces that are left now."""
    return (await rewards.rewards_by_id(reward.program_id, [reward.id]))[reward.id].stock_left


async def unsound(program_id: UUID) -> list[ledger.Violation]:
    """Every invariant of rewards that does not hold, and of the ledger beneath."""
    return [*await rewards.verify(program_id), *await ledger.verify(program_id)]


TRACES = """
    SELECT (SELECT count(*) FROM voucher WHERE program_id = $1) AS vouchers,
        (SELECT coalesce(sum(balance_minor), 0)::bigint FROM voucher WHERE program_id = $1) AS balances,
        (SELECT string_agg(state || fulfilment, ',' ORDER BY id) FROM voucher WHERE program_id = $1) AS states,
        (SELECT count(*) FROM voucher_use WHERE program_id = $1) AS uses,
        (SELECT count(*) FROM voucher_batch WHERE program_id = $1) AS batches,
        (SELECT coalesce(sum(stock_taken), 0)::bigint FROM reward WHERE program_id = $1) AS taken,
        (SELECT coalesce(sum(version), 0)::bigint FROM reward WHERE program_id = $1) AS versions,
        (SELECT count(*) FROM tx WHERE program_id = $1) AS postings,
        (SELECT coalesce(sum(balance), 0)::bigint FROM account WHERE program_id = $1) AS points,
        (SELECT count(*) FROM outbox WHERE program_id = $1) AS facts,
        (SELECT count(*) FROM audit_entry WHERE program_id = $1) AS audited
"""


async def traces(tenant: Tenant) -> dict[str, object]:
    """Everything that rewards leave in the program: a refusal's test compares it before and after."""
    row = await db.fetchrow(TRACES, tenant.program_id)
    assert row is not None
    return dict(row)


async def redeem(
    tenant: Tenant, membership_id: UUID, reward_id: UUID, *, key: str | None = None, hold: bool = False
) -> rewards.VoucherInfo:
    """A voucher for points, or a hold of one, at the tenant's till."""
    request = RedeemReward(key or uuid4().hex, membership_id, reward_id, tenant.store_id)
    verb = rewards.hold if hold else rewards.redeem
    return (await verb(tenant.owner, tenant.business_id, request)).voucher


def a_use(
    tenant: Tenant,
    voucher: rewards.VoucherInfo,
    *,
    key: str | None = None,
    amount_minor: int | None = None,
    bill_number: str | None = None,
) -> UseVoucher:
    """A voucher shown at the tenant's till."""
    amount = None if amount_minor is None else Money(amount_minor, "INR")
    return UseVoucher(key or uuid4().hex, voucher.code, tenant.store_id, amount, bill_number)


async def as_it_is(voucher: rewards.VoucherInfo) -> rewards.VoucherInfo:
    """The voucher now."""
    return (await rewards.vouchers_by_id(voucher.program_id, [voucher.id]))[voucher.id]


async def refused(work: Callable[[], Awaitable[object]]) -> Refusal:
    """The refusal that the work ends in."""
    with pytest.raises(Refusal) as found:
        await work()
    return found.value
