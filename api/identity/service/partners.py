"""Businesses that join a program by invitation: the link goes out, and the business opens for whoever accepts."""

from dataclasses import dataclass
from uuid import UUID

import structlog

from api import businesses
from api.businesses import InvitedPartner, PartnerInvitationInfo, PartnerTerms
from api.core import db
from api.core.audit import Actor, ActorKind
from api.core.errors import Conflict
from api.core.ids import new_id
from api.identity.ports import InvitationMessage, invitation_sender
from api.identity.service.invitations import NEW_USER, prove_or_hash
from api.identity.service.sessions import Device, open_session
from api.identity.service.sign_up import open_for
from api.identity.types import Face, SignedIn, SignInMethod

log = structlog.get_logger(__name__)

USER = """
    SELECT u.id AS user_id, asked.email, u.password_hash, u.disabled_at
    FROM (SELECT $1::text AS email) asked LEFT JOIN app_user u ON u.email = asked.email
"""


@dataclass(frozen=True, slots=True)
class NewPartner:
    """Whoever accepts an invitation: the business as it will be called, and its owner."""

    business_name: str
    name: str
    password: str


@dataclass(frozen=True, slots=True)
class JoinedPartner:
    """A business that takes part from now on, and its owner, signed in."""

    business_id: UUID
    invitation: PartnerInvitationInfo
    signed_in: SignedIn


async def invite_partner(
    actor: Actor, business_id: UUID, *, email: str, terms: PartnerTerms
) -> InvitedPartner:
    """Invites a business to the program and sends the link. Refuses as `businesses.invite_partner` does."""
    async with db.transaction():
        invited = await businesses.invite_partner(actor, business_id, email=email, terms=terms)
        message = InvitationMessage(
            invited.invitation.email, invited.invitation.program_name, actor.name, "Partner", invited.link
        )

        async def deliver() -> None:
            try:
                await invitation_sender().send_invitation(message)
            except Exception:
                log.exception("identity.invitation_not_delivered")

        await db.after_commit(deliver)
    return invited


async def join_program(token: str, new: NewPartner, device: Device) -> JoinedPartner:
    """Opens a business in the program that the link invites to, for the invited address, and signs its owner in.

    Someone who has signed up before proves it by their password. Refuses PARTNER_INVITATION_ENDED, bad names at their
    path, WEAK_PASSWORD (somebody new) or WRONG_CREDENTIALS (somebody known).
    """
    invitation = await businesses.read_partner_invitation(token)
    name = businesses.clean_text(new.name, ("name",), longest=120)
    shown_name = businesses.clean_text(new.business_name, ("businessName",), longest=120)
    row = await db.fetchrow(USER, invitation.email)
    assert row is not None  # noqa: S101 - a row for any address
    password_hash = await prove_or_hash(row, new.password)
    async with db.transaction():
        user_id = row["user_id"] or await db.fetchval(
            NEW_USER, new_id(), invitation.email, name, password_hash
        )
        if user_id is None:
            raise Conflict(
                "Someone has signed up with this e-mail meanwhile. Please try again.", path=("password",)
            )
        actor = Actor(ActorKind.STAFF, id=user_id, name=name, address=device.address)
        business, _, staff = await open_for(
            actor,
            user_id,
            name=shown_name,
            contact=name,
            email=invitation.email,
            program_id=invitation.program_id,
        )
        await businesses.answer_partner_invitation(actor, invitation, partner_id=business.id)
        signed_in = await open_session(
            user_id, Face.STAFF, SignInMethod.INVITATION, device, staff_id=staff.id
        )
    return JoinedPartner(business.id, invitation, signed_in)


async def decline_partner_invitation(token: str, device: Device) -> None:
    """Says no to an invitation; whoever holds the link may. Refuses PARTNER_INVITATION_ENDED."""
    invitation = await businesses.read_partner_invitation(token)
    actor = Actor(ActorKind.STAFF, name=invitation.email[:120], address=device.address)
    await businesses.answer_partner_invitation(actor, invitation, partner_id=None)
