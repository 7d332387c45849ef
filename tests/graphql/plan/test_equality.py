"""Whatever is asked, the plan answers as the executor does, value by value and key by key.

A slow run draws a new seed; EQUALITY_SEED=n repeats one.
"""

import os
import secrets
from collections.abc import AsyncIterator

import pytest

from tests.graphql.plan.comparing import Comparer, Found, Tally, shown
from tests.graphql.plan.conftest import Bench
from tests.graphql.plan.generator import Operation, Turn

pytestmark = pytest.mark.integration

SEED = 20_261
ANSWERS = 1_000
MANY = 20_000
PARTS = 4
LEAST_PLANNED = 0.8


async def compared(
    bench: Bench, comparer: Comparer, seed: int, count: int
) -> AsyncIterator[tuple[Operation, Turn, Found]]:
    """That many answers, each operation three times."""
    generator = bench.generator(seed)
    done = 0
    while done < count:
        operation = generator.next()
        comparer.warm(operation)
        for turn in operation.turns:
            found = await comparer.compare(operation, turn, await comparer.expected(operation, turn))
            bench.material.keep(found.text.encode() or b"null")
            done += 1
            yield operation, turn, found


async def prove(bench: Bench, seed: int, count: int) -> None:
    """Fails with the first difference; prints what answered."""
    tally = Tally()
    async for operation, turn, found in compared(bench, bench.comparer, seed, count):
        tally.add(found)
        assert not found.difference, f"seed {seed}: {shown(operation, turn, found.difference)}"
    print(f"\nseed {seed}\n{tally.lines()}")
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
