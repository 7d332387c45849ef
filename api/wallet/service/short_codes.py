"""Eight digits instead of a picture: good for two minutes, once, within their program."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from api.core import redis

DIGITS = 8
LIFETIME = timedelta(minutes=2)
TRIES = 5


async def issue_short_code(program_id: UUID, membership_id: UUID, now: datetime) -> tuple[str, datetime]:
    """Digits that no other card of the program has at this time, and when they end."""
    for _ in range(TRIES):
        digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        taken = not await redis.client().set(
            _key(program_id, digits), str(membership_id), ex=int(LIFETIME.total_seconds()), nx=True
        )
        if not taken:
            return digits, now + LIFETIME
    raise RuntimeError("no free short code was found")


async def take_short_code(program_id: UUID, digits: str) -> UUID | None:
    """Whose digits these are; they are used up by asking."""
    found = await redis.client().getdel(_key(program_id, digits))
    return UUID(found) if found else None


def is_short_code(text: str) -> bool:
    """True for eight digits; people may write them in groups."""
    return len(text) == DIGITS and text.isascii() and text.isdecimal()


def _key(program_id: UUID, digits: str) -> str:
    return redis.key("short-code", program_id, digits)
