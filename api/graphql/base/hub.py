"""One hub per process: one Redis subscription, fanned out to the open subscriptions by topic."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

import orjson
import structlog
from prometheus_client import Counter, Gauge
from redis.exceptions import RedisError

from api.core import clock, redis

log = structlog.get_logger(__name__)

CHANNEL = "live"
RECONNECT_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)

listening = Gauge("regulars_live_subscriptions", "Open subscriptions of this process")
pushed = Counter("regulars_live_pushes_total", "Wake-ups handed to subscriptions")


class Listener:
    """One open subscription's bell: it rings when a topic was touched, once for any number of touches meanwhile."""

    __slots__ = ("_bell", "rung_at")

    def __init__(self) -> None:
        self._bell = asyncio.Event()
        self.rung_at = clock.now()
        """The moment of the last touch, the same for all whom it woke."""

    def ring(self, at: datetime) -> None:
        """Something changed. Touches that were not yet answered fall together: the next read is fresh anyway."""
        self.rung_at = at
        self._bell.set()

    async def ringing(self) -> None:
        """Returns when it rings, at once if it rang since the last call."""
        await self._bell.wait()
        self._bell.clear()


class Hub:
    """Fans out what the outbox relay publishes. `run` is a task of the app's lifespan."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)
        self._connected = asyncio.Event()
        self.listeners = 0
        self.is_running = False

    @contextmanager
    def listen(self, topics: Iterable[str]) -> Iterator[Listener]:
        """A bell for these topics, as long as the block runs."""
        listener = Listener()
        names = tuple(topics)
        for topic in names:
            self._listeners[topic].add(listener)
        listening.inc()
        self.listeners += 1
        try:
            yield listener
        finally:
            listening.dec()
            self.listeners -= 1
            for topic in names:
                self._listeners[topic].discard(listener)
                if not self._listeners[topic]:
                    del self._listeners[topic]

    def touch(self, topics: Iterable[str]) -> None:
        """Rings whoever listens to one of the topics, once each."""
        found = {each for topic in topics for each in self._listeners.get(topic, ())}
        moment = clock.now()
        for listener in found:
            listener.ring(moment)
        pushed.inc(len(found))

    def touch_all(self) -> None:
        """Rings everyone: something may have been missed."""
        self.touch(tuple(self._listeners))

    async def connected(self) -> None:
        """Returns once the subscription to Redis stands."""
        await self._connected.wait()

    async def run(self) -> None:
        """Listens for ever; after a lost connection it comes back and refreshes everyone. Once per process."""
        if self.is_running:
            raise RuntimeError("the hub is running already: every touch would be delivered twice")
        self.is_running = True
        try:
            await self._run()
        finally:
            self.is_running = False

    async def _run(self) -> None:
        tries = 0
        while True:
            try:
                await self._receive()
            except (RedisError, OSError) as error:
                delay = RECONNECT_SECONDS[min(tries, len(RECONNECT_SECONDS) - 1)]
                log.warning("hub.redis_lost", error=str(error), retry_in_seconds=delay)
                tries = 0 if self._connected.is_set() else tries + 1
                self._connected.clear()
                await asyncio.sleep(delay)

    async def _receive(self) -> None:
        async with contextlib.AsyncExitStack() as stack:
            subscription = redis.client().pubsub(ignore_subscribe_messages=True)
            stack.push_async_callback(subscription.aclose)
            await subscription.subscribe(redis.key(CHANNEL))
            self._connected.set()
            self.touch_all()
            while True:
                message = await subscription.get_message(timeout=None)
                if message is not None:
                    self._deliver(message["data"])

    def _deliver(self, data: str) -> None:
        try:
            topics = orjson.loads(data)["topics"]
        except (ValueError, KeyError, TypeError) as error:
            log.warning("hub.unreadable", error=str(error))
            return
        self.touch(str(topic) for topic in topics)


hub = Hub()
