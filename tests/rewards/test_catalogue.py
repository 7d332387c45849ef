"""Rewards kept, changed and put out of use."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from api import rewards
from api.core import files
from api.core.errors import NotFound, Refusal
from api.core.ids import new_id
from api.core.weekdays import Weekday
from api.rewards import LimitPeriod, NewReward, RewardConditions, RewardKind, RewardText
from tests.factories.businesses import make_business
from tests.factories.rewards import give, make_reward, rich_member, traces
from tests.factories.tiers import make_ladder

pytestmark = pytest.mark.integration

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


async def test_everything_of_a_reward_is_kept(db: None) -> None:
    """Given a reward with every value, when it is saved and read, then it is the same."""
    tenant = await make_business()
    gold = (await make_ladder(tenant)).tiers[-1].id
    wanted = NewReward(
        name="Gift card",
        kind=RewardKind.GIFT_CARD,
        description="Good at every counter.",
        texts={"de": RewardText("Gutschein", "An jeder Kasse.")},
        category="Cards",
        points_price=500,
        cash_minor=100,
        value_minor=5_000,
        stock=10,
        per_member=1,
        per_period=5,
        period=LimitPeriod.WEEK,
        conditions=RewardConditions(
            frozenset({gold}), frozenset({tenant.store_id}), frozenset({Weekday.MON}), 8, 20
        ),
        valid_days=90,
        starts_at=datetime(2026, 1, 1, tzinfo=UTC),
        ends_at=datetime(2027, 1, 1, tzinfo=UTC),
        is_stackable=False,
        is_listed=False,
    )
    saved = await rewards.save_reward(tenant.owner, tenant.business_id, wanted)
    assert (saved.terms, saved.version, saved.stock_left) == (wanted, 1, 10)
    assert (await rewards.rewards_by_id(tenant.program_id, [saved.id]))[saved.id] == saved


async def test_a_reward_is_changed_and_put_out_of_use(db: None) -> None:
    tenant = await make_business()
    reward = await make_reward(tenant)
    wanted = replace(reward.terms, name=" Espresso ", points_price=80)
    changed = await rewards.save_reward(
        tenant.owner, tenant.business_id, wanted, reward_id=reward.id, version=1
    )
    assert (changed.terms.name, changed.terms.points_price, changed.version) == ("Espresso", 80, 2)
    removed = await rewards.remove_reward(tenant.owner, tenant.business_id, reward.id)
    assert (removed.terms.is_active, removed.version) == (False, 3)
    assert await rewards.remove_reward(tenant.owner, tenant.business_id, reward.id) == removed


async def test_refusals_change_nothing(db: None) -> None:
    """Given another's reward or store, a stale version or a stock below what is taken, then nothing is saved."""
    tenant, stranger = await make_business(), await make_business()
    member, reward = await rich_member(tenant), await make_reward(tenant, stock=3)
    for _ in range(2):
        await give(tenant, member.membership_id, reward.id)
    theirs = await make_reward(stranger)
    before = await traces(tenant), await traces(stranger)
    foreign = replace(reward.terms, conditions=RewardConditions(store_ids=frozenset({stranger.store_id})))
    few = replace(reward.terms, stock=1)
    for wanted, which, version, code, path in (
        (reward.terms, theirs.id, None, "NOT_FOUND", ("rewardId",)),
        (reward.terms, new_id(), None, "NOT_FOUND", ("rewardId",)),
        (foreign, None, None, "NOT_FOUND", ("conditions", "storeIds")),
        (reward.terms, reward.id, 7, "CONFLICT", ("version",)),
        (few, reward.id, None, "BAD_INPUT", ("stock",)),
    ):
        with pytest.raises(Refusal) as found:
            await rewards.save_reward(
                tenant.owner, tenant.business_id, wanted, reward_id=which, version=version
            )
        assert (found.value.code, found.value.path) == (code, path)
    with pytest.raises(Refusal) as found:
        await rewards.remove_reward(tenant.owner, tenant.business_id, theirs.id)
    assert found.value.code == "NOT_FOUND"
    assert (await traces(tenant), await traces(stranger)) == before


async def test_a_picture_comes_and_goes(db: None) -> None:
    tenant, stranger = await make_business(), await make_business()
    reward = await make_reward(tenant)
    shown = await rewards.set_picture(tenant.owner, tenant.business_id, reward.id, PNG)
    assert shown.picture_file_id is not None
    kept = await files.read(shown.picture_file_id)
    assert kept is not None
    assert kept.content == PNG
    saved = await rewards.save_reward(tenant.owner, tenant.business_id, reward.terms, reward_id=reward.id)
    assert saved.picture_file_id == shown.picture_file_id
    with pytest.raises(Refusal) as found:
        await rewards.set_picture(tenant.owner, tenant.business_id, reward.id, b"GIF89a")
    assert (found.value.code, found.value.path) == ("BAD_FILE", ("contentBase64",))
    with pytest.raises(Refusal) as found:
        await rewards.set_picture(stranger.owner, stranger.business_id, reward.id, PNG)
    assert found.value.code == "NOT_FOUND"
    gone = await rewards.set_picture(tenant.owner, tenant.business_id, reward.id, None)
    assert gone.picture_file_id is None


async def test_a_tier_of_another_program_is_not_found(db: None) -> None:
    tenant, other = await make_business(), await make_business(name="Elsewhere")
    theirs = (await make_ladder(other)).tiers[0].id
    with pytest.raises(NotFound) as refused:
        await make_reward(tenant, conditions=RewardConditions(tier_ids=frozenset({theirs})))
    assert refused.value.path == ("conditions", "tierIds")
