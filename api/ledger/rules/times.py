"""When points are released and when they expire, and the windows of limits, in the days of the program."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from api.businesses import ExpiryKind, PendingKind, ProgramRules
from api.ledger.types import LedgerPolicy

QUARTER_MONTHS = 3
HELD_UNTIL = datetime(9999, 1, 1, tzinfo=UTC)
"""When held points would be released: never by time, only by somebody who decides."""


def policy_of(rules: ProgramRules) -> LedgerPolicy:
    """The part of a program's rules that the ledger needs."""
    return LedgerPolicy(
        time_zone=rules.time_zone,
        expiry_kind=rules.expiry_kind,
        expiry_months=rules.expiry_months,
        pending_kind=rules.pending_kind,
        pending_days=rules.pending_days,
        pending_until=rules.pending_until,
        shortfall=rules.shortfall_policy,
        reinstatement_days=rules.reinstatement_days,
        limits=rules.limits,
    )


def release_at(policy: LedgerPolicy, earned_at: datetime) -> datetime | None:
    """When points earned then can be spent: at the start of the program's day, or None for at once.

    What waits for an event waits at most its days.
    """
    waits = policy.pending_kind in (PendingKind.DELAY, PendingKind.EVENT)
    if waits and policy.pending_days > 0:
        day = earned_at.astimezone(ZoneInfo(policy.time_zone)).date() + timedelta(days=policy.pending_days)
        return start_of(day, policy.time_zone)
    if policy.pending_kind is PendingKind.FIXED_DATE:
        until = policy.pending_until
        return until if until is not None and until > earned_at else None
    return None


def expires_at(policy: LedgerPolicy, earned_at: datetime, released_at: datetime | None) -> datetime | None:
    """When points expire, None for never. The clock starts at release.

    Points are good through their last day: the moment returned is the start of the day after it. Rolling months keep
    the day of the month, or take the month's last where it has no such day (31 January + 1 month = 28 February). The
    calendar kinds add the months less one and run to the end of that month, quarter or year.
    """
    if policy.expiry_kind is ExpiryKind.NEVER:
        return None
    start = max(earned_at, released_at) if released_at else earned_at
    day = start.astimezone(ZoneInfo(policy.time_zone)).date()
    return _end_of_life(policy.expiry_kind, policy.expiry_months, day, policy.time_zone)


def slides_to(policy: LedgerPolicy, active_at: datetime) -> datetime | None:
    """Where an activity at that moment moves the expiry of all the member's points; None where it moves nothing."""
    if policy.expiry_kind is not ExpiryKind.INACTIVITY:
        return None
    return expires_at(policy, active_at, None)


def grace_until(policy: LedgerPolicy, now: datetime) -> datetime:
    """Until when points live that had expired before their redemption was undone."""
    day = now.astimezone(ZoneInfo(policy.time_zone)).date() + timedelta(days=policy.reinstatement_days)
    return start_of(day + timedelta(days=1), policy.time_zone)


def limits_at(policy: LedgerPolicy, occurred_at: datetime, now: datetime) -> Mapping[str, object] | None:
    """The limits that are set, with the windows that contain the moment; None where no limit is set."""
    limits = policy.limits
    values = {
        "per_transaction": limits.per_transaction,
        "per_day": limits.per_day,
        "per_week": limits.per_week,
        "per_month": limits.per_month,
        "balance": limits.balance,
        "staff_awards_per_hour": limits.staff_awards_per_hour,
        "store_points_per_day": limits.store_points_per_day,
    }
    given = {name: value for name, value in values.items() if value is not None}
    if not given:
        return None
    day = occurred_at.astimezone(ZoneInfo(policy.time_zone)).date()
    monday, first = day - timedelta(days=day.weekday()), day.replace(day=1)
    return given | {
        "mode": limits.mode,
        "day": _window(day, day + timedelta(days=1), policy.time_zone),
        "week": _window(monday, monday + timedelta(days=7), policy.time_zone),
        "month": _window(first, first + relativedelta(months=1), policy.time_zone),
        "hour": now.replace(minute=0, second=0, microsecond=0).isoformat(),
    }


@lru_cache(maxsize=4096)
def _end_of_life(kind: ExpiryKind, months: int, day: date, zone: str) -> datetime:
    """Kept, because it is asked for the same few days with every award."""
    return start_of(_last_day(kind, months, day) + timedelta(days=1), zone)


def _last_day(kind: ExpiryKind, months: int, day: date) -> date:
    within = day + relativedelta(months=months - 1)
    match kind:
        case ExpiryKind.END_OF_MONTH:
            return _end_of_month(within)
        case ExpiryKind.END_OF_QUARTER:
            return _end_of_month(within + relativedelta(months=-within.month % QUARTER_MONTHS))
        case ExpiryKind.END_OF_YEAR:
            return within.replace(month=12, day=31)
        case _:
            return day + relativedelta(months=months)


def _end_of_month(day: date) -> date:
    return day + relativedelta(day=31)


def _window(start: date, end: date, zone: str) -> list[str]:
    return [start_of(start, zone).isoformat(), start_of(end, zone).isoformat()]


def start_of(day: date, zone: str) -> datetime:
    """The first moment of a program's day."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def end_of(day: date, zone: str) -> datetime:
    """When points expire that are good through that day."""
    return start_of(day + timedelta(days=1), zone)
