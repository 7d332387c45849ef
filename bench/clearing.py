"""A month of three businesses that spend each other's points: what clearing costs, closing, every cent explained.

`python -m bench.clearing [--redemptions N]`
"""

import argparse
import asyncio
import time
from itertools import count
from random import Random
from uuid import UUID

from api import businesses, ledger
from api.core import clock, db
from api.core.audit import SYSTEM
from api.core.ids import new_id
from api.ledger import BulkEarn, LedgerPolicy, NewRate, PostingRequest
from bench.harness import Result, open_servers, publish, say

AT_ONCE = 32
MEMBERS = 500
POLICY = LedgerPolicy(time_zone="Europe/Berlin")
UNEXPLAINED = """
    SELECT count(*) FROM (SELECT business_id, partner_id, side, sum(amount_minor) AS amount FROM settlement_line
        WHERE program_id = $1 GROUP BY 1, 2, 3) told
    FULL JOIN (SELECT business_id, partner_pk, side, sum(amount_minor) AS amount FROM read.cleared
        WHERE program_id = $1 AND period_pk IS NOT NULL GROUP BY 1, 2, 3) trail
        ON trail.business_id = told.business_id AND trail.partner_pk = told.partner_id AND trail.side = told.side
    WHERE told.amount IS DISTINCT FROM trail.amount
"""
NET = "SELECT sum(closing_minor)::bigint FROM settlement_statement WHERE program_id = $1"
_keys = count()


async def shops() -> tuple[UUID, list[UUID]]:
    """A program and its three businesses, the owner first."""
    owner = await businesses.create_business(
        SYSTEM, name="Amber", currency="EUR", time_zone="Europe/Berlin", region="DE"
    )
    partners = [
        await businesses.create_business(SYSTEM, name=name, program_id=owner.program_id)
        for name in ("Birch", "Cedar")
    ]
    return owner.program_id, [owner.id, *(each.id for each in partners)]


def request(program: UUID, business: UUID, member: UUID) -> PostingRequest:
    """A request with a key of its own."""
    key = f"bench-{next(_keys)}"
    return PostingRequest(program, business, member, "bench", key, "", clock.now())


async def give(program: UUID, business: UUID, members: list[UUID]) -> None:
    """Enough points of one business for everybody."""
    rows = [
        BulkEarn(new_id(), member, f"give-{next(_keys)}", "", 1_000_000, clock.now()) for member in members
    ]
    await ledger.earn_many(program, business, "bench", rows, POLICY)


async def spend(program: UUID, plan: list[tuple[UUID, UUID, int]]) -> float:
    """Redeems as planned (business, member, points); redemptions a second."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(business: UUID, member: UUID, points: int) -> None:
        async with gate:
            await ledger.redeem(request(program, business, member), points)

    start = time.perf_counter()
    await asyncio.gather(*(one(*each) for each in plan))
    return len(plan) / (time.perf_counter() - start)


async def run(redemptions: int) -> None:
    """Own points, then points of others; the close; the trail; publishes."""
    chance = Random(1872)
    async with open_servers(AT_ONCE):
        program, places = await shops()
        await ledger.set_rate(SYSTEM, places[0], NewRate(370_000))
        mine, shared = [[new_id() for _ in range(MEMBERS)] for _ in range(2)]
        await give(program, places[0], mine)
        for place in places:
            await give(program, place, shared)
        await db.execute("ANALYZE")
        own = await spend(program, [(places[0], chance.choice(mine), 9) for _ in range(redemptions)])
        plan = [
            (chance.choice(places), chance.choice(shared), chance.randint(1, 90)) for _ in range(redemptions)
        ]
        across = await spend(program, plan)
        period = await ledger.open_period(program)
        if period is None:
            raise SystemExit("the rate opened no period")
        start = time.perf_counter()
        await ledger.close_period(SYSTEM, places[0], period.id)
        closing = time.perf_counter() - start
        unexplained, net = await db.fetchval(UNEXPLAINED, program), await db.fetchval(NET, program)
        broken = await ledger.verify(program)
        if unexplained or net or broken:
            raise SystemExit(f"{unexplained} lines unexplained, net {net}, {broken}")
    say(f"own points {own:,.0f}/s, points of others {across:,.0f}/s, closed in {closing:.2f} s")
    what = (
        f"{redemptions:,} redemptions across three businesses; statements net to zero, every cent explained"
    )
    publish(
        Result("redeem points of others, with clearing", across, own, "/s", "", "the same with own points"),
        Result("closing a month of clearing", closing * 1000, 0, "ms", "<= 5,000 ms", what),
    )


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--redemptions", type=int, default=10_000)
    asyncio.run(run(parser.parse_args().redemptions))


if __name__ == "__main__":
    main()
