"""What keeps documents, plans and statements from growing, and what happens to a read that takes too long."""

import asyncio
import gc
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import orjson
import pytest

from api.core.reads import STATEMENTS_KEPT, ReadPool, reads
from api.graphql.base.context import Context
from api.graphql.base.documents import MAX_DOCUMENTS, Prepared
from api.graphql.base.engine import Answer, Engine, GraphQLRequest
from api.graphql.base.plan.run import MAX_SHAPES, Planner
from tests.graphql.plan.comparing import answer, codes_of
from tests.graphql.plan.conftest import Bench
from tests.graphql.plan.generator import Operation, Turn
from tests.graphql.plan.slowness import locked, patient_pool

pytestmark = [pytest.mark.integration, pytest.mark.performance]

DOCUMENTS = 3_000
SHAPES = 10_000
MEASURED = 600
"""Of the documents and shapes, the last ones: measuring makes everything slow."""
GROWTH_BYTES = 1_000_000
"""A sixth of what so many documents would hold; marks of documents seen once take some 200 bytes each."""
PATIENCE_SECONDS = 0.2
MANY_SHAPES = """query($n: Int, $is: Boolean!, $id: ID!) {
    customers(first: $n) { totalCount } node(id: $id) { id @skip(if: $is) } }"""
TAGS = "{ tags { id name } }"


def request(text: str, variables: dict[str, Any] | None = None) -> GraphQLRequest:
    """A request for one document."""
    return GraphQLRequest(text, None, variables or {})


@contextmanager
def little_growth() -> Iterator[None]:
    """Fails where more is held after the block than the bound allows."""
    gc.collect()
    tracemalloc.start()
    try:
        yield
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held <= GROWTH_BYTES, f"{held:,} bytes"


def test_documents_asked_for_once_leave_nothing_but_their_marks(bench: Bench) -> None:
    engine, context = bench.anew().planned, Context()
    engine.prepare(request("{ viewer { face } }"), context)

    def meet(numbers: range) -> None:
        for number in numbers:
            engine.prepare(request(f"{{ d{number}: viewer {{ face }} }}"), context)

    meet(range(DOCUMENTS - MEASURED))
    with little_growth():
        meet(range(DOCUMENTS - MEASURED, DOCUMENTS))
    assert engine._documents.remembered == 0


def test_documents_asked_for_again_are_kept_up_to_a_number(bench: Bench) -> None:
    engine, context = bench.anew().planned, Context()
    for number in range(MAX_DOCUMENTS * 2):
        for _ in range(2):
            engine.prepare(request(f"{{ d{number}: viewer {{ face }} }}"), context)
    assert engine._documents.remembered == MAX_DOCUMENTS


