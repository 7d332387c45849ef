"""Arguments as declarations use them: coerced by graphql-core, then turned into what PostgreSQL binds."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNamedType,
    get_named_type,
)
from graphql.execution.values import FragmentVariableValues, VariableValues, get_argument_values

from api.core.ids import key_of
from api.graphql.base.plan.declare import Coerced, Relation, Watched

_PLACE = re.compile(r"\{([A-Za-z]+)\}")
SQL_TYPES: Mapping[str, str] = {
    "ID": "uuid",
    "String": "text",
    "PhoneNumber": "text",
    "DateTime": "timestamptz",
    "Date": "date",
    "Int": "int8",
    "Points": "int8",
    "Float": "float8",
    "Boolean": "bool",
}


def coerced(
    field: GraphQLField,
    node: FieldNode,
    variables: Mapping[str, Any],
    fragment: FragmentVariableValues | None = None,
) -> Coerced:
    """The arguments of a field as graphql-core understands them, by their names in the contract."""
    values: Coerced = get_argument_values(field, node, VariableValues({}, dict(variables)), fragment)
    return values


def picked(values: Coerced, path: str) -> Any:
    """The value at `filter.tagId`; None where it, or what is around it, was not given."""
    found: Any = values
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def bound(values: Coerced, path: str, relation: Relation) -> object:
    """The value as PostgreSQL takes it: ids as keys of their type (else BAD_ID), enums by their lower-case name."""
    value = picked(values, path)
    if value is None:
        return None
    if path in relation.ids:
        return key_of(value, relation.ids[path], path=tuple(path.split(".")))
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, bool | int | float | str | datetime | date):
        return value
    raise TypeError(f"the argument {path} has no form in SQL")


def sql_type(field: GraphQLField, path: str) -> str:
    """The type in SQL of an argument, or of a field of an input object."""
    first, *rest = path.split(".")
    kind: GraphQLInputType = field.args[first].type
    for name in rest:
        outer = get_named_type(kind)
        if not isinstance(outer, GraphQLInputObjectType):
            raise KeyError(path)
        kind = outer.fields[name].type
    named: GraphQLNamedType = get_named_type(kind)
    return SQL_TYPES.get(named.name, "text")  # what is not listed is an enum


def given(values: Coerced, relation: Relation) -> list[str]:
    """The conditions that the given arguments add, in the order of declaration. A blank text narrows nothing."""
    return [text for path, text in relation.filters.items() if not is_blank(picked(values, path))]


def is_blank(value: object) -> bool:
    """True for what was not given, and for a text without a character to look for."""
    return value is None or (isinstance(value, str) and not value.strip())


def topic_of(watched: Watched, values: Coerced) -> str:
    """The topic to listen to. Refuses a malformed id with BAD_ID."""
    return _PLACE.sub(lambda match: str(bound(values, match[1], watched)), watched.topic)
