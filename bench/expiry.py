"""Points that expire at scale: reminders at three stages, then the sweep, and whether each loss was announced before.

Rates are printed at a quarter, a half and all of the lots: where they stay, the work is linear.
`python -m bench.expiry [--lots N]`
"""

import argparse
import asyncio
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from api import businesses, ledger
from api.businesses import ProgramRules
from api.core import clock
from api.core.audit import SYSTEM
from api.core.ids import new_id
from api.ledger import BulkBalance, TxKind
from bench.harness import Result, open_servers, publish, say

ZONE = "Asia/Kolkata"
HASH = "ab" * 32
EACH = 4  # lots of a member, each good through another day
FIRST_DAY = 31
NIGHTS = (*range(1, 5), *range(24, 28), *range(30, 34))
"""The days on which some lot comes to its stage of 30, 7 or 1 days."""
BATCH = 10_000


def morning(start: datetime, day: int) -> datetime:
    """Ten in the morning of that day."""
    local = start.astimezone(ZoneInfo(ZONE)).replace(hour=10, minute=0)
    return local + timedelta(days=day)


async def fill(program: ProgramRules, business: businesses.BusinessInfo, lots: int, start: datetime) -> None:
    """Members with four lots that expire on four days."""
    policy = ledger.policy_of(program)
    today = clock.local_date(start, ZONE)
    for first in range(0, lots, BATCH):
        members = [new_id() for _ in range(BATCH // EACH)]
        rows = [
            BulkBalance(
                new_id(),
                members[number // EACH],
                str(first + number),
                HASH,
                10,
                start,
                expires_at=clock.day_bounds(today + timedelta(days=FIRST_DAY + number % EACH), ZONE)[1],
            )
            for number in range(min(BATCH, lots - first))
        ]
        await ledger.earn_many(
            program.id, business.id, "fill", rows, policy, kind=TxKind.OPENING_BALANCE, now=start
        )


async def live(lots: int) -> tuple[float, float]:
    """Reminders a second and lots expired a second; every loss was announced before."""
    business = await businesses.create_business(
        SYSTEM, name="Bench", currency="INR", time_zone=ZONE, region="IN"
    )
    program = await businesses.rules_for(business.program_id)
    start = clock.now()
    await fill(program, business, lots, start)
    began, told = time.perf_counter(), 0
    for night in NIGHTS:
        told += await ledger.remind(program, morning(start, night))
    reminding = time.perf_counter() - began
    began, done = time.perf_counter(), 0
    while batch := await ledger.expire(program.id, morning(start, FIRST_DAY + EACH + 1)):
        done += batch
    expiring = time.perf_counter() - began
    missed = await ledger.unannounced(program.id, ZONE)
    if (told, done, missed) != (3 * lots, lots, 0):
        raise RuntimeError(f"{told} reminders, {done} lots expired, {missed} of them without a word before")
    broken = await ledger.verify(program.id) or "none"
    say(
        f"{lots:,} lots: {told:,} reminders in {reminding:.1f} s, expired in {expiring:.1f} s; "
        f"not announced before: {missed}; violated invariants: {broken}"
    )
    return told / reminding, done / expiring


async def main() -> None:
    """Three lines of the table for reminders, three for the sweep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lots", type=int, default=1_000_000)
    lots = parser.parse_args().lots
    sizes = (lots // 4, lots // 2, lots)
    async with open_servers(4):
        rates = [await live(size) for size in sizes]
    (quarter_told, quarter_done), _, (told, done) = rates
    remark = f"{lots:,} lots of {lots // EACH:,} members, three stages, each loss announced before"
    publish(
        Result("expiry reminders", told, 0, "reminders/s", ">= 10,000", remark),
        Result(
            "expiry reminders, four times the lots",
            told,
            quarter_told,
            "reminders/s",
            "about 1 (linear)",
            "a quarter of the lots",
        ),
        Result("expiry of announced lots", done, 0, "lots/s", ">= 10,000", remark),
        Result(
            "expiry of announced lots, four times the lots",
            done,
            quarter_done,
            "lots/s",
            "about 1 (linear)",
            "a quarter of the lots",
        ),
    )


if __name__ == "__main__":
    asyncio.run(main())
