"""What settings of a tenant may be."""

from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.businesses import rules
from api.businesses.types import (
    BusinessChanges,
    EarnRate,
    PendingKind,
    PointLimits,
    ProgramChanges,
    StoreChanges,
)
from api.core.clock import BadTimeZone
from api.core.errors import BadInput
from api.core.money import BadMoney

pytestmark = pytest.mark.unit

NOW = datetime(2026, 5, 31, 9, 30, tzinfo=UTC)


def test_texts_are_trimmed_and_spaces_made_single() -> None:
    """Given spaces around and between words, when cleaned, then single ones between words stay."""
    assert rules.text("  Kaapi \t House\n", ("name",), longest=11) == "Kaapi House"


@pytest.mark.parametrize(
    ("value", "params"),
    [
        ("", {}),
        ("   ", {}),
        ("x" * 12, {"max": 11}),
        ("bell\x07", {}),
        ("nul\x00", {}),
        ("\u200b", {}),
        ("\u202eback", {}),
    ],
)
def test_empty_long_and_unprintable_texts_are_refused(value: str, params: dict[str, int]) -> None:
    """Given a text that cannot be a name, when cleaned, then it is refused at its path."""
    with pytest.raises(BadInput) as refused:
        rules.text(value, ("name",), longest=11)
    assert (refused.value.path, refused.value.params) == (("name",), params)


def test_joiners_of_indic_scripts_and_emoji_stay() -> None:
    """Given a name whose letters need a joiner, when cleaned, then it is kept as written."""
    assert rules.text("शक्\u200dति 👩\u200d🍳", ("name",), longest=40) == "शक्\u200dति 👩\u200d🍳"


@given(st.text())
def test_a_cleaned_text_stays_as_it_is(value: str) -> None:
    """Given any text, when it is accepted, then cleaning it again changes nothing and it keeps its bounds."""
    try:
        once = rules.text(value, ("name",), longest=40)
    except BadInput:
        return
    assert rules.text(once, ("name",), longest=40) == once
    assert 1 <= len(once) <= 40


@pytest.mark.parametrize(("value", "color"), [("#8E1B4B", "#8e1b4b"), (" #ffb21c ", "#ffb21c")])
def test_colours_are_kept_in_lower_case(value: str, color: str) -> None:
    """Given a colour in any case, when cleaned, then it is lower case."""
    assert rules.color(value, ("stockColor",)) == color


@pytest.mark.parametrize("value", ["8e1b4b", "#8e1b4", "#8e1b4bf", "#8e1b4g", "red", "", "#8e1b4b;"])
def test_other_colours_are_refused(value: str) -> None:
    """Given anything but #rrggbb, when cleaned, then it is refused."""
    with pytest.raises(BadInput):
        rules.color(value, ("stockColor",))


@pytest.mark.parametrize(
    ("name", "initials"), [("Kaapi House", "KH"), ("kaapi", "K"), ("Über & Söhne GmbH", "ÜS"), ("&&", "")]
)
def test_initials_come_from_the_first_words(name: str, initials: str) -> None:
    """Given a name, when nobody chose initials, then they are its first letters."""
    assert rules.initials_of(name) == initials


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        (ProgramChanges(name=" "), ("name",)),
        (ProgramChanges(points_name="p" * 41), ("pointsName",)),
        (ProgramChanges(time_zone="Asia/Poona"), ("timeZone",)),
        (ProgramChanges(earn_rate=EarnRate(0, 1000)), ("earnRate", "points")),
        (ProgramChanges(earn_rate=EarnRate(1, 0)), ("earnRate", "perMinorUnits")),
        (ProgramChanges(earn_rate=EarnRate(-1, 1000)), ("earnRate", "points")),
        (ProgramChanges(earn_rate=EarnRate(1, 2**53)), ("earnRate", "perMinorUnits")),
        (ProgramChanges(expiry_months=0), ("expiryMonths",)),
        (ProgramChanges(expiry_months=121), ("expiryMonths",)),
        (ProgramChanges(pending_days=-1), ("pendingDays",)),
        (ProgramChanges(pending_days=366), ("pendingDays",)),
        (ProgramChanges(reinstatement_days=366), ("reinstatementDays",)),
        (ProgramChanges(void_window_seconds=604_801), ("voidWindowSeconds",)),
        (ProgramChanges(point_value_micro_minor=0), ("pointValue",)),
        (ProgramChanges(max_amount_minor=0), ("maxAmountMinorUnits",)),
        (ProgramChanges(limits=PointLimits(per_day=0)), ("limits", "per_day")),
        (ProgramChanges(limits=PointLimits(per_day=10, per_week=9)), ("limits", "per_week")),
        (ProgramChanges(limits=PointLimits(per_day=10, per_month=9)), ("limits", "per_month")),
        (
            ProgramChanges(limits=PointLimits(staff_awards_per_hour=2**31)),
            ("limits", "staff_awards_per_hour"),
        ),
    ],
)
def test_settings_that_cannot_be_are_refused_at_their_path(
    changes: ProgramChanges, path: tuple[str, ...]
) -> None:
    """Given one bad setting, when cleaned, then the refusal names it."""
    with pytest.raises(BadInput) as refused:
        rules.program(changes)
    assert refused.value.path == path


