"""Runs operations: the one way from a text to an answer, shared by HTTP, WebSocket and server-sent events."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from inspect import isawaitable
from typing import Any

import orjson
import strawberry
import structlog
from graphql import ExecutionResult, GraphQLError, OperationType, execute, subscribe
from strawberry.execution import optimized_is_awaitable

from api.core.errors import TimedOut
from api.core.settings import Settings
from api.graphql.base.context import Context
from api.graphql.base.documents import Documents, Prepared, RequestRefused
from api.graphql.base.errors import is_bad_input, presentable
from api.graphql.base.inner import core_schema
from api.graphql.base.plan.run import Planner, Proof
from api.graphql.base.viewer import Viewer

log = structlog.get_logger(__name__)

EXECUTION_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """What a client asks for, whatever the transport."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """`data` and `errors` as they go out. Without data it is a request that could not run."""

    data: Any = None
    errors: tuple[GraphQLError, ...] = ()
    has_data: bool = True
    status: int = 200
    how: str = ""
    """What answered: the plan, or the executor and why."""

    def body(self) -> dict[str, Any]:
        """The answer as the specification writes it."""
        body: dict[str, Any] = {"errors": [each.formatted for each in self.errors]} if self.errors else {}
        if self.has_data:
            body["data"] = self.data
        return body

    @property
    def retry_after_seconds(self) -> int | None:
        """Seconds to wait, where a rate limit said no."""
        for error in self.errors:
            extensions = error.extensions or {}
            if extensions.get("code") == "RATE_LIMITED":
                return int((extensions.get("params") or {}).get("retryAfterSeconds") or 1)
        return None


class Engine:
    """Prepares and runs operations of one schema."""

    def __init__(self, schema: strawberry.Schema, settings: Settings) -> None:
        self._schema = core_schema(schema)
        self._executor = schema.execution_context_class
        self._settings = settings
        self._planner = Planner(self._schema) if settings.read_plans else None
        plans_of = self._planner.plans_of if self._planner else (lambda _: None)
        self._documents = Documents(schema, settings, plans_of=plans_of)

    def prepare(self, request: GraphQLRequest, context: Context) -> Prepared:
        """The operation to run. Raises RequestRefused."""
        prepared = self._documents.prepare(request.query, request.operation_name, request.variables)
        if prepared.introspects and context.viewer.is_anonymous and not self._settings.is_local:
            error = GraphQLError(
                "The schema can be read in /docs, and by introspection once signed in.",
                extensions={"code": "FORBIDDEN"},
            )
            raise RequestRefused(error)
        return prepared

    async def run(self, prepared: Prepared, request: GraphQLRequest, context: Context) -> Answer:
        """Answers a query or mutation: by its plan where there is one, else by the executor."""
        why = "plans are off"
        if self._planner is not None:
            try:
                outcome = await self._planner.answer(prepared, request.variables, context.viewer)
            except TimedOut as refusal:
                return too_slow(refusal, context.request_id)
            if outcome.data is not None:
                return Answer(orjson.Fragment(outcome.data), how="plan")
            why = outcome.why
        return replace(await self._execute(prepared, request, context), how=f"executor: {why}")

    def kept(self, request: GraphQLRequest) -> Prepared | None:
        """The query where it was met before and may have a plan. Raises RequestRefused where it is too dear."""
        found = self._documents.kept(request.query, request.operation_name, request.variables)
        return found if found is not None and found.kind is OperationType.QUERY else None

    async def planned(
        self, prepared: Prepared, request: GraphQLRequest, viewer: Viewer, proof: Proof
    ) -> bytes | None:
        """The JSON of `data` for a caller who proves in the same statement to be still who they were; else None."""
        if self._planner is None:
            return None
        return (await self._planner.answer(prepared, request.variables, viewer, proof)).data

    async def _execute(self, prepared: Prepared, request: GraphQLRequest, context: Context) -> Answer:
        try:
            async with asyncio.timeout(EXECUTION_SECONDS):
                result = execute(self._schema, **self._arguments(prepared, request, context))
                if isawaitable(result):
                    result = await result
        except TimeoutError:
            log.warning("graphql.too_slow", request_id=context.request_id, operation=prepared.name)
            return too_slow(
                TimedOut("The operation took too long and was ended. Ask for less at a time."),
                context.request_id,
            )
        return self._answer(result, prepared, context)

    async def stream(
        self, prepared: Prepared, request: GraphQLRequest, context: Context
    ) -> AsyncGenerator[Answer, None]:
        """Executes any operation as a stream: a subscription's values as they come, or the one answer of the others."""
        if prepared.kind is not OperationType.SUBSCRIPTION:
            yield await self.run(prepared, request, context)
            return
        why = "plans are off"
        if self._planner is not None:
            try:
                watched = self._planner.watch(prepared, request.variables, context.viewer)
                async with aclosing(watched) as outcomes:
                    async for outcome in outcomes:
                        if outcome.data is not None:
                            yield Answer(orjson.Fragment(outcome.data), how="plan")
                        why = outcome.why
            except TimedOut as refusal:
                yield too_slow(refusal, context.request_id)
                return
        async with aclosing(self._subscribed(prepared, request, context)) as answers:
            async for answer in answers:
                yield replace(answer, how=f"executor: {why}")

    async def _subscribed(
        self, prepared: Prepared, request: GraphQLRequest, context: Context
    ) -> AsyncGenerator[Answer, None]:
        source = subscribe(self._schema, **self._arguments(prepared, request, context))
        if isawaitable(source):
            source = await source
        if isinstance(source, ExecutionResult):
            yield self._answer(source, prepared, context)
            return
        try:
            async for answer in self._answers(source, prepared, context):
                yield answer
        finally:
            if isinstance(source, AsyncGenerator):
                await source.aclose()

    async def _answers(
        self, source: AsyncIterator[ExecutionResult], prepared: Prepared, context: Context
    ) -> AsyncIterator[Answer]:
        try:
            async for result in source:
                yield self._answer(result, prepared, context)
        except Exception as error:  # noqa: BLE001 # what a subscription raises between values ends it as an error
            failure = (
                error if isinstance(error, GraphQLError) else GraphQLError(str(error), original_error=error)
            )
            yield refused_answer((presentable(failure, request_id=context.request_id),))

    def _arguments(self, prepared: Prepared, request: GraphQLRequest, context: Context) -> dict[str, Any]:
        return {
            "document": prepared.document,
            "context_value": context,
            "variable_values": dict(request.variables),
            "operation_name": request.operation_name,
            "is_awaitable": optimized_is_awaitable,
            "executor_class": self._executor,
            "operation_extensions": {},
        }

    def _answer(self, result: ExecutionResult, prepared: Prepared, context: Context) -> Answer:
        if not result.errors:
            return Answer(result.data)
        errors = tuple(presentable(each, request_id=context.request_id) for each in result.errors)
        malformed = prepared.kind is not OperationType.MUTATION and any(map(is_bad_input, result.errors))
        could_not_run = result.data is None and all(each.path is None for each in result.errors)
        if malformed or could_not_run:
            return refused_answer(errors)
        return Answer(result.data, errors)


def too_slow(refusal: TimedOut, request_id: str) -> Answer:
    """The answer to a request that took too long: 504."""
    failure = GraphQLError(refusal.message, original_error=refusal)
    return refused_answer((presentable(failure, request_id=request_id),), status=504)


def refused_answer(errors: tuple[GraphQLError, ...], *, status: int = 400) -> Answer:
    """The answer to a request that could not run."""
    return Answer(None, errors, has_data=False, status=status)
