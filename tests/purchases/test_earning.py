"""What sales earn, with every value worked out by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.businesses import EarnRate, Rounding
from api.core.weekdays import Weekday
from api.purchases.rules.earning import (
    EarnTerms,
    Sale,
    SaleLine,
    base_points,
    covers,
    earn,
    holds,
    spell_multiplier,
    spell_rate,
)
from api.purchases.types import EarnConditions, EarnRuleInfo, EarnRuleKind

pytestmark = pytest.mark.unit

STORE, OTHER_STORE = UUID(int=1), UUID(int=2)
BREAD, COFFEE, TOBACCO = UUID(int=11), UUID(int=12), UUID(int=13)
LOAF = UUID(int=21)
MILL, ROASTER = UUID(int=31), UUID(int=32)
TUESDAY_NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
TEN_PER_POINT = EarnRate(1, 1000)


def rule(kind: EarnRuleKind, **values: object) -> EarnRuleInfo:
    """An earn rule with a name and an id of its kind."""
    given: dict[str, object] = {"id": UUID(int=100 + len(values)), "name": kind.value, "kind": kind}
    return EarnRuleInfo(**(given | values))  # type: ignore[arg-type]


def sale(eligible: int, *lines: SaleLine, at: datetime = TUESDAY_NOON, **values: Any) -> Sale:
    """A sale at STORE."""
    return Sale(eligible, lines, STORE, at, **values)


def terms(*rules: EarnRuleInfo, rounding: Rounding = Rounding.FLOOR) -> EarnTerms:
    """One point for 10 rupees and these rules."""
    return EarnTerms(TEN_PER_POINT, rounding, "INR", rules)


@pytest.mark.parametrize(
    ("eligible", "rounding", "points"),
    [
        (64_000, Rounding.FLOOR, 64),
        (64_999, Rounding.FLOOR, 64),
        (64_499, Rounding.HALF_UP, 64),
        (64_500, Rounding.HALF_UP, 65),
        (999, Rounding.FLOOR, 0),
        (0, Rounding.HALF_UP, 0),
    ],
)
def test_base_rate(eligible: int, rounding: Rounding, points: int) -> None:
    """Given an amount, when it earns at 1 per 10 rupees, then the part of a point follows the program's rounding."""
    assert earn(sale(eligible), terms(rounding=rounding)).points == points
    assert base_points(eligible, TEN_PER_POINT, rounding) == points


some_amounts = st.lists(st.integers(1, 10**9), min_size=1, max_size=12)


@given(some_amounts, st.integers(1, 1000), st.integers(1, 10**6), st.sampled_from(Rounding))
def test_the_short_way_for_bills_without_rules_gives_the_same(
    amounts: list[int], points: int, per_minor: int, rounding: Rounding
) -> None:
    """Given any rate, when no rule holds, then steps and lines are those of a rule that concerns none of the goods."""
    rate, amount = EarnRate(points, per_minor), sum(amounts)
    idle = rule(
        EarnRuleKind.RATE, rate=TEN_PER_POINT, conditions=EarnConditions(product_ids=frozenset({LOAF}))
    )
    bill = sale(amount, *(SaleLine(each) for each in amounts))
    short = earn(bill, EarnTerms(rate, rounding, "INR"))
    assert short == earn(bill, EarnTerms(rate, rounding, "INR", (idle,)))
    assert short.points == base_points(amount, rate, rounding)


def test_explanation_of_a_plain_sale() -> None:
    """Given no rules, when a sale earns, then one step tells the base rate."""
    (step,) = earn(sale(64_000), terms()).steps
    assert (step.rule, step.points, step.rule_id) == ("Base rate: 1 point per 10 INR", 64, None)


