"""The expiry sweep: lots per second, and whether twice the lots take twice the time.

`python -m bench.ledger_sweep [--lots N]`
"""

import argparse
import asyncio
import time
from datetime import timedelta
from uuid import UUID

from api import ledger
from api.businesses import ExpiryKind
from api.core import clock
from api.core.ids import new_id
from bench.harness import Result, open_servers, publish, say

POLICY = ledger.LedgerPolicy("Asia/Kolkata", expiry_kind=ExpiryKind.ROLLING_MONTHS, expiry_months=1)
HASH = "ab" * 32
EACH = 4  # lots per member


async def fill(program: UUID, lots: int) -> None:
    """Members with four lots each, all due long ago."""
    business, earned = new_id(), clock.now() - timedelta(days=100)
    for start in range(0, lots, 10_000):
        members = [new_id() for _ in range(10_000 // EACH)]
        rows = [
            ledger.BulkEarn(new_id(), members[number % len(members)], str(start + number), HASH, 10, earned)
            for number in range(min(10_000, lots - start))
        ]
        await ledger.earn_many(program, business, "fill", rows, POLICY)


async def sweep(lots: int) -> float:
    """Lots per second."""
    program = new_id()
    await fill(program, lots)
    start, now, done = time.perf_counter(), clock.now(), 0
    while batch := await ledger.expire(program, now):
        done += batch
    seconds = time.perf_counter() - start
    if done != lots:
        raise RuntimeError(f"{done} of {lots} lots expired")
    say(f"{lots:,} lots in {seconds:.1f} s; violated invariants: {await ledger.verify(program) or 'none'}")
    return lots / seconds


async def main() -> None:
    """Two lines of the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lots", type=int, default=100_000)
    lots = parser.parse_args().lots
    async with open_servers(4):
        half, whole = await sweep(lots // 2), await sweep(lots)
    remark = f"{lots:,} lots of {lots // EACH:,} members in batches of 2,000"
    publish(
        Result("expiry sweep", whole, 0, "lots/s", ">= 10,000", remark),
        Result(
            "expiry sweep, twice the lots", whole, half, "lots/s", "about 1 (linear)", "half as many lots"
        ),
    )


if __name__ == "__main__":
    asyncio.run(main())
