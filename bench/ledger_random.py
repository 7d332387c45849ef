"""A seeded generator of random verbs on one ledger, ending in the proof of every invariant.

`python -m bench.ledger_random [--events N] [--seed N]`
"""

import argparse
import asyncio
import random
import time
from collections import Counter, deque
from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from api import ledger
from api.businesses import ExpiryKind, LimitMode, PendingKind, PointLimits, ShortfallPolicy
from api.core import clock
from api.core.errors import Refusal
from api.core.ids import new_id
from bench.harness import Result, open_servers, publish, say

CLIENTS = 96
SAME_MOMENT = (
    256  # events in a row: clients post in one present, as they do in life, and so are grouped as in life
)
TOLD = 100_000
HASH = "ab" * 32
PLAIN = ledger.LedgerPolicy("Asia/Kolkata", expiry_kind=ExpiryKind.ROLLING_MONTHS, expiry_months=2)
POLICIES = (
    PLAIN,
    replace(PLAIN, pending_kind=PendingKind.DELAY, pending_days=5),
    replace(PLAIN, expiry_kind=ExpiryKind.END_OF_QUARTER, shortfall=ShortfallPolicy.WRITE_OFF),
    replace(PLAIN, expiry_kind=ExpiryKind.INACTIVITY, shortfall=ShortfallPolicy.REVIEW),
    replace(PLAIN, limits=PointLimits(mode=LimitMode.CAP, per_day=400, balance=5000)),
    replace(PLAIN, limits=PointLimits(mode=LimitMode.REFUSE, per_transaction=150)),
)
VERBS = {
    "earn": 46,
    "redeem": 26,
    "reverse_earn": 8,
    "reverse_redeem": 6,
    "adjust": 3,
    "transfer": 4,
    "opening_balance": 2,
    "replay": 4,
    "sweep": 1,
}


class Generator:
    """Posts random verbs for a few thousand members of a coalition, in a time that runs a year."""

    def __init__(self, events: int, seed: int) -> None:
        self.dice = random.Random(seed)
        self.program = new_id()
        self.businesses = [new_id() for _ in range(3)]
        self.members = [new_id() for _ in range(max(10, min(5000, events // 50)))]
        self.start = clock.now() - timedelta(days=365)
        self.events = events
        self.begun = 0
        self.earned: deque[tuple[UUID, UUID, int]] = deque(maxlen=2000)
        self.spent: deque[tuple[UUID, UUID, int]] = deque(maxlen=2000)
        self.past: deque[tuple[ledger.PostingRequest, int, ledger.LedgerPolicy, UUID]] = deque(maxlen=500)
        self.outcomes: Counter[str] = Counter()

    async def client(self) -> None:
        """One of many that post at once."""
        while self.begun < self.events:
            self.begun += 1
            if self.begun % TOLD == 0:
                say(f"{self.begun:>10,} events")
            verb = self.dice.choices(list(VERBS), list(VERBS.values()))[0]
            now = self.start + timedelta(days=365 * (self.begun // SAME_MOMENT * SAME_MOMENT) / self.events)
            try:
                await getattr(self, verb)(now)
                self.outcomes[verb] += 1
            except Refusal as refusal:
                self.outcomes[refusal.code] += 1

    def request(self, now: datetime, member: UUID | None = None) -> ledger.PostingRequest:
        """A fresh key, some member, some business."""
        return ledger.PostingRequest(
            self.program,
            self.dice.choice(self.businesses),
            member or self.dice.choice(self.members),
            "random",
            str(new_id()),
            HASH,
            now,
            staff_id=self.businesses[0],
            reason="random",
        )

    async def earn(self, now: datetime) -> None:
        """By one of the policies."""
        request, points, policy = self.request(now), self.dice.randint(1, 200), self.dice.choice(POLICIES)
        posted = await ledger.earn(request, points, policy, now=now)
        self.past.append((request, points, policy, posted.tx_id))
        if posted.points:
            self.earned.append((posted.tx_id, request.membership_id, posted.points))

    async def redeem(self, now: datetime) -> None:
        """Often more than there is."""
        request, points = self.request(now), self.dice.randint(1, 150)
        posted = await ledger.redeem(request, points, self.dice.choice(POLICIES), now=now)
        self.spent.append((posted.tx_id, request.membership_id, points))

    async def reverse_earn(self, now: datetime) -> None:
        """Of a recent award, whole or in part."""
        if self.earned:
            tx, member, points = self.dice.choice(self.earned)
            policy, part = self.dice.choice(POLICIES), self.dice.randint(1, points)
            await ledger.reverse_earn(self.request(now, member), tx, part, policy, now=now)

    async def reverse_redeem(self, now: datetime) -> None:
        """Of a recent redemption, whole or in part."""
        if self.spent:
            tx, member, points = self.dice.choice(self.spent)
            part = self.dice.randint(1, points)
            await ledger.reverse_redeem(self.request(now, member), tx, part, PLAIN, now=now)

    async def adjust(self, now: datetime) -> None:
        """Up or down."""
        points = self.dice.choice((1, -1)) * self.dice.randint(1, 80)
        await ledger.adjust(self.request(now), points, PLAIN, now=now)

    async def transfer(self, now: datetime) -> None:
        """To some other member."""
        to = self.dice.choice(self.members)
        await ledger.transfer(self.request(now), to, self.dice.randint(1, 60), now=now)

    async def opening_balance(self, now: datetime) -> None:
        """With an expiry of its own."""
        expires = now + timedelta(days=self.dice.randint(1, 90))
        await ledger.opening_balance(self.request(now), self.dice.randint(1, 300), expires, now=now)

    async def replay(self, now: datetime) -> None:
        """A past award once more: the same transaction."""
        if self.past:
            request, points, policy, tx = self.dice.choice(self.past)
            again = await ledger.earn(request, points, policy, now=now)
            if again.tx_id != tx or not again.is_replay:
                raise RuntimeError(f"a replay of {tx} gave {again}")

    async def sweep(self, now: datetime) -> None:
        """Release and expiry, one batch each."""
        sweeps: tuple[Awaitable[int], ...] = (
            ledger.release(self.program, now, 500),
            ledger.expire(self.program, now, 500),
        )
        await asyncio.gather(*sweeps)


async def main() -> None:
    """One line of the table; fails where an invariant does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    async with open_servers(CLIENTS):
        generator = Generator(given.events, given.seed)
        start = time.perf_counter()
        await asyncio.gather(*(generator.client() for _ in range(CLIENTS)))
        rate = given.events / (time.perf_counter() - start)
        say(", ".join(f"{name} {count:,}" for name, count in generator.outcomes.most_common()))
        violations = await ledger.verify()
    say(f"violated invariants: {violations or 'none'}")
    if violations:
        raise SystemExit(1)
    remark = f"{given.events:,} events, {CLIENTS} at once, every invariant empty at the end"
    publish(Result("random verbs", rate, 0, "events/s", "sound books", remark))


if __name__ == "__main__":
    asyncio.run(main())
