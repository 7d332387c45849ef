"""Awards and redemptions through `api.ledger` over 32 connections, beside pgbench running the same functions.

`python -m bench.ledger_hot [--seconds N] [--rounds N]`
"""

import argparse
import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from uuid import UUID

from api import ledger
from api.core import clock, db
from api.core.ids import new_id
from bench.harness import Result, by_turns, open_servers, pgbench, publish, say

CLIENTS = 32
MEMBERS = 20_000
BUSINESSES = [new_id() for _ in range(20)]
PROGRAM = new_id()
HASH = "ab" * 32
POLICY = ledger.LedgerPolicy("Asia/Kolkata")
Turn = Callable[[], float]


def member(number: int) -> UUID:
    """Ids that pgbench can make up too."""
    return UUID(f"00000000-0000-7000-8000-{number:012x}")


def script(call: str, businesses: int) -> str:
    """What pgbench runs: the statement that a lone posting of ours is."""
    ids = ", ".join(f"'{business}'" for business in BUSINESSES[:businesses])
    return (
        f"\\set m random(0, {MEMBERS - 1})\n\\set b random(1, {businesses})\n\\set k random(1, 9000000000000000000)\n"
        f"SELECT * FROM {call.format(request=REQUEST.format(businesses=ids))};\n"
    )


REQUEST = (
    f"ROW('{PROGRAM}', (ARRAY[{{businesses}}]::uuid[])[:b::int],"
    " ('00000000-0000-7000-8000-' || lpad(to_hex(:m::bigint), 12, '0'))::uuid,"
    " 'pgbench', :k::bigint || '-' || :client_id,"
    f" '{HASH}', now(), now(), NULL, NULL, NULL, NULL, '')::ledger_request"
)
AWARD = "ledger_credit({request}, 'earn', 'issued', 25, NULL, NULL, NULL, NULL)"
REDEEM = "ledger_debit({request}, 'redeem', 'redeemed', 1, NULL)"


def request(businesses: int) -> ledger.PostingRequest:
    """A fresh posting for some member at some business."""
    business = BUSINESSES[random.randrange(businesses)]
    key = str(new_id())
    return ledger.PostingRequest(
        PROGRAM, business, member(random.randrange(MEMBERS)), "bench", key, HASH, clock.now()
    )


async def keep_busy(post: Callable[[], Awaitable[object]], seconds: float) -> float:
    """Postings per second of 32 clients that post one after the other."""
    done, start = 0, time.perf_counter()

    async def client() -> None:
        nonlocal done
        while time.perf_counter() < start + seconds:
            await post()
            done += 1

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return done / (time.perf_counter() - start)


async def fill() -> None:
    """Every member has an account, and points enough for all redemptions."""
    for start in range(0, MEMBERS, 5000):
        rows = [
            ledger.BulkEarn(new_id(), member(number), f"open-{number}", HASH, 100_000, clock.now())
            for number in range(start, start + 5000)
        ]
        await ledger.earn_many(PROGRAM, BUSINESSES[0], "bench", rows, POLICY)
    await db.execute("VACUUM ANALYZE")


async def measure(
    url: str,
    what: str,
    call: str,
    post: Callable[[], Awaitable[object]],
    given: argparse.Namespace,
    businesses: int,
) -> Result:
    """Ours and pgbench by turns."""
    loop = asyncio.get_running_loop()

    def ours() -> float:
        return asyncio.run_coroutine_threadsafe(keep_busy(post, given.seconds), loop).result()

    def theirs() -> float:
        return pgbench(url, script(call, businesses), clients=CLIENTS, seconds=given.seconds)

    found = await asyncio.to_thread(by_turns, given.rounds, ours, theirs)
    remark = "pgbench, 32 clients, calling the same function once per transaction"
    return Result(what, found[0], found[1], "/s", ">= 1.0 (3.0 under load)", remark)


async def main() -> None:
    """Three lines of the table, then the books are proved."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    async with open_servers(CLIENTS) as url:
        await fill()
        publish(
            await measure(
                url, "award, 20 businesses", AWARD, lambda: ledger.earn(request(20), 25, POLICY), given, 20
            ),
            await measure(
                url,
                "award, all at one business",
                AWARD,
                lambda: ledger.earn(request(1), 25, POLICY),
                given,
                1,
            ),
            await measure(url, "redeem", REDEEM, lambda: ledger.redeem(request(20), 1), given, 20),
        )
        violations = await ledger.verify()
        say(f"violated invariants: {violations or 'none'}")


if __name__ == "__main__":
    asyncio.run(main())
