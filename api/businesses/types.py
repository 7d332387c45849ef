"""Values of tenants that other domains may hold: programs and their rules, businesses, brands, stores."""

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


class ParticipantRole(StrEnum):
    """What a business is in a program."""

    OWNER = "owner"
    PARTNER = "partner"


class Funding(StrEnum):
    """How a partner pays for its points that others redeem."""

    REDEEM = "redeem"
    PREPAID = "prepaid"


class InvitationState(StrEnum):
    """What became of an invitation to take part."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


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


@dataclass(frozen=True, slots=True)
class BrandLook:
    """How a card or a shop looks: two colours as #rrggbb, a motif's name, up to three initials, a logo."""

    name: str
    stock_color: str
    foil_color: str
    motif: str
    initials: str
    logo_file_id: UUID | None


@dataclass(frozen=True, slots=True)
class BusinessInfo:
    """A tenant. `earn_rate` is its own in the program, None where the program's holds."""

    id: UUID
    program_id: UUID
    name: str
    contact_name: str
    contact_email: str | None
    brand: BrandLook
    earn_rate: EarnRate | None
    created_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """A place with a till."""

    id: UUID
    program_id: UUID
    business_id: UUID
    name: str
    code: str
    address: str
    city: str
    is_active: bool
    shop_brand_id: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class ShopBrandInfo:
    """A name over the door."""

    id: UUID
    program_id: UUID
    business_id: UUID
    brand: BrandLook
    is_active: bool


@dataclass(frozen=True, slots=True)
class ParticipantInfo:
    """A business in a program, with the earn rate that holds for it there."""

    id: UUID
    program_id: UUID
    business_id: UUID
    role: ParticipantRole
    earn_rate: EarnRate
    brand: BrandLook
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class PartnerTerms:
    """On which terms a business is invited: words, millionths of a minor unit for each of its points, funding."""

    text: str
    micro_minor: int | None = None
    funding: Funding = Funding.REDEEM


@dataclass(frozen=True, slots=True)
class PartnerInvitationInfo:
    """An invitation to take part in a program."""

    id: UUID
    program_id: UUID
    business_id: UUID
    business_name: str
    program_name: str
    points_name: str
    currency: str
    email: str
    terms: str
    micro_minor: int | None
    funding: Funding
    state: InvitationState
    invited_by_name: str
    expires_at: datetime
    partner_id: UUID | None


@dataclass(frozen=True, slots=True)
class InvitedPartner:
    """An invitation with its link, which is told once."""

    invitation: PartnerInvitationInfo
    token: str
    link: str


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


class BrandChanges(TypedDict, total=False):
    """New parts of a look; what is left out stays."""

    stock_color: str
    foil_color: str
    motif: str
    initials: str


class BusinessChanges(BrandChanges, total=False):
    """New values of a business; what is left out stays. `earn_rate` None: the program's holds again."""

    name: str
    contact_name: str
    contact_email: str | None
    earn_rate: EarnRate | None


class StoreChanges(TypedDict, total=False):
    """New values of a store; what is left out stays."""

    name: str
    code: str
    address: str
    city: str
    shop_brand_id: UUID | None
    is_active: bool


class ShopBrandChanges(BrandChanges, total=False):
    """New values of a shop brand; what is left out stays."""

    name: str
    is_active: bool
