"""A program and its rules: how points are earned, wait, pay and expire."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypedDict
from uuid import UUID


class Rounding(StrEnum):
    """How a fraction of a point is treated."""

    FLOOR = "floor"
    HALF_UP = "half_up"


class ExpiryKind(StrEnum):
    """When points that nobody spends expire."""

    NEVER = "never"
    ROLLING_MONTHS = "rolling_months"
    END_OF_MONTH = "end_of_month"
    END_OF_QUARTER = "end_of_quarter"
    END_OF_YEAR = "end_of_year"
    INACTIVITY = "inactivity"


class PendingKind(StrEnum):
    """How long earned points wait before they can be spent."""

    NONE = "none"
    DELAY = "delay"
    FIXED_DATE = "fixed_date"
    EVENT = "event"


class ShortfallPolicy(StrEnum):
    """What happens when a return takes back points that are already spent."""

    DEBT = "debt"
    WRITE_OFF = "write_off"
    REVIEW = "review"


class LimitMode(StrEnum):
    """What happens to an award beyond a limit: less of it is given, or none."""

    CAP = "cap"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class EarnRate:
    """`points` for each `per_minor` minor units of money; both positive."""

    points: int
    per_minor: int


@dataclass(frozen=True, slots=True)
class PointLimits:
    """The most points that may be earned or held; None where there is no limit."""

    mode: LimitMode = LimitMode.REFUSE
    per_transaction: int | None = None
    per_day: int | None = None
    per_week: int | None = None
    per_month: int | None = None
    balance: int | None = None
    staff_awards_per_hour: int | None = None
    store_points_per_day: int | None = None


@dataclass(frozen=True, slots=True)
class PointPayment:
    """How bills may be paid with points: `max_bp` is the largest part of a bill in basis points.

    The points of one bill are a multiple of `step`, at least `min_points`, at most `max_points` (None: no bound).
    """

    is_on: bool = True
    max_bp: int = 10_000
    min_points: int = 1
    max_points: int | None = None
    step: int = 1


@dataclass(frozen=True, slots=True)
class ProgramRules:
    """A program with all its settings.

    `point_value_micro_minor`: what one point pays, in millionths of a minor unit (10,000,000 = 10 paise).
    `max_amount_minor`: the largest bill that is believed. `watches_awards`: a business of it looks for unusual awards.
    `reminder_days`: how many days before points expire their holder is told, the earliest first.
    `reinstate_within_days`: how long after it an expiry can be undone by hand.
    """

    id: UUID
    name: str
    points_name: str
    currency: str
    time_zone: str
    region: str
    is_coalition: bool
    earn_rate: EarnRate
    rounding: Rounding
    point_value_micro_minor: int
    payment: PointPayment
    pending_kind: PendingKind
    pending_days: int
    pending_until: datetime | None
    expiry_kind: ExpiryKind
    expiry_months: int
    shortfall_policy: ShortfallPolicy
    reinstatement_days: int
    reinstate_within_days: int
    reminder_days: tuple[int, ...]
    void_window_seconds: int
    limits: PointLimits
    max_amount_minor: int
    watches_awards: bool
    version: int


class ProgramChanges(TypedDict, total=False):
    """New settings of a program; what is left out stays."""

    name: str
    points_name: str
    time_zone: str
    earn_rate: EarnRate
    rounding: Rounding
    point_value_micro_minor: int
    payment: PointPayment
    pending_kind: PendingKind
    pending_days: int
    pending_until: datetime | None
    expiry_kind: ExpiryKind
    expiry_months: int
    shortfall_policy: ShortfallPolicy
    reinstatement_days: int
    reinstate_within_days: int
    reminder_days: tuple[int, ...]
    void_window_seconds: int
    limits: PointLimits
    max_amount_minor: int
