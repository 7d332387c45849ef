"""Sets up the shop that a worked example speaks of: each rule is one line of its first table."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

from api import businesses, ledger, purchases, rewards, stamps, tiers
from api.businesses import EarnRate, ExpiryKind, PendingKind, ProgramChanges, Rounding, ShortfallPolicy
from api.core import db
from tests.engine.clock import Clock
from tests.examples.page import Page
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.factories.products import make_product

MINOR = 100


def minor(amount: str) -> int:
    """`1,640.50` in the smallest unit."""
    whole, _, cents = amount.replace(",", "").partition(".")
    return int(whole) * MINOR + int(cents or 0)


@dataclass
class Example:
    """A page that is being done: its shops and people, and what each step made."""

    page: Page
    clock: Clock
    shops: dict[str, Tenant] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    goods: dict[str, UUID] = field(default_factory=dict)
    offers: dict[str, rewards.RewardInfo] = field(default_factory=dict)
    cards: dict[str, stamps.DesignInfo] = field(default_factory=dict)
    ladder: tiers.LadderInfo | None = None
    made: dict[int, object] = field(default_factory=dict)

    @property
    def first(self) -> Tenant:
        """The shop that the story is about, where it names none."""
        return next(iter(self.shops.values()))

    def shop(self, name: str) -> Tenant:
        """The shop of that name, or the first."""
        return self.shops[name] if name else self.first

    async def person(self, name: str) -> UUID:
        """The card of somebody who has proved the phone number; enrolled where the story first names them."""
        if name not in self.people:
            member = await make_member(self.first, name=name)
            await db.execute(
                "UPDATE phone_claim SET verified_at = now() WHERE person_id = $1", member.person_id
            )
            self.people[name] = member.membership_id
        return self.people[name]


Rule = Callable[[Example, re.Match[str]], Awaitable[None]]


async def _earn(example: Example, found: re.Match[str]) -> None:
    rate = EarnRate(int(found["points"]), minor(found["amount"]))
    shop = example.first
    await businesses.update_program(
        shop.owner, shop.program_id, ProgramChanges(earn_rate=rate), business_id=shop.business_id
    )


async def _change(example: Example, **changes: object) -> None:
    shop = example.first
    given = ProgramChanges(**changes)  # type: ignore[typeddict-item]  # a rule names one setting
    await businesses.update_program(shop.owner, shop.program_id, given, business_id=shop.business_id)


async def _rounding(example: Example, found: re.Match[str]) -> None:
    await _change(example, rounding=Rounding.FLOOR if found["way"] == "down" else Rounding.HALF_UP)


async def _value(example: Example, found: re.Match[str]) -> None:
    await _change(example, point_value_micro_minor=minor(found["amount"]) * 1_000_000)


async def _life(example: Example, found: re.Match[str]) -> None:
    await _change(example, expiry_kind=ExpiryKind.ROLLING_MONTHS, expiry_months=int(found["months"]))


async def _waiting(example: Example, found: re.Match[str]) -> None:
    await _change(example, pending_kind=PendingKind.DELAY, pending_days=int(found["days"]))


async def _grace(example: Example, found: re.Match[str]) -> None:
    await _change(example, reinstatement_days=int(found["days"]))


async def _shortfall(example: Example, found: re.Match[str]) -> None:
    await _change(example, shortfall_policy=ShortfallPolicy.DEBT)


async def _product(example: Example, found: re.Match[str]) -> None:
    example.goods[found["name"]] = (await make_product(example.first, name=found["name"])).id


async def _double(example: Example, found: re.Match[str]) -> None:
    wanted = purchases.NewEarnRule(
        name=f"{found['name']} {found['times']}",
        kind=purchases.EarnRuleKind.MULTIPLIER,
        multiplier_bp=int(found["times"]) * 10_000,
        conditions=purchases.EarnConditions(product_ids=frozenset({example.goods[found["name"]]})),
    )
    await purchases.save_earn_rule(example.first.owner, example.first.business_id, wanted)


async def _reward(example: Example, found: re.Match[str]) -> None:
    wanted = rewards.NewReward(
        name=found["name"],
        kind=rewards.RewardKind.PRODUCT,
        points_price=int(found["price"] or 0),
        stock=int(found["stock"]) if found["stock"] else None,
        valid_days=int(found["days"]) if found["days"] else None,
    )
    shop = example.first
    example.offers[found["name"]] = await rewards.save_reward(shop.owner, shop.business_id, wanted)


async def _card(example: Example, found: re.Match[str]) -> None:
    product = example.goods.get(found["goods"] or "")
    wanted = stamps.NewDesign(
        name=found["name"],
        stamps_needed=int(found["needed"]),
        reward_id=example.offers[found["reward"]].id,
        rules=stamps.StampRules(
            earning=stamps.StampEarning.PER_ITEM,
            product_ids=frozenset({product} if product else ()),
        ),
    )
    shop = example.first
    example.cards[found["name"]] = await stamps.save_design(shop.owner, shop.business_id, wanted)


async def _partner(example: Example, found: re.Match[str]) -> None:
    example.shops[found["name"]] = await make_business(
        name=found["name"], program_id=example.first.program_id, time_zone="Asia/Kolkata"
    )


async def _clearing_rate(example: Example, found: re.Match[str]) -> None:
    rate = ledger.NewRate(minor(found["amount"]) * 1_000_000)
    await ledger.set_rate(example.first.owner, example.first.business_id, rate)


async def _ladder(example: Example, found: re.Match[str]) -> None:
    """`Bronze 0; Silver 100 x1.25` by points earned in a number of months."""
    steps = []
    for text in found["steps"].split(";"):
        step = re.fullmatch(r"\s*(?P<name>\w+) from (?P<at>\d+)(?: times (?P<times>[\d.]+))?\s*", text)
        assert step is not None, text
        steps.append(
            tiers.NewTier(
                step["name"], int(step["at"]), multiplier_bp=round(float(step["times"] or 1) * 10_000)
            )
        )
    rules = tiers.LadderRules(
        measure=tiers.TierMeasure.EARNED,
        window=tiers.TierWindow.ROLLING_MONTHS,
        window_months=int(found["months"]),
        downgrade=tiers.TierDowngrade.FULL,
        tiers=tuple(steps),
    )
    example.ladder = await tiers.save_ladder(example.first.owner, example.first.business_id, rules)


PRICE, PIECES, GOOD_FOR = (
    r"(?:, (?P<price>\d+) points)?",
    r"(?:, (?P<stock>\d+) pieces)?",
    r"(?:, good for (?P<days>\d+) days)?",
)
RULES: dict[str, Rule] = {
    r"(?P<points>\d+) points? for (?P<amount>[\d.,]+)": _earn,
    r"rounded (?P<way>down|to the nearest)": _rounding,
    r"one point pays (?P<amount>[\d.]+)": _value,
    r"(?P<months>\d+) months?": _life,
    r"wait (?P<days>\d+) days?": _waiting,
    r"live (?P<days>\d+) days? more": _grace,
    r"become a debt": _shortfall,
    r"goods: (?P<name>\w+)": _product,
    r"(?P<name>\w+) earns (?P<times>\d+) times": _double,
    rf"reward: (?P<name>[\w ]+?){PRICE}{PIECES}{GOOD_FOR}": _reward,
    r"card: (?P<name>[\w ]+?), (?P<needed>\d+) stamps, one for each (?P<goods>\w+), gives (?P<reward>[\w ]+)": _card,
    r"partner: (?P<name>\w+)": _partner,
    r"one point is (?P<amount>[\d.]+) between shops": _clearing_rate,
    r"by points earned in (?P<months>\d+) months: (?P<steps>.+)": _ladder,
}


async def open_shop(example: Example) -> None:
    """The shop as the page's first table says."""
    example.shops["Kaapi"] = await make_business(time_zone="Asia/Kolkata")
    await example.clock.set(example.first.program_id, example.clock.moment)
    for name, rule in example.page.settings:
        pattern, found = match(rule, list(RULES))
        assert found is not None, f"{example.page.name}: nobody knows the rule {name}: {rule}"
        await RULES[pattern](example, found)


def match(text: str, patterns: list[str]) -> tuple[str, re.Match[str] | None]:
    """The first pattern that is the whole text."""
    for pattern in patterns:
        found = re.fullmatch(pattern, text)
        if found is not None:
            return pattern, found
    return "", None
