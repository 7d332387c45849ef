"""Vouchers that end: held and captured or let go, cancelled, out of time."""

from datetime import timedelta

import pytest

from api import ledger, rewards
from api.core import clock
from api.core import db as database
from api.rewards import (
    VoucherState,
)
from tests.factories.businesses import make_business
from tests.factories.purchases import balance_of
from tests.factories.rewards import (
    a_use,
    as_it_is,
    make_reward,
    redeem,
    refused,
    rich_member,
    stock_left,
    unsound,
)

pytestmark = pytest.mark.integration


async def test_a_hold_is_captured_and_used(db: None) -> None:
    """Given a hold, when it is captured, then the voucher can be used; before and after that not."""
    tenant = await make_business()
    member, reward = await rich_member(tenant), await make_reward(tenant, stock=1)
    held = await redeem(tenant, member.membership_id, reward.id, hold=True)
    assert held.state is VoucherState.HELD
    assert held.held_until is not None
    assert held.held_until - held.issued_at == timedelta(minutes=15)
    assert await balance_of(member.membership_id) == 900
    error = await refused(lambda: rewards.use(tenant.owner, tenant.business_id, a_use(tenant, held)))
    assert error.code == "VOUCHER_HELD"
    captured = await rewards.capture(tenant.owner, tenant.business_id, held.id)
    assert captured.state is VoucherState.ACTIVE
    assert await rewards.capture(tenant.owner, tenant.business_id, held.id) == captured
    error = await refused(lambda: rewards.void(tenant.owner, tenant.business_id, held.id))
    assert error.code == "HOLD_ENDED"
    used = await rewards.use(tenant.owner, tenant.business_id, a_use(tenant, held))
    assert used.voucher.state is VoucherState.USED
    assert await unsound(tenant.program_id) == []


async def test_a_hold_is_let_go(db: None) -> None:
    """Given a hold, when it is voided twice, then points and stock are back once and it cannot be captured."""
    tenant = await make_business()
    member, reward = await rich_member(tenant), await make_reward(tenant, stock=1)
    held = await redeem(tenant, member.membership_id, reward.id, hold=True)
    voided = await rewards.void(tenant.owner, tenant.business_id, held.id, reason="Changed her mind")
    assert (voided.state, voided.reason) == (VoucherState.CANCELLED, "Changed her mind")
    assert await rewards.void(tenant.owner, tenant.business_id, held.id) == voided
    assert (await balance_of(member.membership_id), await stock_left(reward)) == (1_000, 1)
    error = await refused(lambda: rewards.capture(tenant.owner, tenant.business_id, held.id))
    assert error.code == "HOLD_ENDED"
    plain = await redeem(tenant, member.membership_id, reward.id)
    for verb in (rewards.capture, rewards.void):
        with pytest.raises(rewards.HoldEnded):
            await verb(tenant.owner, tenant.business_id, plain.id)
    assert await unsound(tenant.program_id) == []


async def test_a_hold_runs_out(db: None) -> None:
    """Given a hold of a quarter of an hour ago, when the sweep comes, then points and stock are back, and only its."""
    tenant = await make_business()
    member, reward = await rich_member(tenant), await make_reward(tenant, stock=3)
    held = await redeem(tenant, member.membership_id, reward.id, hold=True)
    await redeem(tenant, member.membership_id, reward.id)
    assert held.held_until is not None
    await rewards.end_holds(held.held_until - timedelta(seconds=1))
    assert (await as_it_is(held)).state is VoucherState.HELD
    assert await rewards.end_holds(held.held_until) >= 1
    assert (await as_it_is(held)).state is VoucherState.CANCELLED
    assert (await balance_of(member.membership_id), await stock_left(reward)) == (900, 2)
    assert await rewards.end_holds(held.held_until) == 0
    assert await unsound(tenant.program_id) == []


async def test_a_late_capture_is_refused(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = await make_business()
    member, reward = await rich_member(tenant), await make_reward(tenant)
    held = await redeem(tenant, member.membership_id, reward.id, hold=True)
    assert held.held_until is not None
    late = held.held_until
    monkeypatch.setattr(clock, "now", lambda: late)
    error = await refused(lambda: rewards.capture(tenant.owner, tenant.business_id, held.id))
    assert error.code == "HOLD_ENDED"


async def test_cancelling_gives_points_back_to_their_lots(db: None) -> None:
    """Given a voucher for points of two lots, when it is cancelled, then each lot is as it was."""
    tenant = await make_business()
    member, reward = await rich_member(tenant, 60), await make_reward(tenant, stock=1)
    request = ledger.PostingRequest(
        tenant.program_id, tenant.business_id, member.membership_id, "t", "second", "ab" * 32, clock.now()
    )
    await ledger.opening_balance(request, 70, clock.now() + timedelta(days=3))
    lots = "SELECT id, remaining, state, expires_at FROM lot WHERE membership_id = $1 ORDER BY id"
    before = await database.fetch(lots, member.membership_id)
    voucher = await redeem(tenant, member.membership_id, reward.id)
    assert await balance_of(member.membership_id) == 30
    cancelled = await rewards.cancel(tenant.owner, tenant.business_id, voucher.id, reason="Wrong one")
    assert cancelled.state is VoucherState.CANCELLED
    assert await database.fetch(lots, member.membership_id) == before
    assert await rewards.cancel(tenant.owner, tenant.business_id, voucher.id) == cancelled
    assert await stock_left(reward) == 1
    assert await unsound(tenant.program_id) == []


async def test_vouchers_end_with_their_last_day(db: None) -> None:
    """Given a voucher for one day, when that is over, then it has expired and its piece does not come back."""
    tenant = await make_business()
    member = await rich_member(tenant)
    reward = await make_reward(tenant, stock=2, valid_days=1)
    voucher, other = [await redeem(tenant, member.membership_id, reward.id) for _ in range(2)]
    assert voucher.valid_until is not None
    assert clock.local_date(voucher.valid_until, "Asia/Kolkata") == clock.local_date(
        clock.now() + timedelta(days=2), "Asia/Kolkata"
    )
    await database.execute("UPDATE voucher SET valid_until = now() WHERE id = $1", voucher.id)
    error = await refused(lambda: rewards.use(tenant.owner, tenant.business_id, a_use(tenant, voucher)))
    assert error.code == "VOUCHER_EXPIRED"
    assert await rewards.expire(clock.now()) >= 1
    assert [(await as_it_is(each)).state for each in (voucher, other)] == [
        VoucherState.EXPIRED,
        VoucherState.ACTIVE,
    ]
    assert await stock_left(reward) == 0
    error = await refused(lambda: rewards.use(tenant.owner, tenant.business_id, a_use(tenant, voucher)))
    assert error.code == "VOUCHER_EXPIRED"
    assert await unsound(tenant.program_id) == []
