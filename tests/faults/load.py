"""Tills that never stop selling: each sale is sent with its key until it is acknowledged."""

import asyncio
import random
import secrets
from dataclasses import dataclass, field

from tests.faults.shop import NoAnswerError, Shop

TILLS = 6
RETRY_SECONDS = 0.05
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Acknowledged:
    """What a till was told about one sale."""

    member: str
    amount_minor: int
    purchase_id: str
    points: int
    tries: int


@dataclass
class Load:
    """Sales in flight and sales acknowledged, by idempotency key."""

    shop: Shop
    acknowledged: dict[str, Acknowledged] = field(default_factory=dict)
    _tills: list[asyncio.Task[None]] = field(default_factory=list)
    _closing: asyncio.Event = field(default_factory=asyncio.Event)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    def start(self, *, seed: int) -> None:
        """Opens the tills."""
        self._tills = [asyncio.create_task(self._sell(random.Random(seed + till))) for till in range(TILLS)]

    async def more(self, count: int) -> None:
        """Returns when so many more sales are acknowledged. A till that failed raises here."""
        target = len(self.acknowledged) + count
        async with asyncio.timeout(PATIENCE_SECONDS), self._news:
            await self._news.wait_for(lambda: len(self.acknowledged) >= target or self._has_failed())
        if self._has_failed():
            await asyncio.gather(*self._tills)

    async def close(self) -> None:
        """Every till finishes the sale that it has begun, then goes home."""
        self._closing.set()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.gather(*self._tills)

    def retried(self) -> int:
        """How many sales had to be sent more than once."""
        return sum(sale.tries > 1 for sale in self.acknowledged.values())

    async def _sell(self, chance: random.Random) -> None:
        try:
            while not self._closing.is_set():
                await self._sell_once(chance)
        finally:
            async with self._news:
                self._news.notify_all()

    async def _sell_once(self, chance: random.Random) -> None:
        key, member, amount = (
            secrets.token_hex(12),
            chance.choice(self.shop.members),
            chance.randrange(100, 20_000),
        )
        tries = 0
        while True:
            tries += 1
            try:
                purchase_id, points = await self.shop.record(key=key, member=member, amount_minor=amount)
            except NoAnswerError:
                await asyncio.sleep(RETRY_SECONDS)
                continue
            break
        self.acknowledged[key] = Acknowledged(member, amount, purchase_id, points, tries)
        async with self._news:
            self._news.notify_all()

    def _has_failed(self) -> bool:
        return any(till.done() and not till.cancelled() and till.exception() for till in self._tills)
