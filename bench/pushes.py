"""Five hundred open phones while points move: CPU of the API for each value pushed, and how soon it is there.

`python -m bench.pushes [--data DIR] [--sockets N] [--rate N] [--seconds N] [--rounds N]`: over the data of bench.reads.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from api import ledger
from api.core import clock, db, redis
from api.core.embedded import Process
from api.core.ids import new_id, to_global_id
from api.graphql.base.hub import CHANNEL
from bench.harness import Result, publish, say
from bench.reads.data import DEFAULT, MEMBERS, Data, customer_tokens, open_data
from bench.reads.documents import card_changed
from bench.reads.servers import Server, ours
from bench.reads.watch import Meter

SOCKETS = Path(__file__).parent / "reads/sockets.py"
POLICY = ledger.LedgerPolicy("Asia/Kolkata")
HASH = "ab" * 32
CARDS = """
    SELECT DISTINCT ON (person_id) id, program_id, business_id, person_id FROM membership
    WHERE person_id = ANY ($1::uuid[]) ORDER BY person_id, id
"""
IDLE_STEP_SECONDS = 0.25
IDLE_CPU_SECONDS = 0.011  # one tick of the clock that counts it
IDLE_WITHIN_SECONDS = 60.0
LINE_BYTES = 16_000_000


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a round found: values pushed, the API's CPU milliseconds for each, median milliseconds until it is there."""

    values: int
    cpu: float
    p50: float


@dataclass(frozen=True, slots=True)
class Phones:
    """Signed-in customers, a card of each."""

    tokens: Sequence[str]
    cards: Sequence[Any]

    def own(self) -> list[tuple[str, str]]:
        """A socket for each."""
        ids = [to_global_id("Card", card["id"]) for card in self.cards]
        return list(zip(self.tokens, ids, strict=True))

    def one(self) -> list[tuple[str, str]]:
        """As many sockets of one customer on one card."""
        return [self.own()[0]] * len(self.tokens)


@asynccontextmanager
async def _open(
    server: Server, subscriptions: Sequence[tuple[str, str]]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The phones' process, every one of them subscribed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        str(SOCKETS),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=LINE_BYTES,
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the phones have no line to us")
    given = {"port": server.port, "query": card_changed(), "subscriptions": subscriptions}
    process.stdin.write(json.dumps(given).encode() + b"\n")
    try:
        if await process.stdout.readline() != b"ready\n":
            raise RuntimeError("the phones could not subscribe")
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _stop(process: asyncio.subprocess.Process) -> list[tuple[int, int, float]]:
    """Hangs up; what was pushed: socket, balance, moment."""
    out, _ = await process.communicate(b"stop\n")
    found: list[tuple[int, int, float]] = json.loads(out)
    return found


async def awards(server: Server, phones: Phones, rate: float, seconds: float) -> Pushed:
    """Awards by the ledger, one after another on the cards, so many a second, relayed by the worker."""
    began: dict[tuple[int, int], float] = {}

    async def award(number: int) -> None:
        card, start = phones.cards[number], time.monotonic()
        key = str(new_id())
        request = ledger.PostingRequest(
            card["program_id"], card["business_id"], card["id"], "bench", key, HASH, clock.now()
        )
        posted = await ledger.earn(request, 5, POLICY)
        began[number, posted.balance] = start

    async with _open(server, phones.own()) as process:
        meter, start = Meter(api=server.pid), time.monotonic()
        posting = []
        for nr in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, start + nr / rate - time.monotonic()))
            posting.append(asyncio.create_task(award(nr % len(phones.cards))))
        await asyncio.gather(*posting)
        await _idle(server)
        spent = meter.spent()["api"]
        pushed = await _stop(process)
    known = [
        (at - began[number, balance]) * 1000 for number, balance, at in pushed if (number, balance) in began
    ]
    return _found(pushed, spent, known, len(posting))


