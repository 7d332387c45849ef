"""Whatever is asked, the plan answers as the executor does, value by value and key by key, to one and to many.

A slow run draws a new seed; EQUALITY_SEED=n repeats one.
"""

import os
import secrets

import pytest

from tests.graphql.plan.comparing import FAILING_BESIDE_OTHERS, Tally, shown
from tests.graphql.plan.conftest import Bench

pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings(FAILING_BESIDE_OTHERS)]

SEED = 20_261
ANSWERS = 1_000
MANY = 20_000
PARTS = 4
LEAST_PLANNED = 0.8


async def prove(bench: Bench, seed: int, count: int) -> None:
    """Fails with the first difference, alone or together with others; prints what answered."""
    print(f"\nseed {seed}")
    generator, tally, done = bench.generator(seed), Tally(), 0
    while done < count:
        operation = generator.next()
        for comparer in (bench.comparer, bench.grouped):
            comparer.warm(operation)
        for turn in operation.turns:
            expected = await bench.comparer.expected(operation, turn)
            alone = await bench.comparer.compare(operation, turn, expected)
            together = await bench.grouped.compare(operation, turn, expected)
            tally.add(alone)
            for found in (alone, together):
                assert not found.difference, f"seed {seed}: {shown(operation, turn, found.difference)}"
            bench.material.keep(expected.encode())
            done += 1
    print(tally.lines())
    assert tally.planned_share >= LEAST_PLANNED, tally.lines()


@pytest.mark.timeout(180)
async def test_plans_answer_as_the_executor_does(bench: Bench) -> None:
    await prove(bench, SEED, ANSWERS)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(PARTS))
async def test_plans_answer_as_the_executor_does_whatever_the_seed(bench: Bench, part: int) -> None:
    given = os.environ.get("EQUALITY_SEED")
    await prove(bench, int(given) + part if given else secrets.randbelow(10**9), MANY // PARTS)
