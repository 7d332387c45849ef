"""The shared till: switching to a colleague by their PIN."""

from datetime import datetime, timedelta
from uuid import UUID

from asyncpg import Record

from api.core import clock, db
from api.core.audit import Actor
from api.core.errors import Forbidden, NotFound, RateLimited
from api.identity import rules
from api.identity.errors import WrongPin
from api.identity.passwords import hash_secret, is_secret
from api.identity.queries import people
from api.identity.service.access import note
from api.identity.service.sessions import Device, open_session
from api.identity.types import Face, SignedIn, SignInMethod, StaffInfo

PIN_TRIES = 5
PIN_LOCK = timedelta(minutes=15)

# A try is counted before it is looked at, in one statement: a thousand at once are still five.
TRY = """
    UPDATE staff_member SET
        pin_tries = CASE WHEN pin_locked_until IS NULL THEN pin_tries + 1 ELSE 1 END,
        pin_locked_until = CASE WHEN pin_locked_until IS NULL AND pin_tries + 1 >= $3 THEN $4::timestamptz END
    WHERE id = $1 AND business_id = $2 AND status = 'active' AND pin_hash IS NOT NULL
        AND (pin_locked_until IS NULL OR pin_locked_until <= $5)
    RETURNING user_id, program_id, pin_hash, pin_tries
"""
FORGIVE = "UPDATE staff_member SET pin_tries = 0, pin_locked_until = NULL WHERE id = $1"
LOOK = """
    SELECT pin_hash IS NOT NULL AS has_pin, pin_locked_until FROM staff_member
    WHERE id = $1 AND business_id = $2 AND status = 'active'
"""
TILL = """
    SELECT coalesce(parent_id, id) AS till_id, method FROM session
    WHERE id = $1 AND revoked_at IS NULL AND face = 'staff' AND staff_id IS NOT NULL
"""


async def set_till_pin(actor: Actor, session_id: UUID, pin: str) -> StaffInfo:
    """Sets the acting staff member's own PIN of 4 to 8 digits. Refuses a session that a PIN opened with FORBIDDEN."""
    rules.check_pin(pin)
    if actor.staff_id is None or actor.program_id is None or actor.business_id is None:
        raise Forbidden("Only staff have a PIN.")
    if (await _till(session_id))["method"] == SignInMethod.PIN:
        raise Forbidden("Please sign in with your password to change your PIN.")
    pin_hash = await hash_secret(pin)
    async with db.transaction():
        await db.execute(
            "UPDATE staff_member SET pin_hash = $3, pin_tries = 0, pin_locked_until = NULL "
            "WHERE id = $1 AND business_id = $2",
            actor.staff_id,
            actor.business_id,
            pin_hash,
        )
        tenant = (actor.program_id, actor.business_id)
        await note(actor, "identity.till_pin_set", ("StaffMember", actor.staff_id), tenant)
        return (await people.staff_by_id([actor.staff_id]))[actor.staff_id]


async def switch_till_staff(
    session_id: UUID, business_id: UUID, staff_id: UUID, pin: str, device: Device
) -> SignedIn:
    """A short session of a colleague, under the till's own: it ends with the till's, and at most twelve hours later.

    It holds what the colleague's role allows, without what asks for a password (NOT_BY_PIN). Refuses a wrong PIN with
    WRONG_PIN and the tries left, after five with RATE_LIMITED for a quarter of an hour, strangers with NOT_FOUND.
    """
    till = await _till(session_id)
    now = clock.now()
    row = await db.fetchrow(TRY, staff_id, business_id, PIN_TRIES, now + PIN_LOCK, now)
    if row is None:
        raise await _why_not(staff_id, business_id, now)
    if not await is_secret(row["pin_hash"], pin[:20]):
        left = PIN_TRIES - row["pin_tries"]
        raise WrongPin("This PIN is wrong.", path=("pin",), params={"tries_left": left})
    async with db.transaction():
        await db.execute(FORGIVE, staff_id)
        opened = await open_session(
            row["user_id"],
            Face.STAFF,
            SignInMethod.PIN,
            device,
            staff_id=staff_id,
            parent_id=till["till_id"],
        )
        actor = opened.principal.actor(device.address)
        tenant = (row["program_id"], business_id)
        await note(actor, "identity.till_switched", ("StaffMember", staff_id), tenant)
    return opened


async def _till(session_id: UUID) -> Record:
    row = await db.fetchrow(TILL, session_id)
    if row is None:
        raise Forbidden("Please sign in at this till with a password first.")
    return row


async def _why_not(staff_id: UUID, business_id: UUID, now: datetime) -> NotFound | WrongPin | RateLimited:
    row = await db.fetchrow(LOOK, staff_id, business_id)
    if row is None:
        return NotFound("There is no such staff member.", path=("staffId",))
    if not row["has_pin"]:
        return WrongPin("This person has no PIN yet.", path=("staffId",), params={"tries_left": 0})
    seconds = max(1, int((row["pin_locked_until"] - now).total_seconds()) + 1)
    return RateLimited(
        "Too many wrong PINs. Please sign in with your password, or wait a quarter of an hour.",
        path=("pin",),
        params={"retry_after_seconds": seconds},
    )
