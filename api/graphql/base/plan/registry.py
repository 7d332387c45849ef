"""Which type reads from which source."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from graphql import GraphQLNamedType, GraphQLObjectType

from api.core.errors import ConfigurationError
from api.core.reading import Source
from api.graphql.base.access import Guard
from api.graphql.base.plan.declare import One

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading:
    """A type with its source (None: it has no row of its own).

    `by_id` says which rows `node(id:)` may find for a viewer, beside the key; `guard` who may ask.
    """

    kind: type[Any]
    name: str
    source: Source | None
    by_id: One | None = None
    guard: Guard | None = None


_readings: dict[str, Reading] = {}


def reads(
    source: Source | None, *, node: str | None = None, guard: Guard | None = None, scoped: bool = True
) -> Callable[[type[T]], type[T]]:
    """`@reads(CARDS)` above `@strawberry.type`: the type's columns are those of the source's view.

    `node` is the condition under which a viewer may find one by its id, beside the tenant scope; `guard` who may ask.
    """

    def register(kind: type[T]) -> type[T]:
        name: str = kind.__strawberry_definition__.name  # type: ignore[attr-defined]
        known = _readings.get(name)
        if known is not None and known.kind.__module__ != kind.__module__:
            raise ConfigurationError(f"{name} is declared by {known.kind.__module__} and {kind.__module__}")
        by_id = None if node is None else One(node, source, scoped=scoped)
        _readings[name] = Reading(kind, name, source, by_id, guard)
        return kind

    return register


def reading_of(name: str) -> Reading | None:
    """The declaration of a type by its name in the contract."""
    return _readings.get(name)


def all_readings() -> dict[str, Reading]:
    """Every declared type by its name."""
    return dict(_readings)


def node_type(kind: GraphQLNamedType) -> GraphQLNamedType:
    """The type of what a connection's pages hold; any other type is itself."""
    if isinstance(kind, GraphQLObjectType) and kind.name.endswith("Connection") and "nodes" in kind.fields:
        inner: Any = kind.fields["nodes"].type
        while hasattr(inner, "of_type"):
            inner = inner.of_type
        found: GraphQLNamedType = inner
        return found
    return kind
