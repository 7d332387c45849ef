"""A program of its own for each seed: drawn, set up through the front doors, and told to the model."""

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from api import businesses, purchases, rewards, stamps
from api.businesses import (
    EarnRate,
    ExpiryKind,
    LimitMode,
    PendingKind,
    PointLimits,
    ProgramChanges,
    Rounding,
    ShortfallPolicy,
)
from api.core import db
from api.core.audit import Actor
from api.stamps import StampAct
from tests.engine.clock import START, Clock
from tests.engine.model.book import Book, Who
from tests.engine.model.points import Earned, Purse, Spent
from tests.engine.model.rules import Limits, Settings
from tests.engine.model.sales import Rule
from tests.engine.model.stamps import Cards, Design
from tests.engine.model.tiers import Tier
from tests.engine.model.vouchers import Reward
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.products import make_product

T = TypeVar("T")
ZONES = ("Asia/Kolkata", "Europe/Berlin", "America/New_York")
EXPIRIES = ("never", "rolling_months", "end_of_month", "end_of_quarter", "end_of_year", "inactivity")
MEMBERS = 5


@dataclass
class Shop:
    """A business: its owner, its stores, one product that rules and cards name."""

    tenant: Tenant
    stores: list[UUID]
    product: UUID

    @property
    def id(self) -> UUID:
        """The business."""
        return self.tenant.business_id

    @property
    def owner(self) -> Actor:
        """Who acts."""
        return self.tenant.owner


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


def draw_settings(dice: random.Random, *, measures_balance: bool) -> Settings:
    """Rules of a program. Points that a ladder measures do not expire: the sweep would decide who stands where."""
    limits = Limits()
    if dice.random() < 0.5:
        limits = Limits(
            caps=dice.random() < 0.5,
            per_transaction=dice.choice((None, 80)),
            per_day=dice.choice((None, 120)),
            balance=dice.choice((None, 300)),
            store_per_day=dice.choice((None, 250)),
            staff_per_hour=dice.choice((None, 8)),
        )
    waits = dice.choice(("none", "none", "delay", "fixed_date"))
    return Settings(
        zone=dice.choice(ZONES),
        value_micro=dice.choice((10_000_000, 33_000_000)),
        rounds_up=dice.random() < 0.5,
        expiry="never" if measures_balance else dice.choice(EXPIRIES),
        expiry_months=dice.choice((1, 2, 3, 12)),
        waits=waits,
        waits_days=dice.choice((1, 3, 14)) if waits == "delay" else 0,
        waits_until=START + timedelta(days=20) if waits == "fixed_date" else None,
        shortfall=dice.choice(("debt", "debt", "write_off", "review")),
        grace_days=dice.choice((0, 7, 30)),
        void_seconds=dice.choice((900, 86_400)),
        limits=limits,
    )


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


def changes_of(settings: Settings) -> ProgramChanges:
    """As the program keeps them."""
    limits = settings.limits
    return ProgramChanges(
        rounding=Rounding.HALF_UP if settings.rounds_up else Rounding.FLOOR,
        point_value_micro_minor=settings.value_micro,
        expiry_kind=ExpiryKind(settings.expiry),
        expiry_months=settings.expiry_months,
        pending_kind=PendingKind(settings.waits),
        pending_days=settings.waits_days,
        pending_until=settings.waits_until,
        shortfall_policy=ShortfallPolicy(settings.shortfall),
        reinstatement_days=settings.grace_days,
        void_window_seconds=settings.void_seconds,
        limits=PointLimits(
            mode=LimitMode.CAP if limits.caps else LimitMode.REFUSE,
            per_transaction=limits.per_transaction,
            per_day=limits.per_day,
            balance=limits.balance,
            store_points_per_day=limits.store_per_day,
            staff_awards_per_hour=limits.staff_per_hour,
        ),
    )


async def _open(world: World, tenant: Tenant, rate: tuple[int, int], stores: int) -> None:
    product = await make_product(tenant)
    shop = Shop(tenant, [tenant.store_id], product.id)
    for number in range(1, stores):
        made = await businesses.create_store(tenant.owner, shop.id, name=f"Store {number}", code=f"S{number}")
        shop.stores.append(made.id)
    world.shops.append(shop)
    world.book.settings.rates[shop.id] = rate
    world.book.settings.rules[shop.id] = [await _rule(shop, rule) for rule in _draw_rules(world.dice, shop)]
    for wanted in _draw_rewards(world.dice, shop):
        await _reward(world, shop, wanted)
    for design in _draw_designs(world, shop):
        await _design(world, shop, design)


