"""Invitations to join a business's staff: made, withdrawn, accepted."""

from datetime import timedelta
from uuid import UUID

import structlog
from asyncpg import Record, UniqueViolationError

from api import businesses
from api.businesses import BusinessInfo
from api.core import clock, db
from api.core.audit import Actor, ActorKind
from api.core.errors import Conflict, NotFound
from api.core.ids import new_id
from api.core.settings import get_settings
from api.identity import rules, tokens
from api.identity.errors import InvitationEnded, WrongCredentials
from api.identity.passwords import hash_secret, is_secret
from api.identity.ports import InvitationMessage, invitation_sender
from api.identity.queries import people
from api.identity.service.access import note
from api.identity.service.sessions import Device, open_session
from api.identity.service.staff import join
from api.identity.types import Face, InvitationInfo, Invited, RoleInfo, SignedIn, SignInMethod

log = structlog.get_logger(__name__)

LASTS = timedelta(days=7)

IS_STAFF = """
    SELECT EXISTS (SELECT FROM staff_member m JOIN app_user u ON u.id = m.user_id
        WHERE m.business_id = $1 AND u.email = $2 AND m.status = 'active')
"""
WITHDRAW = """
    UPDATE invitation SET revoked_at = now()
    WHERE business_id = $1 AND (id = $2::uuid OR email = $3::text) AND accepted_at IS NULL AND revoked_at IS NULL
    RETURNING id, email
"""
INSERT = """
    INSERT INTO invitation (id, program_id, business_id, email, role_id, token_hash, invited_by, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
WAITING = """
    SELECT i.id, i.program_id, i.business_id, i.email, i.role_id, u.id AS user_id, u.password_hash, u.disabled_at
    FROM invitation i LEFT JOIN app_user u ON u.email = i.email
    WHERE i.token_hash = $1 AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $2
"""
ACCEPT = """
    UPDATE invitation SET accepted_at = now()
    WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2 RETURNING id
"""
NEW_USER = """
    INSERT INTO app_user (id, email, display_name, password_hash, is_platform_admin) VALUES ($1, $2, $3, $4, false)
    ON CONFLICT (email) DO NOTHING RETURNING id
"""


async def invite_staff(
    actor: Actor, business_id: UUID, *, email: str, role_id: UUID, granting: frozenset[str]
) -> Invited:
    """Invites someone for seven days; an earlier invitation of theirs is withdrawn. The link is sent and told once.

    Refuses a role that holds more than the caller (`granting`) with FORBIDDEN, active staff with CONFLICT.
    """
    address = businesses.clean_email(email)
    role = (await people.roles_by_id([role_id])).get(role_id)
    if role is None or role.business_id != business_id:
        raise NotFound("There is no such role.", path=("roleId",))
    rules.check_granting(role.permissions, granting, path=("roleId",))
    if await db.fetchval(IS_STAFF, business_id, address):
        raise Conflict("This person works for the business already.", path=("email",))
    business = (await businesses.businesses_by_id([business_id]))[business_id]
    token = tokens.new_invitation_token()
    link = f"{get_settings().public_url.rstrip('/')}/invite/{token}"
    try:
        async with db.transaction():
            invitation_id = await _replace(actor, business, address, role, token)
            await _deliver_after_commit(actor, address, business.name, role, link)
            invitation = (await people.invitations_by_id([invitation_id]))[invitation_id]
    except UniqueViolationError as error:
        raise Conflict("Somebody else has invited this person just now.", path=("email",)) from error
    return Invited(invitation, link)


async def _replace(actor: Actor, business: BusinessInfo, email: str, role: RoleInfo, token: str) -> UUID:
    """The id of a new invitation in the place of one that waits."""
    invitation_id, digest = new_id(), tokens.invitation_hash(token)
    await db.fetch(WITHDRAW, business.id, None, email)
    await db.execute(
        INSERT,
        invitation_id,
        business.program_id,
        business.id,
        email,
        role.id,
        digest,
        actor.id,
        clock.now() + LASTS,
    )
    tenant, after = (business.program_id, business.id), {"email": email, "role": role.key}
    await note(actor, "identity.staff_invited", ("Invitation", invitation_id), tenant, after=after)
    return invitation_id


async def _deliver_after_commit(actor: Actor, email: str, business: str, role: RoleInfo, link: str) -> None:
    message = InvitationMessage(email, business, actor.name, role.name, link)

    async def deliver() -> None:
        try:
            await invitation_sender().send_invitation(message)
        except Exception:
            log.exception("identity.invitation_not_delivered")

    await db.after_commit(deliver)


async def revoke_invitation(actor: Actor, business_id: UUID, invitation_id: UUID) -> InvitationInfo:
    """Withdraws an invitation that waits. Refuses another business's with NOT_FOUND, an accepted one too."""
    async with db.transaction():
        row = await db.fetchrow(WITHDRAW, business_id, invitation_id, None)
        if row is None:
            raise NotFound("There is no such invitation waiting.", path=("invitationId",))
        program_id = await businesses.program_of(business_id)
        await note(
            actor,
            "identity.invitation_revoked",
            ("Invitation", invitation_id),
            (program_id, business_id),
            after={"email": row["email"]},
        )
        return (await people.invitations_by_id([invitation_id]))[invitation_id]


async def accept_invitation(token: str, *, name: str, password: str, device: Device) -> SignedIn:
    """Joins the business and signs in. Someone who has signed up before proves it by their password.

    Refuses with INVITATION_ENDED, WEAK_PASSWORD (somebody new) or WRONG_CREDENTIALS (somebody known).
    """
    cleaned = businesses.clean_text(name, ("name",), longest=120)
    row = await db.fetchrow(WAITING, tokens.invitation_hash(token[:200]), clock.now())
    if row is None:
        raise _ended()
    password_hash = await prove_or_hash(row, password)
    async with db.transaction():
        if await db.fetchval(ACCEPT, row["id"], clock.now()) is None:
            raise _ended()
        user_id = row["user_id"] or await db.fetchval(
            NEW_USER, new_id(), row["email"], cleaned, password_hash
        )
        if user_id is None:
            raise Conflict(
                "Someone has signed up with this e-mail meanwhile. Please try again.", path=("password",)
            )
        actor = Actor(ActorKind.STAFF, id=user_id, name=cleaned, address=device.address)
        staff = await join(actor, user_id, row["role_id"], row["business_id"], cleaned)
        return await open_session(user_id, Face.STAFF, SignInMethod.INVITATION, device, staff_id=staff.id)


async def prove_or_hash(row: Record, password: str) -> str | None:
    """Somebody new: the hash to keep. Somebody known: None, after their password was right."""
    if row["user_id"] is None:
        return await hash_secret(rules.check_password(password, row["email"]))
    ready = rules.prepared(password[: 4 * rules.MAX_PASSWORD])
    if not await is_secret(row["password_hash"], ready) or row["disabled_at"] is not None:
        raise WrongCredentials(
            "You have signed up before: please give the password that you chose then.", path=("password",)
        )
    return None


def _ended() -> InvitationEnded:
    return InvitationEnded("This invitation has ended. Please ask for a new one.", path=("token",))
