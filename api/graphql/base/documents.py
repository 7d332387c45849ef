"""Documents parsed, measured and validated once, then remembered."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import strawberry
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, OperationType, parse
from graphql.validation import specified_rules, validate

from api.core.settings import Settings
from api.graphql.base.errors import presentable
from api.graphql.base.inner import core_schema
from api.graphql.base.limits import MAX_INTROSPECTION_DEPTH, Ruler, Survey, Weight, scan, survey, too_large

MAX_DOCUMENTS = 256
MAX_REMEMBERED_CHARACTERS = 8_000
MAX_SEEN = 4_096
MAX_VALIDATION_ERRORS = 10


class RequestRefused(Exception):
    """The request cannot run: it is answered with these errors and no data."""

    def __init__(self, *errors: GraphQLError, status: int = 400) -> None:
        super().__init__(errors[0].message if errors else "")
        self.errors = tuple(presentable(each) for each in errors)
        self.status = status


@dataclass(frozen=True, slots=True)
class Prepared:
    """One operation of a valid document, ready to run."""

    document: DocumentNode
    operation: OperationDefinitionNode
    cost_depends_on_variables: bool
    introspects: bool
    plans: Any = None
    """What was compiled for it, once it is kept; `plan.run` knows what that is."""

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.operation.operation

    @property
    def name(self) -> str:
        """The operation's name, for logs."""
        return self.operation.name.value if self.operation.name else ""


class Documents:
    """Prepares operations. A document met a second time is kept, so one-off documents cost no room."""

    def __init__(
        self,
        schema: strawberry.Schema,
        settings: Settings,
        *,
        plans_of: Callable[[Prepared], object] = lambda _: None,
    ) -> None:
        self._schema = core_schema(schema)
        self._settings = settings
        self._plans_of = plans_of
        self._kept: OrderedDict[tuple[str, str | None], Prepared] = OrderedDict()
        self._seen: OrderedDict[int, None] = OrderedDict()

    @property
    def remembered(self) -> int:
        """How many operations are kept."""
        return len(self._kept)

    def kept(self, text: str, operation_name: str | None, variables: Mapping[str, Any]) -> Prepared | None:
        """The operation where it is kept. Raises RequestRefused where these variables make it too dear."""
        key = (text, operation_name)
        return self.prepare(text, operation_name, variables) if key in self._kept else None

    def prepare(self, text: str, operation_name: str | None, variables: Mapping[str, Any]) -> Prepared:
        """The operation of that name, within the limits. Raises RequestRefused otherwise."""
        key = (text, operation_name)
        known = self._kept.get(key)
        if known is None:
            return self._keep(key, self._prepare(text, operation_name, variables))
        self._kept.move_to_end(key)
        if known.cost_depends_on_variables:
            with _as_refused():
                self._check_price(Ruler(self._schema, known.document, variables).weigh(known.operation).cost)
        return known

    def _keep(self, key: tuple[str, str | None], prepared: Prepared) -> Prepared:
        if len(key[0]) > MAX_REMEMBERED_CHARACTERS:
            return prepared
        mark = hash(key)
        if mark not in self._seen:
            self._seen[mark] = None
            if len(self._seen) > MAX_SEEN:
                self._seen.popitem(last=False)
            return prepared
        kept = self._kept[key] = replace(prepared, plans=self._plans_of(prepared))
        if len(self._kept) > MAX_DOCUMENTS:
            self._kept.popitem(last=False)
        return kept

    def _prepare(self, text: str, operation_name: str | None, variables: Mapping[str, Any]) -> Prepared:
        with _as_refused():
            scan(text)
            document = parse(text)
            found = survey(document)
            operation = choose(document, operation_name)
            ruler = Ruler(self._schema, document, variables)
            self._check(found, ruler.weigh(operation))
        errors = validate(
            self._schema,
            document,
            specified_rules,
            max_errors=MAX_VALIDATION_ERRORS,
            hide_suggestions=not self._settings.is_local,
        )
        if errors:
            raise RequestRefused(*errors)
        return Prepared(document, operation, ruler.uses_variables, found.introspects)

    def _check(self, found: Survey, weight: Weight) -> None:
        depth = MAX_INTROSPECTION_DEPTH if found.introspects else self._settings.query_depth_limit
        if weight.depth > depth:
            raise too_large(f"The query is {weight.depth} levels deep; {depth} are allowed.")
        if found.aliases > self._settings.query_alias_limit:
            raise too_large(f"The query has more than {self._settings.query_alias_limit} aliases.")
        self._check_price(weight.cost)

    def _check_price(self, cost: int) -> None:
        limit = self._settings.query_cost_limit
        if cost > limit:
            shown = cost if cost < 10**9 else "more than 10^9"
            raise too_large(f"The query costs {shown}; {limit} are allowed. Ask for fewer items or fields.")


def choose(document: DocumentNode, operation_name: str | None) -> OperationDefinitionNode:
    """The one operation, or the one of that name. Refuses several without a name: which one is meant is not guessed."""
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if operation_name is None:
        if len(operations) == 1:
            return operations[0]
        sentence = "The query holds several operations: say which in `operationName`."
        raise _bad_request(sentence if operations else "The query holds no operation.")
    named = [each for each in operations if each.name and each.name.value == operation_name]
    if len(named) != 1:
        raise _bad_request("The query holds no operation of the name given in `operationName`.")
    return named[0]


def _bad_request(sentence: str) -> GraphQLError:
    return GraphQLError(sentence, extensions={"code": "BAD_REQUEST"})


@contextmanager
def _as_refused() -> Iterator[None]:
    try:
        yield
    except GraphQLError as error:
        raise RequestRefused(error) from error
