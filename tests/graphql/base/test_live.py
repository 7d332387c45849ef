"""The hub: one subscription to Redis for all screens of a process, coalescing, and back after a loss."""

import asyncio
import contextlib
from typing import Any

import orjson
import psutil
import pytest

from api.core import redis
from api.graphql.base.context import Context
from api.graphql.base.hub import CHANNEL, Hub, Listener, hub
from api.graphql.base.live import live

pytestmark = [pytest.mark.integration]


class OnlyContext:
    """An info with nothing but a context."""

    def __init__(self) -> None:
        self.context = Context()


async def rang(listener: Listener) -> None:
    async with asyncio.timeout(20):
        await listener.ringing()


async def publish(text: str) -> None:
    await redis.client().publish(redis.key(CHANNEL), text)


def is_quiet(listener: Listener) -> bool:
    waiting = listener.ringing()
    try:
        waiting.send(None)
    except StopIteration:
        return False
    finally:
        waiting.close()
    return True


@pytest.mark.usefixtures("db")
async def test_a_touch_rings_those_who_listen_to_a_topic() -> None:
    own = Hub()
    running = asyncio.create_task(own.run())
    await own.connected()
    with own.listen(["card:1", "store:1"]) as both, own.listen(["card:2"]) as other:
        await publish(orjson.dumps({"topics": ["card:1", "store:1"]}).decode())
        await rang(both)
        assert is_quiet(both)
        assert is_quiet(other)
        await publish("not json")
        await publish('{"no": "topics"}')
        await publish(orjson.dumps({"topics": ["card:2"]}).decode())
        await rang(other)
    assert own.listeners == 0
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def listening_clients() -> dict[int, str]:
    """Subscribed connections of this process at the Redis server: local port and the server's name for it."""
    mine = {int(each.laddr[1]) for each in psutil.Process().net_connections("tcp")}
    clients = await redis.client().client_list(_type="pubsub")
    ports = {int(each["addr"].rpartition(":")[2]): str(each["id"]) for each in clients}
    return {port: name for port, name in ports.items() if port in mine}


@pytest.mark.usefixtures("db")
async def test_after_a_lost_connection_everyone_is_refreshed() -> None:
    own = Hub()
    before = await listening_clients()
    running = asyncio.create_task(own.run())
    await own.connected()
    (added,) = (await listening_clients()).keys() - before.keys()
    with own.listen(["card:1"]) as listener:
        await redis.client().client_kill_filter(_id=(await listening_clients())[added])
        await rang(listener)
        await publish(orjson.dumps({"topics": ["card:1"]}).decode())
        await rang(listener)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def test_touches_meanwhile_fall_together() -> None:
    reads: list[int] = []
    info: Any = OnlyContext()

    async def read() -> int:
        reads.append(len(reads))
        return reads[-1]

    values = live(info, ["card:9"], read)
    assert await anext(values) == 0
    for _ in range(50):
        hub.touch(["card:9"])
    assert await anext(values) == 1
    following = asyncio.ensure_future(anext(values))
    await asyncio.sleep(0)
    assert not following.done()
    hub.touch(["card:9"])
    assert await following == 2
    await values.aclose()  # type: ignore[attr-defined] # an async generator


async def test_loaders_are_reset_before_each_value() -> None:
    info: Any = OnlyContext()
    info.context.loaders["x"] = "stale"

    async def read() -> bool:
        fresh = not info.context.loaders
        info.context.loaders["x"] = "used"
        return fresh

    values = live(info, ["card:9"], read)
    assert await anext(values)
    hub.touch(["card:9"])
    assert await anext(values)
    await values.aclose()  # type: ignore[attr-defined] # an async generator


async def test_without_a_first_value_it_waits_for_a_touch() -> None:
    info: Any = OnlyContext()

    async def read() -> str:
        return "now"

    values = live(info, ["card:9"], read, first=False)
    following = asyncio.ensure_future(anext(values))
    await asyncio.sleep(0)
    assert not following.done()
    hub.touch(["card:9"])
    assert await following == "now"
    await values.aclose()  # type: ignore[attr-defined] # an async generator
