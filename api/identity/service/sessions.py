"""Sessions: opening, renewing with rotation, ending."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from api.core import clock, db, outbox
from api.core.errors import Forbidden, NotFound
from api.core.ids import new_id
from api.core.settings import get_settings
from api.identity import standing, tokens
from api.identity.errors import SessionOver
from api.identity.events import SessionEnded
from api.identity.queries import principals
from api.identity.service.authentication import SESSION
from api.identity.types import Face, SignedIn, SignInMethod, Tokens

GRACE = timedelta(seconds=10)
PIN_SESSION = timedelta(hours=12)

INSERT_SESSION = """
    INSERT INTO session (id, user_id, face, staff_id, parent_id, method, device_name, address, last_used_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now(), $9)
"""
INSERT_REFRESH = "INSERT INTO refresh_token (id, session_id, token_hash) VALUES ($1, $2, $3)"
FIND_REFRESH = """
    SELECT t.id, t.session_id, t.used_at, s.revoked_at, s.expires_at, s.method
    FROM refresh_token t JOIN session s ON s.id = t.session_id
    WHERE t.token_hash = $1 FOR UPDATE OF s, t
"""
IS_USED = "SELECT used_at IS NOT NULL FROM refresh_token WHERE token_hash = $1"
USE_REFRESH = "UPDATE refresh_token SET used_at = $2 WHERE id = $1"
EXTEND = "UPDATE session SET last_used_at = now(), expires_at = $2 WHERE id = $1"
END = """
    UPDATE session SET revoked_at = now(), revoked_reason = $2
    WHERE (id = ANY($1::uuid[]) OR parent_id = ANY($1::uuid[])) AND revoked_at IS NULL
    RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Device:
    """Where a session is opened from."""

    name: str = ""
    address: str | None = None


async def open_session(
    user_id: UUID,
    face: Face,
    method: SignInMethod,
    device: Device,
    *,
    staff_id: UUID | None = None,
    parent_id: UUID | None = None,
) -> SignedIn:
    """A new session of a user, in the caller's transaction. A session by PIN lasts twelve hours at most."""
    session_id, refresh_token = new_id(), tokens.new_refresh_token()
    expires_at = _lasts_until(method)
    async with db.transaction():
        await db.execute(
            INSERT_SESSION,
            session_id,
            user_id,
            face,
            staff_id,
            parent_id,
            method,
            _printable(device.name)[:120],
            device.address and device.address[:64],
            expires_at,
        )
        await db.execute(INSERT_REFRESH, new_id(), session_id, tokens.refresh_hash(refresh_token))
        return await _signed_in(session_id, refresh_token, expires_at)


def _printable(text: str) -> str:
    return "".join(each for each in " ".join(text.split()) if each.isprintable())


def _lasts_until(method: SignInMethod) -> datetime:
    lasts = PIN_SESSION if method is SignInMethod.PIN else get_settings().refresh_token_ttl
    return clock.now() + lasts


async def _signed_in(session_id: UUID, refresh_token: str, expires_at: datetime) -> SignedIn:
    found = await principals.session_standing(session_id)
    if found is None:
        raise SessionOver(tokens.ENDED)
    caller = principals.session_principal(found, None)
    access, access_expires_at = tokens.make_access_token(caller.id, session_id, not_after=expires_at)
    return SignedIn(
        Tokens(access, access_expires_at, refresh_token),
        principals.session_principal(found, access_expires_at),
    )


async def refresh(refresh_token: str) -> SignedIn:
    """New tokens for a refresh token, which is used up by this.

    A used token that comes again is a stolen one: the whole session ends, for thief and owner alike. The exception is
    the same token within ten seconds while its successor is unused, as two tabs or a lost answer send it: it gets the
    same successor again, so that there is never a second line of tokens.
    Refuses with SESSION_ENDED.
    """
    async with db.transaction():
        renewed = await _rotate(refresh_token)
    # raised only now: what a reuse ended stays ended
    if renewed is None:
        raise SessionOver(tokens.ENDED)
    return renewed


