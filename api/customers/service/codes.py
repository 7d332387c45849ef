"""One-time codes: asked for, sent, tried and used once."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from api.customers.types import CodeChannel, CodeMessage, CodePurpose, CodeRequested

log = structlog.get_logger(__name__)

HASH = "sign-in-code"
# whatever a code is for, it rings the same phone
ASKED = """
    SELECT created_at, phone = $1 AS is_phone FROM sign_in_code
    WHERE (phone = $1 AND created_at > $3) OR (address = $2 AND created_at > $3)
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
AGAIN_SECONDS = int(AGAIN_AFTER.total_seconds())
EXPIRED = "This code is no longer valid. Please ask for a new one."


@dataclass(frozen=True, slots=True)
class Sought:
    """A code for an E.164 phone: good for one purpose, and where `bound_to` says more, for that alone."""

    phone: str
    purpose: CodePurpose
    bound_to: str = ""

    def hash(self, code_id: UUID, code: str) -> str:
        """What is kept of the code."""
        return crypto.keyed_hash(HASH, f"{code_id}:{self.bound_to}:{code}")


@dataclass(frozen=True, slots=True)
class Spent:
    """A right code, not yet used; `path` is where it was given."""

    id: UUID
    tries_left: int
    path: tuple[str, ...]


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
    e164 = normalise_phone(phone, region)
    await send_codes([Sought(e164, CodePurpose.SIGN_IN)], channel=channel, language=language, address=address)
    return CodeRequested(e164, lasts_seconds(), AGAIN_SECONDS)


def lasts_seconds() -> int:
    """How long a code is good."""
    return get_settings().sign_in_code_minutes * 60


async def send_codes(
    wanted: Sequence[Sought], *, channel: CodeChannel, language: str, address: str | None
) -> None:
    """Makes and sends a code for each that is wanted: all of them, or none where one phone is asked too often.

    Refuses with RATE_LIMITED and CODE_NOT_SENT.
    """
    codes = [new_code() for _ in wanted]
    async with db.transaction():
        await db.execute("SELECT lock_phones($1::text[])", [each.phone for each in wanted])
        for each, code in zip(wanted, codes, strict=True):
            if get_settings().rate_limits_enabled:
                await _check_limits(each.phone, address)
            await _keep(each, code, address)
    for each, code in zip(wanted, codes, strict=True):
        await _send(each, code, channel, language)


async def _keep(sought: Sought, code: str, address: str | None) -> None:
    code_id, now = new_id(), clock.now()
    await db.execute(
        INSERT,
        code_id,
        now,
        sought.phone,
        sought.purpose,
        sought.hash(code_id, code),
        address and address[:64],
        now + timedelta(seconds=lasts_seconds()),
        now - LONGEST,
    )


async def _send(sought: Sought, code: str, channel: CodeChannel, language: str) -> None:
    minutes = get_settings().sign_in_code_minutes
    try:
        await code_sender().send_code(
            CodeMessage(sought.phone, code, channel, language, minutes, sought.purpose)
        )
    except SendFailed as error:
        log.warning("codes.not_sent", channel=channel)
        raise CodeNotSent("The code could not be sent. Please try again in a while.") from error


async def _check_limits(phone: str, address: str | None) -> None:
    now = clock.now()
    rows = await db.fetch(ASKED, phone, address, now - LONGEST)
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


async def spend_try(sought: Sought, code: str, *, path: tuple[str, ...] = ("code",)) -> Spent:
    """Compares a code with the newest one of that phone and purpose; the right one, not yet used.

    Call it outside a transaction: a spent try must stay spent. Refuses with WRONG_CODE (tries_left) or CODE_EXPIRED,
    at `path`.
    """
    limit = get_settings().sign_in_code_tries
    row = await db.fetchrow(SPEND, sought.phone, sought.purpose, clock.now(), limit)
    code_id, kept = (row["id"], row["code_hash"]) if row else (new_id(), "")
    is_right = crypto.same_hash(sought.hash(code_id, tidy_code(code)), kept)
    if row is None:
        raise CodeExpired(EXPIRED, path=path)
    left = limit - row["tries"]
    if not is_right:
        raise WrongCode("This is not the code that was sent.", path=path, params={"tries_left": left})
    return Spent(code_id, left, path)


async def use_code(spent: Spent) -> None:
    """Uses a code up, in the caller's transaction: of two at once, one does. Refuses with CODE_EXPIRED."""
    if await db.fetchval(USE, spent.id, clock.now()) is None:
        raise CodeExpired(EXPIRED, path=spent.path)
