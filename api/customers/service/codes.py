"""One-time codes: asked for, sent, tried and used once."""

from datetime import timedelta
from uuid import UUID

import structlog

from api.core import clock, crypto, db
from api.core.errors import RateLimited
from api.core.ids import new_id
from api.core.phone import normalise_phone
from api.core.settings import get_settings
from api.customers.errors import CodeExpired, CodeNotSent, WrongCode
from api.customers.ports import SendFailed, code_sender
from api.customers.rules.codes import (
    AGAIN_AFTER,
    LONGEST,
    PER_ADDRESS,
    PER_PHONE,
    new_code,
    tidy_code,
    wait_seconds,
)
from api.customers.types import CodeChannel, CodeMessage, CodeRequested

log = structlog.get_logger(__name__)

PURPOSE = "sign_in"
HASH = "sign-in-code"
ASKED = """
    SELECT created_at, phone = $1 AS is_phone FROM sign_in_code
    WHERE (phone = $1 AND purpose = $2 AND created_at > $4) OR (address = $3 AND created_at > $4)
    ORDER BY created_at DESC LIMIT 250
"""
# what no limit looks at any more is forgotten
INSERT = """
    WITH forgotten AS (DELETE FROM sign_in_code WHERE phone = $3 AND created_at < $8)
    INSERT INTO sign_in_code (id, created_at, phone, purpose, code_hash, address, tries, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, 0, $7)
"""
# a try is spent before the code is compared, and stays spent: many guesses at once are not more than five
SPEND = """
    UPDATE sign_in_code SET tries = tries + 1
    WHERE id = (SELECT id FROM sign_in_code WHERE phone = $1 AND purpose = $2 ORDER BY created_at DESC, id DESC LIMIT 1)
      AND used_at IS NULL AND expires_at > $3 AND tries < $4
    RETURNING id, code_hash, tries
"""
USE = "UPDATE sign_in_code SET used_at = $2 WHERE id = $1 AND used_at IS NULL RETURNING id"
EXPIRED = "This code is no longer valid. Please ask for a new one."


async def request_sign_in_code(
    phone: str,
    *,
    region: str | None = None,
    channel: CodeChannel = CodeChannel.SMS,
    language: str = "en",
    address: str | None = None,
) -> CodeRequested:
    """Sends six digits to a phone, good for ten minutes and five tries; an earlier code is no longer good.

    Nobody's data is looked at: known and unknown numbers get the same answer by the same work. Refuses with BAD_PHONE,
    RATE_LIMITED (retry_after_seconds) per phone and per network address, and CODE_NOT_SENT.
    """
    settings = get_settings()
    e164 = normalise_phone(phone, region)
    code, code_id, now = new_code(), new_id(), clock.now()
    lasts = timedelta(minutes=settings.sign_in_code_minutes)
    async with db.transaction():
        await db.execute("SELECT lock_phones(ARRAY[$1::text])", e164)
        if settings.rate_limits_enabled:
            await _check_limits(e164, address)
        await db.execute(
            INSERT,
            code_id,
            now,
            e164,
            PURPOSE,
            _hash(code_id, code),
            address and address[:64],
            now + lasts,
            now - LONGEST,
        )
    message = CodeMessage(e164, code, channel, language, settings.sign_in_code_minutes)
    try:
        await code_sender().send_code(message)
    except SendFailed as error:
        log.warning("codes.not_sent", channel=channel)
        raise CodeNotSent("The code could not be sent. Please try again in a while.") from error
    return CodeRequested(e164, int(lasts.total_seconds()), int(AGAIN_AFTER.total_seconds()))


async def _check_limits(phone: str, address: str | None) -> None:
    now = clock.now()
    rows = await db.fetch(ASKED, phone, PURPOSE, address, now - LONGEST)
    by_phone = [row["created_at"] for row in rows if row["is_phone"]]
    wait = max(
        wait_seconds(by_phone, PER_PHONE, now),
        wait_seconds([row["created_at"] for row in rows], PER_ADDRESS, now) if address else 0,
    )
    if wait:
        raise RateLimited(
            f"Too many codes were asked for. Please wait {wait} seconds.",
            params={"retry_after_seconds": wait},
        )


def _hash(code_id: UUID, code: str) -> str:
    return crypto.keyed_hash(HASH, f"{code_id}:{code}")


async def spend_try(phone: str, code: str) -> UUID:
    """Compares a code with the newest one of an E.164 phone; its id when it is right, not yet used.

    Call it outside a transaction: a spent try must stay spent. Refuses with WRONG_CODE (tries_left) or CODE_EXPIRED.
    """
    limit = get_settings().sign_in_code_tries
    row = await db.fetchrow(SPEND, phone, PURPOSE, clock.now(), limit)
    code_id, kept = (row["id"], row["code_hash"]) if row else (new_id(), "")
    is_right = crypto.same_hash(_hash(code_id, tidy_code(code)), kept)
    if row is None:
        raise CodeExpired(EXPIRED, path=("code",))
    if not is_right:
        left = limit - row["tries"]
        raise WrongCode("This is not the code that was sent.", path=("code",), params={"tries_left": left})
    return code_id


async def use_code(code_id: UUID) -> None:
    """Uses a code up, in the caller's transaction: of two at once, one does. Refuses with CODE_EXPIRED."""
    if await db.fetchval(USE, code_id, clock.now()) is None:
        raise CodeExpired(EXPIRED, path=("code",))