@pytest.mark.parametrize("months", [1, 120])
def test_bounds_of_expiry_are_taken(months: int) -> None:
    """Given the least and the most months, when cleaned, then they stay."""
    assert rules.program(ProgramChanges(expiry_months=months)) == {"expiry_months": months}


def test_what_was_not_given_does_not_appear() -> None:
    """Given no changes, when cleaned, then there are none."""
    assert rules.program(ProgramChanges()) == {}
    assert rules.business(BusinessChanges()) == {}
    assert rules.store(StoreChanges()) == {}


@pytest.mark.parametrize(
    ("kind", "days", "until", "path"),
    [
        (PendingKind.DELAY, 0, None, ("pendingDays",)),
        (PendingKind.FIXED_DATE, 0, None, ("pendingUntil",)),
        (PendingKind.FIXED_DATE, 0, NOW, ("pendingUntil",)),
        (PendingKind.FIXED_DATE, 0, NOW - timedelta(days=1), ("pendingUntil",)),
    ],
)
def test_waiting_that_says_nothing_is_refused(
    kind: PendingKind, days: int, until: datetime | None, path: tuple[str, ...]
) -> None:
    """Given a kind of waiting without its time, when checked, then it is refused."""
    with pytest.raises(BadInput) as refused:
        rules.pending(kind, days, until, NOW)
    assert refused.value.path == path


def test_waiting_that_makes_sense_is_taken() -> None:
    """Given each kind with its time, when checked, then nothing is refused."""
    rules.pending(PendingKind.NONE, 0, None, NOW)
    rules.pending(PendingKind.DELAY, 1, None, NOW)
    rules.pending(PendingKind.FIXED_DATE, 0, NOW + timedelta(seconds=1), NOW)


@pytest.mark.parametrize("value", ["XX", "India", "I", "", "ZZ"])
def test_unknown_countries_are_refused(value: str) -> None:
    """Given no country of the phone book, when cleaned, then it is refused."""
    with pytest.raises(BadInput) as refused:
        rules.region(value)
    assert refused.value.path == ("region",)


def test_countries_and_currencies_are_upper_case() -> None:
    """Given lower case, when cleaned, then codes are upper case."""
    assert (rules.region(" in "), rules.currency("inr")) == ("IN", "INR")


def test_unknown_currencies_and_time_zones_have_their_own_codes() -> None:
    """Given a currency or zone that nobody knows, when cleaned, then the code says which."""
    with pytest.raises(BadMoney):
        rules.currency("RUPEE")
    with pytest.raises(BadTimeZone):
        rules.program(cast(ProgramChanges, {"time_zone": "Mars/Olympus"}))


@pytest.mark.parametrize(
    ("currency", "rate", "value"),
    [
        ("INR", EarnRate(1, 1_000), 10_000_000),
        ("JPY", EarnRate(1, 10), 100_000),
        ("KWD", EarnRate(1, 10_000), 100_000_000),
    ],
)
def test_a_new_program_gives_a_point_for_ten_units_worth_a_tenth_of_one(
    currency: str, rate: EarnRate, value: int
) -> None:
    """Given a currency with two, no or three decimals, when nobody chose, then a purchase pays back one percent."""
    assert (rules.default_earn_rate(currency), rules.default_point_value(currency)) == (rate, value)


@pytest.mark.parametrize("code", ["", " ", "-1", "a b", "x" * 41, "ü"])
def test_codes_of_stores_are_plain(code: str) -> None:
    """Given a code that a till's file could not carry, when cleaned, then it is refused."""
    with pytest.raises(BadInput) as refused:
        rules.store(StoreChanges(code=code))
    assert refused.value.path == ("code",)


@pytest.mark.parametrize(
    "value", ["", "asha", "asha@", "a@b@c.de", "asha@example", "x" * 400 + "@example.com"]
)
def test_addresses_that_cannot_be_are_refused(value: str) -> None:
    """Given no e-mail address, when cleaned, then it is refused."""
    with pytest.raises(BadInput) as refused:
        rules.email(value)
    assert refused.value.path == ("email",)


def test_addresses_are_lower_case() -> None:
    """Given an address in mixed case, when cleaned, then one spelling is kept."""
    assert rules.email(" Asha.Rao@Example.COM ") == "asha.rao@example.com"
