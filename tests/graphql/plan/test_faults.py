"""A planted mistake of the compiler is noticed: else the proof of equality would prove nothing.

What is expected comes from the executor before anything is planted. A plan that gives up where it answered before is
noticed as well: what it left to the executor would come out right and slowly.
"""

from dataclasses import dataclass

import pytest
import pytest_asyncio

from tests.graphql.plan.conftest import Bench
from tests.graphql.plan.faults import BY_NAME
from tests.graphql.plan.generator import Operation, Turn

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("planted faults"), pytest.mark.timeout(300)]

SEED = 7
OPERATIONS = 200
SORTED = Operation(
    "query($sort: CustomerSort) { customers(sort: $sort, first: 3) { nodes { id } } }",
    None,
    tuple(Turn("owner", {"sort": sort}) for sort in ("NAME", "NEWEST", "LAST_VISIT")),
)
"""Chance seldom writes one text that is asked with two values of an enum."""


@dataclass(frozen=True, slots=True)
class Case:
    """An operation with what each of its turns is answered when nothing is wrong, and by what."""

    operation: Operation
    turns: tuple[tuple[Turn, str, str], ...]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def cases(bench: Bench) -> list[Case]:
    """The same for every fault."""
    comparer, generator = bench.anew(), bench.generator(SEED)
    found = []
    for operation in (*(generator.next() for _ in range(OPERATIONS)), SORTED):
        comparer.warm(operation)
        turns = []
        for turn in operation.turns:
            expected = await comparer.expected(operation, turn)
            planned = await comparer.compare(operation, turn, expected)
            assert not planned.difference, planned.difference
            turns.append((turn, expected, planned.how))
        found.append(Case(operation, tuple(turns)))
    return found


async def noticed_after(bench: Bench, cases: list[Case]) -> int | None:
    """How many answers it took to notice that something is wrong; None where nothing was noticed."""
    comparer, answers = bench.anew(), 0
    for case in cases:
        comparer.warm(case.operation)
        for turn, expected, how in case.turns:
            answers += 1
            found = await comparer.compare(case.operation, turn, expected)
            if found.difference or found.how != how:
                return answers
    return None


@pytest.mark.parametrize("name", BY_NAME)
async def test_a_planted_fault_is_noticed(
    bench: Bench, cases: list[Case], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    BY_NAME[name](monkeypatch)
    answers = await noticed_after(bench, cases)
    print(f"{name}: {answers}")
    assert answers is not None
