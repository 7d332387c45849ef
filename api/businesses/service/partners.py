"""Taking part in a program: invitations with terms, their answers, leaving."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from api.businesses import queries, rules
from api.businesses.errors import PartnerInvitationEnded
from api.businesses.events import PartnerAnswered, PartnerInvited, PartnerLeft
from api.businesses.models import Participant
from api.businesses.types import InvitedPartner, ParticipantRole, PartnerInvitationInfo, PartnerTerms
from api.core import audit, clock, db, outbox
from api.core.audit import Actor
from api.core.errors import Conflict, Forbidden, NotFound
from api.core.ids import new_id
from api.core.settings import get_settings

LASTS = timedelta(days=30)
MAX_WAITING = 50
WAITING = """
    SELECT count(*) FROM partner_invitation WHERE business_id = $1 AND state = 'waiting' AND expires_at > $2
"""
REPLACE = """
    UPDATE partner_invitation SET state = 'withdrawn' WHERE business_id = $1 AND email = $2 AND state = 'waiting'
"""
INSERT = """
    INSERT INTO partner_invitation (id, program_id, business_id, email, token_hash, terms, micro_minor, funding,
        invited_by_name, expires_at, state, answered_by_name)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', '')
"""
WITHDRAW = """
    UPDATE partner_invitation SET state = 'withdrawn' WHERE business_id = $1 AND id = $2 AND state = 'waiting'
    RETURNING id
"""
ANSWER = """
    UPDATE partner_invitation SET state = $3, answered_at = $4, answered_by_name = $5, partner_id = $6
    WHERE id = $1 AND program_id = $2 AND state = 'waiting' AND expires_at > $4 RETURNING id
"""


async def invite_partner(
    actor: Actor, business_id: UUID, *, email: str, terms: PartnerTerms
) -> InvitedPartner:
    """Invites a business to take part in the program, for thirty days; an earlier invitation of the address ends.

    The link is told once. Only the owner of the program may: a partner is refused with FORBIDDEN. Refuses bad values at
    their path, and CONFLICT where too many wait already.
    """
    address, terms = rules.email(email), rules.partner_terms(terms)
    program_id = await queries.program_of(business_id)
    now, token = clock.now(), secrets.token_urlsafe(24)
    invitation_id = new_id()
    async with db.transaction():
        await must_own(program_id, business_id)
        await db.execute(REPLACE, business_id, address)
        if await db.fetchval(WAITING, business_id, now) >= MAX_WAITING:
            raise Conflict(f"There are {MAX_WAITING} invitations waiting. Please withdraw some.")
        await db.execute(
            INSERT,
            invitation_id,
            program_id,
            business_id,
            address,
            token_hash(token),
            terms.text,
            terms.micro_minor,
            terms.funding,
            actor.name,
            now + LASTS,
        )
        after: dict[str, object] = {
            "email": address,
            "micro_minor": terms.micro_minor,
            "funding": terms.funding,
        }
        await _note(actor, "businesses.partner_invited", invitation_id, (program_id, business_id), after)
        await outbox.announce(
            PartnerInvited(program_id=program_id, business_id=business_id, invitation_id=invitation_id)
        )
        invitation = (await queries.invitations_by_id([invitation_id]))[invitation_id]
    return InvitedPartner(invitation, token, f"{get_settings().public_url.rstrip('/')}/partner/{token}")


async def withdraw_partner_invitation(
    actor: Actor, business_id: UUID, invitation_id: UUID
) -> PartnerInvitationInfo:
    """Withdraws an invitation that waits. Refuses another business's, and an answered one, with NOT_FOUND."""
    async with db.transaction():
        if await db.fetchval(WITHDRAW, business_id, invitation_id) is None:
            raise NotFound("There is no such invitation waiting.", path=("partnerInvitationId",))
        found = (await queries.invitations_by_id([invitation_id]))[invitation_id]
        tenant = (found.program_id, business_id)
        await _note(actor, "businesses.partner_invitation_withdrawn", invitation_id, tenant, {})
        return found


async def read_partner_invitation(token: str) -> PartnerInvitationInfo:
    """The invitation behind a link, while it waits. Refuses with PARTNER_INVITATION_ENDED."""
    found = await queries.invitation_by_token(token_hash(token), clock.now())
    if found is None:
        raise PartnerInvitationEnded(
            "This invitation has ended. Please ask the business for a new one.", path=("token",)
        )
    return found


async def answer_partner_invitation(
    actor: Actor, invitation: PartnerInvitationInfo, *, partner_id: UUID | None
) -> None:
    """Accepts for the partner that was made, or declines where `partner_id` is None. Once: PARTNER_INVITATION_ENDED."""
    state = "declined" if partner_id is None else "accepted"
    async with db.transaction():
        row = await db.fetchval(
            ANSWER, invitation.id, invitation.program_id, state, clock.now(), actor.name, partner_id
        )
        if row is None:
            raise PartnerInvitationEnded(
                "This invitation was answered or withdrawn meanwhile.", path=("token",)
            )
        if partner_id is not None:
            await Participant.filter(program_id=invitation.program_id, business_id=partner_id).update(
                funding=invitation.funding
            )
        tenant = (invitation.program_id, invitation.business_id)
        await _note(actor, f"businesses.partner_{state}", invitation.id, tenant, {"partner": str(partner_id)})
        await outbox.announce(
            PartnerAnswered(
                program_id=invitation.program_id,
                business_id=invitation.business_id,
                invitation_id=invitation.id,
                is_accepted=partner_id is not None,
                partner_id=partner_id,
            )
        )


async def leave_program(actor: Actor, business_id: UUID, *, reason: str = "") -> None:
    """Takes part no more: from now on no points are given or taken. Refuses the owner with FORBIDDEN."""
    said = rules.text(reason, ("reason",), longest=300, required=False)
    program_id = await queries.program_of(business_id)
    async with db.transaction():
        mine = await Participant.select_for_update().get_or_none(
            program_id=program_id, business_id=business_id, status="active"
        )
        if mine is None:
            raise NotFound("This business does not take part in the program.")
        if mine.role == ParticipantRole.OWNER:
            raise Forbidden("The business that owns the program cannot leave it.")
        mine.status, mine.left_at = "left", clock.now()
        await mine.save(update_fields=["status", "left_at"])
        tenant = (program_id, business_id)
        await _note(actor, "businesses.partner_left", mine.id, tenant, {"reason": said}, target="Participant")
        owner = await queries.owner_of(program_id)
        await outbox.announce(
            *(
                PartnerLeft(program_id=program_id, business_id=each, partner_id=business_id)
                for each in (business_id, owner)
            )
        )


async def must_own(program_id: UUID, business_id: UUID) -> None:
    """Refuses whoever does not own the program with FORBIDDEN."""
    if await queries.owner_of(program_id) != business_id:
        raise Forbidden("Only the business that owns this program can do this.")


def token_hash(token: str) -> str:
    """What is kept of a link's token."""
    return hashlib.sha256(token[:200].encode()).hexdigest()


async def _note(
    actor: Actor,
    action: str,
    what: UUID,
    tenant: tuple[UUID, UUID],
    after: dict[str, object],
    *,
    target: str = "PartnerInvitation",
) -> None:
    program_id, business_id = tenant
    await audit.record(
        actor, action, target=(target, what), after=after, program_id=program_id, business_id=business_id
    )
