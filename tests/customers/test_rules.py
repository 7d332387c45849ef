"""Pure decisions about people."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.core.errors import BadInput, Refusal
from api.customers import rules
from api.customers.rules.codes import PER_PHONE, new_code, tidy_code, wait_seconds
from api.customers.types import Birthday

pytestmark = pytest.mark.unit

TODAY = date(2026, 3, 1)
NUMBER = st.from_regex(r"[1-9][0-9]{7}", fullmatch=True)


@given(NUMBER, st.integers(0, 8), st.integers(1, 9))
def test_a_mistyped_digit_is_noticed(digits: str, place: int, shift: int) -> None:
    """Given a card number, when any one digit is wrong, then it is no card number."""
    good = f"{digits}{rules.check_digit(digits)}"
    wrong = good[:place] + str((int(good[place]) + shift) % 10) + good[place + 1 :]
    assert rules.is_card_number(good)
    assert not rules.is_card_number(wrong)


@given(NUMBER, st.integers(0, 7))
def test_swapped_neighbours_are_noticed(digits: str, place: int) -> None:
    """Given a card number, when two neighbours change places, then it is no card number (unless they are equal)."""
    good = f"{digits}{rules.check_digit(digits)}"
    swapped = good[:place] + good[place + 1] + good[place] + good[place + 2 :]
    assert rules.is_card_number(swapped) is (swapped == good)


def test_new_card_numbers_are_good_and_different() -> None:
    """Given many new numbers, then each is good, has nine digits, and none repeats."""
    numbers = rules.new_card_numbers(2_000)
    assert len(set(numbers)) == 2_000
    assert all(rules.is_card_number(number) and not number.startswith("0") for number in numbers)


def test_leap_day_needs_no_leap_year_when_the_year_is_unknown() -> None:
    """Given 29 February without a year, then it is a birthday; in a common year it is not."""
    assert rules.check_birthday(Birthday(2, 29), TODAY) == Birthday(2, 29)
    with pytest.raises(Refusal) as refused:
        rules.check_birthday(Birthday(2, 29, 2025), TODAY)
    assert refused.value.code == "BAD_BIRTHDAY"


@pytest.mark.parametrize(
    "birthday",
    [
        Birthday(0, 1),
        Birthday(13, 1),
        Birthday(4, 31),
        Birthday(1, 0),
        Birthday(1, 32),
        Birthday(3, 2, 2026),
        Birthday(1, 1, 1800),
        Birthday(1, 1, 0),
        Birthday(1, 1, 10_000),
    ],
)
def test_days_that_cannot_be_are_refused(birthday: Birthday) -> None:
    """Given no day, the future, or another age, then it is refused with BAD_BIRTHDAY at its path."""
    with pytest.raises(Refusal) as refused:
        rules.check_birthday(birthday, TODAY)
    assert (refused.value.code, refused.value.path) == ("BAD_BIRTHDAY", ("birthday",))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Asha \t Patel\n", "Asha Patel"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("Asha\u202e\x00Patel", "AshaPatel"),
        ("आशा पटेल", "आशा पटेल"),
    ],
)
def test_names_are_tidied(text: str, name: str) -> None:
    """Given a name as typed, then spaces are single, letters composed, and tricks gone."""
    assert rules.clean_name(text) == name


def test_a_name_of_121_letters_is_refused() -> None:
    """Given 120 letters it is a name; one more is refused."""
    assert len(rules.clean_name("x" * 120)) == 120
    with pytest.raises(BadInput):
        rules.clean_name("x" * 121)


def test_search_words_of_a_member() -> None:
    """Given a member, then the words are folded, the phone goes three ways, the e-mail whole and in parts."""
    assert rules.tokens_of(
        name="Zoë O'Brien-Straße", email="Zoe.B@Example.com", phone="+919822041763", number="123456784"
    ) == {
        "zoe",
        "obrien",
        "strasse",
        "zoe.b@example.com",
        "b",
        "919822041763",
        "9822041763",
        "~367140228919",
        "123456784",
    }


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", ()),
        ("  asha  PATEL ", ("asha", "patel")),
        ("+91 98220-41763", ("919822041763",)),
        ("098220 41763", ("9822041763",)),
        ("asha 4176", ("asha", "4176")),
        ("Zoe.B@Ex", ("zoe.b@ex",)),
        ("Straße", ("strasse",)),
        ("a b c d e f g h", ("a", "b", "c", "d", "e", "f")),
        ("!!!", ()),
        ("000", ("0",)),
    ],
)
def test_search_terms(text: str, terms: tuple[str, ...]) -> None:
    """Given what staff type, then digits in groups are one number and words are folded, at most six."""
    assert rules.search_terms(text) == terms


def test_a_number_of_four_digits_matches_also_by_its_end() -> None:
    """Given digits, then from four on they may also be an ending."""
    assert rules.alternatives("417") == ("417",)
    assert rules.alternatives("1763") == ("1763", "~3671")
    assert rules.alternatives("asha") == ("asha",)


@given(st.text(max_size=80))
def test_no_text_breaks_the_search(text: str) -> None:
    """Given any text, then there are at most six terms, none empty, none longer than a token."""
    terms = rules.search_terms(text)
    assert len(terms) <= 6
    assert all(0 < len(term) <= 80 * 4 for term in terms)


def test_codes_are_six_digits() -> None:
    """Given new codes, then they have six digits; as copied, spaces and hyphens do not count."""
    assert all(len(code) == 6 and code.isdecimal() for code in (new_code() for _ in range(500)))
    assert tidy_code(" 12 34-56 ") == "123456"


def test_limits_of_codes() -> None:
    """Given earlier requests, then the wait is that of the strictest limit."""
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def asked(*minutes: float) -> list[datetime]:
        return [now - timedelta(minutes=each) for each in minutes]

    assert wait_seconds([], PER_PHONE, now) == 0
    assert wait_seconds(asked(0.25), PER_PHONE, now) == 15
    assert wait_seconds(asked(1), PER_PHONE, now) == 0
    assert wait_seconds(asked(1, 2, 3, 4, 50), PER_PHONE, now) == 600
    assert wait_seconds(asked(*range(61, 71)), PER_PHONE, now) == (24 * 60 - 70) * 60
