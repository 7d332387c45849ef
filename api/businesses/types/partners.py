"""Who takes part in a program, and on which terms."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from api.businesses.types.places import BrandLook
from api.businesses.types.programs import EarnRate


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
