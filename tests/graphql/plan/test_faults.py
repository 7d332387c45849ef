"""A planted mistake of the compiler is noticed: else the proof of equality would prove nothing.

What is expected comes from the executor before anything is planted. A plan that gives up where it answered before is
noticed as well: what it left to the executor would come out right and slowly.
"""

from dataclasses import dataclass

import pytest
import pytest_asyncio

from tests.graphql.plan.comparing import FAILING_BESIDE_OTHERS
from tests.graphql.plan.conftest import Bench
from tests.graphql.plan.faults import COMMON, RARE, TOGETHER, Plant
from tests.graphql.plan.generator import Operation, Turn

pytestmark = [
    pytest.mark.integration,
    pytest.mark.xdist_group("planted faults"),
    pytest.mark.timeout(900),
    pytest.mark.filterwarnings(FAILING_BESIDE_OTHERS),
]

SEED = 7
FEW, MANY = 120, 4_000


@dataclass(frozen=True, slots=True)
class Case:
    """An operation with what each of its turns is answered when nothing is wrong, and by what."""

    operation: Operation
    turns: tuple[tuple[Turn, str, str], ...]


async def record(bench: Bench, count: int) -> list[Case]:
    """That many operations of one seed."""
    comparer, generator = bench.anew(), bench.generator(SEED)
    found = []
    for _ in range(count):
        operation = generator.next()
        comparer.warm(operation)
        turns = []
        for turn in operation.turns:
            expected = await comparer.expected(operation, turn)
            planned = await comparer.compare(operation, turn, expected)
            assert not planned.difference, planned.difference
            turns.append((turn, expected, planned.how))
        found.append(Case(operation, tuple(turns)))
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def few(bench: Bench) -> list[Case]:
    """For faults that show soon."""
    return await record(bench, FEW)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def many(bench: Bench) -> list[Case]:
    """For those that show seldom."""
    return await record(bench, MANY)


async def noticed_after(bench: Bench, cases: list[Case], plant: Plant) -> int | None:
    """How many answers it took to notice that something is wrong; None where nothing was noticed."""
    comparer, answers = bench.anew(is_grouped=plant in TOGETHER), 0
    for case in cases:
        comparer.warm(case.operation)
        for turn, expected, how in case.turns:
            answers += 1
            found = await comparer.compare(case.operation, turn, expected)
            if found.difference or found.how != how:
                print(f"{plant.__name__}: noticed by answer {answers}")
                return answers
    return None


@pytest.mark.parametrize("plant", COMMON, ids=lambda plant: plant.__name__)
async def test_a_planted_fault_is_noticed_soon(
    bench: Bench, few: list[Case], plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    assert await noticed_after(bench, few, plant) is not None


@pytest.mark.slow
@pytest.mark.parametrize("plant", RARE, ids=lambda plant: plant.__name__)
async def test_a_planted_fault_is_noticed(
    bench: Bench, many: list[Case], plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    assert await noticed_after(bench, many, plant) is not None