def test_rates_of_goods_replace_the_base_rate_line_by_line() -> None:
    """Given bread at 3 per 10 and tobacco at 0, when a mixed bill earns, then each line has its own rate."""
    bread = rule(
        EarnRuleKind.RATE, name="Bread", rate=EarnRate(3, 1000), conditions=EarnConditions(frozenset({BREAD}))
    )
    tobacco = rule(
        EarnRuleKind.RATE,
        name="Tobacco",
        rate=EarnRate(0, 1000),
        conditions=EarnConditions(frozenset({TOBACCO})),
    )
    lines = (SaleLine(10_000, category_id=BREAD), SaleLine(20_000, category_id=TOBACCO), SaleLine(5_550))
    earned = earn(sale(35_550, *lines), terms(bread, tobacco))
    assert earned.points == 35  # 30 + 0 + 5.55
    assert [(step.rule, step.points) for step in earned.steps] == [
        ("Bread: 3 points per 10 INR", 30),
        ("Base rate: 1 point per 10 INR", 5),
    ]
    assert earned.line_points == (30, 0, 5)


def test_the_lowest_priority_number_wins_a_line() -> None:
    """Given two rates for one product, when it is sold, then the rule with the lower number counts."""
    wide = rule(EarnRuleKind.RATE, rate=EarnRate(2, 1000), priority=50)
    narrow = rule(
        EarnRuleKind.RATE,
        rate=EarnRate(5, 1000),
        priority=10,
        conditions=EarnConditions(product_ids=frozenset({LOAF})),
    )
    lines = (SaleLine(10_000, product_id=LOAF), SaleLine(10_000))
    assert earn(sale(20_000, *lines), terms(wide, narrow)).line_points == (50, 20)


def test_multipliers_add_up_whatever_their_order() -> None:
    """Given double on Tuesdays and triple in the birthday month, when both hold, then it earns 1 + 1 + 2 times."""
    tuesday = rule(
        EarnRuleKind.MULTIPLIER,
        name="Tuesday",
        multiplier_bp=20_000,
        priority=1,
        conditions=EarnConditions(weekdays=frozenset({Weekday.TUE})),
    )
    birthday = rule(
        EarnRuleKind.MULTIPLIER,
        name="Birthday",
        multiplier_bp=30_000,
        priority=2,
        conditions=EarnConditions(birthday_month=True),
    )
    for rules in ((tuesday, birthday), (birthday, tuesday)):
        earned = earn(sale(12_500, is_birthday_month=True), terms(*rules))
        assert earned.points == 50
        assert [(step.rule, step.points) for step in earned.steps] == [
            ("Base rate: 1 point per 10 INR", 13),
            ("Tuesday: x2", 12),
            ("Birthday: x3", 25),
        ]


def test_rounding_happens_once() -> None:
    """Given 1.5 times on 1.5 points, when they are rounded down, then it is 2.25 that is rounded, not 1.5."""
    half_more = rule(EarnRuleKind.MULTIPLIER, multiplier_bp=15_000)
    assert earn(sale(1_500), terms(half_more)).points == 2
    assert earn(sale(3_400), terms(half_more)).points == 5  # 3.4 + 1.7 = 5.1; each rounded down would be 4


def test_caps_bound_what_a_rule_gives_to_one_sale() -> None:
    """Given a rate capped at 40, doubled with a cap of 25 and a bonus capped at 5, then 40 + 25 + 5 are earned."""
    rate = rule(EarnRuleKind.RATE, rate=EarnRate(10, 1000), cap_points=40)
    double = rule(EarnRuleKind.MULTIPLIER, multiplier_bp=20_000, cap_points=25)
    bonus = rule(EarnRuleKind.BONUS, bonus_points=500, cap_points=5)
    earned = earn(sale(10_000), terms(rate, double, bonus))
    assert (earned.points, [step.points for step in earned.steps]) == (70, [40, 25, 5])


def test_a_multiplier_on_a_capped_rate_multiplies_what_the_cap_left() -> None:
    """Given a rate capped at 40 of 100, when it is doubled, then 40 are added."""
    rate = rule(EarnRuleKind.RATE, rate=EarnRate(10, 1000), cap_points=40)
    double = rule(EarnRuleKind.MULTIPLIER, multiplier_bp=20_000)
    lines = (SaleLine(7_500), SaleLine(2_500))
    earned = earn(sale(10_000, *lines), terms(rate, double))
    assert (earned.points, earned.line_points) == (80, (60, 20))


