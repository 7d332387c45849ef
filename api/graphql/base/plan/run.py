"""Answers queries by their plans, and says why where it cannot: then the executor answers, as it always could."""

from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog
from graphql import GraphQLSchema, OperationType
from graphql.execution.values import VariableValues, get_variable_values
from prometheus_client import Counter

from api.core import clock
from api.core.errors import Refusal
from api.core.reads import ReadFailed, ReadNotAllowed
from api.graphql.base.documents import Prepared
from api.graphql.base.hub import hub
from api.graphql.base.plan.bindings import Moment
from api.graphql.base.plan.catalog import catalog
from api.graphql.base.plan.compile import Compiler
from api.graphql.base.plan.plan import Plan, Unplannable
from api.graphql.base.plan.shapes import Shapes
from api.graphql.base.plan.together import Statement, Together
from api.graphql.base.viewer import Viewer

log = structlog.get_logger(__name__)

MAX_SHAPES = 16
answered = Counter("regulars_reads_total", "Queries by what answered them", ["how"])


@dataclass(frozen=True, slots=True)
class Outcome:
    """The JSON of `data`, or why the executor has to answer."""

    data: bytes | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """A condition with a place for each value, under which alone a statement answers: the caller still stands."""

    condition: str
    kinds: tuple[str, ...]
    values: tuple[object, ...]


@dataclass(slots=True)
class Plans:
    """The plans of one kept document: one for each shape of its variables, or why that shape has none."""

    shapes: Shapes
    by_shape: OrderedDict[Hashable, Plan | str] = field(default_factory=OrderedDict)

    def find(self, key: Hashable) -> Plan | str | None:
        """What is known of a shape."""
        found = self.by_shape.get(key)
        if found is not None:
            self.by_shape.move_to_end(key)
        return found

    def keep(self, key: Hashable, found: Plan | str) -> None:
        """Remembers it, and forgets the shape that was not asked for the longest."""
        self.by_shape[key] = found
        if len(self.by_shape) > MAX_SHAPES:
            self.by_shape.popitem(last=False)


class Planner:
    """Compiles and runs the plans of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._together = Together()

    def plans_of(self, prepared: Prepared) -> Plans:
        """An empty set of plans for a document that will be asked again."""
        return Plans(Shapes(self._schema, prepared.operation))

    async def answer(
        self, prepared: Prepared, variables: Mapping[str, Any], viewer: Viewer, proof: Proof | None = None
    ) -> Outcome:
        """The answer, or why there is none here. Refuses with TIMEOUT: no second try makes sense."""
        outcome = await self._answer(prepared, variables, viewer, proof)
        answered.labels("plan" if outcome.data is not None else "executor").inc()
        return outcome

    async def _answer(
        self, prepared: Prepared, variables: Mapping[str, Any], viewer: Viewer, proof: Proof | None
    ) -> Outcome:
        plans: Plans | None = prepared.plans
        if plans is None:
            return Outcome(None, "met for the first time")
        if prepared.kind is OperationType.MUTATION:
            return Outcome(None, "mutation")
        coerced = self._coerced(prepared, variables)
        if coerced is None:
            return Outcome(None, "variables")
        try:
            plan = await self._plan(plans, prepared, coerced)
            if isinstance(plan, str):
                return Outcome(None, plan)
            if not plan.admits(viewer):
                return Outcome(None, "denied")
            moment = Moment(viewer, clock.now(), plan.arguments(coerced))
            values = plan.values(moment)
        except Refusal as refusal:
            return Outcome(None, f"refused: {refusal.code}")
        if proof is None:
            return await self._run(plan.statement, values, prepared)
        proven = plan.proven(proof.condition, proof.kinds)
        return await self._run(proven, [*values, *proof.values], prepared)

    async def watch(
        self, prepared: Prepared, variables: Mapping[str, Any], viewer: Viewer
    ) -> AsyncGenerator[Outcome, None]:
        """A subscription's values now and at each touch of its topic; one without data says why the executor goes on.

        Refuses with TIMEOUT.
        """
        coerced = self._coerced(prepared, variables)
        if coerced is None:
            yield Outcome(None, "variables")
            return
        try:
            plan = await self._plan(prepared.plans or self.plans_of(prepared), prepared, coerced)
            why = self._unwatchable(plan, viewer)
            if isinstance(plan, str) or plan.topic is None or why:
                yield Outcome(None, why)
                return
            given = plan.arguments(coerced)
            values = plan.values(moment := Moment(viewer, clock.now(), given))
            topic = plan.topic(moment)
        except Refusal as refusal:
            yield Outcome(None, f"refused: {refusal.code}")
            return
        with hub.listen([topic]) as listener:
            while True:
                moment = Moment(viewer, listener.rung_at, given)
                read = partial(self._together.shared, since=moment.now)
                outcome = await self._run(plan.statement, plan.again(values, moment), prepared, read)
                yield outcome
                if outcome.data is None:
                    return
                await listener.ringing()

    def _unwatchable(self, plan: Plan | str, viewer: Viewer) -> str:
        if isinstance(plan, str):
            return plan
        if plan.topic is None:
            return "nothing to listen to"
        return "" if plan.admits(viewer) else "denied"

    async def _run(
        self,
        statement: Statement,
        values: list[object],
        prepared: Prepared,
        read: Callable[[Statement, Sequence[object]], Awaitable[bytes | None]] | None = None,
    ) -> Outcome:
        try:
            return Outcome(await (read or self._together.value)(statement, values))
        except ReadNotAllowed as reason:
            return Outcome(None, str(reason))
        except ReadFailed as failure:
            # a mistake of the compiler: the caller still gets an answer, and somebody hears of it
            log.exception("plan.failed", operation=prepared.name, sql=statement.one)
            return Outcome(None, f"failed: {failure}")

    async def _plan(self, plans: Plans, prepared: Prepared, coerced: Mapping[str, Any]) -> Plan | str:
        key = plans.shapes.key(coerced)
        found = plans.find(key)
        if found is None:
            await catalog.load()
            found = self._compiled(prepared, coerced)
            plans.keep(key, found)
        return found

    def _compiled(self, prepared: Prepared, coerced: Mapping[str, Any]) -> Plan | str:
        try:
            return Compiler(self._schema, prepared, coerced).compile()
        except Unplannable as reason:
            return str(reason)

    def _coerced(self, prepared: Prepared, variables: Mapping[str, Any]) -> Mapping[str, Any] | None:
        definitions = prepared.operation.variable_definitions
        if not definitions:
            return {}
        found = get_variable_values(self._schema, definitions, dict(variables))
        return found.coerced if isinstance(found, VariableValues) else None
