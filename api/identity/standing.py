"""What a session or key may do right now: truth in Postgres, remembered in Redis for seconds.

A remembered standing is a JSON text. A change leaves a mark in its place: `ended` for as long as an access token can
live, `changed` for as long as a read that began before the change may take to fill it. Filling never overwrites a mark.
Without Redis every answer comes from Postgres.
"""

from collections.abc import Iterable
from datetime import timedelta

import orjson
import structlog
from redis.exceptions import RedisError

from api.core import redis

log = structlog.get_logger(__name__)

REMEMBERED = timedelta(seconds=30)
CHANGED = "changed"
CHANGED_TTL = timedelta(seconds=10)
ENDED = "ended"

Standing = dict[str, object]


class Ended(Exception):
    """The mark of an ended session or key."""


async def recall(kind: str, name: object) -> Standing | None:
    """The remembered standing, or None where Postgres must be asked. Raises Ended for what has ended."""
    try:
        text = await redis.client().get(_key(kind, name))
    except RedisError as error:
        log.warning("identity.redis_lost", error=str(error))
        return None
    if text == ENDED:
        raise Ended
    if text is None or text == CHANGED:
        return None
    found: Standing = orjson.loads(text)
    return found


async def remember(kind: str, name: object, standing: Standing) -> None:
    """Keeps a standing that was just read, unless a change was marked meanwhile."""
    try:
        await redis.client().set(
            _key(kind, name), orjson.dumps(standing, default=str).decode(), ex=REMEMBERED, nx=True
        )
    except RedisError as error:
        log.warning("identity.redis_lost", error=str(error))


async def mark_ended(kind: str, names: Iterable[object], *, ttl: timedelta) -> None:
    """From now on these have ended, for every process."""
    await _mark(kind, names, ENDED, ttl)


async def mark_changed(kind: str, names: Iterable[object]) -> None:
    """From now on these are read afresh."""
    await _mark(kind, names, CHANGED, CHANGED_TTL)


async def _mark(kind: str, names: Iterable[object], mark: str, ttl: timedelta) -> None:
    try:
        async with redis.client().pipeline(transaction=False) as pipe:
            for name in names:
                pipe.set(_key(kind, name), mark, ex=ttl)
            await pipe.execute()
    except RedisError as error:
        # what is remembered there is gone within seconds by itself, and Postgres already says no
        log.warning("identity.redis_lost", error=str(error))


def _key(kind: str, name: object) -> str:
    return redis.key("standing", kind, name)
