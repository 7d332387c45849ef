"""ARQ's settings: queue, jobs, cron table, and the relay that runs beside them."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, cast

import structlog
from arq import cron, func
from arq.connections import ArqRedis, RedisSettings
from arq.cron import CronJob
from arq.typing import StartupShutdown, WorkerCoroutine
from arq.worker import Function, Worker
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import TimeoutError as NoAnswer

from api.core import db, redis
from api.core.settings import get_settings
from api.core.telemetry import configure_logging
from api.wiring import wire
from workers import (
    bulk,
    customers,
    erp,
    gifts,
    households,
    housekeeping,
    ledger,
    listeners,
    outbox,
    promotions,
    purchases,
    reviews,
    rewards,
    stamps,
    tiers,
)

log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS = 5
JOB_TIMEOUT_SECONDS = 300
PAUSES = ExponentialBackoff(cap=1.0, base=0.05)
"""Between attempts to reach the queue's server, in seconds."""
ATTEMPTS = 18
"""After the first one: some fifteen seconds until a server that is away ends the worker."""


def queue_name() -> str:
    """The queue of this installation."""
    return redis.key("queue")


async def react(_context: dict[str, Any], listener: str, fact_id: str) -> None:
    """Job: one listener reacts to one fact."""
    await listeners.react(listener, fact_id)


async def start(context: dict[str, Any]) -> None:
    """Opens database and Redis, chooses adapters, starts relay, heartbeat and bulk runs."""
    settings = get_settings()
    configure_logging()
    await db.connect(settings.database_url, settings.database_pool_size)
    await redis.connect(settings.redis_url)
    wire(settings)
    queue: ArqRedis = context["redis"]

    async def dispatch(fact: str, fact_id: str) -> None:
        for listener in listeners.TABLE.get(fact, {}):
            await queue.enqueue_job(
                "react", listener, fact_id, _job_id=f"{listener}:{fact_id}", _queue_name=queue_name()
            )

    context["tasks"] = [
        asyncio.create_task(outbox.relay_forever(dispatch), name="relay"),
        asyncio.create_task(housekeeping.beat_forever(HEARTBEAT_SECONDS), name="heartbeat"),
        asyncio.create_task(bulk.work_forever(), name="bulk"),
        asyncio.create_task(erp.work_forever(), name="erp"),
    ]


async def stop(context: dict[str, Any]) -> None:
    """Ends relay and heartbeat, closes Redis and the database."""
    for task in context.get("tasks", []):
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    await redis.disconnect()
    await db.disconnect()


def _job(run: Callable[..., Awaitable[object]]) -> WorkerCoroutine:
    """ARQ asks for coroutines that take anything; ours say what they take."""
    return cast(WorkerCoroutine, run)


def jobs() -> list[Function]:
    """Every job that can be queued."""
    return [func(_job(react), name="react", max_tries=5)]


def cron_table() -> list[CronJob]:
    """Every job that time starts; ARQ runs each once among all workers."""
    return [
        cron(_job(ledger.release_due), name="ledger.release_due", second={0, 20, 40}, unique=True),
        cron(_job(ledger.expire_due), name="ledger.expire_due", minute={1, 16, 31, 46}, unique=True),
        cron(_job(ledger.remind_due), name="ledger.remind_due", minute={3, 18, 33, 48}, unique=True),
        cron(
            _job(ledger.continue_extensions),
            name="ledger.continue_extensions",
            second={5, 25, 45},
            unique=True,
        ),
        cron(
            _job(ledger.continue_imports),
            name="ledger.continue_imports",
            second=set(range(2, 60, 10)),
            unique=True,
        ),
        cron(_job(ledger.close_periods), name="ledger.close_periods", minute={7, 37}, unique=True),
        cron(_job(purchases.count_noted), name="purchases.count_noted", second={50}, unique=True),
        cron(_job(tiers.review), name="tiers.review", hour={2}, minute={10}, unique=True),
        cron(_job(promotions.give_presents), name="promotions.give", minute={12}, unique=True),
        cron(_job(reviews.forget_counts), name="reviews.forget", hour={3}, minute={40}, unique=True),
        cron(_job(rewards.end_holds), name="rewards.end_holds", second={10, 40}, unique=True),
        cron(_job(rewards.expire_vouchers), name="rewards.expire", minute={6, 21, 36, 51}, unique=True),
        cron(_job(stamps.expire_due), name="stamps.expire_due", minute={4, 19, 34, 49}, unique=True),
        cron(_job(stamps.give_owed), name="stamps.give_owed", minute={9, 24, 39, 54}, unique=True),
        cron(_job(gifts.return_due), name="gifts.return_due", minute={12, 27, 42, 57}, unique=True),
        cron(
            _job(households.expire_invitations),
            name="households.expire_invitations",
            minute={13},
            unique=True,
        ),
        cron(_job(gifts.forget_drafts), name="gifts.forget_drafts", hour={3}, minute={20}, unique=True),
        cron(_job(customers.erase_due), name="customers.erase_due", minute={12, 42}, unique=True),
        cron(_job(bulk.forget_old), name="directory.forget", hour={3}, minute={50}, unique=True),
        cron(_job(housekeeping.queue_missed), name="outbox.queue_missed", second={30}, unique=True),
        cron(_job(housekeeping.forget), name="core.forget", hour={3}, minute={30}, unique=True),
    ]


def _queue_server(url: str) -> RedisSettings:
    """Where the queue is; a server that is away for some seconds is waited for, as a worker takes longer to start."""
    settings = RedisSettings.from_dsn(url)
    settings.retry = Retry(PAUSES, ATTEMPTS)
    settings.retry_on_error = [NoConnection, NoAnswer, OSError]
    settings.conn_retries = 0
    return settings


def make_worker() -> Worker:
    """The worker of this process, ready to run."""
    settings = get_settings()
    return Worker(
        functions=jobs(),
        cron_jobs=cron_table(),
        queue_name=queue_name(),
        redis_settings=_queue_server(settings.redis_url),
        on_startup=cast(StartupShutdown, start),
        on_shutdown=cast(StartupShutdown, stop),
        job_timeout=JOB_TIMEOUT_SECONDS,
        keep_result=0,
        health_check_key=redis.key("arq-health"),
        handle_signals=True,
    )


def run() -> None:
    """Runs until told to stop (SIGINT, SIGTERM)."""
    make_worker().run()
