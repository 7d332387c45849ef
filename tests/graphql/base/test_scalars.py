"""Scalars refuse what cannot be, at the door, and give out what programs can read."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from graphql import GraphQLError
from hypothesis import given
from hypothesis import strategies as st

from api.graphql.base.scalars import (
    SCALARS,
    IdempotencyKey,
    PhoneNumber,
    Points,
    show_moment,
)

pytestmark = [pytest.mark.unit]


def parse(kind: object, value: object) -> Any:
    """What a client's value becomes."""
    read = SCALARS[kind].parse_value
    assert read is not None
    return read(value)


GOOD: list[tuple[object, object, object]] = [
    (Points, 0, 0),
    (Points, -(2**53 - 1), -(2**53 - 1)),
    (Points, 2**53 - 1, 2**53 - 1),
    (datetime, "2026-05-31T09:30:00Z", datetime(2026, 5, 31, 9, 30, tzinfo=UTC)),
    (datetime, "2026-05-31t15:00:00.123456789+05:30", datetime(2026, 5, 31, 9, 30, 0, 123456, tzinfo=UTC)),
    (date, "2024-02-29", date(2024, 2, 29)),
    (PhoneNumber, "+919822041763", "+919822041763"),
    (IdempotencyKey, "!" * 128, "!" * 128),
]

NO_POINTS: list[object] = [True, 1.0, "1", None, 2**53, -(2**53), 10**400, [], {}]
BAD: list[tuple[object, object]] = [
    *((Points, value) for value in NO_POINTS),
    *(
        (datetime, value)
        for value in (
            "",
            "2026-05-31",
            "2026-05-31T09:30:00",
            "2026-05-31 09:30:00Z",
            "2026-02-30T00:00:00Z",
            "2026-05-31T25:00:00Z",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "２026-05-31T09:30:00Z",
            1,
            None,
        )
    ),
    *(
        (date, value)
        for value in ("2026-02-29", "2026-13-01", "20260101", "2026-1-1", "2026-W01-1", 5, "0000-01-01")
    ),
    *(
        (PhoneNumber, value)
        for value in ("9822041763", "+0123456789", "+91 98220 41763", "+" + "9" * 40, "+91\n", 91)
    ),
    *((IdempotencyKey, value) for value in ("", " ", "a b", "x" * 129, "é", "a\n", "a\x00", 7)),
]


@pytest.mark.parametrize(("kind", "sent", "meant"), GOOD)
def test_a_good_value_is_read(kind: object, sent: object, meant: object) -> None:
    assert parse(kind, sent) == meant


@pytest.mark.parametrize(("kind", "sent"), BAD)
def test_a_bad_value_is_refused_with_a_sentence(kind: object, sent: object) -> None:
    with pytest.raises(GraphQLError) as refused:
        parse(kind, sent)
    assert refused.value.extensions == {"code": "BAD_INPUT"}
    assert refused.value.message.endswith(".")


@given(value=st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.booleans(), st.lists(st.text())))
def test_nothing_else_than_a_refusal_is_ever_raised(value: object) -> None:
    for kind in (Points, datetime, date, PhoneNumber, IdempotencyKey):
        try:
            parse(kind, value)
        except GraphQLError:
            continue


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 5, 31, 9, 30, tzinfo=UTC), "2026-05-31T09:30:00Z"),
        (datetime(2026, 5, 31, 9, 30, 0, 120_000, tzinfo=UTC), "2026-05-31T09:30:00.12Z"),
        (datetime(2026, 5, 31, 9, 30, 10, 1, tzinfo=UTC), "2026-05-31T09:30:10.000001Z"),
        (
            datetime(2026, 5, 31, 15, 0, tzinfo=timezone(timedelta(hours=5, minutes=30))),
            "2026-05-31T09:30:00Z",
        ),
    ],
)
def test_a_moment_is_shown_in_utc_without_zeros_at_its_end(moment: datetime, shown: str) -> None:
    assert show_moment(moment) == shown


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_survives_the_way_out_and_in(moment: datetime) -> None:
    assert parse(datetime, show_moment(moment)) == moment
