"""Earn rules: what is kept, what is refused, and that a bill remembers a rule that is gone."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from api import purchases
from api.businesses import EarnRate
from api.core import clock
from api.core import db as core_db
from api.core.errors import Refusal
from api.purchases import EarnConditions, EarnRuleInfo, EarnRuleKind, NewEarnRule, Weekday
from api.purchases.rules.earn_rules import check_earn_rule
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.factories.products import make_category, make_product, make_product_brand
from tests.factories.purchases import record_sale

BONUS = EarnRuleInfo(UUID(int=1), "Welcome", EarnRuleKind.BONUS, bonus_points=50)
NOW = clock.now()


def asking(**conditions: object) -> dict[str, object]:
    """A change of conditions."""
    return {"conditions": EarnConditions(**conditions)}  # type: ignore[arg-type]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"name": "  "}, ("name",)),
        ({"name": "x" * 121}, ("name",)),
        ({"priority": -1}, ("priority",)),
        ({"bonus_points": None}, ("bonusPoints",)),
        ({"bonus_points": 0}, ("bonusPoints",)),
        ({"rate": EarnRate(1, 1)}, ("earnRate",)),
        ({"multiplier_bp": 20_000}, ("multiplier",)),
        ({"kind": EarnRuleKind.RATE}, ("earnRate",)),
        ({"kind": EarnRuleKind.RATE, "bonus_points": None, "rate": EarnRate(1, 0)}, ("earnRate",)),
        ({"kind": EarnRuleKind.RATE, "bonus_points": None, "rate": EarnRate(-1, 9)}, ("earnRate",)),
        ({"kind": EarnRuleKind.MULTIPLIER, "bonus_points": None, "multiplier_bp": 10_000}, ("multiplier",)),
        (
            {"kind": EarnRuleKind.MULTIPLIER, "bonus_points": None, "multiplier_bp": 1_000_001},
            ("multiplier",),
        ),
        ({"cap_points": 0}, ("capPoints",)),
        ({"starts_at": NOW, "ends_at": NOW}, ("endsAt",)),
        (asking(from_hour=-1), ("conditions", "fromHour")),
        (asking(to_hour=25), ("conditions", "toHour")),
        (asking(from_hour=7, to_hour=7), ("conditions", "toHour")),
        (asking(min_amount_minor=0), ("conditions", "minAmountMinorUnits")),
        (
            asking(store_ids=frozenset(UUID(int=number) for number in range(501))),
            ("conditions", "storeIds"),
        ),
        (
            asking(brand_ids=frozenset(UUID(int=number) for number in range(501))),
            ("conditions", "brandIds"),
        ),
    ],
)
def test_rules_that_cannot_be(change: dict[str, object], path: tuple[str, ...]) -> None:
    """Given a rule that nobody can mean, when it is checked, then it is refused at its path."""
    check_earn_rule(BONUS)
    with pytest.raises(Refusal) as refused:
        check_earn_rule(replace(BONUS, **change))  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.path) == ("BAD_INPUT", path)


@pytest.mark.integration
async def test_all_conditions_are_kept(db: None) -> None:
    """Given a rule with every condition, when it is read again, then nothing is lost, hour 0 neither."""
    tenant = await make_business()
    wanted = NewEarnRule(
        "Night",
        EarnRuleKind.MULTIPLIER,
        priority=7,
        conditions=EarnConditions(
            category_ids=frozenset({(await make_category(tenant)).id}),
            product_ids=frozenset({(await make_product(tenant)).id}),
            brand_ids=frozenset({(await make_product_brand(tenant)).id}),
            store_ids=frozenset({tenant.store_id}),
            weekdays=frozenset({Weekday.SAT, Weekday.SUN}),
            from_hour=22,
            to_hour=0,
            first_purchase=True,
            birthday_month=True,
            min_amount_minor=500,
        ),
        multiplier_bp=15_000,
        cap_points=99,
        starts_at=NOW,
        ends_at=NOW + timedelta(days=1),
        is_active=False,
    )
    saved = await purchases.save_earn_rule(tenant.owner, tenant.business_id, wanted)
    (kept,) = (await purchases.earn_rules_of([tenant.business_id]))[tenant.business_id]
    assert kept == saved
    for name in NewEarnRule.__slots__:
        assert getattr(kept, name) == getattr(wanted, name)


@pytest.mark.integration
async def test_a_removed_rule_earns_no_more_and_is_still_named(db: None) -> None:
    """Given a bill that earned by a rule, when it is removed, then new bills earn without it."""
    tenant = await make_business()
    member = await make_member(tenant)
    welcome = NewEarnRule("Welcome", EarnRuleKind.BONUS, bonus_points=50)
    rule = await purchases.save_earn_rule(tenant.owner, tenant.business_id, welcome)
    first = await record_sale(tenant, 10_000, membership_id=member.membership_id)
    removed = await purchases.remove_earn_rule(tenant.owner, tenant.business_id, rule.id)
    again = await purchases.remove_earn_rule(tenant.owner, tenant.business_id, rule.id)
    assert (removed.is_active, again.version) == (False, removed.version)
    second = await record_sale(tenant, 10_000, membership_id=member.membership_id)
    assert (first.points_earned, second.points_earned) == (60, 10)
    kept = (await purchases.purchases_by_id([first.id]))[first.id]
    assert [(step.rule, step.rule_id, step.points) for step in kept.explanation] == [
        ("Base rate: 1 point per 10 INR", None, 10),
        ("Welcome", rule.id, 50),
    ]


@pytest.mark.integration
async def test_other_people_s_rules_and_goods(db: None) -> None:
    """Given two businesses, when one names the other's rule, store or goods, then there is none."""
    tenant, other = await make_business(), await make_business(name="Tin Robot")
    rule = await purchases.save_earn_rule(
        other.owner, other.business_id, NewEarnRule("Theirs", EarnRuleKind.BONUS, bonus_points=1)
    )
    mine = NewEarnRule("Mine", EarnRuleKind.BONUS, bonus_points=1)
    own, maker = await make_product_brand(tenant), await make_product_brand(other)
    foreign = {
        "storeIds": EarnConditions(store_ids=frozenset({other.store_id})),
        "categoryIds": EarnConditions(frozenset({(await make_category(other)).id})),
        "productIds": EarnConditions(product_ids=frozenset({(await make_product(other)).id})),
        "brandIds": EarnConditions(brand_ids=frozenset({own.id, maker.id})),
    }
    before = await rules_in(tenant, other)
    for field, conditions in foreign.items():
        with pytest.raises(Refusal) as refused:
            await purchases.save_earn_rule(
                tenant.owner, tenant.business_id, replace(mine, conditions=conditions)
            )
        assert (refused.value.code, refused.value.path) == ("NOT_FOUND", ("conditions", field))
    for attempt in (
        purchases.save_earn_rule(tenant.owner, tenant.business_id, mine, rule_id=rule.id),
        purchases.remove_earn_rule(tenant.owner, tenant.business_id, rule.id),
    ):
        with pytest.raises(Refusal) as refused:
            await attempt
        assert refused.value.code == "NOT_FOUND"
    assert await rules_in(tenant, other) == before


async def rules_in(*tenants: Tenant) -> list[tuple[object, ...]]:
    """All rules of businesses as they are kept."""
    ids = [tenant.business_id for tenant in tenants]
    rows = await core_db.fetch(
        "SELECT * FROM earn_rule WHERE business_id = ANY ($1::uuid[]) ORDER BY id", ids
    )
    return [tuple(row) for row in rows]