async def touches(server: Server, phones: Phones, changes: int, *, of_one: bool) -> Pushed:
    """So many touches of the one card that all sockets show, or of all; each when the one before is everywhere."""
    cards = phones.cards[:1] if of_one else phones.cards
    message = orjson.dumps({"topics": [f"card:{card['id']}" for card in cards]})
    began: list[float] = []
    async with _open(server, phones.one() if of_one else phones.own()) as process:
        meter = Meter(api=server.pid)
        for _ in range(changes):
            began.append(time.monotonic())
            await redis.client().publish(redis.key(CHANNEL), message)
            await _idle(server)
        spent = meter.spent()["api"]
        pushed = await _stop(process)
    known = [(at - max(each for each in began if each <= at)) * 1000 for *_, at in pushed]
    return _found(pushed, spent, known, len(began) * len(phones.tokens))


async def _idle(server: Server) -> None:
    """Returns when the API has had nothing to do for a moment."""
    async with asyncio.timeout(IDLE_WITHIN_SECONDS):
        quiet = 0
        while quiet < 2:
            meter = Meter(api=server.pid)
            await asyncio.sleep(IDLE_STEP_SECONDS)
            quiet = quiet + 1 if meter.spent()["api"] <= IDLE_CPU_SECONDS else 0


def _found(pushed: Sequence[object], spent: float, latencies: Sequence[float], expected: int) -> Pushed:
    if not expected * 0.5 < len(pushed) <= expected:
        raise RuntimeError(f"{len(pushed)} values came of {expected}")
    return Pushed(len(pushed), spent * 1000 / len(pushed), median(latencies))


async def _phones(count: int) -> Phones:
    callers = sorted(await customer_tokens(count))
    cards = await db.fetch(CARDS, [who for who, _ in callers])
    return Phones([token for _, token in callers], cards)


def _worker(data: Data, logs: Path) -> Process:
    """The relay that tells the API what the ledger wrote."""
    environment = {
        "ENVIRONMENT": "production",
        "DATABASE_URL": data.database_url,
        "REDIS_URL": data.redis_url,
    }
    return Process(
        "worker", [sys.executable, "-P", "-m", "workers"], environment=environment, log=logs / "worker.log"
    )


async def run(given: argparse.Namespace) -> None:
    """Both kinds of change, with plans and without, by turns; publishes."""
    async with open_data(given.data, given.members) as data:
        phones, logs = await _phones(given.sockets), given.data / "logs"
        worker = _worker(data, logs)
        with ExitStack() as stack:
            servers = [stack.enter_context(ours(data, logs, plans=plans)) for plans in (True, False)]
            worker.start()
            stack.callback(worker.wait, timeout_seconds=5)
            stack.callback(worker.ask_to_stop)
            for what, measure in (
                (
                    f"{given.rate} awards/s on {given.sockets} open cards",
                    partial(awards, phones=phones, rate=given.rate, seconds=given.seconds),
                ),
                (
                    f"one card open {given.sockets} times",
                    partial(touches, phones=phones, changes=given.changes, of_one=True),
                ),
                (
                    f"{given.sockets} open cards at once",
                    partial(touches, phones=phones, changes=given.changes, of_one=False),
                ),
            ):
                found = await _by_turns(what, measure, servers, given.rounds)
                publish(*(_result(what, name, rounds) for name, rounds in found.items()))


async def _by_turns(
    what: str, measure: Callable[[Server], Awaitable[Pushed]], servers: Sequence[Server], rounds: int
) -> dict[str, list[Pushed]]:
    found: dict[str, list[Pushed]] = {server.name: [] for server in servers}
    for turn in range(rounds):
        for server in servers:
            each = await measure(server)
            found[server.name].append(each)
            say(f"{what}, round {turn + 1}, {server.name}: {each}")
    return found


def _result(what: str, name: str, rounds: Sequence[Pushed]) -> Result:
    """CPU in microseconds, so that whole numbers tell enough."""
    state = name.removeprefix("ours, ")
    p50, values = median(each.p50 for each in rounds), sum(each.values for each in rounds)
    remark = f"p50 {p50:.1f} ms from the start of the change to the phone; {values:,} values"
    cpu = median(each.cpu for each in rounds) * 1000
    return Result(f"a pushed value, {what}, {state}", cpu, 0, "CPU us", "<= 150", remark)


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--members", type=int, default=MEMBERS)
    parser.add_argument("--sockets", type=int, default=500)
    parser.add_argument("--rate", type=int, default=150, help="awards a second")
    parser.add_argument("--changes", type=int, default=4, help="of the one card")
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--rounds", type=int, default=3)
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