async def test_ten_thousand_shapes_of_variables_leave_sixteen_plans(bench: Bench) -> None:
    """Given a document whose variables have ever other shapes, then few plans are kept and memory stays flat."""
    comparer = bench.anew()
    planner = comparer.planned._planner
    assert isinstance(planner, Planner)
    prepared = twice(comparer.planned, MANY_SHAPES)
    ids = bench.material.ids["owner"]
    kinds = [found[0] for found in ids.values() if found]
    sizes = range(1, SHAPES // len(kinds) + 2)
    shapes = ({"n": n, "is": n % 2 == 0, "id": kind} for n in sizes for kind in kinds)

    async def meet(count: int) -> None:
        for variables in islice(shapes, count):
            await planner._plan(prepared.plans, prepared, variables)

    await meet(SHAPES - MEASURED)
    with little_growth():
        await meet(MEASURED)
    assert len(prepared.plans.by_shape) == MAX_SHAPES


def twice(engine: Engine, text: str) -> Prepared:
    """The document, kept."""
    variables = {"n": 1, "is": True, "id": "x"}
    engine.prepare(request(text, variables), Context())
    return engine.prepare(request(text, variables), Context())


async def test_a_connection_keeps_few_statements(bench: Bench) -> None:
    """Given three times as many plans as a connection keeps statements, each asked twice, then it keeps no more."""
    comparer = bench.anew()
    async with patient_pool(seconds=10, size=1):
        for number in range(STATEMENTS_KEPT * 3):
            turn = Turn("owner", {})
            operation = Operation(f"{{ d{number}: business {{ name }} }}", None, (turn,))
            comparer.warm(operation)
            for _ in range(2):
                found = await answer(comparer.planned, bench.town.viewers["owner"], operation, turn)
                assert found.how == "plan"
        kept = await reads.fetchval("SELECT count(*) FROM pg_prepared_statements")
    assert kept == STATEMENTS_KEPT


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was tried since: statements of reads, and operations of the executor."""
    seen: list[str] = []
    fetchval, execute = ReadPool.fetchval, Engine._execute

    async def reading(self: ReadPool, sql: str, *args: object) -> object:
        seen.append("statement")
        return await fetchval(self, sql, *args)

    async def executing(self: Engine, *args: Any) -> Answer:
        seen.append("executor")
        return await execute(self, *args)

    monkeypatch.setattr(ReadPool, "fetchval", reading)
    monkeypatch.setattr(Engine, "_execute", executing)
    return seen


async def test_what_takes_too_long_is_refused_and_not_tried_again(bench: Bench, tries: list[str]) -> None:
    """Given a plan whose table is locked, when it is asked for, then TIMEOUT after one try; later it answers."""
    comparer, viewer = bench.anew(), bench.town.viewers["owner"]
    operation = Operation(TAGS, None, (Turn("owner", {}),))
    comparer.warm(operation)
    async with patient_pool(seconds=PATIENCE_SECONDS, size=2):
        async with locked("tag"):
            late = await answer(comparer.planned, viewer, operation, operation.turns[0])
        assert tries == ["statement"]
        again = await answer(comparer.planned, viewer, operation, operation.turns[0])
    assert (late.status, late.has_data) == (504, False)
    assert codes_of(late) == ["TIMEOUT"]
    assert again.how == "plan"
    assert len(orjson.loads(orjson.dumps(again.data))["tags"]) > 0


async def test_a_subscription_that_takes_too_long_ends_with_the_same_code(
    bench: Bench, tries: list[str]
) -> None:
    comparer, viewer = bench.anew(), bench.town.viewers["several"]
    card = bench.material.ids["several"]["Card"][0]
    turn = Turn("several", {"id": card})
    operation = Operation("subscription($id: ID!) { cardChanged(cardId: $id) { balance } }", None, (turn,))
    comparer.warm(operation)
    async with patient_pool(seconds=PATIENCE_SECONDS, size=2), locked("membership"):
        late = await answer(comparer.planned, viewer, operation, turn)
    assert codes_of(late) == ["TIMEOUT"]
    assert tries == ["statement"]


async def test_a_database_that_is_away_is_a_failure_like_any_other(bench: Bench, tries: list[str]) -> None:
    """Given a pool that is closed, when a plan is asked for, then the executor is tried and its error is masked."""
    comparer, viewer = bench.anew(), bench.town.viewers["owner"]
    operation = Operation(TAGS, None, (Turn("owner", {}),))
    comparer.warm(operation)
    async with patient_pool(seconds=30, size=1):
        assert (await answer(comparer.planned, viewer, operation, operation.turns[0])).how == "plan"
        tries.clear()
        assert reads._pool is not None
        reads._pool.terminate()
        away = await answer(comparer.planned, viewer, operation, operation.turns[0])
    assert away.how.startswith("executor: failed")
    assert codes_of(away) == ["INTERNAL"]
    assert tries == ["statement", "executor"]
    assert (await answer(comparer.planned, viewer, operation, operation.turns[0])).how == "plan"


async def test_the_server_goes_on_while_one_read_waits(bench: Bench) -> None:
    comparer, viewer = bench.anew(), bench.town.viewers["owner"]
    slow, quick = (Operation(text, None, (Turn("owner", {}),)) for text in (TAGS, "{ business { name } }"))
    for operation in (slow, quick):
        comparer.warm(operation)
    async with patient_pool(seconds=30, size=2):
        async with locked("tag"):
            waiting = asyncio.ensure_future(answer(comparer.planned, viewer, slow, slow.turns[0]))
            found = await answer(comparer.planned, viewer, quick, quick.turns[0])
            assert not waiting.done()
        assert (await waiting).how == "plan"
    assert found.how == "plan"
