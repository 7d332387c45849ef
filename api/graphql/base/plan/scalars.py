"""Scalars and enums side by side: as SQL that writes JSON, and as Python that the executor serialises the same."""

from collections.abc import Callable
from enum import Enum
from typing import Any

import orjson
from graphql import GraphQLEnumType, GraphQLNamedType, GraphQLOutputType, get_named_type
from graphql.type import is_list_type, is_non_null_type
from strawberry.types.base import StrawberryList
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.lazy_type import LazyType

from api.graphql.base.plan.catalog import catalog
from api.graphql.base.plan.cursors import base64url

Convert = Callable[[Any], Any]


def _text(value: str) -> str:
    # `to_json` looks its argument's type up for each value, which costs more than to write it
    if catalog.has_sql_json:
        return f"JSON_SERIALIZE(JSON_SCALAR({value}::text))"
    return f"to_json({value}::text)::text"


def _moment(value: str) -> str:
    # ISO 8601 with the zeros at the end of its fraction left out, as `show_moment` does
    return f"(left(to_json({value} AT TIME ZONE 'UTC')::text, -1) || 'Z\"')"


def _boolean(value: str) -> str:
    return f"CASE {value} WHEN true THEN 'true' WHEN false THEN 'false' END"


UUID_LETTERS = 36
BASE64_LINE_BYTES = 56
"""PostgreSQL begins a new line after 57 bytes."""

FORMS: dict[str, Callable[[str], str]] = {
    "String": _text,
    "ID": _text,
    "PhoneNumber": _text,
    "Int": lambda value: f"{value}::text",
    "Points": lambda value: f"{value}::text",
    "Float": lambda value: f"to_json({value}::float8)::text",
    "Boolean": _boolean,
    "DateTime": _moment,
    "Date": lambda value: f"to_json({value})::text",
    "JSON": lambda value: f"{value}::text",
}


def form(kind: GraphQLOutputType, value: str) -> str | None:
    """SQL for the JSON of a column's value, null where it is null; None for a type that has no form in SQL."""
    inner: Any = kind.of_type if is_non_null_type(kind) else kind
    if is_list_type(inner):
        text = f"array_to_json({value})::text"
        return f"upper({text})" if isinstance(get_named_type(inner), GraphQLEnumType) else text
    named: GraphQLNamedType = inner
    if isinstance(named, GraphQLEnumType):
        return f"('\"' || upper({value}) || '\"')"
    write = FORMS.get(named.name)
    return None if write is None else write(value)


def global_id(type_name: str, key: str) -> str:
    """SQL for the JSON of an opaque id."""
    return f"('\"' || {opaque(type_name, key)} || '\"')"


def opaque(type_name: str, key: str) -> str:
    """SQL for the opaque id itself; null where the key is null.

    A type's name, a colon and a key of 36 letters never come to + or /, nor to a second line where the name is short: a
    third of what such an id costs is saved where they are not looked for.
    """
    text = f"'{type_name}:' || {key}::text"
    length = len(type_name) + 1 + UUID_LETTERS
    if length > BASE64_LINE_BYTES:
        return base64url(text)
    encoded = f"encode(convert_to({text}, 'UTF8'), 'base64')"
    return encoded if length % 3 == 0 else f"rtrim({encoded}, '=')"


def converter(kind: object) -> Convert | None:
    """How the executor's half turns a column of this Strawberry type into its attribute; None where it is the same."""
    if isinstance(kind, StrawberryList):
        convert = converter(kind.of_type)
        return None if convert is None else lambda values: [convert(value) for value in values]
    inner = getattr(kind, "of_type", kind)
    if isinstance(inner, LazyType):  # an enum of another slice
        inner = getattr(inner.resolve_type(), "__strawberry_definition__", inner)
    if isinstance(inner, StrawberryEnumDefinition):
        members: type[Enum] = inner.wrapped_cls  # type: ignore[assignment]
        return lambda value: _member(members, value)
    if getattr(inner, "__name__", "") == "JSON":
        return lambda value: None if value is None else orjson.loads(value)
    return None


def _member(members: type[Enum], value: str | None) -> Enum | None:
    return None if value is None else members[value.upper()]
