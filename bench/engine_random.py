"""Random steps of the whole program engine against its model: worlds by seed, until there are enough steps.

`python -m bench.engine_random [--steps N] [--seed N] [--length N] [--shards N]`. A difference is told with its seed and
the fewest steps that lead to it; `--seed N --length K --steps K` repeats it.
"""

import argparse
import asyncio
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from bench.harness import Result, open_servers, publish, say
from tests.engine.acts import Difference
from tests.engine.clock import Clock, following
from tests.engine.run import Tally, run_seed

POOL = 4
LENGTH = 400
"""Steps of one world: long enough for a year to pass, short enough to begin many others."""


async def run_worlds(seeds: range, length: int) -> tuple[Tally, str | None]:
    """Worlds one after the other on servers of their own; what differs, if anything does."""
    tally = Tally()
    async with open_servers(POOL, durable=False), following() as clock:
        for seed in seeds:
            try:
                tally.add(await run_seed(seed, length, clock))
            except Difference as difference:
                return tally, await _shortest(seed, length, clock, str(difference))
    return tally, None


async def _shortest(seed: int, length: int, clock: Clock, told: str) -> str:
    """Once more, with everything compared after each step: the first that differs is the last that is needed."""
    try:
        await run_seed(seed, length, clock, every=1)
    except Difference as difference:
        return str(difference)
    return f"{told}\n(and not when everything is compared after each step)"


def shard(length: int, seeds: range) -> tuple[Tally, str | None]:
    """One process of several."""
    return asyncio.run(run_worlds(seeds, length))


def told(tally: Tally) -> str:
    """The share of each verb, and the refusals."""
    steps = tally.steps or 1
    done = ", ".join(f"{verb} {100 * count / steps:.1f} %" for verb, count in tally.done.most_common())
    refused = ", ".join(f"{code} {count:,}" for code, count in tally.refused.most_common())
    return f"done: {done}\nrefused, {tally.refused.total():,} in all: {refused}"


def main() -> None:
    """One line of the table; fails where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--length", type=int, default=LENGTH)
    parser.add_argument("--shards", type=int, default=1)
    given = parser.parse_args()
    worlds = -(-given.steps // given.length)
    seeds = range(given.seed, given.seed + worlds)
    start = time.perf_counter()
    with ProcessPoolExecutor(given.shards) as pool:
        parts = [seeds[at :: given.shards] for at in range(min(given.shards, worlds))]
        found = list(pool.map(partial(shard, given.length), parts))
    tally = Tally()
    for part, _ in found:
        tally.add(part)
    rate = tally.steps / (time.perf_counter() - start)
    say(told(tally))
    differences = [difference for _, difference in found if difference]
    if differences:
        raise SystemExit("\n\n".join(differences))
    remark = (
        f"{tally.steps:,} steps in {worlds:,} worlds, each compared with the model, every invariant empty"
    )
    publish(Result("random steps of the engine", rate, 0, "steps/s", "no difference", remark))


if __name__ == "__main__":
    main()