def _draw_rules(dice: random.Random, shop: Shop) -> list[Rule]:
    offered = (
        Rule("rate", product=shop.product, rate=(7, 2000), cap=dice.choice((None, 60))),
        Rule(
            "multiplier",
            store=shop.stores[0],
            times=dice.choice((15_000, 20_000)),
            cap=dice.choice((None, 33)),
        ),
        Rule("bonus", product=dice.choice((None, shop.product)), least=50_000, bonus=25),
    )
    return [rule for rule in offered if dice.random() < 0.5]


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


def _draw_rewards(dice: random.Random, shop: Shop) -> list[Reward]:
    none = UUID(int=0)
    return [
        Reward(none, shop.id, "product", 60, stock=dice.choice((3, 6)), days=dice.choice((None, 10))),
        Reward(none, shop.id, "gift_card", 90, value=5_000, is_stackable=False),
        Reward(
            none,
            shop.id,
            "free_shipping",
            15,
            per_member=2,
            per_period=5,
            period=dice.choice(("day", "week", "month")),
            is_stackable=False,
        ),
        Reward(none, shop.id, "product", 0, stock=dice.choice((None, 4)), days=dice.choice((None, 5))),
    ]


def terms(wanted: Reward) -> rewards.NewReward:
    """As the program keeps it."""
    return rewards.NewReward(
        name=f"{wanted.kind} {wanted.price}",
        kind=rewards.RewardKind(wanted.kind),
        points_price=wanted.price,
        value_minor=wanted.value,
        stock=wanted.stock,
        per_member=wanted.per_member,
        per_period=wanted.per_period,
        period=rewards.LimitPeriod(wanted.period),
        conditions=rewards.RewardConditions(tier_ids=frozenset({wanted.tier} if wanted.tier else ())),
        valid_days=wanted.days,
        is_stackable=wanted.is_stackable,
        is_listed=wanted.is_listed,
    )


async def _reward(world: World, shop: Shop, wanted: Reward) -> Reward:
    saved = await rewards.save_reward(shop.owner, shop.id, terms(wanted))
    made = replace(wanted, id=saved.id)
    world.book.rewards[made.id] = made
    return made


def _draw_designs(world: World, shop: Shop) -> list[tuple[Design, Reward]]:
    """By hand, by the visit, by the piece; the reward of each is its own."""
    dice, none = world.dice, UUID(int=0)
    days = dice.choice((None, 12, 40))
    drawn = [
        Design(
            none, shop.id, dice.choice((2, 3, 5)), None, "by_hand", per_day=dice.choice((None, 7)), days=days
        ),
        Design(
            none,
            shop.id,
            dice.choice((2, 3)),
            None,
            "per_visit",
            product=dice.choice((None, shop.product)),
            store=dice.choice((None, shop.stores[0])),
            least=dice.choice((None, 20_000)),
            per_day=dice.choice((None, 1)),
        ),
        Design(
            none,
            shop.id,
            dice.choice((4, 7)),
            None,
            "per_item",
            product=dice.choice((None, shop.product)),
            per_day=dice.choice((None, 6)),
            days=dice.choice((None, 15)),
        ),
    ]
    given = Reward(none, shop.id, "product", 0, stock=dice.choice((2, 5, None)), days=dice.choice((None, 6)))
    return [(design, given) for design in drawn if dice.random() < 0.7]


async def _design(world: World, shop: Shop, drawn: tuple[Design, Reward]) -> None:
    wanted, given = drawn
    reward = await _reward(world, shop, given)
    design = replace(wanted, reward=reward.id)
    saved = await stamps.save_design(shop.owner, shop.id, look_of(design))
    world.book.designs[saved.id] = replace(design, id=saved.id)


def look_of(wanted: Design) -> stamps.NewDesign:
    """As the program keeps it."""
    return stamps.NewDesign(
        name=wanted.earning,
        stamps_needed=wanted.needed,
        reward_id=wanted.reward,
        rules=stamps.StampRules(
            earning=stamps.StampEarning(wanted.earning),
            product_ids=frozenset({wanted.product} if wanted.product else ()),
            store_ids=frozenset({wanted.store} if wanted.store else ()),
            least_minor=wanted.least,
            max_per_day=wanted.per_day,
            valid_days=wanted.days,
        ),
    )


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
