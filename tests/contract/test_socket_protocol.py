"""graphql-transport-ws, message by message: every way to misbehave has its close code, and none hurts the others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from api.core.settings import get_settings
from api.graphql.base.engine import Engine
from api.graphql.base.entry import Entry
from api.graphql.base.throttle import Allowance
from api.graphql.base.websocket import MAX_OPERATIONS, WebSocketEndpoint
from tests.graphql.base.sample import Caller, Callers, sample_schema
from tests.graphql.base.serving import served

pytestmark = [pytest.mark.integration]

WATCH = {"query": "subscription { cardChanged { name } }"}


@asynccontextmanager
async def socket(site: str, protocol: str = "graphql-transport-ws") -> AsyncIterator[ClientConnection]:
    address = site.replace("http", "ws") + "/graphql"
    async with connect(address, subprotocols=[Subprotocol(protocol)], max_size=None) as opened:
        yield opened


async def send(opened: ClientConnection, **message: object) -> None:
    await opened.send(orjson.dumps(message).decode())


async def receive(opened: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = orjson.loads(await opened.recv())
    return message


async def closed(opened: ClientConnection) -> tuple[int, str]:
    """The code and reason with which the server closes."""
    with pytest.raises(ConnectionClosed) as ended:
        while True:
            await opened.recv()
    frame = ended.value.rcvd
    assert frame is not None
    return frame.code, frame.reason


async def start(opened: ClientConnection) -> None:
    await send(opened, type="connection_init")
    assert await receive(opened) == {"type": "connection_ack"}


async def test_another_protocol_is_not_acceptable(site: str) -> None:
    address = site.replace("http", "ws") + "/graphql"
    async with connect(address) as opened:
        assert await closed(opened) == (4406, "Subprotocol not acceptable")


async def test_a_second_init_is_too_many(site: str) -> None:
    async with socket(site) as opened:
        await start(opened)
        await send(opened, type="connection_init")
        assert await closed(opened) == (4429, "Too many initialisation requests")


async def test_no_operation_before_the_init(site: str) -> None:
    async with socket(site) as opened:
        await send(opened, type="subscribe", id="1", payload=WATCH)
        assert await closed(opened) == (4401, "Unauthorized")


async def test_an_id_in_use_cannot_be_taken(site: str) -> None:
    async with socket(site) as opened:
        await start(opened)
        await send(opened, type="subscribe", id="1", payload=WATCH)
        await send(opened, type="subscribe", id="1", payload=WATCH)
        assert await closed(opened) == (4409, "Subscriber for 1 already exists")


async def test_an_id_is_free_again_after_complete(site: str) -> None:
    async with socket(site) as opened:
        await start(opened)
        for _ in range(3):
            await send(opened, type="subscribe", id="1", payload=WATCH)
            assert (await receive(opened))["type"] == "next"
            await send(opened, type="complete", id="1")
        await send(opened, type="ping")
        assert await receive(opened) == {"type": "pong"}


@pytest.mark.parametrize(
    "message",
    [
        "not json",
        "[]",
        '{"type": "hello"}',
        "{}",
        '{"type": "subscribe", "payload": {"query": "{ hello }"}}',
        '{"type": "subscribe", "id": "", "payload": {"query": "{ hello }"}}',
        '{"type": "subscribe", "id": "1"}',
        '{"type": "subscribe", "id": "1", "payload": {"query": 7}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ hello }", "variables": []}}',
        "[" * 200 + "]" * 200,
        b"\x00\x01",
    ],
)
async def test_a_message_that_is_none_closes_with_4400(site: str, message: str | bytes) -> None:
    async with socket(site) as opened:
        await start(opened)
        await opened.send(message)
        assert (await closed(opened))[0] == 4400


async def test_an_init_whose_payload_is_no_object_closes_with_4400(site: str) -> None:
    async with socket(site) as opened:
        await send(opened, type="connection_init", payload=[1])
        assert (await closed(opened))[0] == 4400


@pytest.mark.parametrize("characters", [210_000, 400_000])
async def test_a_message_that_is_too_large_closes_with_1009(site: str, characters: int) -> None:
    async with socket(site) as opened:
        await start(opened)
        await opened.send("x" * characters)
        assert (await closed(opened))[0] == 1009


async def test_one_subscription_too_many_is_an_error_of_that_one_only(site: str) -> None:
    async with socket(site) as opened:
        await start(opened)
        for number in range(MAX_OPERATIONS):
            await send(opened, type="subscribe", id=str(number), payload=WATCH)
            assert (await receive(opened))["type"] == "next"
        await send(opened, type="subscribe", id="more", payload=WATCH)
        refused = await receive(opened)
        assert (refused["type"], refused["id"]) == ("error", "more")
        assert refused["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
        await send(opened, type="complete", id="0")
        await send(opened, type="subscribe", id="more", payload=WATCH)
        assert (await receive(opened))["type"] == "next"


async def test_an_invalid_operation_is_an_error_and_the_socket_lives_on(site: str) -> None:
    async with socket(site) as opened:
        await start(opened)
        await send(opened, type="subscribe", id="1", payload={"query": "{ nonsense }"})
        refused = await receive(opened)
        assert (refused["type"], refused["payload"][0]["extensions"]["code"]) == ("error", "BAD_REQUEST")
        await send(opened, type="subscribe", id="2", payload={"query": "{ hello }"})
        assert (await receive(opened))["payload"] == {"data": {"hello": "Hello you"}}
        assert (await receive(opened))["type"] == "complete"


@asynccontextmanager
async def bare(callers: Callers, *, init_seconds: float = 10, per_minute: int = 0) -> AsyncIterator[str]:
    """An app with nothing but the socket."""
    settings = get_settings()
    allowance = Allowance(per_minute, enabled=per_minute > 0)
    entry = Entry(Engine(sample_schema(), settings), callers.authenticate, settings, allowance)
    app = Starlette(routes=[WebSocketRoute("/graphql", WebSocketEndpoint(entry, init_seconds=init_seconds))])
    async with served(app) as site:
        yield site


async def test_who_says_nothing_is_closed_with_4408(callers: Callers) -> None:
    async with bare(callers, init_seconds=0.05) as site, socket(site) as opened:
        assert await closed(opened) == (4408, "Connection initialisation timeout")


@pytest.mark.usefixtures("db")
async def test_operations_on_a_socket_count_like_requests(callers: Callers) -> None:
    async with bare(callers, per_minute=3) as site, socket(site) as opened:
        token = callers.token(Caller(rate_per_minute=3))
        await send(opened, type="connection_init", payload={"authorization": f"Bearer {token}"})
        await receive(opened)
        kinds = []
        for number in range(3):
            await send(opened, type="subscribe", id=str(number), payload={"query": "{ hello }"})
            kinds.append((await receive(opened))["type"])
            if kinds[-1] == "next":
                await receive(opened)
        assert kinds == ["next", "next", "error"]
