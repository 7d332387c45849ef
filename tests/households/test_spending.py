"""Spending together: own points first, then the others', first-expiring first, within limits, and undone exactly."""

import asyncio
import contextlib
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest

from api import customers, households, ledger, purchases, rewards
from api.core import clock
from api.core import db as database
from api.core.errors import Refusal
from api.core.money import Money
from api.households import HouseholdRulesInfo
from api.purchases import PreviewPurchase, ReturnPurchase
from api.rewards import RedeemReward
from tests.factories.family import limit, make_family_shop, make_household, oneself, spendable, unsound
from tests.factories.purchases import a_sale, balance_of
from tests.factories.rewards import make_reward, redeem, refused, rich_member
from tests.factories.rewards import unsound as unsound_rewards

pytestmark = pytest.mark.integration


async def balances(members: list[customers.Member]) -> list[int]:
    return [await balance_of(each.membership_id) for each in members]


async def test_own_points_first_then_the_others(db: None) -> None:
    """Given 30 own and 200 of others, when a bill takes 100 points, then 30 are one's own and 70 the others'."""
    tenant = await make_family_shop()
    _, members = await make_household(tenant, 200, 30)
    spender = members[1]
    assert await spendable(spender) == 230
    sale = a_sale(tenant, membership_id=spender.membership_id, points_paid=100)
    bill = (await purchases.record(tenant.owner, tenant.business_id, sale)).purchase
    assert bill.points_paid == 100
    earned = bill.points_earned
    assert await balances(members) == [130, earned]
    draws = await database.fetch(
        "SELECT spender, payer, points, given_back FROM read.household_draw WHERE program_id = $1",
        tenant.program_id,
    )
    assert [(row["points"], row["given_back"]) for row in draws] == [(70, 0)]
    told = await database.fetch(
        "SELECT kind, others FROM read.tx_with WHERE program_id = $1 ORDER BY kind", tenant.program_id
    )
    assert [(row["kind"], row["others"]) for row in told] == [
        ("household_helped", 70),
        ("household_paid", 70),
    ]
    assert await unsound(tenant.program_id) == []


async def test_a_return_gives_the_others_theirs_first(db: None) -> None:
    """Given a bill of which others paid 70 points, when it comes back in halves, then each has what was theirs."""
    tenant = await make_family_shop()
    _, members = await make_household(tenant, 200, 30)
    sale = a_sale(tenant, 1_000, membership_id=members[1].membership_id, points_paid=100)
    bill = (await purchases.record(tenant.owner, tenant.business_id, sale)).purchase
    half = ReturnPurchase("h", bill.id, amount=Money(500, "INR"))
    await purchases.return_purchase(tenant.owner, tenant.business_id, half)
    assert await balances(members) == [180, 0]
    rest = ReturnPurchase("r", bill.id)
    await purchases.return_purchase(tenant.owner, tenant.business_id, rest)
    assert await balances(members) == [200, 30]
    assert await unsound(tenant.program_id) == []


async def test_first_expiring_first_over_all_cards(db: None) -> None:
    """Given points of others that expire on different days, when some are spent, then the soonest go."""
    tenant = await make_family_shop()
    _, members = await make_household(tenant, 0, 0, 0)
    for member, days in ((members[0], 20), (members[1], 10), (members[0], 5)):
        request = ledger.PostingRequest(
            tenant.program_id, tenant.business_id, member.membership_id, "t", uuid4().hex, "ab", clock.now()
        )
        await ledger.opening_balance(request, 50, clock.now() + timedelta(days=days))
    reward = await make_reward(tenant, points_price=80)
    await redeem(tenant, members[2].membership_id, reward.id)
    assert await balances(members) == [50, 20, 0]
    assert await unsound(tenant.program_id) == []


async def test_a_reward_with_nothing_of_ones_own(db: None) -> None:
    """Given a child without points, when a reward is redeemed and cancelled, then the others pay and have all back."""
    tenant = await make_family_shop()
    _, members = await make_household(tenant, 300, 0)
    child, reward = members[1], await make_reward(tenant, stock=1)
    (offer,) = await rewards.available_own(child.person_id, child.membership_id)
    assert offer.reasons == ()
    made = await rewards.redeem_own(
        oneself(child), child.person_id, RedeemReward("k", child.membership_id, reward.id)
    )
    assert await balances(members) == [200, 0]
    again = await rewards.redeem_own(
        oneself(child), child.person_id, RedeemReward("k", child.membership_id, reward.id)
    )
    assert (again.is_replay, again.voucher.id) == (True, made.voucher.id)
    assert await unsound_rewards(tenant.program_id) == []
    await rewards.cancel(tenant.owner, tenant.business_id, made.voucher.id)
    assert await balances(members) == [300, 0]
    assert await unsound_rewards(tenant.program_id) == []
    assert await unsound(tenant.program_id) == []


