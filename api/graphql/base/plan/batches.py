"""The executor's half: one statement for all parents that ask in the same tick."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from graphql import GraphQLField
from strawberry.dataloader import DataLoader

from api.core.errors import ConfigurationError
from api.core.reading import Source
from api.core.reads import reads
from api.graphql.base.context import Context
from api.graphql.base.plan.bindings import Bindings, Moment, Site
from api.graphql.base.plan.catalog import catalog
from api.graphql.base.plan.declare import Coerced, Column, Many, One, Pages, Relation, Via, declaration_of
from api.graphql.base.plan.registry import Reading
from api.graphql.base.plan.rows import EXPRESSION, Row, definition_of
from api.graphql.base.plan.scope import via_condition
from api.graphql.base.plan.statements import Voice, where, window
from api.graphql.base.plan.words import columns

Key = tuple[object, ...]
NTH = "nth_"
CURSOR = "cursor_"
MAX_BATCH = 1000


async def via_rows(context: Context, via: Via, parent: Source, row: Row) -> Row | None:
    """The one row of another source that belongs to a parent's row."""
    await catalog.load()
    text = via_condition(via, parent)
    keys = columns(text, "parent")
    bindings = Bindings(len(keys))
    voice = Voice(bindings, "self", "parent")
    inner = f"SELECT self.*, 1 AS {NTH} FROM {via.source.name} AS self WHERE {voice.say(text)}"
    moment = Moment(context.viewer, context.now, ())
    found = await _load(context, _outer(inner, parent, keys), bindings.values(moment), _key(row, keys))
    return found[0] if found else None


async def related_rows(
    context: Context,
    relation: One | Many,
    child: Reading,
    parent: Source | None,
    row: Row,
    field: GraphQLField,
    values: Coerced,
) -> Sequence[Row]:
    """The rows that a relation ties to one parent; of a root, to the viewer and the arguments."""
    source = await _source(relation, child)
    text = where(relation, source, parent, values)
    keys = columns(text, "parent")
    bindings = Bindings(len(keys))
    voice = Voice(bindings, "self", "parent", Site(field, relation, 0))
    order = voice.say(relation.order)
    by = f"ORDER BY {order}" if order else ""
    inner = (
        f"SELECT self.*{expressions(child, voice)}, row_number() OVER ({by}) AS {NTH} "
        f"FROM {source.name} AS self WHERE {voice.say(text)} {by}{' LIMIT 1' if isinstance(relation, One) else ''}"
    )
    moment = Moment(context.viewer, context.now, [values])
    return await _load(context, _outer(inner, parent, keys), bindings.values(moment), _key(row, keys))


async def page_rows(
    context: Context,
    pages: Pages,
    child: Reading,
    parent: Source | None,
    row: Row,
    field: GraphQLField,
    values: Coerced,
) -> tuple[Sequence[Row], int, bool]:
    """Rows of a page and one more where there is one, each with its cursor; the size; whether it starts later."""
    source = await _source(pages, child)
    text = where(pages, source, parent, values)
    keys = columns(text, "parent")
    bindings = Bindings(len(keys))
    site = Site(field, pages, 0)
    voice = Voice(bindings, "self", "parent", site)
    page = window(pages, source, values, voice, site)
    by = page.order.by("self")
    inner = (
        f"SELECT self.*{expressions(child, voice)}, row_number() OVER (ORDER BY {by}) AS {NTH}, "
        f"{page.order.cursor('self')} AS {CURSOR} FROM {source.name} AS self "
        f"WHERE {voice.say(text)} AND {page.after or 'true'} ORDER BY {by} LIMIT {page.size + 1}"
    )
    moment = Moment(context.viewer, context.now, [values])
    rows = await _load(context, _outer(inner, parent, keys), bindings.values(moment), _key(row, keys))
    return rows, page.size, page.starts_later


