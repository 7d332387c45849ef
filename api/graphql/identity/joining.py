"""Answering an invitation to a program: whoever holds the link accepts and signs in, or declines."""

from typing import Annotated

import strawberry

from api import identity, ledger
from api.graphql.base import Info, RateLimit, mutation, public
from api.graphql.identity.inputs import AcceptPartnerInvitationInput, DeclinePartnerInvitationInput
from api.graphql.identity.payloads import DeclinePartnerInvitationPayload, SignInPayload, show_sign_in
from api.graphql.identity.sign_in import device


@strawberry.type
class JoiningMutations:
    """Verbs for those who were invited to a program."""

    @mutation(
        public(),
        description="Accepts an invitation to a program: a business opens in it on the agreed terms, and its owner is "
        "signed in.",
        limit=RateLimit("accept-invitation", "20/minute"),
    )
    async def accept_partner_invitation(
        self,
        info: Info,
        input: Annotated[AcceptPartnerInvitationInput, strawberry.argument(description="Who accepts.")],
    ) -> SignInPayload:
        """Somebody new chooses a password; somebody known gives theirs."""
        new = identity.NewPartner(input.business_name, input.name, input.password)
        joined = await ledger.join_program(input.token, new, device(info, input.device_name))
        return show_sign_in(info, joined.signed_in)

    @mutation(
        public(),
        description="Declines an invitation to a program.",
        limit=RateLimit("accept-invitation", "20/minute"),
    )
    async def decline_partner_invitation(
        self,
        info: Info,
        input: Annotated[DeclinePartnerInvitationInput, strawberry.argument(description="Which.")],
    ) -> DeclinePartnerInvitationPayload:
        """Whoever holds the link may."""
        await identity.decline_partner_invitation(input.token, device(info, None))
        return DeclinePartnerInvitationPayload()
