"""Rate limits, counted in Redis by the `limits` library: per address, per user or key, per what is being guessed."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError
from strawberry.extensions import FieldExtension
from strawberry.extensions.field_extension import AsyncExtensionResolver
from typing_extensions import override

from api.core.errors import RateLimited
from api.core.settings import get_settings
from api.graphql.base.context import Context, Info

log = structlog.get_logger(__name__)

COUNTED = "counted"
"""In a request's scope: it was counted already, before it was handed on."""
REDIS_SECONDS = 1.0  # a limit must never be what everybody waits for


@dataclass(frozen=True, slots=True)
class RateLimit:
    """`RateLimit("sign-in", "10/minute")`: counted per address and user, and per `subject` of the arguments if given.

    `subject(kwargs)` names what must not be hammered from many addresses, for example the phone number.
    """

    name: str
    rate: str
    subject: Callable[[dict[str, Any]], str | None] | None = None
    subject_rate: str | None = None


class ThrottleExtension(FieldExtension):
    """Counts a call before the resolver runs; refuses with RATE_LIMITED."""

    def __init__(self, limit: RateLimit) -> None:
        self.limit = limit

    @override
    async def resolve_async(
        self, next_: AsyncExtensionResolver, source: Any, info: Info, **kwargs: Any
    ) -> Any:
        """Counts, then runs."""
        await spend(self.limit, info.context, kwargs)
        return await next_(source, info, **kwargs)


async def spend(limit: RateLimit, context: Context, arguments: dict[str, Any]) -> None:
    """Counts one call of this name. Refuses with RATE_LIMITED and the seconds to wait."""
    if not get_settings().rate_limits_enabled:
        return
    await _hit(limit.rate, limit.name, "address", context.address or "none")
    if context.viewer.id is not None:
        await _hit(limit.rate, limit.name, "caller", str(context.viewer.id))
    subject = limit.subject(arguments) if limit.subject else None
    if subject is not None:
        await _hit(limit.subject_rate or limit.rate, limit.name, "subject", subject)


async def _hit(rate: str, *key: str, cost: int = 1) -> None:
    item = _item(rate)
    try:
        if await _limiter().hit(item, *key, cost=cost):
            return
        reset_at, _ = await _limiter().get_window_stats(item, *key)
    except RedisError as error:
        # without Redis the door stays open: the business goes on, and the loss is alarmed elsewhere
        log.warning("throttle.redis_lost", error=str(error))
        return
    raise too_many(max(1, int(reset_at - time.time()) + 1))


def too_many(retry_after_seconds: int) -> RateLimited:
    """The refusal of one call too many."""
    return RateLimited(
        f"Too many tries. Please wait {retry_after_seconds} seconds.",
        params={"retry_after_seconds": retry_after_seconds},
    )


@lru_cache(maxsize=256)
def _item(rate: str) -> RateLimitItem:
    return parse(rate)


@lru_cache(maxsize=1)
def _limiter() -> MovingWindowRateLimiter:
    settings = get_settings()
    storage = RedisStorage(
        f"async+{settings.redis_url}",
        implementation="redispy",
        key_prefix=f"{settings.redis_prefix}limit",
        socket_timeout=REDIS_SECONDS,
        socket_connect_timeout=REDIS_SECONDS,
    )
    return MovingWindowRateLimiter(storage)


class Allowance:
    """The general allowance of a caller. Settled with Redis in packets, so that most requests cost no round trip."""

    PACKET = 10
    MAX_CALLERS = 50_000

    def __init__(self, per_minute: int, *, enabled: bool) -> None:
        self._per_minute = per_minute
        self._enabled = enabled
        self._left: dict[str, int] = {}

    async def spend(self, caller: str, per_minute: int | None = None) -> None:
        """Counts one request of a caller. Refuses with RATE_LIMITED once the packets of this minute are used up."""
        if not self._enabled:
            return
        left = self._left.get(caller, 0)
        if left == 0:
            rate = per_minute or self._per_minute
            left = min(self.PACKET, rate)
            await _hit(f"{rate}/minute", "requests", caller, cost=left)
            if len(self._left) >= self.MAX_CALLERS:
                self._left.clear()
        self._left[caller] = left - 1
