"""Asks the executor and the plan the same, and says where they differ."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import orjson

from api.core import clock
from api.graphql.base.context import Context
from api.graphql.base.documents import RequestRefused
from api.graphql.base.engine import Answer, Engine, GraphQLRequest
from api.graphql.base.viewer import Viewer
from tests.graphql.equality import written
from tests.graphql.plan.generator import Operation, Turn

FAILING_BESIDE_OTHERS = "ignore::pytest.PytestUnraisableExceptionWarning"
"""For tests that make fields fail by the thousand: graphql-core does not await those that it then has no use for, and
Python, collecting one inside a named tuple's constructor, cannot even warn of it."""
SHOWN = 160
TRIES = 5
NOT_WELL_FORMED = ("executor: denied", "executor: refused: ", "executor: variables", "refused")
"""Why the executor answers what nobody may ask, or what cannot be right."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer, what gave it, and how it differs from what was expected."""

    how: str
    text: str
    difference: str = ""


@dataclass(slots=True)
class Tally:
    """How many answers were given by what."""

    by: Counter[str] = field(default_factory=Counter)

    def add(self, found: Found) -> None:
        """Counts one."""
        self.by[found.how] += 1

    @property
    def planned_share(self) -> float:
        """The plan's share of the answers to requests that are well formed and allowed."""
        proper = sum(count for how, count in self.by.items() if not how.startswith(NOT_WELL_FORMED))
        return self.by["plan"] / max(proper, 1)

    def lines(self) -> str:
        """The shares and the reasons of the rest, to be printed."""
        total = sum(self.by.values())
        rows = [f"{count:6} {count / total:6.1%}  {how}" for how, count in self.by.most_common()]
        return "\n".join([f"{total:6} answers, {self.planned_share:.1%} of the proper ones planned", *rows])


async def answer(engine: Engine, viewer: Viewer, operation: Operation, turn: Turn) -> Answer:
    """The answer at the door of the engine; of a subscription the first value."""
    request = GraphQLRequest(operation.text, operation.name, turn.variables)
    context = Context(viewer=viewer, address="127.0.0.1", now=clock.now())
    try:
        prepared = engine.prepare(request, context)
    except RequestRefused as refused:
        return Answer(None, refused.errors, has_data=False, how="refused")
    stream = engine.stream(prepared, request, context)
    try:
        return await anext(stream)
    finally:
        await stream.aclose()


async def answer_in_time(engine: Engine, viewer: Viewer, operation: Operation, turn: Turn) -> Answer:
    """The same, asked again where the machine stood still meanwhile: how long an answer takes is not compared."""
    for _ in range(TRIES):
        found = await answer(engine, viewer, operation, turn)
        if "TIMEOUT" not in codes_of(found):
            return found
    raise AssertionError(shown(operation, turn, "this takes too long"))


def codes_of(found: Answer) -> list[str]:
    """The codes of its errors."""
    return [str((error.extensions or {}).get("code")) for error in found.errors]


@dataclass(frozen=True, slots=True)
class Comparer:
    """Two engines over one schema: `planned` has plans, `executed` has none."""

    executed: Engine
    planned: Engine
    viewers: Mapping[str, Viewer]

    async def expected(self, operation: Operation, turn: Turn) -> str:
        """What the executor answers. Fails on a document that the generator should not have written."""
        found = await answer_in_time(self.executed, self.viewers[turn.viewer], operation, turn)
        codes = codes_of(found)
        assert "INTERNAL" not in codes, shown(operation, turn, found.errors)
        assert found.how != "refused" or "QUERY_TOO_LARGE" in codes, shown(operation, turn, found.errors)
        return in_order(found)

    def warm(self, operation: Operation) -> None:
        """Meets a document for the first time, so that the next request finds it kept."""
        turn = operation.turns[0]
        request = GraphQLRequest(operation.text, operation.name, turn.variables)
        self.planned.prepare(request, Context(viewer=self.viewers[turn.viewer]))

    async def compare(self, operation: Operation, turn: Turn, expected: str) -> Found:
        """What the plan answers, and how that differs."""
        found = await answer_in_time(self.planned, self.viewers[turn.viewer], operation, turn)
        how = found.how or "executor: "
        try:
            text = in_order(found)
        except ValueError as error:
            return Found(how, "", f"this is not JSON: {error}: {orjson.dumps(found.body())!r}")
        if how.startswith("executor: failed"):
            return Found(how, text, how)
        if (
            found.errors
            and how.startswith("executor")
            and await self._agree_at_last(operation, turn, expected, text)
        ):
            return Found(how, text)
        return Found(how, text, difference(expected, text))

    async def _agree_at_last(self, operation: Operation, turn: Turn, *first: str) -> bool:
        """Whether the two executors give one answer within some tries.

        Fields run beside each other, and a failed one ends its siblings: what is heard of those that would have failed
        as well is not the same each time.
        """
        executed, planned = {first[0]}, {first[1]}
        for _ in range(TRIES):
            if executed & planned:
                return True
            executed.add(await self.expected(operation, turn))
            again = await answer_in_time(self.planned, self.viewers[turn.viewer], operation, turn)
            planned.add(in_order(again))
        return bool(executed & planned)


def in_order(found: Answer) -> str:
    """The answer with its errors in one order: any field may fail first."""
    errors = sorted(found.errors, key=lambda error: orjson.dumps(error.formatted))
    return written(replace(found, errors=tuple(errors)))


def difference(left: str, right: str) -> str:
    """Where two answers part; empty where they do not."""
    if left == right:
        return ""
    at = next(
        (at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )
    start = max(0, at - SHOWN)
    return f"executor ...{left[start : at + SHOWN]}\nplan     ...{right[start : at + SHOWN]}"


def shown(operation: Operation, turn: Turn, what: object) -> str:
    """A report to act on."""
    return f"{what}\nas {turn.viewer}, {operation.name}, {json.dumps(turn.variables)}\n{operation.text}"
