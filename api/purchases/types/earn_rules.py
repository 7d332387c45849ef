"""What an earn rule gives, and when it holds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from api.businesses import EarnRate
from api.core.weekdays import Weekday


class EarnRuleKind(StrEnum):
    """What an earn rule gives: its own rate, a multiple of the rate, or a number of points."""

    RATE = "rate"
    MULTIPLIER = "multiplier"
    BONUS = "bonus"


class BirthdaySpan(StrEnum):
    """Days around a birthday: itself, its week from Monday to Sunday, its month of the calendar."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class EarnConditions:
    """When an earn rule holds. An empty condition asks nothing; hours are local, `to_hour` is not included.

    Goods are of one of the categories or one of the products, and of one of the brands where any are named.
    `birthday` is the member's own. What is asked of children has to be true of one child; ages are those of the day.
    """

    category_ids: frozenset[UUID] = frozenset()
    product_ids: frozenset[UUID] = frozenset()
    brand_ids: frozenset[UUID] = frozenset()
    store_ids: frozenset[UUID] = frozenset()
    weekdays: frozenset[Weekday] = frozenset()
    from_hour: int | None = None
    to_hour: int | None = None
    first_purchase: bool = False
    birthday_month: bool = False
    min_amount_minor: int | None = None
    birthday: BirthdaySpan | None = None
    kid_birthday: BirthdaySpan | None = None
    kid_age_from: int | None = None
    kid_age_to: int | None = None


@dataclass(frozen=True, slots=True)
class EarnRuleInfo:
    """An earn rule as it is. `multiplier_bp` is in basis points: 20,000 doubles."""

    id: UUID
    name: str
    kind: EarnRuleKind
    priority: int = 100
    conditions: EarnConditions = EarnConditions()
    rate: EarnRate | None = None
    multiplier_bp: int | None = None
    bonus_points: int | None = None
    cap_points: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_active: bool = True
    version: int = 1
