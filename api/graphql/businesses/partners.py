"""Taking part in a program: invitations with terms, and leaving."""

from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry

from api import businesses, identity
from api.core.ids import key_of
from api.graphql.base import (
    Info,
    Node,
    Payload,
    Points,
    RateLimit,
    column,
    field,
    mutation,
    one,
    public,
    query,
    read,
    reads,
    requires,
)
from api.graphql.businesses.enums import PartnerFunding
from api.graphql.businesses.types import Program, PublicBusiness

INVITE = requires("program.invite")


@strawberry.enum(description="What became of an invitation to take part in a program.")
class PartnerInvitationState(Enum):
    """States."""

    WAITING = strawberry.enum_value("WAITING", description="Nobody has answered yet.")
    ACCEPTED = strawberry.enum_value("ACCEPTED", description="The business takes part.")
    DECLINED = strawberry.enum_value("DECLINED", description="Somebody said no.")
    WITHDRAWN = strawberry.enum_value("WITHDRAWN", description="The business that invited withdrew it.")
    EXPIRED = strawberry.enum_value("EXPIRED", description="Nobody answered in thirty days.")


@reads(businesses.PARTNER_INVITATIONS, node="", guard=INVITE)
@strawberry.type(description="An invitation to take part in the program of the caller's business.")
class PartnerInvitation(Node):
    """An invitation."""

    email: str = column("Who was invited.")
    terms: str = column("The terms in words.")
    rate: float | None = column(
        "What a point of the partner's will cost it, in minor units; null where that is not said."
    )
    currency: str = column("The currency of the rate.")
    funding: PartnerFunding = column("How the partner pays.")
    state: PartnerInvitationState = column("What became of it.")
    invited_by_name: str = column("Who invited.")
    invited_at: datetime = column("When.", name="created_at")
    expires_at: datetime = column("It can be answered before this moment.")
    answered_at: datetime | None = column("When it was answered; null where it was not.")
    answered_by_name: str = column("Who answered; empty where nobody did.")
    partner: PublicBusiness | None = one("The business that takes part now.", "self.pk = parent.partner_pk")


@strawberry.type(description="What whoever holds the link of an invitation reads before answering.")
class PartnerOffer:
    """An offer."""

    program_name: str = field("The program.")
    points_name: str = field("What its points are called.")
    business_name: str = field("The business that invites.")
    invited_by_name: str = field("Who invites.")
    email: str = field("The address that was invited; the owner signs in with it.")
    terms: str = field("The terms in words.")
    rate: float | None = field(
        "What a point of the partner's will cost it, in minor units; null where that is not said."
    )
    currency: str = field("The currency of the program.")
    funding: PartnerFunding = field("How the partner pays.")
    expires_at: datetime = field("It can be answered before this moment.")


@strawberry.type(description="An offer, or why there is none.")
class PartnerOfferPayload(Payload):
    """An offer or why not."""

    offer: PartnerOffer | None = field("The offer; null when the link has ended.", default=None)


@strawberry.input(description="A business to invite, and on which terms.")
class InvitePartnerInput:
    """An invitation."""

    email: str = field("Where to send it; whoever accepts signs in with this address.")
    terms: str = field("The terms in words, up to 8,000 characters.")
    micro_minor_units: Points | None = field(
        "What a point of the partner's is to cost it, in millionths of the smallest unit; "
        "the program's rate when left out.",
        default=None,
    )
    funding: PartnerFunding | None = field(
        "How the partner is to pay; on redemption when left out.", default=None
    )


@strawberry.input(description="Which invitation.")
class WithdrawPartnerInvitationInput:
    """An invitation."""

    partner_invitation_id: strawberry.ID = field("The invitation.")


@strawberry.type(description="The invitation after the change.")
class PartnerInvitationPayload(Payload):
    """An invitation or why not."""

    invitation: PartnerInvitation | None = field("The invitation; null when refused.", default=None)
    link: str | None = field("Where it is answered; told only once, when it is made.", default=None)


@strawberry.input(description="Leaving the program.")
class LeaveProgramInput:
    """Why."""

    reason: str = field("Why, up to 300 characters; the audit log keeps it.", default="")


@strawberry.type(description="The program without the caller's business.")
class LeaveProgramPayload(Payload):
    """Done or why not."""

    program: Program | None = field("The program; null when refused.", default=None)


@strawberry.type
class PartnerQueries:
    """Fields of Query."""

    @query(
        public(),
        description="The terms of an invitation to a program, by the token of its link.",
        limit=RateLimit("partner-offer", "60/minute"),
    )
    async def partner_offer(
        self,
        token: Annotated[str, strawberry.argument(description="The last part of the link.")],
    ) -> PartnerOfferPayload:
        """Whoever holds the link may read it."""
        found = await businesses.read_partner_invitation(token)
        return PartnerOfferPayload(
            offer=PartnerOffer(
                program_name=found.program_name,
                points_name=found.points_name,
                business_name=found.business_name,
                invited_by_name=found.invited_by_name,
                email=found.email,
                terms=found.terms,
                rate=None if found.micro_minor is None else found.micro_minor / 1_000_000,
                currency=found.currency,
                funding=PartnerFunding[found.funding.name],
                expires_at=found.expires_at,
            )
        )


@strawberry.type
class PartnerMutations:
    """Fields of Mutation."""

    @mutation(
        INVITE,
        description="Invites a business to the program for thirty days. The program's owner alone may.",
        limit=RateLimit("invite-partner", "20/minute"),
    )
    async def invite_partner(
        self, info: Info, input: Annotated[InvitePartnerInput, strawberry.argument(description="Whom.")]
    ) -> PartnerInvitationPayload:
        """The link is sent, and told once."""
        viewer = info.context.viewer
        micro, funding = input.micro_minor_units, input.funding
        terms = businesses.PartnerTerms(
            input.terms,
            None if micro is None else int(micro),
            businesses.Funding[funding.name if funding else "REDEEM"],
        )
        invited = await identity.invite_partner(
            viewer.actor(), viewer.the_business(), email=input.email, terms=terms
        )
        return PartnerInvitationPayload(
            invitation=await read(info, "PartnerInvitation", invited.invitation.id), link=invited.link
        )

    @mutation(INVITE, description="Withdraws an invitation that waits.")
    async def withdraw_partner_invitation(
        self,
        info: Info,
        input: Annotated[WithdrawPartnerInvitationInput, strawberry.argument(description="Which.")],
    ) -> PartnerInvitationPayload:
        """Of one's own business."""
        viewer = info.context.viewer
        key = key_of(input.partner_invitation_id, "PartnerInvitation", path=("partnerInvitationId",))
        found = await businesses.withdraw_partner_invitation(viewer.actor(), viewer.the_business(), key)
        return PartnerInvitationPayload(invitation=await read(info, "PartnerInvitation", found.id))

    @mutation(
        INVITE,
        description="Takes part in the program no more: points are neither given nor taken from now on. "
        "What was cleared is settled all the same.",
    )
    async def leave_program(
        self, info: Info, input: Annotated[LeaveProgramInput, strawberry.argument(description="Why.")]
    ) -> LeaveProgramPayload:
        """One's own business; the owner of a program cannot."""
        viewer = info.context.viewer
        await businesses.leave_program(viewer.actor(), viewer.the_business(), reason=input.reason)
        return LeaveProgramPayload(program=await read(info, "Program", viewer.the_program()))
