"""Values of households that may cross the border of the domain."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class HouseholdRole(StrEnum):
    """What a member may do in a household."""

    GUARDIAN = "guardian"
    ADULT = "adult"
    CHILD = "child"


class InvitationState(StrEnum):
    """What became of an invitation."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class HouseholdRulesInfo:
    """What households a program allows."""

    is_on: bool = False
    max_members: int = 6
    version: int = 0


@dataclass(frozen=True, slots=True)
class SpendLimits:
    """The most points of others that a member may spend; None: no bound."""

    per_day: int | None = None
    per_week: int | None = None
    per_month: int | None = None


@dataclass(frozen=True, slots=True)
class HouseholdMemberInfo:
    """A member in a household, as it is kept."""

    id: UUID
    program_id: UUID
    household_id: UUID
    membership_id: UUID
    role: HouseholdRole
    is_paused: bool
    shares_points: bool
    limits: SpendLimits
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class InvitationInfo:
    """An invitation, as it is kept."""

    id: UUID
    program_id: UUID
    household_id: UUID
    inviter_id: UUID
    role: HouseholdRole
    code: str
    phone: str | None
    state: InvitationState
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class MemberTerms:
    """What a guardian sets of a member."""

    role: HouseholdRole
    is_paused: bool
    limits: SpendLimits
