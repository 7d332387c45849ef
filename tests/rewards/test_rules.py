"""Pure rules of rewards: what one may be, codes, conditions, periods."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.core.errors import BadInput
from api.core.ids import new_id
from api.core.paging import NEVER
from api.core.weekdays import Weekday
from api.rewards import (
    LimitPeriod,
    NewReward,
    ReasonCode,
    RewardConditions,
    RewardInfo,
    RewardKind,
    RewardText,
)
from api.rewards.rules import codes, terms
from api.rewards.rules.checks import check_reward
from api.rewards.rules.conditions import Case, MemberStanding, reasons

pytestmark = pytest.mark.unit

SATURDAY = datetime(2026, 5, 30, 6, 30, tzinfo=UTC)
"""Noon in Kolkata."""
COFFEE = NewReward("Coffee", RewardKind.PRODUCT, points_price=100)


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"name": "  "}, ("name",)),
        ({"name": "x" * 121}, ("name",)),
        ({"name": "a\0b"}, ("name",)),
        ({"description": "x" * 2_001}, ("description",)),
        ({"category": "x" * 61}, ("category",)),
        ({"texts": {"DE!": RewardText("Kaffee")}}, ("translations", "language")),
        ({"texts": {"de": RewardText(" ")}}, ("translations", "name")),
        ({"points_price": -1}, ("pointsPrice",)),
        ({"points_price": 10**9 + 1}, ("pointsPrice",)),
        ({"cash_minor": -1}, ("cashPrice",)),
        ({"stock": -1}, ("stock",)),
        ({"per_member": 0}, ("perMember",)),
        ({"per_period": 0}, ("perPeriod",)),
        ({"period": LimitPeriod.DAY}, ("period",)),
        ({"valid_days": 0}, ("validDays",)),
        ({"value_minor": 0}, ("value",)),
        ({"kind": RewardKind.GIFT_CARD}, ("value",)),
        ({"kind": RewardKind.DISCOUNT_AMOUNT}, ("value",)),
        ({"kind": RewardKind.DISCOUNT_PERCENT}, ("discountPercent",)),
        ({"kind": RewardKind.DISCOUNT_PERCENT, "discount_bp": 10_001}, ("discountPercent",)),
        ({"discount_bp": 100}, ("discountPercent",)),
        ({"kind": RewardKind.DONATION, "needs_fulfilment": True}, ("needsFulfilment",)),
        ({"starts_at": SATURDAY, "ends_at": SATURDAY}, ("endsAt",)),
        ({"conditions": RewardConditions(from_hour=25)}, ("conditions", "fromHour")),
        ({"conditions": RewardConditions(from_hour=8, to_hour=8)}, ("conditions", "toHour")),
        (
            {"conditions": RewardConditions(tier_ids=frozenset(new_id() for _ in range(501)))},
            ("conditions", "tierIds"),
        ),
    ],
)
def test_what_a_reward_cannot_be(given: dict[str, Any], path: tuple[str, ...]) -> None:
    with pytest.raises(BadInput) as found:
        check_reward(replace(COFFEE, **given))
    assert found.value.path == path


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"kind": RewardKind.GIFT_CARD, "value_minor": 1},
        {"kind": RewardKind.DISCOUNT_PERCENT, "discount_bp": 10_000},
        {"kind": RewardKind.EXPERIENCE, "needs_fulfilment": True},
        {"texts": {"de": RewardText("Kaffee"), "pt-BR": RewardText("Café")}},
        {"per_member": 1, "period": LimitPeriod.WEEK},
    ],
)
def test_what_a_reward_can_be(given: dict[str, Any]) -> None:
    check_reward(replace(COFFEE, **given))


def test_codes_are_twelve_letters_without_look_alikes() -> None:
    made = {codes.new_code() for _ in range(200)}
    assert len(made) == 200
    assert all(len(code) == 12 and set(code) <= set("BCDFGHJKMNPQRSTVWXYZ") for code in made)


@pytest.mark.parametrize(
    "typed", ["bcdf-ghjk-mnpq", " BCDF GHJK MNPQ ", "bcdf–ghjk—mnpq", "b.c_d f\tghjkmnpq\n"]
)
def test_typed_codes_are_the_same(typed: str) -> None:
    assert codes.normalise(typed) == "BCDFGHJKMNPQ"


@pytest.mark.parametrize("typed", ["", "\0", "a,b", "A" * 33, "'; --", "ЫЫЫЫ"])
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert codes.normalise(typed) == ""


def a_case(**given: Any) -> Case:
    """A member with 100 points on a Saturday noon."""
    values: dict[str, Any] = {
        "standing": MemberStanding(),
        "points": 100,
        "is_phone_verified": True,
        "now": SATURDAY,
        "time_zone": "Asia/Kolkata",
    }
    return Case(**(values | given))


def against(wanted: NewReward, taken: int = 0, **given: Any) -> list[ReasonCode]:
    """Codes of the reasons against it."""
    reward = RewardInfo(new_id(), new_id(), new_id(), wanted, taken, None, 1)
    return [each.code for each in reasons(reward, a_case(**given))]


def test_nothing_stands_against_it() -> None:
    assert against(COFFEE) == []


def test_each_reason_by_itself() -> None:
    tier, store = new_id(), new_id()
    assert against(COFFEE, points=99) == [ReasonCode.NOT_ENOUGH_POINTS]
    assert against(COFFEE, is_phone_verified=False) == [ReasonCode.PHONE_UNVERIFIED]
    assert against(replace(COFFEE, points_price=0), points=-5, is_phone_verified=False) == []
    assert against(replace(COFFEE, stock=3), 3) == [ReasonCode.OUT_OF_STOCK]
    assert against(replace(COFFEE, is_active=False)) == [ReasonCode.NOT_OFFERED]
    assert against(replace(COFFEE, is_listed=False)) == [ReasonCode.NOT_OFFERED]
    assert against(replace(COFFEE, starts_at=SATURDAY + timedelta(seconds=1))) == [ReasonCode.NOT_YET]
    assert against(replace(COFFEE, ends_at=SATURDAY)) == [ReasonCode.ENDED]
    gold = replace(COFFEE, conditions=RewardConditions(tier_ids=frozenset({tier, new_id()})))
    assert against(gold) == [ReasonCode.TIER_TOO_LOW]
    assert against(gold, standing=MemberStanding(frozenset({tier}))) == []
    here = replace(COFFEE, conditions=RewardConditions(store_ids=frozenset({store})))
    assert against(here, store_id=new_id()) == [ReasonCode.WRONG_STORE]
    assert against(here, store_id=store) == against(here) == []
    assert against(replace(COFFEE, per_member=2), taken_by_member=2) == [ReasonCode.LIMIT_REACHED]
    assert against(replace(COFFEE, per_period=2), taken_by_all=2) == [ReasonCode.LIMIT_REACHED]


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        (RewardConditions(weekdays=frozenset({Weekday.SAT})), True),
        (RewardConditions(weekdays=frozenset({Weekday.SUN})), False),
        (RewardConditions(from_hour=12), True),
        (RewardConditions(to_hour=12), False),
        (RewardConditions(from_hour=22, to_hour=13), True),
        (RewardConditions(from_hour=22, to_hour=12), False),
    ],
)
def test_days_and_hours_are_the_programs(asked: RewardConditions, *, fits: bool) -> None:
    assert against(replace(COFFEE, conditions=asked)) == ([] if fits else [ReasonCode.NOT_NOW])


def test_periods_begin_where_the_program_lives() -> None:
    zone = "Asia/Kolkata"
    begun = {period: terms.period_start(period, SATURDAY, zone) for period in LimitPeriod}
    assert begun == {
        LimitPeriod.DAY: datetime(2026, 5, 29, 18, 30, tzinfo=UTC),
        LimitPeriod.WEEK: datetime(2026, 5, 24, 18, 30, tzinfo=UTC),
        LimitPeriod.MONTH: datetime(2026, 4, 30, 18, 30, tzinfo=UTC),
        LimitPeriod.EVER: NEVER,
    }


def test_a_voucher_is_good_through_its_last_day() -> None:
    wanted = replace(COFFEE, valid_days=1)
    assert terms.valid_until(wanted, SATURDAY, "Asia/Kolkata") == datetime(2026, 5, 31, 18, 30, tzinfo=UTC)
    assert terms.valid_until(COFFEE, SATURDAY, "Asia/Kolkata") is None