async def rows_by_key(context: Context, relation: One, child: Reading, key: UUID) -> Sequence[Row]:
    """The row of that key as far as the relation lets the viewer see it; empty where there is none."""
    source = await _source(relation, child)
    bindings = Bindings(1)
    voice = Voice(bindings, "self", "parent")
    inner = (
        f"SELECT self.*{expressions(child, voice)}, 1 AS {NTH} FROM {source.name} AS self "
        f"WHERE self.pk = parent.pk AND {voice.say(where(relation, source, None, {}))}"
    )
    sql = (
        f"SELECT parent.asked_, found_.* FROM unnest($1::uuid[]) WITH ORDINALITY AS parent (pk, asked_) "
        f"CROSS JOIN LATERAL ({inner}) AS found_ ORDER BY parent.asked_"
    )
    moment = Moment(context.viewer, context.now, ())
    return await _load(context, sql, bindings.values(moment), (key,))


async def counted_rows(
    context: Context,
    pages: Pages,
    child: Reading,
    parent: Source | None,
    row: Row,
    field: GraphQLField,
    values: Coerced,
) -> int:
    """How many rows all pages have, up to the declared limit."""
    source = await _source(pages, child)
    text = where(pages, source, parent, values)
    keys = columns(text, "parent")
    bindings = Bindings(len(keys))
    voice = Voice(bindings, "self", "parent", Site(field, pages, 0))
    inner = f"SELECT count(*) AS total_, 1 AS {NTH} FROM ({counting(pages, source, voice, text)}) AS few_"
    moment = Moment(context.viewer, context.now, [values])
    rows = await _load(context, _outer(inner, parent, keys), bindings.values(moment), _key(row, keys))
    return int(rows[0]["total_"]) if rows else 0


def counting(pages: Pages, source: Source, voice: Voice, text: str) -> str:
    """A row for each that is counted, no more than the declared limit."""
    limit = "" if pages.count_limit is None else f" LIMIT {pages.count_limit}"
    return f"SELECT 1 FROM {source.name} AS {voice.own} WHERE {voice.say(text)}{limit}"


def expressions(child: Reading, voice: Voice) -> str:
    """The attributes of a type that are expressions, as further columns of its row."""
    found = [
        (each.python_name, column.sql)
        for each in definition_of(child.kind).fields
        if isinstance(column := declaration_of(each), Column) and column.sql and column.via is None
    ]
    return "".join(f", {voice.say(text)} AS {EXPRESSION}{name}" for name, text in found)


async def _source(relation: Relation, child: Reading) -> Source:
    await catalog.load()
    source = relation.source or child.source
    if source is None:
        raise ConfigurationError(f"{child.name} has no row to read")
    return source


def _outer(inner: str, parent: Source | None, keys: Sequence[str]) -> str:
    if parent is None or not keys:
        return f"SELECT 1 AS asked_, found_.* FROM ({inner}) AS found_ ORDER BY {NTH}"
    arrays = ", ".join(
        f"${place}::{catalog.type_of(parent.view, name)}[]" for place, name in enumerate(keys, 1)
    )
    return (
        f"SELECT parent.asked_, found_.* FROM unnest({arrays}) WITH ORDINALITY "
        f"AS parent ({', '.join(keys)}, asked_) CROSS JOIN LATERAL ({inner}) AS found_ "
        f"ORDER BY parent.asked_, found_.{NTH}"
    )


def _key(row: Row, keys: Sequence[str]) -> Key:
    return tuple(row[name] for name in keys)


async def _load(context: Context, sql: str, values: Sequence[object], key: Key) -> list[Row]:
    """The rows of one parent; parents that ask for the same in one tick share a statement."""
    mark = (sql, tuple(values))
    loader = cast("DataLoader[Key, list[Row]] | None", context.loaders.get(mark))
    if loader is None:
        loader = context.loaders[mark] = _loader(sql, values)
    # shielded: a sibling that fails cancels this task, and must not cancel the read that others share
    return await asyncio.shield(loader.load(key))


def _loader(sql: str, values: Sequence[object]) -> DataLoader[Key, list[Row]]:
    async def load(keys: list[Key]) -> list[list[Row] | BaseException]:
        arrays: list[Any] = [list(column) for column in zip(*keys, strict=True)] if keys[0] else []
        found: dict[int, list[Row]] = defaultdict(list)
        for row in await reads.fetch(sql, *arrays, *values):
            found[row["asked_"]].append(row)
        return [found[place] for place in range(1, len(keys) + 1)]

    return DataLoader(load, max_batch_size=MAX_BATCH)
