"""Facts are relayed once committed, never before, and wait while Redis is away."""

import asyncio
from typing import Any, ClassVar
from uuid import UUID, uuid4

import asyncpg
import orjson
import pytest
from redis.exceptions import ConnectionError as RedisConnectionError
from typing_extensions import override

from api.core import db as database
from api.core import redis
from api.core.outbox import LIVE_CHANNEL, Fact, announce
from workers import outbox

pytestmark = pytest.mark.integration


class LampLit(Fact):
    """A fact of these tests."""

    name: ClassVar[str] = "tests.lamp_lit"
    lamp: UUID

    @override
    def topics(self) -> tuple[str, ...]:
        return (f"lamp:{self.lamp}",)


async def waiting(lamp: UUID) -> int:
    return int(
        await database.fetchval(
            "SELECT count(*) FROM outbox WHERE relayed_at IS NULL AND payload->>'lamp' = $1", str(lamp)
        )
    )


async def relay_all() -> None:
    while await outbox.relay_once():
        pass


async def heard(lamp: UUID, act: Any) -> list[dict[str, Any]]:
    """What the live channel says of `lamp` while `act` runs."""
    async with redis.client().pubsub() as ear:
        await ear.subscribe(redis.key(LIVE_CHANNEL))
        await ear.get_message(timeout=5)
        await act()
        messages = []
        while message := await ear.get_message(ignore_subscribe_messages=True, timeout=0.2):
            body = orjson.loads(message["data"])
            if body["topics"] == [f"lamp:{lamp}"]:
                messages.append(body)
        return messages


async def test_a_committed_fact_is_published_once_with_its_topics(db: None) -> None:
    lamp = uuid4()
    async with database.transaction():
        await announce(LampLit(lamp=lamp))

    messages = await heard(lamp, relay_all)
    again = await heard(lamp, relay_all)

    assert [(m["name"], m["version"], m["fact"]["lamp"]) for m in messages] == [
        ("tests.lamp_lit", 1, str(lamp))
    ]
    assert again == []
    assert await waiting(lamp) == 0


async def test_a_rolled_back_fact_is_never_told(db: None) -> None:
    lamp = uuid4()
    with pytest.raises(RuntimeError, match="changed my mind"):
        async with database.transaction():
            await announce(LampLit(lamp=lamp))
            raise RuntimeError("changed my mind")

    assert await heard(lamp, relay_all) == []


async def test_facts_wait_while_redis_is_away(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    lamp = uuid4()
    async with database.transaction():
        await announce(LampLit(lamp=lamp))

    async def gone(_rows: object) -> None:
        raise RedisConnectionError("gone")

    with monkeypatch.context() as without_redis:
        without_redis.setattr(outbox, "_publish", gone)
        with pytest.raises(RedisConnectionError):
            await outbox.relay_once()
    assert await waiting(lamp) == 1

    assert len(await heard(lamp, relay_all)) == 1


async def test_two_relays_at_once_tell_each_fact_once(db: None) -> None:
    lamp = uuid4()
    async with database.transaction():
        await announce(*(LampLit(lamp=lamp) for _ in range(50)))

    async def both() -> None:
        await asyncio.gather(relay_all(), relay_all(), relay_all())

    assert len(await heard(lamp, both)) == 50


async def test_a_nudge_wakes_the_relay(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    lamp = uuid4()
    told = asyncio.Event()
    publish = outbox._publish

    async def publish_and_tell(rows: list[asyncpg.Record]) -> None:
        await publish(rows)
        if any(row["topics"] == [f"lamp:{lamp}"] for row in rows):
            told.set()

    async def light() -> None:
        async with database.transaction():
            await announce(LampLit(lamp=lamp))
        async with asyncio.timeout(5):
            await told.wait()

    monkeypatch.setattr(outbox, "_publish", publish_and_tell)
    relay = asyncio.create_task(outbox.relay_forever())
    try:
        assert len(await heard(lamp, light)) == 1
    finally:
        relay.cancel()
        await asyncio.gather(relay, return_exceptions=True)
