"""Redeeming: points, voucher and stock together, or nothing; holds; what stands against it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from api import businesses, customers, ledger, rewards
from api.core import clock
from api.core import db as database
from api.core.audit import SYSTEM
from api.core.errors import Refusal
from api.core.ids import new_id
from api.core.weekdays import WEEKDAYS
from api.rewards import (
    LimitPeriod,
    ReasonCode,
    RedeemReward,
    RewardConditions,
    RewardKind,
    VoucherState,
)
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.factories.promotions import born, make_kid
from tests.factories.purchases import balance_of
from tests.factories.rewards import (
    give,
    make_reward,
    redeem,
    refused,
    rich_member,
    stock_left,
    traces,
    unsound,
)
from tests.factories.tiers import did, make_ladder

pytestmark = pytest.mark.integration


async def test_points_become_a_voucher(db: None) -> None:
    """Given 250 points, when a coffee for 100 is redeemed, then 150 are left, with a voucher, a posting and a fact."""
    tenant = await make_business()
    member, reward = await rich_member(tenant, 250), await make_reward(tenant, stock=2)
    voucher = await redeem(tenant, member.membership_id, reward.id)
    assert (voucher.state, voucher.points_paid, voucher.is_given) == (VoucherState.ACTIVE, 100, False)
    assert await balance_of(member.membership_id) == 150
    assert await stock_left(reward) == 1
    assert voucher.redeem_tx_id is not None
    posted = (await ledger.transactions_by_id([voucher.redeem_tx_id]))[voucher.redeem_tx_id]
    assert (posted.points, posted.reason, posted.reference_id) == (-100, "Filter coffee", voucher.id)
    facts = await database.fetch(
        "SELECT topics FROM outbox WHERE name = 'rewards.voucher_issued' AND program_id = $1",
        tenant.program_id,
    )
    assert [fact["topics"] for fact in facts] == [[f"card:{member.membership_id}"]]
    assert await unsound(tenant.program_id) == []


async def test_a_holder_redeems_for_their_own_card(db: None) -> None:
    """Given one's own card, when a reward of its program is redeemed, then it is; nobody else's card is found."""
    tenant = await make_business()
    member, other = await rich_member(tenant), await rich_member(tenant)
    reward = await make_reward(tenant)
    request = RedeemReward("own", member.membership_id, reward.id)
    first = await rewards.redeem_own(SYSTEM, member.person_id, request)
    again = await rewards.redeem_own(SYSTEM, member.person_id, request)
    assert (first.is_replay, again) == (False, replace(first, is_replay=True))
    foreign = replace(request, membership_id=other.membership_id)
    error = await refused(lambda: rewards.redeem_own(SYSTEM, member.person_id, foreign))
    assert (error.code, error.path) == ("NOT_FOUND", ("cardId",))
    assert await balance_of(other.membership_id) == 1_000


async def test_the_same_key_redeems_once(db: None) -> None:
    """Given a key that was used, when it comes again, then the first voucher is the answer, even with a dead token."""
    tenant = await make_business()
    member, reward = await rich_member(tenant), await make_reward(tenant)
    request = RedeemReward("k", member.membership_id, reward.id)
    first = await rewards.redeem(tenant.owner, tenant.business_id, request)
    late = replace(request, customer_problem=customers.CodeExpired("The token ended."))
    again = await rewards.redeem(tenant.owner, tenant.business_id, late)
    assert (again.voucher, again.is_replay) == (first.voucher, True)
    other = replace(request, reward_id=(await make_reward(tenant)).id)
    error = await refused(lambda: rewards.redeem(tenant.owner, tenant.business_id, other))
    assert error.code == "IDEMPOTENCY_MISMATCH"
    error = await refused(lambda: rewards.hold(tenant.owner, tenant.business_id, request))
    assert error.code == "IDEMPOTENCY_MISMATCH"
    new = replace(late, idempotency_key="new")
    error = await refused(lambda: rewards.redeem(tenant.owner, tenant.business_id, new))
    assert error.code == "CODE_EXPIRED"
    assert await balance_of(member.membership_id) == 900


def a_time_that_is_not_now() -> RewardConditions:
    """The day before yesterday's weekday in the program's zone, and no other."""
    local = clock.local_date(clock.now(), "Asia/Kolkata")
    return RewardConditions(weekdays=frozenset({WEEKDAYS[(local.weekday() + 3) % 7]}))


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"points_price": 1_001}, "INSUFFICIENT_POINTS"),
        ({"stock": 0}, "OUT_OF_STOCK"),
        ({"is_active": False}, "REWARD_UNAVAILABLE"),
        ({"is_listed": False}, "REWARD_UNAVAILABLE"),
        ({"starts_at": datetime(2300, 1, 1, tzinfo=UTC)}, "REWARD_UNAVAILABLE"),
        ({"ends_at": datetime(2020, 1, 1, tzinfo=UTC)}, "REWARD_UNAVAILABLE"),
        ({"conditions": "a higher tier"}, "TIER_TOO_LOW"),
        ({"conditions": "another time"}, "NOT_NOW"),
        ({"conditions": "another store"}, "WRONG_STORE"),
    ],
)
async def test_refusals_change_nothing(db: None, terms: dict[str, Any], code: str) -> None:
    """Given a reward that is not to be had, when it is redeemed, then the refusal says why and nothing has happened."""
    tenant = await make_business()
    member = await rich_member(tenant)
    if terms.get("conditions") == "another time":
        terms = {"conditions": a_time_that_is_not_now()}
    if terms.get("conditions") == "a higher tier":
        terms = {"conditions": await for_gold(tenant)}
    if terms.get("conditions") == "another store":
        terms = {"conditions": RewardConditions(store_ids=frozenset({await another_store(tenant)}))}
    reward = await make_reward(tenant, **terms)
    before = await traces(tenant)
    error = await refused(lambda: redeem(tenant, member.membership_id, reward.id))
    assert error.code == code
    assert await traces(tenant) == before


async def for_gold(tenant: Tenant) -> RewardConditions:
    """Only for the top of a ladder that is made for it."""
    ladder = await make_ladder(tenant)
    return RewardConditions(tier_ids=frozenset({ladder.tiers[-1].id}))


async def test_a_reward_for_silver_is_golds_too(db: None) -> None:
    """Given a reward for Silver, when a member of Bronze, Silver and Gold asks, then only Bronze is too low."""
    tenant = await make_business()
    ladder = await make_ladder(tenant)
    silver = RewardConditions(tier_ids=frozenset({ladder.tiers[1].id}))
    reward = await make_reward(tenant, points_price=0, conditions=silver)
    for earned, is_had in ((0, False), (100, True), (500, True)):
        member = await rich_member(tenant)
        await did(tenant, member.membership_id, clock.now().date().replace(day=1), earned)
        if is_had:
            await redeem(tenant, member.membership_id, reward.id)
        else:
            error = await refused(lambda key=member.membership_id: redeem(tenant, key, reward.id))  # type: ignore[misc]
            assert error.code == "TIER_TOO_LOW"


async def another_store(tenant: Tenant) -> UUID:
    """A second store of the business."""
    store = await businesses.create_store(SYSTEM, tenant.business_id, name="Other", code=uuid4().hex[:8])
    return store.id


async def test_points_need_a_verified_phone(db: None) -> None:
    """Given a number that nobody proved, when points are to be spent, then they wait; a free reward does not."""
    tenant = await make_business()
    member = await make_member(tenant)
    priced, free = await make_reward(tenant), await make_reward(tenant, points_price=0)
    before = await traces(tenant)
    error = await refused(lambda: redeem(tenant, member.membership_id, priced.id))
    assert (error.code, await traces(tenant)) == ("PHONE_UNVERIFIED", before)
    assert (await redeem(tenant, member.membership_id, free.id)).redeem_tx_id is None


async def test_another_tenants_things_are_not_found(db: None) -> None:
    tenant, stranger = await make_business(), await make_business()
    member, theirs = await rich_member(tenant), await rich_member(stranger)
    reward, foreign = await make_reward(tenant), await make_reward(stranger)
    for wanted, path in (
        (RedeemReward("a", theirs.membership_id, reward.id), "customerId"),
        (RedeemReward("b", member.membership_id, foreign.id), "rewardId"),
        (RedeemReward("c", member.membership_id, reward.id, stranger.store_id), "storeId"),
    ):
        for verb in (rewards.redeem, rewards.hold):
            with pytest.raises(Refusal) as found:
                await verb(tenant.owner, tenant.business_id, wanted)
            assert (found.value.code, found.value.path) == ("NOT_FOUND", (path,))
    voucher = await redeem(stranger, theirs.membership_id, foreign.id, hold=True)
    for other in (rewards.capture, rewards.void, rewards.cancel):
        with pytest.raises(Refusal) as found:
            await other(tenant.owner, tenant.business_id, voucher.id)
        assert (found.value.code, found.value.path) == ("NOT_FOUND", ("voucherId",))


async def test_a_member_may_have_so_many(db: None) -> None:
    """Given one a day for each member and two for all, when they come, then the third and the greedy go without."""
    tenant = await make_business()
    members = [await rich_member(tenant) for _ in range(3)]
    reward = await make_reward(tenant, per_member=1, per_period=2, period=LimitPeriod.DAY)
    await give(tenant, members[0].membership_id, reward.id)  # a present does not count
    await redeem(tenant, members[0].membership_id, reward.id)
    before = await traces(tenant)
    error = await refused(lambda: redeem(tenant, members[0].membership_id, reward.id))
    assert (error.code, await traces(tenant)) == ("REWARD_LIMIT_REACHED", before)
    second = await redeem(tenant, members[1].membership_id, reward.id)
    error = await refused(lambda: redeem(tenant, members[2].membership_id, reward.id))
    assert error.code == "REWARD_LIMIT_REACHED"
    await rewards.cancel(tenant.owner, tenant.business_id, second.id)
    await redeem(tenant, members[2].membership_id, reward.id)
    assert await unsound(tenant.program_id) == []


async def test_yesterdays_do_not_count_today(db: None) -> None:
    tenant = await make_business()
    member = await rich_member(tenant)
    reward = await make_reward(tenant, per_member=1, period=LimitPeriod.DAY)
    first = await redeem(tenant, member.membership_id, reward.id)
    yesterday = "UPDATE voucher SET created_at = created_at - interval '1 day' WHERE id = $1"
    await database.execute(yesterday, first.id)
    await redeem(tenant, member.membership_id, reward.id)


async def test_what_can_be_redeemed_and_what_is_missing(db: None) -> None:
    """Given 120 points, when the catalogue is shown, then each reward says whether, and if not all of why."""
    tenant = await make_business()
    member = await rich_member(tenant, 120)
    shelf: dict[str, dict[str, Any]] = {
        "coffee": {"points_price": 100},
        "cake": {"points_price": 150, "stock": 0},
        "hidden": {"is_listed": False},
        "once": {"points_price": 20, "per_member": 1},
        "gold": {"points_price": 30, "conditions": await for_gold(tenant)},
        "soon": {"points_price": 40, "starts_at": datetime(2300, 1, 1, tzinfo=UTC)},
        "never": {"points_price": 50, "conditions": a_time_that_is_not_now()},
        "voucher": {"points_price": 10, "kind": RewardKind.GIFT_CARD, "value_minor": 5_000},
    }
    for name, terms in shelf.items():
        reward = await make_reward(tenant, name=name, **terms)
        if name == "once":
            await redeem(tenant, member.membership_id, reward.id)
    found = await rewards.available(tenant.business_id, member.membership_id, store_id=tenant.store_id)
    assert [(each.reward.terms.name, [why.code for why in each.reasons]) for each in found] == [
        ("voucher", []),
        ("once", [ReasonCode.LIMIT_REACHED]),
        ("gold", [ReasonCode.TIER_TOO_LOW]),
        ("soon", [ReasonCode.NOT_YET]),
        ("never", [ReasonCode.NOT_NOW]),
        ("coffee", []),
        ("cake", [ReasonCode.OUT_OF_STOCK, ReasonCode.NOT_ENOUGH_POINTS]),
    ]
    assert found[-1].reasons[-1].missing == 50
    own = await rewards.available_own(member.person_id, member.membership_id)
    assert [each.reward.id for each in own] == [each.reward.id for each in found]
    stranger = await make_business()
    assert (
        await refused(lambda: rewards.available(stranger.business_id, member.membership_id))
    ).code == "NOT_FOUND"
    assert (await refused(lambda: rewards.available_own(new_id(), member.membership_id))).code == "NOT_FOUND"


async def test_a_reward_for_parents(db: None) -> None:
    """Given a reward for parents of children from 3 to 6, then a child of 4 opens it, one of 9 and none do not."""
    tenant = await make_business()
    conditions = RewardConditions(kid_age_from=3, kid_age_to=6)
    reward = await make_reward(tenant, points_price=0, conditions=conditions)
    parent, elder, single = [await rich_member(tenant, 0) for _ in range(3)]
    await make_kid(tenant, parent, born(-40, 4))
    await make_kid(tenant, elder, born(-40, 9))
    for member, codes in ((parent, []), (elder, ["no_child_of_age"]), (single, ["no_child_of_age"])):
        (offer,) = await rewards.available(tenant.business_id, member.membership_id)
        assert [reason.code for reason in offer.reasons] == codes
    assert (await redeem(tenant, parent.membership_id, reward.id)).state is VoucherState.ACTIVE
    refusal = await refused(lambda: redeem(tenant, single.membership_id, reward.id))
    assert (refusal.code, refusal.params) == ("REWARD_UNAVAILABLE", {"reason": "NO_CHILD_OF_AGE"})
