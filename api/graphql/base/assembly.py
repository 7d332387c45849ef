"""Puts slices together into one schema, and refuses to build one with an unguarded root field."""

from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import strawberry
from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, Undefined
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import merge_types

from api.core.errors import ConfigurationError
from api.graphql.base.fields import GUARD
from api.graphql.base.inner import core_schema
from api.graphql.base.nodes import Node
from api.graphql.base.scalars import SCALARS


@dataclass(slots=True)
class Parts:
    """What the slices bring to the three roots, and node types that only `node(id:)` may return."""

    queries: list[type] = field(default_factory=list)
    mutations: list[type] = field(default_factory=list)
    subscriptions: list[type] = field(default_factory=list)
    types: list[type] = field(default_factory=list)

    def add(self, file: str, root: type) -> None:
        """A slice's class from queries.py, mutations.py or live.py."""
        {"queries": self.queries, "mutations": self.mutations, "live": self.subscriptions}[file].append(root)

    def add_types(self, module: ModuleType) -> None:
        """The node types that a slice's types.py defines."""
        self.types.extend(
            each
            for each in vars(module).values()
            if isinstance(each, type) and issubclass(each, Node) and each.__module__ == module.__name__
        )


def build(parts: Parts) -> strawberry.Schema:
    """The schema that runs. Raises ConfigurationError where a root field has no guard."""
    return _build(parts, sort=False)


def build_sorted(parts: Parts) -> strawberry.Schema:
    """The same in alphabetical order, to print it only: sorting loses Strawberry's own enum types."""
    return _build(parts, sort=True)


def _build(parts: Parts, *, sort: bool) -> strawberry.Schema:
    schema = strawberry.Schema(
        query=_root("Query", parts.queries, "Everything that can be read."),
        mutation=_optional_root(
            "Mutation", parts.mutations, "Everything that can be done. One verb, one input, one payload."
        ),
        subscription=_optional_root(
            "Subscription", parts.subscriptions, "What can be watched: the value now, then at each change."
        ),
        types=parts.types,
        config=StrawberryConfig(scalar_map=SCALARS, sort_schema=sort),
    )
    _forget_null_defaults(core_schema(schema))
    return schema


def _optional_root(name: str, slices: list[type], about: str) -> type | None:
    return _root(name, slices, about) if slices else None


def _root(name: str, slices: list[type], about: str) -> type:
    root = merge_types(name, tuple(slices))
    definition: Any = root.__strawberry_definition__  # type: ignore[attr-defined]
    definition.description = about
    for each in definition.fields:
        if GUARD not in each.metadata:
            raise ConfigurationError(
                f"{name}.{each.python_name} has no guard: declare it with query(), mutation() or subscription()"
            )
    return root


def _forget_null_defaults(schema: GraphQLSchema) -> None:
    """A default of null says nothing to a client; the resolver's own default of None does the same."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):
            for input_field in kind.fields.values():
                if input_field.default_value is None:
                    input_field.default_value = Undefined
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for output_field in kind.fields.values():
                for argument in output_field.args.values():
                    if argument.default_value is None:
                        argument.default_value = Undefined
