"""The shape of an operation's variables: what of them changes the statement, and not only what it binds."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    type_from_ast,
)
from graphql.type import is_list_type, is_non_null_type

from api.core.ids import from_global_id
from api.graphql.base.plan.arguments import is_blank

BY_VALUE = frozenset({"Boolean", "Int"})
"""Switches choose fields, and how many rows a page holds is better known to PostgreSQL when it plans."""


class Shapes:
    """The variables of one operation and how they are told apart."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._kinds: list[tuple[str, GraphQLInputType]] = []
        for definition in operation.variable_definitions or ():
            kind: Any = type_from_ast(schema, definition.type)
            self._kinds.append((definition.variable.name.value, kind))

    def key(self, coerced: Mapping[str, Any]) -> tuple[Hashable, ...]:
        """The shape of these variables; the same key, the same statement."""
        return tuple(
            _shape(kind, coerced[name]) if name in coerced else "absent" for name, kind in self._kinds
        )


def _shape(kind: GraphQLInputType, value: Any) -> Hashable:
    if value is None:
        return "null"
    inner: Any = kind.of_type if is_non_null_type(kind) else kind
    if is_list_type(inner):
        return "list"
    named: GraphQLNamedType = get_named_type(inner)
    if isinstance(named, GraphQLInputObjectType):
        return _fields(named, value)
    if isinstance(named, GraphQLEnumType) or named.name in BY_VALUE:
        return (type(value).__name__, str(value))
    if named.name == "ID":
        return ("id", type_of_id(value))  # a type may be called anything, also "null"
    return "blank" if is_blank(value) else "given"


def _fields(kind: GraphQLInputObjectType, value: Mapping[str, Any]) -> Sequence[Hashable]:
    return tuple(
        (name, _shape(each.type, value[name])) for name, each in kind.fields.items() if name in value
    )


def type_of_id(text: object) -> str:
    """The type that an opaque id names. Refuses with BAD_ID what is none: such a value has no plan."""
    return from_global_id(text)[0] if isinstance(text, str) else ""
