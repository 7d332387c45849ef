"""Subscriptions with the clients that browsers use: graphql-ws over WebSocket, graphql-sse over server-sent events."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import orjson
import pytest
import pytest_asyncio

from api.core import redis
from api.core.ids import new_id
from api.graphql.base.hub import CHANNEL, hub
from tests.contract import nodejs
from tests.graphql.base.sample import SHELF, Caller, Callers

pytestmark = [pytest.mark.integration]

WATCH = "subscription Watch { cardChanged { name points } }"
SCRIPTS = ["socket.mjs", "events.mjs"]


async def touch(*topics: str) -> None:
    """Publishes what the outbox relay would publish."""
    await redis.client().publish(redis.key(CHANNEL), orjson.dumps({"topics": topics, "fact": {}}).decode())


def opened(script: str, site: str, *tokens: str) -> AbstractAsyncContextManager[nodejs.Client]:
    return nodejs.client(script, site, *tokens)


def card(event: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = event["value"]["data"]["cardChanged"]
    return data


@pytest_asyncio.fixture
async def quiet() -> AsyncIterator[None]:
    """The first card as it was, afterwards."""
    before = SHELF.cards[SHELF.first]
    yield
    SHELF.cards[SHELF.first] = before


@pytest.mark.parametrize("script", SCRIPTS)
async def test_the_value_comes_now_and_again_at_each_change(script: str, site: str, quiet: None) -> None:
    async with opened(script, site) as client:
        await client.do("subscribe", id="a", query=WATCH)
        assert card(await client.event("next")) == {"name": "Card 0", "points": 0}
        SHELF.cards[SHELF.first] = 120
        await touch(f"card:{SHELF.first}", "store:elsewhere")
        assert card(await client.event("next"))["points"] == 120
        await touch("card:of-someone-else")
        SHELF.cards[SHELF.first] = 121
        await touch(f"card:{SHELF.first}")
        assert card(await client.event("next"))["points"] == 121


@pytest.mark.parametrize("script", SCRIPTS)
async def test_a_client_that_stops_or_goes_leaves_nothing_behind(script: str, site: str) -> None:
    await all_ended()
    listening = hub.listeners
    async with opened(script, site) as client:
        await client.do("subscribe", id="a", query=WATCH)
        await client.event("next")
        assert hub.listeners > listening
        await client.do("stop", id="a")
        await client.event("complete")
        await client.do("subscribe", id="b", query=WATCH)
        await client.event("next")
    async with asyncio.timeout(20):
        for _ in "ab":
            await SHELF.ended.get()


async def all_ended() -> None:
    """Forgets the ends of subscriptions of tests before this one."""
    while not SHELF.ended.empty():
        SHELF.ended.get_nowait()


@pytest.mark.parametrize("script", SCRIPTS)
async def test_an_operation_that_ends_is_completed(script: str, site: str, callers: Callers) -> None:
    token = callers.token(Caller(business_id=new_id()))
    async with opened(script, site, token) as client:
        await client.do("subscribe", id="a", query="subscription { counting }")
        values = [(await client.event("next"))["value"]["data"]["counting"] for _ in range(3)]
        assert values == [1, 2, 3]
        assert (await client.event("complete"))["id"] == "a"


@pytest.mark.parametrize("script", SCRIPTS)
async def test_queries_run_over_a_stream_too(script: str, site: str) -> None:
    async with opened(script, site) as client:
        await client.do(
            "subscribe", id="q", query="query($n: String!) { hello(name: $n) }", variables={"n": "Asha"}
        )
        assert (await client.event("next"))["value"] == {"data": {"hello": "Hello Asha"}}
        await client.event("complete")


async def test_who_may_not_watch_is_told_why(site: str) -> None:
    async with opened("socket.mjs", site) as client:
        await client.do("subscribe", id="a", query="subscription { counting }")
        assert (await client.event("error"))["error"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    async with opened("events.mjs", site) as client:
        await client.do("subscribe", id="a", query="subscription { counting }")
        answer = await client.event("next")
        assert answer["value"]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        await client.event("complete")


async def test_a_socket_ends_with_its_token_and_comes_back_with_a_fresh_one(
    site: str, callers: Callers, quiet: None
) -> None:
    short, fresh = callers.short_token(0.6), callers.short_token(300)
    async with opened("socket.mjs", site, short, fresh) as client:
        await client.do("subscribe", id="a", query=WATCH)
        await client.event("next")
        closed = await client.event("closed")
        assert (closed["code"], closed["reason"]) == (4403, "Token expired")
        await client.event("connected")
        await client.event("next")
        SHELF.cards[SHELF.first] = 77
        await touch(f"card:{SHELF.first}")
        assert card(await client.event("next"))["points"] == 77


async def test_an_event_stream_breaks_off_with_its_token_and_comes_back(
    site: str, callers: Callers, quiet: None
) -> None:
    short, fresh = callers.short_token(0.6), callers.short_token(300)
    async with opened("events.mjs", site, short, fresh) as client:
        await client.do("subscribe", id="a", query=WATCH)
        await client.event("next")
        assert (await client.event("connected"))["reconnected"] is True
        await client.event("next")
        SHELF.cards[SHELF.first] = 78
        await touch(f"card:{SHELF.first}")
        assert card(await client.event("next"))["points"] == 78


async def test_signing_out_closes_the_sockets_of_that_session(site: str, callers: Callers) -> None:
    session = new_id()
    token = callers.token(Caller(session_id=session))
    async with opened("socket.mjs", site, token) as client:
        await client.do("subscribe", id="a", query=WATCH)
        await client.event("next")
        await touch(f"session:{session}")
        closed = await client.event("closed")
        assert (closed["code"], closed["reason"]) == (4403, "Signed out")


async def test_a_bad_token_is_refused_on_both(site: str) -> None:
    async with opened("socket.mjs", site, "stolen") as client:
        await client.do("subscribe", id="a", query=WATCH)
        closed = await client.event("closed")
        assert (closed["code"], closed["reason"]) == (4403, "Forbidden")
    async with opened("events.mjs", site, "stolen") as client:
        await client.do("subscribe", id="a", query=WATCH)
        assert (await client.event("error"))["error"]["status"] == 401


async def test_a_ping_is_answered(site: str) -> None:
    async with opened("socket.mjs", site) as client:
        await client.do("subscribe", id="a", query=WATCH)
        await client.event("pong")
