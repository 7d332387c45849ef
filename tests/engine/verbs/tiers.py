"""Tiers: by hand, reviewed, and under a ladder that changes."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from api import rewards, tiers
from tests.engine.acts import Act, nothing, same
from tests.engine.model.days import day_of
from tests.engine.model.tiers import Ladder, Tier
from tests.engine.model.vouchers import Reward
from tests.engine.world import World

NAMES = ("Green", "Bronze", "Silver", "Gold", "Platinum", "Diamond")


async def by_hand(world: World) -> Act:
    """Until a day; now and then one that is past, or a tier that is no more."""
    if not world.tiers:
        return await save_ladder(world)
    book, shop = world.book, world.one(world.shops)
    who = book.members[world.one(list(book.members))]
    tier = world.one(world.tiers[-6:])
    today = day_of(book.now, book.settings.zone)
    until = today + timedelta(days=world.dice.choice((-1, 0, 10, 40)))
    assert tier.id is not None
    key = tier.id
    return Act(
        "tier by hand",
        (who.id,),
        lambda: who.climber.put(tier, today, until),
        lambda: tiers.set_tier(shop.owner, shop.id, who.id, key, until=until, reason="A regular"),
        nothing,
    )


async def review(world: World) -> Act:
    """The nightly one, of everybody."""
    book = world.book
    if book.ladder is None:
        return await save_ladder(world)
    return Act(
        "review",
        tuple(book.members),
        lambda: book.everybody(lambda who: book.assess(who, is_review=True)),
        lambda: tiers.review(world.program_id),
        nothing,
    )


async def save_ladder(world: World) -> Act:
    """The first, or another: steps that stay, steps that go, steps that come."""
    dice, book = world.dice, world.book
    shop = world.shops[0]
    at_once = dice.random() < 0.4
    drawn = await _draw(world)
    rules = tiers.LadderRules(
        measure=tiers.TierMeasure(drawn.measure),
        window=tiers.TierWindow(drawn.window),
        tiers=tuple(
            tiers.NewTier(t.name, t.threshold, t.times, t.is_for_ever, reward_id=t.reward, id=t.id)
            for t in drawn.tiers
        ),
        window_months=drawn.months,
        effective=tiers.TierEffective(drawn.effective),
        downgrade=tiers.TierDowngrade(drawn.downgrade),
        grace_days=drawn.grace,
    )

    def predict() -> None:
        _take_on(world, drawn)
        book.everybody(lambda who: book.assess(who, at_once=at_once, reason="rules"))

    def agree(_: None, answer: tiers.LadderInfo) -> None:
        assert book.ladder is not None
        same("steps", [step.name for step in answer.tiers], [tier.name for tier in book.ladder.tiers])
        for tier, step in zip(book.ladder.tiers, answer.tiers, strict=True):
            tier.id = step.id

    return Act(
        "ladder",
        tuple(book.members),
        predict,
        lambda: tiers.save_ladder(shop.owner, shop.id, rules, drops_at_once=at_once),
        agree,
    )


async def _draw(world: World) -> Ladder:
    """By one measure: a world whose points do not expire may look at the balance."""
    dice, book = world.dice, world.book
    measures = ("balance",) if world.sweeps_at_once else ("earned", "spend", "visits")
    measure = dice.choice(measures)
    unit = {"earned": 40, "spend": 60_000, "visits": 2, "balance": 40}[measure]
    kept = [tier for tier in book.ladder.tiers if dice.random() < 0.7] if book.ladder else []
    names = [name for name in NAMES if name not in {tier.name for tier in kept}]
    fresh = [Tier(None, 0, name, 0) for name in names if dice.random() < 0.5] or (
        [] if kept else [Tier(None, 0, "Green", 0)]
    )
    steps = sorted([*kept, *fresh], key=lambda tier: NAMES.index(tier.name))
    begins = dice.choice((0, 1))
    drawn = []
    for rank, tier in enumerate(steps, 1):
        drawn.append(
            replace(
                tier,
                rank=rank,
                threshold=(rank - 1 + begins) ** 2 * unit,
                times=dice.choice((10_000, 12_500, 20_000, 5_000)),
                is_for_ever=dice.random() < 0.1,
                reward=await _tier_reward(world) if dice.random() < 0.3 else None,
            )
        )
    return Ladder(
        measure,
        dice.choice(("rolling_months", "calendar_year", "since_joining")),
        dice.choice((1, 2, 3)),
        dice.choice(("now", "now", "next_month")),
        dice.choice(("full", "one_step", "none")),
        dice.choice((0, 5)),
        drawn,
    )


def _take_on(world: World, drawn: Ladder) -> None:
    """Steps that stay are the same ones for their members; the others are in use no more."""
    book = world.book
    known = {tier.id: tier for tier in world.tiers}
    for tier in known.values():
        tier.is_used = False
    steps = []
    for tier in drawn.tiers:
        step = known.get(tier.id) if tier.id else None
        if step is None:
            step = tier
            world.tiers.append(tier)
        for name in ("rank", "name", "threshold", "times", "is_for_ever", "reward"):
            setattr(step, name, getattr(tier, name))
        step.is_used = True
        steps.append(step)
    book.ladder = replace(drawn, tiers=steps)


async def _tier_reward(world: World) -> UUID:
    """A reward that rising brings: one for the world, of a few pieces; and one that only a tier may redeem."""
    if world.tier_reward is None:
        shop = world.shops[0]
        saved = await rewards.save_reward(
            shop.owner,
            shop.id,
            rewards.NewReward(name="For rising", kind=rewards.RewardKind.PRODUCT, stock=4, is_listed=False),
        )
        world.tier_reward = saved.id
        world.book.rewards[saved.id] = Reward(saved.id, shop.id, "product", 0, stock=4, is_listed=False)
    return world.tier_reward
