"""Many at once for the same pieces, keys, codes and gift cards: nobody gets what is not there."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable
from typing import Any

import pytest

from api import rewards
from api.core import db as database
from api.core.audit import SYSTEM
from api.core.errors import Refusal
from api.rewards import NewBatch, RedeemReward, RewardKind, UseVoucher, VoucherState
from tests.factories.businesses import make_business
from tests.factories.customers import make_member
from tests.factories.purchases import balance_of
from tests.factories.rewards import (
    a_use,
    as_it_is,
    give,
    make_reward,
    redeem,
    rich_member,
    stock_left,
    unsound,
)

pytestmark = pytest.mark.integration


async def all_at_once(work: Iterable[Awaitable[Any]]) -> Counter[str]:
    """How often each outcome came: `done`, `replay`, or the code of a refusal."""

    async def outcome(each: Awaitable[Any]) -> str:
        try:
            made = await each
        except Refusal as refusal:
            return refusal.code
        return "replay" if getattr(made, "is_replay", False) else "done"

    return Counter(await asyncio.gather(*(outcome(each) for each in work)))


@pytest.mark.timeout(180)
async def test_a_hundred_members_for_the_last_five(db: None) -> None:
    """Given five pieces and a hundred who can pay, when all come at once, then five get one and nobody else pays."""
    tenant = await make_business()
    reward = await make_reward(tenant, stock=5)
    members = [await rich_member(tenant, 100) for _ in range(100)]
    outcomes = await all_at_once([redeem(tenant, each.membership_id, reward.id) for each in members])
    assert outcomes == {"done": 5, "OUT_OF_STOCK": 95}
    assert await stock_left(reward) == 0
    assert Counter([await balance_of(each.membership_id) for each in members]) == {0: 5, 100: 95}
    assert await unsound(tenant.program_id) == []


async def test_forty_times_the_same_key(db: None) -> None:
    """Given one key, when it comes forty times at once, then there is one voucher and one posting."""
    tenant = await make_business()
    member, reward = await rich_member(tenant), await make_reward(tenant, stock=40)
    request = RedeemReward("k", member.membership_id, reward.id)
    outcomes = await all_at_once(
        [rewards.redeem(tenant.owner, tenant.business_id, request) for _ in range(40)]
    )
    assert outcomes == {"done": 1, "replay": 39}
    spent = "SELECT count(*) FROM tx WHERE program_id = $1 AND kind = 'redeem'"
    assert await database.fetchval(spent, tenant.program_id) == 1
    assert (await balance_of(member.membership_id), await stock_left(reward)) == (900, 39)
    assert await unsound(tenant.program_id) == []


async def test_forty_times_the_same_present_that_is_the_last(db: None) -> None:
    """Given one piece, when the same present is given forty times at once, then all hear of the one voucher."""
    tenant = await make_business()
    member, reward = await make_member(tenant), await make_reward(tenant, stock=1)
    made = await asyncio.gather(*(give(tenant, member.membership_id, reward.id, key="k") for _ in range(40)))
    assert len({voucher.id for voucher in made}) == 1
    assert await stock_left(reward) == 0
    assert await unsound(tenant.program_id) == []


async def test_presents_of_two_rewards_under_one_key(db: None) -> None:
    """Given one key for two rewards, when both come at once, then one is given and the other's piece is back."""
    tenant = await make_business()
    member = await make_member(tenant)
    shelf = [await make_reward(tenant, stock=20) for _ in range(2)]
    outcomes = await all_at_once(
        [give(tenant, member.membership_id, each.id, key="k") for each in shelf * 15]
    )
    assert outcomes == {"done": 15, "IDEMPOTENCY_MISMATCH": 15}
    assert sorted([await stock_left(each) or 0 for each in shelf]) == [19, 20]
    assert await unsound(tenant.program_id) == []


async def test_one_member_takes_one_however_often_they_ask(db: None) -> None:
    """Given one per member, when twenty redemptions come at once, then one is done and paid."""
    tenant = await make_business()
    member, reward = await rich_member(tenant, 5_000), await make_reward(tenant, per_member=1)
    outcomes = await all_at_once([redeem(tenant, member.membership_id, reward.id) for _ in range(20)])
    assert outcomes == {"done": 1, "REWARD_LIMIT_REACHED": 19}
    assert await balance_of(member.membership_id) == 4_900
    assert await unsound(tenant.program_id) == []


async def test_ten_free_ones_a_day_for_all(db: None) -> None:
    """Given a free reward of which all may have ten, when forty members come at once, then ten have one."""
    tenant = await make_business()
    reward = await make_reward(tenant, points_price=0, per_period=10)
    members = [await make_member(tenant) for _ in range(40)]
    outcomes = await all_at_once([redeem(tenant, each.membership_id, reward.id) for each in members])
    assert outcomes == {"done": 10, "REWARD_LIMIT_REACHED": 30}
    assert await unsound(tenant.program_id) == []


async def test_a_code_at_twenty_tills(db: None) -> None:
    """Given one code, when twenty tills use it at once, then one does."""
    tenant = await make_business()
    member, reward = await rich_member(tenant), await make_reward(tenant)
    voucher = await redeem(tenant, member.membership_id, reward.id)
    outcomes = await all_at_once(
        [rewards.use(tenant.owner, tenant.business_id, a_use(tenant, voucher)) for _ in range(20)]
    )
    assert outcomes == {"done": 1, "VOUCHER_USED": 19}
    assert await unsound(tenant.program_id) == []