def test_a_bonus_for_goods_needs_the_goods() -> None:
    """Given a bonus for coffee, when no coffee is on the bill, then there is none; else it belongs to the coffee."""
    bonus = rule(
        EarnRuleKind.BONUS, bonus_points=20, conditions=EarnConditions(category_ids=frozenset({COFFEE}))
    )
    assert earn(sale(10_000, SaleLine(10_000, category_id=BREAD)), terms(bonus)).points == 10
    mixed = (SaleLine(5_000, category_id=BREAD), SaleLine(5_000, category_id=COFFEE))
    assert earn(sale(10_000, *mixed), terms(bonus)).line_points == (5, 25)


def test_what_was_not_paid_with_money_earns_nothing() -> None:
    """Given a bill paid by gift card and points, when it earns, then not even a bonus is given."""
    bonus = rule(EarnRuleKind.BONUS, bonus_points=20)
    earned = earn(sale(0, SaleLine(10_000)), terms(bonus))
    assert (earned.points, earned.steps, earned.line_points) == (0, (), (0,))


def test_gift_card_is_taken_off_all_lines_in_proportion() -> None:
    """Given 300 of 900 rupees by gift card, when lines have rates of their own, then each counts for two thirds."""
    bread = rule(EarnRuleKind.RATE, rate=EarnRate(3, 1000), conditions=EarnConditions(frozenset({BREAD})))
    lines = (SaleLine(30_000, category_id=BREAD), SaleLine(60_000))
    assert earn(sale(60_000, *lines), terms(bread)).line_points == (60, 40)


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (EarnConditions(), True),
        (EarnConditions(store_ids=frozenset({STORE})), True),
        (EarnConditions(store_ids=frozenset({OTHER_STORE})), False),
        (EarnConditions(weekdays=frozenset({Weekday.TUE})), True),
        (EarnConditions(weekdays=frozenset({Weekday.MON, Weekday.SUN})), False),
        (EarnConditions(from_hour=12), True),
        (EarnConditions(from_hour=13), False),
        (EarnConditions(to_hour=12), False),
        (EarnConditions(from_hour=11, to_hour=13), True),
        (EarnConditions(from_hour=22, to_hour=6), False),
        (EarnConditions(from_hour=22, to_hour=13), True),
        (EarnConditions(first_purchase=True), False),
        (EarnConditions(birthday_month=True), False),
        (EarnConditions(min_amount_minor=10_000), True),
        (EarnConditions(min_amount_minor=10_001), False),
    ],
)
def test_conditions(conditions: EarnConditions, expected: bool) -> None:
    """Given a sale on a Tuesday at noon for 100 rupees, when a rule asks something, then it holds or not."""
    assert holds(rule(EarnRuleKind.BONUS, conditions=conditions), sale(10_000)) is expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"starts_at": TUESDAY_NOON}, True),
        ({"starts_at": TUESDAY_NOON + timedelta(seconds=1)}, False),
        ({"ends_at": TUESDAY_NOON}, False),
        ({"ends_at": TUESDAY_NOON + timedelta(seconds=1)}, True),
        ({"is_active": False}, False),
    ],
)
def test_validity(values: dict[str, object], expected: bool) -> None:
    """Given a rule with a start or an end, when a sale is made, then the start is included and the end is not."""
    assert holds(rule(EarnRuleKind.BONUS, **values), sale(10_000)) is expected


def test_covers_by_category_or_product() -> None:
    """Given a rule that names a category and a product, when a line has either, then it is covered."""
    asked = EarnConditions(category_ids=frozenset({BREAD}), product_ids=frozenset({LOAF}))
    assert covers(asked, SaleLine(1, category_id=BREAD))
    assert covers(asked, SaleLine(1, product_id=LOAF, category_id=COFFEE))
    assert not covers(asked, SaleLine(1))


