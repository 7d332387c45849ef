"""The ordinary resolvers behind declared fields."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from graphql import GraphQLField, GraphQLResolveInfo, get_named_type

from api.core.errors import ConfigurationError, NotFound
from api.core.paging import Page
from api.graphql.base.connections import Connection
from api.graphql.base.context import Context, Info
from api.graphql.base.live import live
from api.graphql.base.plan import batches
from api.graphql.base.plan.arguments import coerced, picked, topic_of
from api.graphql.base.plan.declare import Coerced, Column, Embedded, Many, One, Pages, Via, Watched
from api.graphql.base.plan.registry import Reading, node_type, reading_of
from api.graphql.base.plan.rows import embed, instance, row_of, source_of, value_type
from api.graphql.base.plan.scalars import converter

NO_ARGUMENTS: Coerced = {}


def raw_info(info: Info) -> GraphQLResolveInfo[Context]:
    """graphql-core's own info."""
    return info._raw_info  # noqa: SLF001 # strawberry shows it under no public name


def field_of(info: Info) -> GraphQLField:
    """The field that is being resolved."""
    raw = raw_info(info)
    found: GraphQLField = raw.parent_type.fields[raw.field_name]
    return found


def arguments_of(info: Info) -> Coerced:
    """Its arguments, by their names in the contract."""
    raw, field = raw_info(info), field_of(info)
    return coerced(field, raw.field_nodes[0], _plain(raw.variable_values)) if field.args else NO_ARGUMENTS


def _plain(variables: Any) -> Mapping[str, Any]:
    """The coerced variables: graphql-core tells them with their sources, strawberry without."""
    plain: Mapping[str, Any] = getattr(variables, "coerced", variables)
    return plain


def child_of(info: Info) -> Reading:
    """The declaration of the type that the field holds."""
    name = node_type(get_named_type(raw_info(info).return_type)).name
    found = reading_of(name)
    if found is None:
        raise ConfigurationError(f"{name} is read from nowhere: declare it with @reads")
    return found


async def resolve_one(relation: One, parent: object, info: Info) -> Any:
    """The one object, or None."""
    found = await _related(relation, parent, info)
    return instance(child_of(info), found[0], relation.source) if found else None


async def watch_one(watched: Watched, info: Info) -> AsyncIterator[Any]:
    """The object as it changes. Refuses with NOT_FOUND where there is none for this viewer."""

    async def current() -> Any:
        found = await resolve_one(watched, None, info)
        if found is None:
            raise NotFound(watched.missing, path=tuple(watched.ids))
        return found

    async for value in live(info, [topic_of(watched, arguments_of(info))], current):
        yield value


async def resolve_many(relation: Many, parent: object, info: Info) -> list[Any]:
    """All objects."""
    child = child_of(info)
    return [instance(child, row, relation.source) for row in await _related(relation, parent, info)]


async def _related(relation: One | Many, parent: object, info: Info) -> Any:
    return await batches.related_rows(
        info.context,
        relation,
        child_of(info),
        source_of(parent),
        row_of(parent),
        field_of(info),
        arguments_of(info),
    )


async def resolve_pages(pages: Pages, parent: object, info: Info) -> Any:
    """One page of a connection."""
    values = arguments_of(info)
    if pages.otherwise is not None and any(picked(values, path) is not None for path in pages.unless):
        return await pages.otherwise(info, values)
    asked = (info.context, pages, child_of(info), source_of(parent), row_of(parent), field_of(info), values)
    rows, size, starts_later = await batches.page_rows(*asked)
    page = Page(rows[:size], [row[batches.CURSOR] for row in rows[:size]], len(rows) > size)
    child = child_of(info)
    return Connection.of(
        page,
        lambda row: instance(child, row, pages.source),
        after="" if starts_later else None,
        count=lambda: batches.counted_rows(*asked),
    )


async def resolve_via(declared: Column | Embedded, via: Via, parent: object, info: Info, kind: object) -> Any:
    """A column, or a value made of several, of another source."""
    source = source_of(parent)
    if source is None:
        raise ConfigurationError("columns of another source need a row to start from")
    row = await batches.via_rows(info.context, via, source, row_of(parent))
    if isinstance(declared, Embedded):
        return None if row is None else embed(value_type(kind), declared.columns)(row)
    return _cell(declared, row, info, kind)


def _cell(column: Column, row: Mapping[str, Any] | None, info: Info, kind: object) -> Any:
    value = None if row is None else row[column.name or info.python_name]
    if value is None and column.default is not None:
        return json.loads(column.default.lower())  # a number, or SQL's true or false
    convert = converter(kind)
    return value if convert is None else convert(value)


async def read(info: Info, type_name: str, key: UUID | None) -> Any:
    """The object of that key as the viewer may see it now, for a payload; None where there is none, or no key.

    What the request read before is forgotten: a verb may have changed it.
    """
    info.context.reset_loaders()
    return None if key is None else await find(info.context, type_name, None, key)


async def find(context: Context, type_name: str, relation: One | None, key: UUID) -> Any:
    """The object of that key as far as the relation lets the viewer see it; None: as `node(id:)` would."""
    reading = reading_of(type_name)
    tie = relation or (None if reading is None else reading.by_id)
    if reading is None or tie is None:
        raise ConfigurationError(
            f"{type_name} cannot be found by its key: declare it with @reads(..., node=)"
        )
    rows = await batches.rows_by_key(context, tie, reading, key)
    return instance(reading, rows[0], tie.source) if rows else None


async def read_all(info: Info, type_name: str, keys: Sequence[UUID]) -> dict[UUID, Any]:
    """The objects of these keys as the viewer may see them, in one statement; None for those that are not for them."""
    found = await asyncio.gather(*(find(info.context, type_name, None, key) for key in keys))
    return dict(zip(keys, found, strict=True))