async def _rotate(refresh_token: str) -> SignedIn | None:
    row = await db.fetchrow(FIND_REFRESH, tokens.refresh_hash(refresh_token[:200]))
    now = clock.now()
    if row is None or row["revoked_at"] is not None or row["expires_at"] <= now:
        return None
    successor = tokens.successor_of(refresh_token)
    if row["used_at"] is None:
        await db.execute(USE_REFRESH, row["id"], now)
        await db.execute(INSERT_REFRESH, new_id(), row["session_id"], tokens.refresh_hash(successor))
    elif now - row["used_at"] > GRACE or await db.fetchval(IS_USED, tokens.refresh_hash(successor)):
        await end_sessions([row["session_id"]], "reuse")
        return None
    method = SignInMethod(row["method"])
    expires_at = row["expires_at"] if method is SignInMethod.PIN else _lasts_until(method)
    try:
        renewed = await _signed_in(row["session_id"], successor, expires_at)
    except SessionOver:
        await end_sessions([row["session_id"]], "suspended")
        return None
    await db.execute(EXTEND, row["session_id"], expires_at)
    return renewed


async def end_sessions(session_ids: Iterable[UUID], reason: str) -> list[UUID]:
    """Ends sessions, and those that a PIN opened under them, from this moment on; the ids that ended."""
    async with db.transaction():
        ended: list[UUID] = [row["id"] for row in await db.fetch(END, list(session_ids), reason)]
        await outbox.announce(*(SessionEnded(session_id=each, reason=reason) for each in ended))

        async def mark() -> None:
            await standing.mark_ended(SESSION, ended, ttl=get_settings().access_token_ttl)

        if ended:
            await db.after_commit(mark)
    return ended


async def sign_out(user_id: UUID, session_id: UUID, *, everywhere: bool = False) -> None:
    """Ends this session, or all of the user's. A session that a PIN opened ends itself alone, else FORBIDDEN."""
    if everywhere:
        await _check_not_by_pin(session_id)
    await end_sessions(await _live_sessions(user_id) if everywhere else [session_id], "signed_out")


async def sign_out_by_token(refresh_token: str) -> None:
    """Ends the session of a refresh token, also when its access token is too old; an unknown token is no news."""
    found = await db.fetchval(
        "SELECT session_id FROM refresh_token WHERE token_hash = $1", tokens.refresh_hash(refresh_token[:200])
    )
    if found is not None:
        await end_sessions([found], "signed_out")


async def revoke_session(user_id: UUID, own_session_id: UUID, session_id: UUID) -> None:
    """Ends another session of the same user. Refuses somebody else's with NOT_FOUND; see `sign_out` for PINs."""
    if own_session_id != session_id:
        await _check_not_by_pin(own_session_id)
    if session_id not in await _live_sessions(user_id):
        raise NotFound("There is no such session.", path=("sessionId",))
    await end_sessions([session_id], "revoked")


async def _check_not_by_pin(session_id: UUID) -> None:
    if await db.fetchval("SELECT method FROM session WHERE id = $1", session_id) == SignInMethod.PIN:
        raise Forbidden("Please sign in with your password to sign out other devices.")


async def _live_sessions(user_id: UUID) -> list[UUID]:
    rows = await db.fetch("SELECT id FROM session WHERE user_id = $1 AND revoked_at IS NULL", user_id)
    return [row["id"] for row in rows]


async def open_customer_session(
    person_id: UUID, *, name: str = "", device_name: str = "", address: str | None = None
) -> SignedIn:
    """A session of the customer's face, after the caller has proved the person by code. Makes their user once."""
    async with db.transaction():
        user_id: UUID = await db.fetchval(
            "INSERT INTO app_user (id, person_id, display_name, is_platform_admin) VALUES ($1, $2, $3, false) "
            "ON CONFLICT (person_id) DO UPDATE SET display_name = coalesce(nullif(excluded.display_name, ''), "
            "app_user.display_name) RETURNING id",
            new_id(),
            person_id,
            name[:120],
        )
        return await open_session(user_id, Face.CUSTOMER, SignInMethod.CODE, Device(device_name, address))


async def end_sessions_of_person(person_id: UUID, reason: str, *, keep: UUID | None = None) -> None:
    """Ends every customer session of a person but `keep`, for example when their number moved to somebody else."""
    rows = await db.fetch(
        "SELECT s.id FROM session s JOIN app_user u ON u.id = s.user_id "
        "WHERE u.person_id = $1 AND s.face = 'customer' AND s.revoked_at IS NULL AND s.id IS DISTINCT FROM $2",
        person_id,
        keep,
    )
    await end_sessions([row["id"] for row in rows], reason)
