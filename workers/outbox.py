"""Relays committed facts: at once to live screens through Redis, surely to listeners through jobs and receipts."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import asyncpg
import orjson
import structlog

from api.core import db, redis
from api.core.outbox import LIVE_CHANNEL, NUDGE_CHANNEL

log = structlog.get_logger(__name__)

BATCH = 500
SWEEP_SECONDS = 1.0
"""How long a fact waits whose nudge was lost."""
KEPT_DAYS = 30

Dispatch: TypeAlias = Callable[[str, str], Awaitable[None]]

WAITING = """
    SELECT id, program_id, business_id, name, version, payload, topics
    FROM outbox WHERE relayed_at IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
"""
RELAYED = "UPDATE outbox SET relayed_at = now() WHERE id = ANY($1::uuid[])"
FORGOTTEN = """
    DELETE FROM outbox WHERE relayed_at < now() - make_interval(days => $1)
        AND NOT EXISTS (SELECT FROM listener_attempt WHERE fact_id = outbox.id)
"""


async def relay_once(dispatch: Dispatch | None = None) -> int:
    """Relays up to 500 waiting facts in the order they were made; how many. All or none: a failure leaves them waiting.

    `dispatch(fact name, fact id)` queues the reactions of listeners.
    """
    async with db.transaction():
        rows = await db.fetch(WAITING, BATCH)
        if not rows:
            return 0
        await _publish(rows)
        if dispatch is not None:
            for row in rows:
                await dispatch(row["name"], str(row["id"]))
        await db.execute(RELAYED, [row["id"] for row in rows])
    return len(rows)


async def _publish(rows: list[asyncpg.Record]) -> None:
    channel = redis.key(LIVE_CHANNEL)
    async with redis.client().pipeline(transaction=False) as pipe:
        for row in rows:
            if row["topics"]:
                pipe.publish(channel, _message(row))
        await pipe.execute()


def _message(row: asyncpg.Record) -> bytes:
    head: dict[str, Any] = {
        "id": str(row["id"]),
        "name": row["name"],
        "version": row["version"],
        "topics": list(row["topics"]),
        "fact": orjson.Fragment(row["payload"]),
    }
    return orjson.dumps(head)


async def relay_forever(dispatch: Dispatch | None = None) -> None:
    """Relays at each nudge and sweeps every second; survives the loss of Redis and Postgres. Ends when cancelled."""
    while True:
        try:
            await _relay_while_connected(dispatch)
        except Exception as error:  # noqa: BLE001 - whatever breaks, facts wait in the table and the relay goes on
            log.warning("outbox.relay_interrupted", error=str(error), kind=type(error).__name__)
            await asyncio.sleep(SWEEP_SECONDS)


async def _relay_while_connected(dispatch: Dispatch | None) -> None:
    async with redis.client().pubsub() as nudges:
        await nudges.subscribe(redis.key(NUDGE_CHANNEL))
        while True:
            while await relay_once(dispatch) == BATCH:
                pass
            await _next_nudge(nudges)


async def _next_nudge(nudges: Any) -> None:
    """Waits for a nudge or the sweep, and takes all nudges that are there, since one relay serves them all."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SWEEP_SECONDS):
            while await nudges.get_message(ignore_subscribe_messages=True, timeout=SWEEP_SECONDS) is None:
                pass
            while await nudges.get_message(ignore_subscribe_messages=True, timeout=0) is not None:
                pass


async def forget_old() -> str:
    """Deletes facts that were relayed more than 30 days ago, but for those to which a reaction still fails."""
    return await db.execute(FORGOTTEN, KEPT_DAYS)
