"""Tiers of 200,000 members: what a changed threshold would do, the change itself, and the nightly review.

`python -m bench.tiers [--members N]`
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID

from api import businesses, tiers
from api.core import db
from api.core.audit import SYSTEM
from bench.harness import Result, open_servers, publish, say

# every member with eight of the last twelve months; the sums spread over the ladder
FILL = """
    INSERT INTO tier_activity (id, program_id, membership_id, month, earned, spent_minor, visits)
    SELECT ledger_new_id(), $1, lpad(to_hex(m), 32, '0')::uuid,
        (date_trunc('month', now()) - make_interval(months => k))::date, (m * 7919 + k * 104729) % 400, 1000, 1
    FROM generate_series(1, $2::int) AS m, generate_series(0, 7) AS k
"""
PEOPLE = """
    INSERT INTO person (id, name, language) SELECT lpad(to_hex(m), 32, '0')::uuid, 'Member', 'en'
    FROM generate_series(1, $1::int) AS m
"""
CARDS = """
    INSERT INTO membership (id, program_id, business_id, person_id, number, status, version)
    SELECT lpad(to_hex(m), 32, '0')::uuid, $1, $2, lpad(to_hex(m), 32, '0')::uuid, lpad(m::text, 9, '0'), 'active', 1
    FROM generate_series(1, $3::int) AS m
"""
FACTS = "SELECT count(*) FROM outbox WHERE program_id = $1 AND name = 'tiers.tier_changed'"
STEPS = (
    tiers.NewTier("Bronze", 0),
    tiers.NewTier("Silver", 1_000, multiplier_bp=12_500),
    tiers.NewTier("Gold", 1_600, multiplier_bp=15_000),
)


def rules(steps: tuple[tiers.NewTier, ...]) -> tiers.LadderRules:
    """Points earned in twelve rolling months."""
    return tiers.LadderRules(tiers.TierMeasure.EARNED, tiers.TierWindow.ROLLING_MONTHS, steps)


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """Seconds that it took."""
    start = time.perf_counter()
    await work()
    return time.perf_counter() - start


async def fill(members: int) -> tuple[UUID, UUID]:
    """A program whose members all did something; its id and its business's."""
    business = await businesses.create_business(
        SYSTEM, name="Tier bench", currency="USD", time_zone="America/New_York", region="US"
    )
    await db.execute(PEOPLE, members)
    await db.execute(CARDS, business.program_id, business.id, members)
    await db.execute(FILL, business.program_id, members)
    await db.execute("ANALYZE")
    return business.program_id, business.id


async def run(members: int) -> None:
    """First ladder, preview of a change, the change, a review; publishes."""
    async with open_servers(4):
        program, business = await fill(members)
        first = await timed(lambda: tiers.save_ladder(SYSTEM, business, rules(STEPS)))
        ladder = await tiers.ladder_of(program)
        if ladder is None:
            raise SystemExit("the ladder was not saved")
        kept = [replace(step, id=tier.id) for step, tier in zip(STEPS, ladder.tiers, strict=True)]
        changed = rules((kept[0], replace(kept[1], threshold=1_300), kept[2]))
        impact = await tiers.preview_ladder(business, changed)
        preview = await timed(lambda: tiers.preview_ladder(business, changed))
        before = await db.fetchval(FACTS, program)
        apply = await timed(lambda: tiers.save_ladder(SYSTEM, business, changed, drops_at_once=True))
        moved = await db.fetchval(FACTS, program) - before
        if moved != impact.moves_down + impact.moves_up:
            raise SystemExit(f"{moved} moved, {impact} was foreseen")
        review = await timed(lambda: tiers.review(program))
    say(
        f"first ladder {first:.1f} s, preview {preview:.2f} s, {moved:,} moved in {apply:.1f} s, review {review:.1f} s"
    )
    what = f"{members:,} members, {members * 8:,} months of activity"
    publish(
        Result("tiers: preview of a changed threshold", preview * 1000, 0, "ms", "<= 2,000 ms", what),
        Result(
            "tiers: the change",
            apply * 1000,
            0,
            "ms",
            "<= 10,000 ms",
            f"{moved:,} members move, a fact for each",
        ),
        Result(
            "tiers: the first ladder", first * 1000, 0, "ms", "", f"{members:,} members rise, a fact for each"
        ),
        Result("tiers: a review of all", review * 1000, 0, "ms", "", what),
    )


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=200_000)
    asyncio.run(run(parser.parse_args().members))


if __name__ == "__main__":
    main()
