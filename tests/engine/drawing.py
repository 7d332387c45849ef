"""What the dice decide of a world: its rules, rewards and stamp cards."""

import random
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from api.core.audit import Actor
from tests.engine.clock import START
from tests.engine.model.rules import Limits, Settings
from tests.engine.model.sales import Rule
from tests.engine.model.stamps import Design
from tests.engine.model.vouchers import Reward
from tests.factories.businesses import Tenant

ZONES = ("Asia/Kolkata", "Europe/Berlin", "America/New_York")
EXPIRIES = ("never", "rolling_months", "end_of_month", "end_of_quarter", "end_of_year", "inactivity")


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


def draw_rules(dice: random.Random, shop: Shop) -> list[Rule]:
    """By goods, by store, by the size of the bill."""
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


def draw_rewards(dice: random.Random, shop: Shop) -> list[Reward]:
    """A product of few pieces, a gift card, one with limits, one for nothing."""
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


def draw_designs(dice: random.Random, shop: Shop) -> list[tuple[Design, Reward]]:
    """By hand, by the visit, by the piece; the reward of each is its own."""
    none = UUID(int=0)
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