async def test_nobody_overdraws_together(db: None) -> None:
    """Given six members who share 1,000 points, when forty spend 100 at once, then exactly ten do."""
    tenant = await make_family_shop()
    _, members = await make_household(tenant, 400, 300, 200, 100, 0, 0)
    reward = await make_reward(tenant)

    async def outcome(at: int) -> str:
        try:
            await redeem(tenant, members[at % 6].membership_id, reward.id)
        except Refusal as refusal:
            return refusal.code
        return "done"

    outcomes = Counter(await asyncio.gather(*(outcome(at) for at in range(40))))
    assert outcomes == {"done": 10, "INSUFFICIENT_POINTS": 30}
    assert await balances(members) == [0] * 6
    assert await unsound(tenant.program_id) == []
    assert await unsound_rewards(tenant.program_id) == []


async def test_limits_hold_in_a_race(db: None) -> None:
    """Given 250 points a day of the others', when ten rewards of 100 are redeemed at once, then two are."""
    tenant = await make_family_shop()
    _, members = await make_household(tenant, 5_000, 0)
    await limit(members[0], members[1], per_day=250)
    reward = await make_reward(tenant)

    async def outcome() -> str:
        try:
            await redeem(tenant, members[1].membership_id, reward.id)
        except Refusal as refusal:
            return refusal.code
        return "done"

    assert Counter(await asyncio.gather(*(outcome() for _ in range(10)))) == {
        "done": 2,
        "SPEND_LIMIT_REACHED": 8,
    }
    assert await spendable(members[1]) == 50
    assert await unsound(tenant.program_id) == []


async def test_what_came_back_does_not_count(db: None) -> None:
    """Given a day's limit that is used up, when the voucher is cancelled, then it can be used again."""
    tenant = await make_family_shop()
    _, members = await make_household(tenant, 500, 0)
    await limit(members[0], members[1], per_day=100)
    reward = await make_reward(tenant)
    voucher = await redeem(tenant, members[1].membership_id, reward.id)
    met = "SELECT count(*) FROM outbox WHERE program_id = $1 AND name = 'households.limit_met'"
    assert await database.fetchval(met, tenant.program_id) == 1
    assert (
        await refused(lambda: redeem(tenant, members[1].membership_id, reward.id))
    ).code == "SPEND_LIMIT_REACHED"
    await rewards.cancel(tenant.owner, tenant.business_id, voucher.id)
    await redeem(tenant, members[1].membership_id, reward.id)
    assert await balances(members) == [400, 0]


async def test_paused_unshared_or_switched_off(db: None) -> None:
    """Given a member who is paused, others who share nothing, or no households, then own points are all."""
    tenant = await make_family_shop()
    _, members = await make_household(tenant, 500, 20)
    guardian, other = members
    reward = await make_reward(tenant)
    await limit(guardian, other, is_paused=True)
    assert await spendable(other) == 20
    assert (await refused(lambda: redeem(tenant, other.membership_id, reward.id))).params["available"] == 20
    await limit(guardian, other)
    await households.share(oneself(guardian), guardian.person_id, guardian.membership_id, shares_points=False)
    assert await spendable(other) == 20
    await households.share(oneself(guardian), guardian.person_id, guardian.membership_id, shares_points=True)
    off = HouseholdRulesInfo(is_on=False)
    await households.save_rules(tenant.owner, tenant.business_id, off)
    assert await spendable(other) == 20
    assert (
        await refused(lambda: redeem(tenant, other.membership_id, reward.id))
    ).code == "INSUFFICIENT_POINTS"
    assert await balances(members) == [500, 20]


async def test_whoever_left_pays_no_more(db: None) -> None:
    """Given a member who leaves while others spend, then who has left keeps what they have from then on."""
    tenant = await make_family_shop()
    _, members = await make_household(tenant, 0, 500)
    reward, leaver = await make_reward(tenant), members[1]

    async def attempt() -> None:
        with contextlib.suppress(ledger.InsufficientPoints):
            await redeem(tenant, members[0].membership_id, reward.id)

    await asyncio.gather(
        *(attempt() for _ in range(4)),
        households.leave(oneself(leaver), leaver.person_id, leaver.membership_id),
    )
    left = await balance_of(leaver.membership_id)
    await attempt()
    assert await balance_of(leaver.membership_id) == left
    assert await spendable(leaver) == left
    assert await unsound(tenant.program_id) == []


async def test_a_preview_counts_the_household(db: None) -> None:
    """Given 30 own points and 200 of others, when a bill is previewed, then all can pay."""
    tenant = await make_family_shop()
    _, members = await make_household(tenant, 200, 30)
    asked = PreviewPurchase(
        tenant.store_id, Money(100_000, "INR"), membership_id=members[1].membership_id, points_paid=100
    )
    seen = await purchases.preview(tenant.owner, tenant.business_id, asked)
    assert (seen.max_points_payable, seen.from_household, seen.balance_before) == (230, 70, 30)
    assert seen.balance_after == seen.points


async def test_without_a_household_nothing_is_different(db: None) -> None:
    """Given a member in none, when too much is spent, then the refusal is the ledger's."""
    tenant = await make_family_shop()
    member, reward = await rich_member(tenant, 50), await make_reward(tenant)
    refusal = await refused(lambda: redeem(tenant, member.membership_id, reward.id))
    assert (refusal.code, refusal.params) == ("INSUFFICIENT_POINTS", {"available": 50, "needed": 100})
