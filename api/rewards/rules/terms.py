"""What a new voucher is on the terms of its reward."""

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import orjson
from dateutil.relativedelta import relativedelta

from api.core.paging import NEVER
from api.rewards.types import Fulfilment, LimitPeriod, NewReward, RewardKind

HOLD = timedelta(minutes=15)


def valid_until(terms: NewReward, issued_at: datetime, time_zone: str) -> datetime | None:
    """Until when a voucher is good: the start of the program's day after its last; None for ever."""
    if terms.valid_days is None:
        return None
    day = issued_at.astimezone(ZoneInfo(time_zone)).date() + timedelta(days=terms.valid_days)
    return _start_of(day + timedelta(days=1), time_zone)


def period_start(period: LimitPeriod, now: datetime, time_zone: str) -> datetime:
    """When the period began that contains the moment: midnight, Monday, the first, or before every moment."""
    day = now.astimezone(ZoneInfo(time_zone)).date()
    match period:
        case LimitPeriod.DAY:
            return _start_of(day, time_zone)
        case LimitPeriod.WEEK:
            return _start_of(day - timedelta(days=day.weekday()), time_zone)
        case LimitPeriod.MONTH:
            return _start_of(day + relativedelta(day=1), time_zone)
        case LimitPeriod.EVER:
            return NEVER


def first_balance(terms: NewReward) -> int | None:
    """What a gift card holds when it is new; None for other kinds."""
    return terms.value_minor if terms.kind is RewardKind.GIFT_CARD else None


def first_fulfilment(terms: NewReward) -> Fulfilment:
    """Whether something is to be handed over."""
    return Fulfilment.OPEN if terms.needs_fulfilment else Fulfilment.NONE


def content_hash(*content: object) -> str:
    """SHA-256 of what a request says: the same key with another hash is refused."""
    return hashlib.sha256(orjson.dumps(content, default=str)).hexdigest()


def _start_of(day: date, time_zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(time_zone)).astimezone(UTC)
