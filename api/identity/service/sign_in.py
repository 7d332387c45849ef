"""Staff signing in with e-mail and password, and changing a password."""

from uuid import UUID

from api import businesses
from api.core import audit, db
from api.core.audit import Actor
from api.core.errors import BadInput, Forbidden, NotFound
from api.identity import rules
from api.identity.errors import WrongCredentials
from api.identity.passwords import hash_secret, is_secret, needs_rehash
from api.identity.queries import people
from api.identity.service.access import note
from api.identity.service.sessions import Device, end_sessions, open_session
from api.identity.types import Face, Principal, SignedIn, SignInMethod, StaffInfo

FIND = "SELECT id, password_hash, is_platform_admin, disabled_at FROM app_user WHERE email = $1"
OTHER_SESSIONS = """
    SELECT id FROM session WHERE user_id = $1 AND id IS DISTINCT FROM $2::uuid AND revoked_at IS NULL
"""


async def sign_in_staff(
    email: str, password: str, device: Device, *, business_id: UUID | None = None
) -> SignedIn:
    """A session in a business of the user: the given one, else the one used last.

    Refuses wrong and unknown e-mails alike with WRONG_CREDENTIALS, after the same work; a business that is not theirs
    with NOT_FOUND; someone who works nowhere any more with FORBIDDEN.
    """
    user_id, is_admin = await _prove(email, password)
    places = (await people.workplaces_of([user_id])).get(user_id, [])
    if business_id is not None:
        places = [place for place in places if place.business_id == business_id]
        if not places:
            raise NotFound("You do not work for this business.", path=("businessId",))
    if not places and not is_admin:
        raise Forbidden("You do not work for any business at present.")
    async with db.transaction():
        staff = places[0] if places else None
        opened = await open_session(
            user_id, Face.STAFF, SignInMethod.PASSWORD, device, staff_id=staff.id if staff else None
        )
        if staff is not None:
            await _note_sign_in(opened.principal, staff, device)
    return opened


async def _prove(email: str, password: str) -> tuple[UUID, bool]:
    try:
        row = await db.fetchrow(FIND, businesses.clean_email(email))
    except BadInput:
        row = None
    ready = rules.prepared(password[: 4 * rules.MAX_PASSWORD])
    matches = await is_secret(row["password_hash"] if row else None, ready)
    if row is None or not matches or row["disabled_at"] is not None:
        raise WrongCredentials("E-mail and password do not belong together.")
    if needs_rehash(row["password_hash"]):
        await _keep_password(row["id"], ready)
    return row["id"], row["is_platform_admin"]


async def _keep_password(user_id: UUID, ready: str) -> None:
    await db.execute(
        "UPDATE app_user SET password_hash = $2 WHERE id = $1", user_id, await hash_secret(ready)
    )


async def _note_sign_in(principal: Principal, staff: StaffInfo, device: Device) -> None:
    await note(
        principal.actor(device.address),
        "identity.signed_in",
        ("StaffMember", staff.id),
        (staff.program_id, staff.business_id),
        after={"device": device.name[:120]},
    )


async def change_password(actor: Actor, session_id: UUID | None, current: str, new: str) -> None:
    """A new password of the acting user; every other session of theirs ends.

    Refuses a wrong current one with WRONG_CREDENTIALS and a weak new one with WEAK_PASSWORD.
    """
    row = await db.fetchrow("SELECT email, password_hash FROM app_user WHERE id = $1", actor.id)
    known = row is not None and row["email"] is not None
    ready = rules.prepared(current[: 4 * rules.MAX_PASSWORD])
    if row is None or not known or not await is_secret(row["password_hash"], ready):
        raise WrongCredentials("This is not your current password.", path=("currentPassword",))
    wanted = rules.check_password(new, row["email"], path=("newPassword",))
    password_hash = await hash_secret(wanted)
    async with db.transaction():
        await db.execute("UPDATE app_user SET password_hash = $2 WHERE id = $1", actor.id, password_hash)
        others = await db.fetch(OTHER_SESSIONS, actor.id, session_id)
        await end_sessions([row["id"] for row in others], "password_changed")
        if actor.id is not None:
            await audit.record(actor, "identity.password_changed", target=("User", actor.id))
