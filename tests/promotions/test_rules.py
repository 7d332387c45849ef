"""Pure decisions about birthdays and presents."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.core.errors import BadInput
from api.customers import Birthday, BirthdayDue, age_on, is_kept_within, kept_on
from api.customers.rules import days_of_birth
from api.promotions import Audience, NewPromotion, PromotionInfo
from api.promotions.rules.checks import check_promotion
from api.promotions.rules.due import chosen, good_until, is_due, window
from api.promotions.types import Given

pytestmark = pytest.mark.unit

PLAIN = NewPromotion("Happy birthday", Audience.KIDS, points=50)
DAYS = st.dates(date(2023, 1, 1), date(2029, 12, 31))


def a_promotion(**more: object) -> PromotionInfo:
    info = PromotionInfo(uuid4(), uuid4(), uuid4(), PLAIN, 0, date(2026, 1, 1), None, 1)
    return replace(info, **more)  # type: ignore[arg-type]


def someone(member: UUID, day: date, of_member: int = 1) -> BirthdayDue:
    return BirthdayDue(member, uuid4(), "Ira", day, 7, of_member)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"points": None}, "rewardId"),
        ({"reward_id": uuid4()}, "rewardId"),
        ({"points": 0}, "points"),
        ({"age_from": -1}, "ageFrom"),
        ({"age_from": 9, "age_to": 8}, "ageTo"),
        ({"announce_days": 61}, "announceDays"),
        ({"valid_days": 367}, "validDays"),
        ({"budget": 0}, "budget"),
    ],
)
def test_what_cannot_be_is_refused(changed: dict[str, object], field: str) -> None:
    with pytest.raises(BadInput) as found:
        check_promotion(replace(PLAIN, **changed))  # type: ignore[arg-type]
    assert found.value.path == (field,)


@pytest.mark.parametrize(
    ("year", "day"), [(2024, date(2024, 2, 29)), (2026, date(2026, 2, 28)), (2100, date(2100, 2, 28))]
)
def test_the_29th_of_february_is_kept_on_the_28th_in_other_years(year: int, day: date) -> None:
    assert kept_on(Birthday(2, 29), year) == day


@settings(deadline=None)
@given(st.integers(1, 12), st.integers(1, 28), DAYS, st.integers(0, 400))
def test_every_birthday_is_found_once_a_year(month: int, dom: int, first: date, span: int) -> None:
    """Given any window, then the days of birth in it are those whose birthday is kept within."""
    last = date.fromordinal(first.toordinal() + span)
    found = [day for day, m, d in days_of_birth(first, last) if (m, d) == (month, dom)]
    kept = [kept_on(Birthday(month, dom), year) for year in range(first.year, last.year + 1)]
    assert found == [day for day in kept if first <= day <= last]
    assert is_kept_within(Birthday(month, dom), first, last) == bool(found)


@settings(deadline=None)
@given(DAYS)
def test_leap_children_are_found_on_one_day_of_a_year(day: date) -> None:
    """Given a day, then who was born on 29 February is found on it where it is the day that the year gives them."""
    found = [each for each, m, d in days_of_birth(day, day) if (m, d) == (2, 29)]
    assert found == ([day] if day == kept_on(Birthday(2, 29), day.year) else [])


def test_ages_count_birthdays() -> None:
    leap = Birthday(2, 29, 2020)
    assert [age_on(leap, date(2026, 2, day)) for day in (27, 28)] == [5, 6]
    assert age_on(Birthday(2, 29), date(2026, 3, 1)) is None


def test_the_window_looks_ahead_and_catches_up() -> None:
    promotion = a_promotion(terms=replace(PLAIN, announce_days=7))
    assert window(promotion, date(2026, 6, 10)) == (date(2026, 6, 3), date(2026, 6, 17))
    assert window(replace(promotion, runs_from=date(2026, 6, 9)), date(2026, 6, 10))[0] == date(2026, 6, 9)


@pytest.mark.parametrize(
    ("moment", "checked_on", "expected"),
    [
        (datetime(2026, 6, 10, 1, 29, tzinfo=UTC), None, False),
        (datetime(2026, 6, 10, 1, 30, tzinfo=UTC), None, True),
        (datetime(2026, 6, 10, 1, 30, tzinfo=UTC), date(2026, 6, 10), False),
        (datetime(2026, 6, 10, 1, 30, tzinfo=UTC), date(2026, 6, 9), True),
    ],
)
def test_it_runs_once_on_each_day_from_seven_on(
    moment: datetime, checked_on: date | None, expected: bool
) -> None:
    """Given 6:59 and 7:00 in Kolkata, then it is due from seven on, once on that day."""
    assert is_due(a_promotion(checked_on=checked_on), moment, "Asia/Kolkata") is expected


def test_a_present_is_good_through_its_last_day() -> None:
    until = good_until(a_promotion(terms=replace(PLAIN, valid_days=2)), date(2026, 6, 10), "Asia/Kolkata")
    assert until == datetime(2026, 6, 12, 18, 30, tzinfo=UTC)


def test_a_child_that_comes_anew_is_no_second_child_and_twins_are_two() -> None:
    """Given a family that had a present, when its one child is written down anew, then it gets none; twins get two."""
    member, day = uuid4(), date(2026, 6, 10)
    again = someone(member, day)
    assert chosen([again], [Given(uuid4(), member, 2026)]) == []
    assert chosen([again], [Given(uuid4(), member, 2025)]) == [again]
    twins = [someone(member, day, 2) for _ in range(2)]
    assert chosen(twins, []) == twins
    assert chosen(twins, [Given(twins[0].subject_id, member, 2026)]) == [twins[1]]


def test_a_budget_goes_to_the_first_ones() -> None:
    people = [someone(uuid4(), date(2026, 6, day)) for day in (10, 11, 12)]
    assert chosen(people, [], 2) == people[:2]