async def test_a_gift_card_at_thirty_tills(db: None) -> None:
    """Given 1,000 on a gift card, when thirty tills take 70 at once, then fourteen get it and 20 are left."""
    tenant = await make_business()
    member = await make_member(tenant)
    reward = await make_reward(tenant, kind=RewardKind.GIFT_CARD, value_minor=1_000)
    card = await give(tenant, member.membership_id, reward.id)
    outcomes = await all_at_once(
        [
            rewards.use(tenant.owner, tenant.business_id, a_use(tenant, card, amount_minor=70))
            for _ in range(30)
        ]
    )
    assert outcomes == {"done": 14, "BALANCE_TOO_LOW": 16}
    assert (await as_it_is(card)).balance_minor == 20
    assert await unsound(tenant.program_id) == []


async def test_two_that_stand_alone_on_one_bill(db: None) -> None:
    """Given ten vouchers that go with no second, when all are used on one bill at once, then one is."""
    tenant = await make_business()
    member, reward = await rich_member(tenant), await make_reward(tenant, is_stackable=False)
    vouchers = [await redeem(tenant, member.membership_id, reward.id) for _ in range(10)]
    outcomes = await all_at_once(
        [
            rewards.use(tenant.owner, tenant.business_id, a_use(tenant, each, bill_number="B-1"))
            for each in vouchers
        ]
    )
    assert outcomes == {"done": 1, "NOT_STACKABLE": 9}
    assert await unsound(tenant.program_id) == []


async def test_cancel_against_use(db: None) -> None:
    """Given vouchers, when each is used and cancelled at the same moment, then one of the two happened, whole."""
    tenant = await make_business()
    member, reward = await rich_member(tenant, 2_000), await make_reward(tenant, stock=20)
    vouchers = [await redeem(tenant, member.membership_id, reward.id) for _ in range(20)]
    await all_at_once(
        [
            work
            for each in vouchers
            for work in (
                rewards.use(tenant.owner, tenant.business_id, a_use(tenant, each)),
                rewards.cancel(tenant.owner, tenant.business_id, each.id),
            )
        ]
    )
    states = Counter([(await as_it_is(each)).state for each in vouchers])
    assert states[VoucherState.USED] + states[VoucherState.CANCELLED] == 20
    assert await balance_of(member.membership_id) == 100 * states[VoucherState.CANCELLED]
    assert await unsound(tenant.program_id) == []


async def test_capture_against_void_against_the_sweep(db: None) -> None:
    """Given holds at their end, when they are captured, voided and swept at once, then each has one end."""
    tenant = await make_business()
    member, reward = await rich_member(tenant, 2_000), await make_reward(tenant, stock=20)
    held = [await redeem(tenant, member.membership_id, reward.id, hold=True) for _ in range(20)]
    last = max(each.held_until for each in held if each.held_until)
    sweeps = [rewards.end_holds(last) for _ in range(3)]
    await all_at_once(
        [
            *(rewards.capture(tenant.owner, tenant.business_id, each.id) for each in held),
            *(rewards.void(tenant.owner, tenant.business_id, each.id) for each in held),
            *sweeps,
        ]
    )
    states = Counter([(await as_it_is(each)).state for each in held])
    assert states[VoucherState.ACTIVE] + states[VoucherState.CANCELLED] == 20
    assert await stock_left(reward) == states[VoucherState.CANCELLED]
    assert await unsound(tenant.program_id) == []


async def test_presents_taken_back_while_they_are_given(db: None) -> None:
    """Given one piece, when it is given and taken back by many, then the stock is what the vouchers say."""
    tenant = await make_business()
    member, reward = await make_member(tenant), await make_reward(tenant, stock=3)

    async def there_and_back() -> None:
        voucher = await give(tenant, member.membership_id, reward.id)
        await rewards.cancel_given(SYSTEM, tenant.program_id, voucher.id)

    outcomes = await all_at_once([there_and_back() for _ in range(30)])
    assert set(outcomes) <= {"done", "OUT_OF_STOCK"}
    assert await stock_left(reward) == 3
    assert await unsound(tenant.program_id) == []


async def test_using_codes_while_their_batch_is_ended(db: None) -> None:
    """Given six codes, when they are used while the batch is ended, then each is used or taken back, never both."""
    tenant = await make_business()
    reward = await make_reward(tenant, stock=10)
    batch = await rewards.create_batch(
        tenant.owner, tenant.business_id, NewBatch("k", reward.id, "Flyer", count=6)
    )
    rows = await database.fetch("SELECT code FROM voucher WHERE batch_id = $1", batch.batch_id)
    uses = [
        rewards.use(tenant.owner, tenant.business_id, UseVoucher(row["code"], row["code"], tenant.store_id))
        for row in rows
    ]
    ended, outcomes = await asyncio.gather(
        rewards.cancel_batch(tenant.owner, tenant.business_id, batch.batch_id), all_at_once(uses)
    )
    assert outcomes["done"] + ended == 6
    assert outcomes["VOUCHER_CANCELLED"] == ended
    assert await stock_left(reward) == 10 - outcomes["done"]
    assert await unsound(tenant.program_id) == []
