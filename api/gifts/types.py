"""Values of gifts that may cross the border of the domain."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class GiftState(StrEnum):
    """Where a gift is."""

    DRAFT = "draft"
    WAITING = "waiting"
    ARRIVED = "arrived"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class GiftRulesInfo:
    """What gifts a program allows. `max_per_day` and `max_per_month` bound what one member gives; None: no bound.

    `wait_days`: how long a gift waits for a number that is no member's yet.
    """

    is_on: bool = False
    min_points: int = 10
    max_points: int = 1_000
    max_per_day: int | None = None
    max_per_month: int | None = None
    wait_days: int = 14
    version: int = 0


@dataclass(frozen=True, slots=True)
class NewGift:
    """A gift to prepare: to a phone number as somebody typed it, or to a member whose card was shown."""

    idempotency_key: str
    membership_id: UUID
    points: int
    message: str = ""
    phone: str | None = None
    receiver_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class GiftInfo:
    """A gift as it is kept. `to_label` is what the giver reads: a first name, or the last digits of a number."""

    id: UUID
    program_id: UUID
    business_id: UUID
    giver_id: UUID
    receiver_id: UUID | None
    is_by_phone: bool
    to_phone: str | None
    to_label: str
    points: int
    message: str
    state: GiftState
    out_tx_id: UUID | None
    confirm_until: datetime
    wait_until: datetime | None


@dataclass(frozen=True, slots=True)
class GiftTerms:
    """What a member may give now. `left_today` and `left_this_month` are None where nothing bounds them."""

    can_give: bool
    min_points: int
    max_points: int
    left_today: int | None
    left_this_month: int | None