@pytest.mark.parametrize(
    ("line", "by_brand", "by_both"),
    [
        (SaleLine(1, category_id=BREAD, brand_id=MILL), True, True),
        (SaleLine(1, LOAF, COFFEE, MILL), True, True),
        (SaleLine(1, category_id=COFFEE, brand_id=MILL), True, False),
        (SaleLine(1, brand_id=MILL), True, False),
        (SaleLine(1, LOAF, BREAD, ROASTER), False, False),
        (SaleLine(1, LOAF, BREAD), False, False),
        (SaleLine(1), False, False),
    ],
)
def test_covers_by_brand(line: SaleLine, by_brand: bool, by_both: bool) -> None:
    """Given a brand, alone and beside other goods, when a line is of it and is such goods, then it is covered."""
    brands = frozenset({MILL})
    assert covers(EarnConditions(brand_ids=brands), line) is by_brand
    both = EarnConditions(frozenset({BREAD}), product_ids=frozenset({LOAF}), brand_ids=brands)
    assert covers(both, line) is by_both


def test_each_kind_of_rule_gives_to_the_lines_of_its_brand() -> None:
    """Given a rule of each kind for one maker, when a mixed bill earns, then only that maker's line has more."""
    mine = EarnConditions(brand_ids=frozenset({MILL}))
    rules = (
        rule(EarnRuleKind.RATE, name="Mill", rate=EarnRate(3, 1000), conditions=mine),
        rule(EarnRuleKind.MULTIPLIER, name="Double", multiplier_bp=20_000, conditions=mine),
        rule(EarnRuleKind.BONUS, name="Thanks", bonus_points=7, conditions=mine),
    )
    lines = (SaleLine(10_000, brand_id=MILL), SaleLine(10_000, brand_id=ROASTER), SaleLine(10_000))
    earned = earn(sale(30_000, *lines), terms(*rules))
    assert [(step.rule, step.points) for step in earned.steps] == [
        ("Mill: 3 points per 10 INR", 30),
        ("Base rate: 1 point per 10 INR", 20),
        ("Double: x2", 30),
        ("Thanks", 7),
    ]
    assert earned.line_points == (67, 10, 10)
    assert earn(sale(30_000, *lines[1:]), terms(*rules)).points == 30


def test_words() -> None:
    """Given rates and multipliers, when they are told, then as people write them."""
    assert spell_rate(EarnRate(2, 150), "USD") == "2 points per 1.5 USD"
    assert spell_rate(EarnRate(1, 1), "JPY") == "1 point per 1 JPY"
    assert (spell_multiplier(20_000), spell_multiplier(12_500)) == ("x2", "x1.25")


kinds = st.sampled_from(EarnRuleKind)
some_rules = st.lists(
    st.builds(
        EarnRuleInfo,
        id=st.uuids(),
        name=st.just("rule"),
        kind=kinds,
        priority=st.integers(0, 5),
        conditions=st.builds(
            EarnConditions,
            category_ids=st.frozensets(st.sampled_from([BREAD, COFFEE, TOBACCO]), max_size=2),
            brand_ids=st.frozensets(st.sampled_from([MILL, ROASTER]), max_size=1),
        ),
        rate=st.builds(EarnRate, st.integers(0, 20), st.integers(1, 5_000)),
        multiplier_bp=st.integers(10_001, 100_000),
        bonus_points=st.integers(1, 500),
        cap_points=st.none() | st.integers(1, 300),
    ),
    max_size=6,
)
some_lines = st.lists(
    st.builds(
        SaleLine,
        st.integers(0, 10**6),
        category_id=st.sampled_from([None, BREAD, COFFEE, TOBACCO]),
        brand_id=st.sampled_from([None, MILL, ROASTER]),
    ),
    max_size=12,
)


@given(some_lines, some_rules, st.integers(0, 100), st.sampled_from(Rounding))
def test_steps_and_lines_always_sum_to_the_points(
    lines: list[SaleLine], rules: list[EarnRuleInfo], paid_percent: int, rounding: Rounding
) -> None:
    """Given any bill and rules, when it earns, then its steps and its lines' shares sum to its points."""
    amount = sum(line.amount_minor for line in lines) or 10_000
    lines = lines if any(line.amount_minor for line in lines) else []
    earned = earn(sale(amount * paid_percent // 100, *lines), terms(*rules, rounding=rounding))
    assert earned.points >= 0
    assert sum(step.points for step in earned.steps) == earned.points
    assert sum(earned.line_points) == earned.points
    assert len(earned.line_points) == max(len(lines), 1)
