"""Values of tiers that may cross the border: the ladder, its steps, what a member did, where a member stands."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

MAX_STEPS = 10
BASIS_POINTS = 10_000


class TierMeasure(StrEnum):
    """What lifts a member: points earned by purchases, money spent (minor units), visits, or the balance held."""

    EARNED = "earned"
    SPEND = "spend"
    VISITS = "visits"
    BALANCE = "balance"


class TierWindow(StrEnum):
    """The time that is looked at: the last months, the calendar year, or everything since joining."""

    ROLLING_MONTHS = "rolling_months"
    CALENDAR_YEAR = "calendar_year"
    SINCE_JOINING = "since_joining"


class TierEffective(StrEnum):
    """When a member goes up: at once, or at the beginning of the next month."""

    NOW = "now"
    NEXT_MONTH = "next_month"


class TierDowngrade(StrEnum):
    """How a member goes down once a tier is no longer kept: not at all, one step, or to where the numbers say."""

    NONE = "none"
    ONE_STEP = "one_step"
    FULL = "full"


class TierChangeReason(StrEnum):
    """Why a member's tier changed."""

    QUALIFIED = "qualified"
    NOT_KEPT = "not_kept"
    RULES = "rules"
    BY_HAND = "by_hand"
    MERGED = "merged"
    UNMERGED = "unmerged"


@dataclass(frozen=True, slots=True)
class TierBenefit:
    """Something that a tier brings beside its multiplier, in words, with the name of an icon."""

    text: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class NewTier:
    """A step of a ladder to save. `id` is that of an existing step, None for a new one. Multiplier in basis points."""

    name: str
    threshold: int
    multiplier_bp: int = BASIS_POINTS
    is_for_ever: bool = False
    colour: str = ""
    icon: str = ""
    benefits: tuple[TierBenefit, ...] = ()
    reward_id: UUID | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LadderRules:
    """The rules of a ladder. Steps in ascending order of thresholds; `window_months` counts for rolling months."""

    measure: TierMeasure
    window: TierWindow
    tiers: tuple[NewTier, ...]
    window_months: int = 12
    effective: TierEffective = TierEffective.NOW
    downgrade: TierDowngrade = TierDowngrade.FULL
    grace_days: int = 0


@dataclass(frozen=True, slots=True)
class TierInfo:
    """A step of a ladder as it is; `rank` counts from 1."""

    id: UUID
    rank: int
    name: str
    threshold: int
    multiplier_bp: int
    is_for_ever: bool


@dataclass(frozen=True, slots=True)
class LadderInfo:
    """A ladder as it is."""

    id: UUID
    program_id: UUID
    measure: TierMeasure
    window: TierWindow
    window_months: int
    effective: TierEffective
    downgrade: TierDowngrade
    grace_days: int
    version: int
    tiers: tuple[TierInfo, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """What a member did in one month (its first day, the program's time); signed, so that a return takes away."""

    membership_id: UUID
    month: date
    earned: int = 0
    spent_minor: int = 0
    visits: int = 0


@dataclass(frozen=True, slots=True)
class TierBoost:
    """What a member's tier does to earning."""

    tier_id: UUID
    name: str
    multiplier_bp: int


@dataclass(frozen=True, slots=True)
class TierMove:
    """How many members go from one tier to another; None is no tier."""

    from_name: str | None
    to_name: str | None
    members: int
    is_up: bool


@dataclass(frozen=True, slots=True)
class TierImpact:
    """What saving rules would do. `cost_minor`: what the new multipliers would have given more in the last year."""

    members: int
    moves: tuple[TierMove, ...]
    cost_points: int
    cost_minor: int

    @property
    def moves_up(self) -> int:
        """Members who go up."""
        return sum(move.members for move in self.moves if move.is_up)

    @property
    def moves_down(self) -> int:
        """Members who go down."""
        return sum(move.members for move in self.moves if not move.is_up)
