"""Jobs without a domain: heartbeat, lost reactions queued again, old rows forgotten."""

import asyncio
from typing import Any

import structlog
from redis.exceptions import RedisError

from api import notifications
from api.core import db, redis
from api.core.clock import now
from workers import listeners, outbox

log = structlog.get_logger(__name__)

HEARTBEAT_KEY = "worker-heartbeat"
FORGET = (
    "DELETE FROM sign_in_code WHERE expires_at < now() - interval '1 day'",
    "DELETE FROM session WHERE expires_at < now() - interval '30 days'",
    "DELETE FROM data_export WHERE expires_at < now()",
    "DELETE FROM listener_attempt WHERE next_at < now() - interval '90 days'",
    "DELETE FROM listener_receipt WHERE done_at < now() - interval '60 days'",
)


async def beat_forever(seconds: float) -> None:
    """Writes this moment to Redis every few seconds, for /health/detailed."""
    while True:
        try:
            await redis.client().set(redis.key(HEARTBEAT_KEY), now().isoformat(), ex=int(seconds * 6))
        except (RedisError, OSError) as error:
            log.warning("worker.heartbeat_lost", error=str(error))
        await asyncio.sleep(seconds)


async def queue_missed(context: dict[str, Any]) -> int:
    """Queues reactions whose job was lost or whose next attempt is due, each once; how many."""
    found = await listeners.missed()
    for listener, fact_id in found:
        await context["redis"].enqueue_job(
            "react", listener, fact_id, _job_id=f"{listener}:{fact_id}", _queue_name=redis.key("queue")
        )
    return len(found)


async def forget(_context: dict[str, Any]) -> None:
    """Deletes relayed facts, used codes, ended sessions and old messages after their time."""
    await outbox.forget_old()
    await notifications.forget_old()
    for statement in FORGET:
        await db.execute(statement)
