"""Vouchers as presents: once per key, out of the stock, and back while they are unused."""

from dataclasses import replace
from uuid import uuid4

import pytest

from api import rewards
from api.core import clock
from api.core import db as database
from api.core.audit import SYSTEM
from api.core.errors import IdempotencyMismatch, NotFound, Refusal
from api.core.ids import new_id
from api.rewards import RewardKind, VoucherState
from tests.factories.businesses import make_business
from tests.factories.customers import make_member
from tests.factories.rewards import give, make_reward, stock_left, traces, unsound

pytestmark = pytest.mark.integration


async def test_a_present_takes_a_piece_and_no_points(db: None) -> None:
    """Given three pieces, when one is given to a member without points, then two are left and the voucher is good."""
    tenant = await make_business()
    member, reward = await make_member(tenant), await make_reward(tenant, stock=3, valid_days=30)
    voucher = await give(tenant, member.membership_id, reward.id)
    assert (voucher.state, voucher.points_paid, voucher.is_given) == (VoucherState.ACTIVE, 0, True)
    assert (voucher.reason, voucher.membership_id) == ("A full card", member.membership_id)
    assert len(voucher.code) == 12
    assert voucher.valid_until is not None
    assert voucher.valid_until > clock.now()
    assert await stock_left(reward) == 2
    assert await unsound(tenant.program_id) == []


async def test_the_same_key_gives_once(db: None) -> None:
    """Given a key that was used, when it comes again, then the first voucher is the answer; for other rewards none."""
    tenant = await make_business()
    member, reward = await make_member(tenant), await make_reward(tenant, stock=1)
    first = await give(tenant, member.membership_id, reward.id, key="k")
    assert await give(tenant, member.membership_id, reward.id, key="k") == first
    other = await make_reward(tenant)
    before = await traces(tenant)
    with pytest.raises(IdempotencyMismatch):
        await give(tenant, member.membership_id, other.id, key="k")
    assert await traces(tenant) == before


async def test_refusals_change_nothing(db: None) -> None:
    """Given rewards that are out, over, unknown or another business's, when they are given, then nothing happens."""
    tenant, stranger = await make_business(), await make_business()
    member, theirs = await make_member(tenant), await make_reward(stranger)
    gone = await make_reward(tenant, stock=0)
    ended = await make_reward(tenant, ends_at=clock.now())
    closed = await make_reward(tenant, is_active=False)
    foreign = await make_member(stranger)
    reward = await make_reward(tenant)
    before = await traces(tenant)
    for customer, wanted, code in (
        (member, gone, "OUT_OF_STOCK"),
        (member, ended, "REWARD_UNAVAILABLE"),
        (member, closed, "REWARD_UNAVAILABLE"),
        (member, theirs, "NOT_FOUND"),
        (foreign, reward, "NOT_FOUND"),
    ):
        with pytest.raises(Refusal) as refused:
            await give(tenant, customer.membership_id, wanted.id)
        assert refused.value.code == code
    assert await traces(tenant) == before


async def test_the_callers_transaction_goes_on_after_a_refusal(db: None) -> None:
    """Given a stamp card whose reward is out of stock, when its bill is booked, then the bill stands."""
    tenant = await make_business()
    member, gone = await make_member(tenant), await make_reward(tenant, stock=0)
    async with database.transaction():
        with pytest.raises(rewards.OutOfStock):
            await give(tenant, member.membership_id, gone.id)
        kept = await make_reward(tenant, name="Kept")
    assert kept.id in await rewards.rewards_by_id(tenant.program_id, [kept.id])


async def test_an_unused_present_comes_back(db: None) -> None:
    """Given a present, when it is taken back twice, then it is cancelled and its piece is back once."""
    tenant = await make_business()
    member, reward = await make_member(tenant), await make_reward(tenant, stock=1)
    voucher = await give(tenant, member.membership_id, reward.id)
    assert await rewards.cancel_given(SYSTEM, tenant.program_id, voucher.id, reason="Returned") is True
    assert await rewards.cancel_given(SYSTEM, tenant.program_id, voucher.id) is True
    assert await stock_left(reward) == 1
    found = (await rewards.vouchers_by_id(tenant.program_id, [voucher.id]))[voucher.id]
    assert found == replace(voucher, state=VoucherState.CANCELLED, reason="Returned")
    assert await unsound(tenant.program_id) == []


async def test_what_is_not_there_cannot_be_taken_back(db: None) -> None:
    tenant, stranger = await make_business(), await make_business()
    member, reward = await make_member(tenant), await make_reward(tenant)
    voucher = await give(tenant, member.membership_id, reward.id)
    for program_id, voucher_id in ((tenant.program_id, new_id()), (stranger.program_id, voucher.id)):
        with pytest.raises(NotFound):
            await rewards.cancel_given(SYSTEM, program_id, voucher_id)


async def test_long_keys_and_reasons_are_refused(db: None) -> None:
    tenant = await make_business()
    member, reward = await make_member(tenant), await make_reward(tenant, kind=RewardKind.PRODUCT)
    with pytest.raises(Refusal) as refused:
        await give(tenant, member.membership_id, reward.id, key="k" * 129)
    assert (refused.value.code, refused.value.path) == ("BAD_INPUT", ("idempotencyKey",))
    with pytest.raises(Refusal) as refused:
        await rewards.cancel_given(SYSTEM, tenant.program_id, uuid4(), reason="r" * 301)
    assert (refused.value.code, refused.value.path) == ("BAD_INPUT", ("reason",))
