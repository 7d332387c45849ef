"""Operations on days and moments: zones, formats, and times in a column of their own."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from api.erp.rules.operations import NOT_A_DATE, OUT_OF_RANGE, UNREADABLE
from tests.erp.values import run

pytestmark = pytest.mark.unit


def naive(*parts: int) -> datetime:
    """A moment as drivers give it, without a zone."""
    return datetime(*parts)  # type: ignore[arg-type] # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "value", "result"),
    [
        ("date", naive(2026, 3, 1, 23, 50), date(2026, 3, 1)),
        ("date", date(2026, 3, 1), date(2026, 3, 1)),
        ("date", "2026-03-01T20:00:00Z", date(2026, 3, 2)),
        ("date('%d/%m/%Y')", "01/03/2026", date(2026, 3, 1)),
        ("date('%d/%m/%Y')", "03/31/2026", NOT_A_DATE),
        ("date", "0000-00-00", NOT_A_DATE),
        ("date", "31.12.2026", NOT_A_DATE),
        ("date", 20260301.5, NOT_A_DATE),
        ("date", date(1899, 12, 30), OUT_OF_RANGE),
        ("date", "", None),
        ("datetime", naive(2026, 3, 1, 18, 5), datetime(2026, 3, 1, 12, 35, tzinfo=UTC)),
        ("datetime", "2026-03-01 18:05:33.1234567", datetime(2026, 3, 1, 12, 35, 33, 123456, tzinfo=UTC)),
        ("datetime", date(2026, 3, 1), datetime(2026, 2, 28, 18, 30, tzinfo=UTC)),
        ("datetime(iso, UTC)", naive(2026, 3, 1, 18, 5), datetime(2026, 3, 1, 18, 5, tzinfo=UTC)),
        ("datetime(iso, Europe/Berlin)", naive(2026, 3, 29, 1, 30), datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),
        ("datetime(iso, Europe/Berlin)", naive(2026, 3, 29, 3, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("datetime(iso, Europe/Berlin)", naive(2026, 3, 30, 3, 30), datetime(2026, 3, 30, 1, 30, tzinfo=UTC)),
        ("datetime('%d-%m-%y %I:%M %p')", "01-03-26 06:05 PM", datetime(2026, 3, 1, 12, 35, tzinfo=UTC)),
        ("datetime", naive(9999, 12, 31), OUT_OF_RANGE),
        ("datetime", datetime.min.replace(tzinfo=UTC), OUT_OF_RANGE),
        ("datetime", "soon", NOT_A_DATE),
        ("datetime", b"\xff", UNREADABLE),
    ],
)
def test_days_and_moments(text: str, value: object, result: object) -> None:
    """Given times in the source's zone (India), when read, then days are theirs and moments are UTC."""
    assert run(text, value) == result


@pytest.mark.parametrize(
    ("at", "result"),
    [
        ("18:05", naive(2026, 3, 1, 18, 5)),
        ("18:05:33", naive(2026, 3, 1, 18, 5, 33)),
        ("6:05:33 PM", naive(2026, 3, 1, 18, 5, 33)),
        ("12:05 a.m.", naive(2026, 3, 1, 0, 5)),
        ("13:05 PM", NOT_A_DATE),
        ("25:00", NOT_A_DATE),
        (time(18, 5), naive(2026, 3, 1, 18, 5)),
        (naive(1899, 12, 30, 18, 5), naive(2026, 3, 1, 18, 5)),
        ("1900-01-01 18:05:00", naive(2026, 3, 1, 18, 5)),
        (timedelta(hours=18, minutes=5), naive(2026, 3, 1, 18, 5)),
        (timedelta(days=2), NOT_A_DATE),
        (None, naive(2026, 3, 1)),
        (" ", naive(2026, 3, 1)),
        (b"\xff", UNREADABLE),
    ],
)
def test_a_day_and_a_time_of_two_columns(at: object, result: object) -> None:
    """Given a day beside a time in any form, when combined, then one moment, still in the source's own time."""
    for day in (naive(2026, 3, 1), date(2026, 3, 1), "2026-03-01"):
        assert run("combine_date_time(b)", day, (day, at, None)) == result
