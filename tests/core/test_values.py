"""Ids, cursors, money, phones and days: what is accepted, what is refused."""

import contextlib
import gc
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.core.clock import day_bounds, local_date, zone
from api.core.errors import Refusal
from api.core.garbage import collected_rarely
from api.core.ids import BadId, from_global_id, key_of, new_id, new_ids, to_global_id
from api.core.money import Money, minor_per_unit
from api.core.paging import NEVER, BadCursor, decode_cursor, encode_cursor, page_size
from api.core.phone import mask_phone, normalise_phone

pytestmark = pytest.mark.unit


def test_ids_are_ordered_by_time_and_survive_the_round_trip() -> None:
    first, second = new_id(), new_id()
    assert first < second
    assert first.version == 7
    assert from_global_id(to_global_id("Card", first)) == ("Card", first)


def test_ids_in_bulk_are_like_single_ones() -> None:
    first, *ids = new_ids(100)
    assert sorted({first, *ids}) == [first, *ids]
    assert {key.version for key in ids} == {7}
    assert from_global_id(to_global_id("Card", first)) == ("Card", UUID(int=first.int))


def test_the_collector_is_as_before_when_the_last_job_is_done() -> None:
    """Given two jobs that hold many rows, when one ends before the other, then only the other's end counts."""
    before = gc.get_threshold()
    with collected_rarely():
        with collected_rarely():
            assert gc.get_threshold()[0] > 100_000
        assert gc.get_threshold()[0] > 100_000
    assert gc.get_threshold() == before


@given(st.text(max_size=80))
def test_any_text_is_an_id_of_ours_or_refused(text: str) -> None:
    with contextlib.suppress(BadId):
        name, key = from_global_id(text)
        assert to_global_id(name, key) == text


def test_an_id_of_another_type_is_refused_at_its_path() -> None:
    with pytest.raises(Refusal) as refused:
        key_of(to_global_id("Store", new_id()), "Card", path=("cardId",))
    assert (refused.value.code, refused.value.path) == ("BAD_ID", ("cardId",))


@given(st.text(max_size=60))
def test_any_text_is_a_cursor_of_that_shape_or_refused(text: str) -> None:
    with contextlib.suppress(BadCursor):
        moment, key = decode_cursor(text, datetime, UUID)
        assert decode_cursor(encode_cursor(moment, key), datetime, UUID) == (moment, key)


def test_cursors_keep_their_kinds() -> None:
    key, moment = new_id(), datetime(2026, 2, 28, 23, 59, tzinfo=UTC)
    text = encode_cursor(moment, 5, "ä", None, key)
    assert decode_cursor(text, datetime, int, str, str, UUID) == (moment, 5, "ä", None, key)
    assert decode_cursor(encode_cursor("-infinity"), datetime) == (NEVER,)
    with pytest.raises(Refusal):
        decode_cursor(encode_cursor(True), int)
    with pytest.raises(Refusal):
        decode_cursor(encode_cursor(2**63 - 1, 1), int)


@pytest.mark.parametrize("first", [0, -1, 101])
def test_page_sizes_outside_the_range_are_refused(first: int) -> None:
    with pytest.raises(Refusal) as refused:
        page_size(first)
    assert refused.value.code == "BAD_PAGE_SIZE"


def test_money_knows_its_smallest_unit() -> None:
    assert (minor_per_unit("INR"), minor_per_unit("JPY"), minor_per_unit("KWD")) == (100, 1, 1000)
    with pytest.raises(Refusal) as refused:
        Money(1, "XYZW")
    assert refused.value.code == "BAD_MONEY"
    with pytest.raises(Refusal):
        Money(2**53, "INR")


@pytest.mark.parametrize(
    ("text", "region"), [("098220 41763", "IN"), ("+91 98220-41763", None), ("9822041763", "IN")]
)
def test_phones_become_e164(text: str, region: str | None) -> None:
    assert normalise_phone(text, region) == "+919822041763"


@pytest.mark.parametrize("text", ["", "12", "abc", "+91", "+1 555", "9" * 60, "'; DROP TABLE person"])
def test_what_cannot_be_a_phone_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        normalise_phone(text, "IN")
    assert (refused.value.code, refused.value.path) == ("BAD_PHONE", ("phone",))


def test_a_masked_phone_shows_its_end_only() -> None:
    assert mask_phone("+919822041763") == "+91••••••1763"


def test_days_are_the_programs_days_also_when_clocks_change() -> None:
    assert local_date(datetime(2026, 3, 1, 20, 0, tzinfo=UTC), "Asia/Kolkata") == date(2026, 3, 2)
    start, end = day_bounds(date(2026, 3, 29), "Europe/Dublin")
    assert (end - start).total_seconds() == 23 * 3600
    with pytest.raises(Refusal) as refused:
        zone("Mars/Olympus")
    assert refused.value.code == "BAD_TIME_ZONE"
