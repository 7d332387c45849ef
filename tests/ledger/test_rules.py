"""When points are released and expire: worked by hand."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from api.businesses import ExpiryKind, LimitMode, PendingKind, PointLimits
from api.ledger import LedgerPolicy, rules

pytestmark = pytest.mark.unit
KOLKATA, NEW_YORK = "Asia/Kolkata", "America/New_York"


def at(text: str, zone: str = KOLKATA) -> datetime:
    """A local moment."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def expiring(kind: ExpiryKind, months: int, zone: str = KOLKATA) -> LedgerPolicy:
    """A policy of that expiry."""
    return LedgerPolicy(time_zone=zone, expiry_kind=kind, expiry_months=months)


@pytest.mark.parametrize(
    ("kind", "months", "earned", "expires"),
    [
        (
            ExpiryKind.ROLLING_MONTHS,
            1,
            "2025-01-31T18:00",
            "2025-03-01T00:00",
        ),  # 28 February is the last good day
        (ExpiryKind.ROLLING_MONTHS, 1, "2024-01-31T18:00", "2024-03-01T00:00"),  # 29 February in a leap year
        (ExpiryKind.ROLLING_MONTHS, 12, "2024-02-29T10:00", "2025-03-01T00:00"),
        (ExpiryKind.ROLLING_MONTHS, 12, "2025-03-10T23:59", "2026-03-11T00:00"),
        (ExpiryKind.END_OF_MONTH, 1, "2025-01-31T18:00", "2025-02-01T00:00"),
        (ExpiryKind.END_OF_MONTH, 2, "2025-01-31T18:00", "2025-03-01T00:00"),
        (ExpiryKind.END_OF_QUARTER, 1, "2025-02-15T09:00", "2025-04-01T00:00"),
        (ExpiryKind.END_OF_QUARTER, 12, "2025-02-15T09:00", "2026-04-01T00:00"),
        (ExpiryKind.END_OF_YEAR, 1, "2025-12-31T23:59", "2026-01-01T00:00"),
        (ExpiryKind.END_OF_YEAR, 13, "2025-03-10T12:00", "2027-01-01T00:00"),
        (ExpiryKind.INACTIVITY, 6, "2025-08-31T12:00", "2026-03-01T00:00"),
    ],
)
def test_expiry_in_the_programs_days(kind: ExpiryKind, months: int, earned: str, expires: str) -> None:
    """The last day is good; the moment of expiry is the start of the next."""
    assert rules.expires_at(expiring(kind, months), at(earned), None) == at(expires)


def test_never_expires() -> None:
    """No moment at all."""
    assert rules.expires_at(expiring(ExpiryKind.NEVER, 12), at("2025-01-01T00:00"), None) is None


def test_the_day_is_the_programs_not_utcs() -> None:
    """20:00 UTC is already the next day in Kolkata and still the same in New York."""
    moment = datetime(2025, 1, 30, 20, 0, tzinfo=UTC)
    assert rules.expires_at(expiring(ExpiryKind.END_OF_MONTH, 1), moment, None) == at("2025-02-01T00:00")
    assert rules.expires_at(expiring(ExpiryKind.ROLLING_MONTHS, 1), moment, None) == at("2025-03-01T00:00")
    there = rules.expires_at(expiring(ExpiryKind.ROLLING_MONTHS, 1, NEW_YORK), moment, None)
    assert there == at("2025-03-01T00:00", NEW_YORK)


def test_expiry_keeps_local_midnight_when_clocks_change() -> None:
    """New York is at -5 h in January and at -4 h in July."""
    expires = rules.expires_at(
        expiring(ExpiryKind.ROLLING_MONTHS, 6, NEW_YORK), at("2025-01-15T12:00", NEW_YORK), None
    )
    assert expires == datetime(2025, 7, 16, 4, 0, tzinfo=UTC)


def test_the_clock_starts_at_release() -> None:
    """Earned on 20 January, spendable from 10 February: one month from there."""
    expires = rules.expires_at(
        expiring(ExpiryKind.ROLLING_MONTHS, 1), at("2025-01-20T12:00"), at("2025-02-10T00:00")
    )
    assert expires == at("2025-03-11T00:00")


def test_release() -> None:
    """At once, after days (at the start of the day), or on a date that is still to come."""
    policy = LedgerPolicy(time_zone=KOLKATA)
    earned = at("2025-01-20T15:00")
    until = at("2025-02-01T00:00")
    delayed = replace(policy, pending_kind=PendingKind.DELAY, pending_days=14)
    dated = replace(policy, pending_kind=PendingKind.FIXED_DATE, pending_until=until)
    assert rules.release_at(policy, earned) is None
    assert rules.release_at(delayed, earned) == at("2025-02-03T00:00")
    assert rules.release_at(dated, earned) == until
    assert rules.release_at(dated, until) is None


def test_only_inactivity_slides() -> None:
    """Other kinds leave older lots alone."""
    moment = at("2025-01-31T12:00")
    assert rules.slides_to(expiring(ExpiryKind.INACTIVITY, 1), moment) == at("2025-03-01T00:00")
    assert rules.slides_to(expiring(ExpiryKind.ROLLING_MONTHS, 1), moment) is None


def test_grace_runs_to_the_end_of_its_last_day() -> None:
    """30 days from 10 March: good through 9 April."""
    assert rules.grace_until(LedgerPolicy(time_zone=KOLKATA), at("2025-03-10T12:00")) == at(
        "2025-04-10T00:00"
    )


def test_windows_of_limits() -> None:
    """Wednesday 5 March 2025: its day, the week from Monday, the month."""
    policy = LedgerPolicy(time_zone=KOLKATA, limits=PointLimits(mode=LimitMode.CAP, per_week=500))
    moment = at("2025-03-05T10:30")
    assert rules.limits_at(LedgerPolicy(time_zone=KOLKATA), moment, moment) is None
    assert rules.limits_at(policy, moment, moment.astimezone(UTC)) == {
        "mode": "cap",
        "per_week": 500,
        "day": ["2025-03-04T18:30:00+00:00", "2025-03-05T18:30:00+00:00"],
        "week": ["2025-03-02T18:30:00+00:00", "2025-03-09T18:30:00+00:00"],
        "month": ["2025-02-28T18:30:00+00:00", "2025-03-31T18:30:00+00:00"],
        "hour": "2025-03-05T05:00:00+00:00",
    }
