"""Values of suspicious awards that may cross the border of the domain."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class RuleKind(StrEnum):
    """What is unusual about an award."""

    STAFF_AWARDS_PER_HOUR = "staff_awards_per_hour"
    STAFF_AWARDS_PER_DAY = "staff_awards_per_day"
    STAFF_POINTS_PER_DAY = "staff_points_per_day"
    STORE_AWARDS_PER_DAY = "store_awards_per_day"
    STORE_POINTS_PER_DAY = "store_points_per_day"
    MEMBER_VISITS_PER_DAY = "member_visits_per_day"
    POINTS_AT_ONCE = "points_at_once"
    OWN_CARD = "own_card"
    SAME_BILL_NUMBER = "same_bill_number"
    ODD_HOURS = "odd_hours"


class RuleAction(StrEnum):
    """What happens to an award that a rule finds unusual. The last one of several that hold counts."""

    ALLOW = "allow"
    REVIEW = "review"
    REFUSE = "refuse"


class ReviewState(StrEnum):
    """Whether somebody decided."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """One rule: `most` for those that count, `days` for bill numbers, hours (the second not included) for odd hours."""

    kind: RuleKind
    action: RuleAction
    most: int | None = None
    days: int | None = None
    from_hour: int | None = None
    to_hour: int | None = None


@dataclass(frozen=True, slots=True)
class Award:
    """Points about to be given, as the rules see them. `local` is the moment where the program lives."""

    program_id: UUID
    business_id: UUID
    membership_id: UUID
    points: int
    is_by_hand: bool
    local: datetime
    store_id: UUID | None = None
    staff_id: UUID | None = None
    is_own_card: bool = False
    is_bill_number_known: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an award is unusual: the rule, what was found, and what it allows; None for rules that do not count."""

    kind: RuleKind
    found: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class HeldAward:
    """Points that were posted and are held: what an item of the queue begins with."""

    program_id: UUID
    business_id: UUID
    tx_id: UUID
    membership_id: UUID
    points: int
    occurred_at: datetime
    purchase_id: UUID | None = None
    store_id: UUID | None = None
    staff_id: UUID | None = None
    staff_name: str = ""


@dataclass(frozen=True, slots=True)
class ReviewInfo:
    """An item of the queue."""

    id: UUID
    program_id: UUID
    business_id: UUID
    tx_id: UUID
    purchase_id: UUID | None
    membership_id: UUID
    store_id: UUID | None
    staff_id: UUID | None
    points: int
    occurred_at: datetime
    state: ReviewState
