"""A program of its own for each seed: drawn, set up through the front doors, and told to the model."""

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from api import businesses, purchases, rewards, stamps
from api.businesses import EarnRate
from api.core import db
from api.stamps import StampAct
from tests.engine.clock import START, Clock
from tests.engine.drawing import Shop, draw_designs, draw_rewards, draw_rules, draw_settings
from tests.engine.kept import changes_of, look_of, terms
from tests.engine.model.book import Book
from tests.engine.model.points import Earned, Purse, Spent
from tests.engine.model.sales import Rule
from tests.engine.model.stamps import Cards, Design
from tests.engine.model.state import Who
from tests.engine.model.tiers import Tier
from tests.engine.model.vouchers import Reward
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.products import make_product

T = TypeVar("T")
MEMBERS = 5


@dataclass
class World:
    """One program with everything in it. `dice` decides all that is random."""

    dice: random.Random
    clock: Clock
    program_id: UUID
    shops: list[Shop]
    book: Book
    sweeps_at_once: bool
    given: list[Earned] = field(default_factory=list)
    spent: list[Spent] = field(default_factory=list)
    acts: list[tuple[StampAct, object, Cards, datetime]] = field(default_factory=list)
    undone: list[object] = field(default_factory=list)
    tiers: list[Tier] = field(default_factory=list)
    tier_reward: UUID | None = None

    def days(self, least: int, most: int) -> timedelta:
        """So many days, and some seconds."""
        return timedelta(days=self.dice.randint(least, most), seconds=self.dice.randint(0, 3_600))

    def one(self, of: list[T]) -> T:
        """Any of them."""
        return of[self.dice.randrange(len(of))]

    def shop_of(self, business: UUID) -> Shop:
        """The shop with that id."""
        return next(shop for shop in self.shops if shop.id == business)


async def make_world(seed: int, clock: Clock) -> World:
    """Everything but the ladder, which a step may bring."""
    dice = random.Random(seed)
    clock.moment = START
    measures_balance = dice.random() < 0.15
    settings = draw_settings(dice, measures_balance=measures_balance)
    first = await make_business(
        time_zone=settings.zone, earn_rate=EarnRate(1, 1000), rules=changes_of(settings)
    )
    second = await make_business(
        program_id=first.program_id, time_zone=settings.zone, earn_rate=EarnRate(3, 700)
    )
    book = Book(settings, START)
    world = World(dice, clock, first.program_id, [], book, sweeps_at_once=measures_balance)
    await clock.set(world.program_id, START)
    for tenant, rate, stores in ((first, (1, 1000), 2), (second, (3, 700), 1)):
        await _open(world, tenant, rate, stores)
    await _enrol(world)
    return world


async def _open(world: World, tenant: Tenant, rate: tuple[int, int], stores: int) -> None:
    product = await make_product(tenant)
    shop = Shop(tenant, [tenant.store_id], product.id)
    for number in range(1, stores):
        made = await businesses.create_store(tenant.owner, shop.id, name=f"Store {number}", code=f"S{number}")
        shop.stores.append(made.id)
    world.shops.append(shop)
    world.book.settings.rates[shop.id] = rate
    world.book.settings.rules[shop.id] = [await _rule(shop, rule) for rule in draw_rules(world.dice, shop)]
    for wanted in draw_rewards(world.dice, shop):
        await _reward(world, shop, wanted)
    for design in draw_designs(world.dice, shop):
        await _design(world, shop, design)


async def _rule(shop: Shop, rule: Rule) -> Rule:
    kind = purchases.EarnRuleKind(rule.kind)
    wanted = purchases.NewEarnRule(
        name=rule.kind,
        kind=kind,
        conditions=purchases.EarnConditions(
            product_ids=frozenset({rule.product} if rule.product else ()),
            store_ids=frozenset({rule.store} if rule.store else ()),
            min_amount_minor=rule.least,
        ),
        rate=EarnRate(*rule.rate) if rule.kind == "rate" else None,
        multiplier_bp=rule.times if rule.kind == "multiplier" else None,
        bonus_points=rule.bonus or None,
        cap_points=rule.cap,
    )
    await purchases.save_earn_rule(shop.owner, shop.id, wanted)
    return rule


async def _reward(world: World, shop: Shop, wanted: Reward) -> Reward:
    saved = await rewards.save_reward(shop.owner, shop.id, terms(wanted))
    made = replace(wanted, id=saved.id)
    world.book.rewards[made.id] = made
    return made


async def _design(world: World, shop: Shop, drawn: tuple[Design, Reward]) -> None:
    wanted, given = drawn
    reward = await _reward(world, shop, given)
    design = replace(wanted, reward=reward.id)
    saved = await stamps.save_design(shop.owner, shop.id, look_of(design))
    world.book.designs[saved.id] = replace(design, id=saved.id)


async def _enrol(world: World) -> None:
    """Members whom both shops have met; all but the last have proved their number."""
    for number in range(MEMBERS):
        phone = some_phone()
        first, second = [await make_member(shop.tenant, phone=phone) for shop in world.shops]
        member = first
        assert second.membership_id == first.membership_id
        is_verified = number < MEMBERS - 1
        if is_verified:
            await db.execute(
                "UPDATE phone_claim SET verified_at = now() WHERE person_id = $1", member.person_id
            )
        met = {shop.id: [0, 0] for shop in world.shops}
        purse = Purse(world.book.books)
        world.book.members[member.membership_id] = Who(member.membership_id, is_verified, purse, met=met)


ENDED = (
    "UPDATE stamp_design SET reward_id = NULL WHERE program_id = $1",
    "UPDATE stamp_card SET expires_at = NULL WHERE program_id = $1",
    "UPDATE voucher SET valid_until = NULL, held_until = NULL WHERE program_id = $1",
    "DELETE FROM outbox WHERE program_id = $1",
)


async def end(world: World) -> None:
    """Nothing of it is due any more: jobs of later worlds pass it by."""
    for statement in ENDED:
        await db.execute(statement, world.program_id)
