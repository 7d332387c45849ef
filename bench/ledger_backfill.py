"""Backfill of awards with lots and balances, set-based. `python -m bench.ledger_backfill [--rows N] [--chunk N]`"""

import argparse
import asyncio
import random
import resource
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from api import ledger
from api.businesses import ExpiryKind
from api.core import clock
from api.core.ids import new_id
from bench.harness import Result, open_servers, publish, say

POLICY = ledger.LedgerPolicy("Asia/Kolkata", expiry_kind=ExpiryKind.ROLLING_MONTHS, expiry_months=24)
HASH = "ab" * 32
MINUTES = 365 * 24 * 60
EACH = 10  # awards per member on average
LANES = 2  # chunks under way at once: one is made ready while the other is posted


def chunks(rows: int, size: int, now: datetime) -> Iterator[list[ledger.BulkEarn]]:
    """A year of awards in order of time, for a tenth as many members."""
    dice = random.Random(1)
    members = [new_id() for _ in range(max(1, rows // EACH))]
    step = MINUTES / rows
    for start in range(0, rows, size):
        yield [
            ledger.BulkEarn(
                new_id(),
                dice.choice(members),
                f"bill-{number}",
                HASH,
                dice.randint(1, 500),
                now - timedelta(minutes=MINUTES - step * number),
            )
            for number in range(start, min(start + size, rows))
        ]


async def backfill(rows: int, size: int) -> tuple[float, list[ledger.Violation]]:
    """Rows per second, and what does not hold afterwards."""
    program, business = new_id(), new_id()
    source = chunks(rows, size, clock.now())
    start, done = time.perf_counter(), 0

    async def lane() -> None:
        nonlocal done
        for chunk in source:
            await ledger.earn_many(program, business, "backfill", chunk, POLICY)
            done += len(chunk)
            say(f"{done:>10,} rows, {done / (time.perf_counter() - start):,.0f}/s, {memory_mb()} MB")

    await asyncio.gather(*(lane() for _ in range(LANES)))
    rate = rows / (time.perf_counter() - start)
    return rate, await ledger.verify(program)


def memory_mb() -> int:
    """The most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


async def main() -> None:
    """One line of the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--chunk", type=int, default=10_000)
    given = parser.parse_args()
    async with open_servers(8):
        rate, violations = await backfill(given.rows, given.chunk)
    say(f"violated invariants: {violations or 'none'}")
    remark = f"{given.rows:,} awards with lots, entries and balances; at most {memory_mb()} MB in the process"
    publish(Result("backfill of awards", rate, 0, "rows/s", ">= 15,000", remark))


if __name__ == "__main__":
    asyncio.run(main())
