"""Holds every declaration against the contract and the database: a wrong one does not start."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type

from api.core.errors import ConfigurationError
from api.core.reading import Source
from api.graphql.base.plan.arguments import sql_type
from api.graphql.base.plan.catalog import catalog
from api.graphql.base.plan.cursors import Order
from api.graphql.base.plan.declare import (
    Column,
    Columns,
    Declaration,
    Embedded,
    GlobalId,
    Pages,
    Relation,
    Via,
    declaration_of,
)
from api.graphql.base.plan.registry import all_readings, node_type, reading_of
from api.graphql.base.plan.scope import condition, via_condition
from api.graphql.base.plan.words import VIEWER_TYPES, arguments, columns


@dataclass(frozen=True, slots=True)
class _Field:
    """A declared field, the source of its parent, and how to name it in a complaint."""

    name: str
    definition: GraphQLField
    declared: Declaration
    parent: Source | None

    @property
    def python_name(self) -> str:
        found: str = self.definition.extensions["strawberry-definition"].python_name
        return found


async def check(schema: GraphQLSchema) -> None:
    """Raises ConfigurationError with every mistake: an unknown view, column or argument, a join without its tenant."""
    await catalog.load()
    wrong = [f"{each.name}: {what}" for each in _fields(schema) for what in _mistakes(each)]
    if wrong:
        raise ConfigurationError("declarations that cannot be read:\n" + "\n".join(dict.fromkeys(wrong)))


def _fields(schema: GraphQLSchema) -> Iterator[_Field]:
    for kind in schema.type_map.values():
        if not isinstance(kind, GraphQLObjectType):
            continue
        for source in _sources(schema, kind.name):
            for name, definition in kind.fields.items():
                declared = declaration_of(definition.extensions.get("strawberry-definition"))
                if declared is not None:
                    yield _Field(f"{kind.name}.{name}", definition, declared, source)


def _sources(schema: GraphQLSchema, name: str) -> Sequence[Source | None]:
    """Where objects of a type come from: its own source, and those of relations that name another."""
    reading = all_readings().get(name)
    found: list[Source | None] = [None if reading is None else reading.source]
    for kind in schema.type_map.values():
        for definition in kind.fields.values() if isinstance(kind, GraphQLObjectType) else ():
            declared = declaration_of(definition.extensions.get("strawberry-definition"))
            if isinstance(declared, Relation) and declared.source and _child(definition) == name:
                found.append(declared.source)
    return found


def _child(definition: GraphQLField) -> str:
    return node_type(get_named_type(definition.type)).name


def _mistakes(each: _Field) -> Iterator[str]:
    match each.declared:
        case Relation() as relation:
            yield from _relation(each, relation)
        case Column() as column:
            yield from _column(each, column)
        case Embedded() as embedded:
            names = list(_flat(embedded.columns))
            yield from _missing(_via_source(each, embedded.via), names)
            yield from _via(each, embedded.via)
        case GlobalId(column=name):
            yield from _missing(each.parent, [name])


def _column(each: _Field, column: Column) -> Iterator[str]:
    if column.sql is None:
        yield from _missing(_via_source(each, column.via), [column.name or each.python_name])
    else:
        yield from _missing(each.parent, columns(column.sql, "self"))
        yield from _viewer(column.sql)
    yield from _via(each, column.via)


def _via_source(each: _Field, via: Via | None) -> Source | None:
    return each.parent if via is None else via.source


def _via(each: _Field, via: Via | None) -> Iterator[str]:
    if via is None:
        return
    text = via_condition(via, each.parent)
    yield from _missing(via.source, columns(text, "self"))
    yield from _missing(each.parent, columns(text, "parent"))


def _relation(each: _Field, relation: Relation) -> Iterator[str]:
    reading = reading_of(_child(each.definition))
    source = relation.source or (None if reading is None else reading.source)
    if source is None:
        yield "what it holds has no source"
        return
    text = condition(relation, source, each.parent, relation.filters.values())
    yield from _missing(source, [*columns(text, "self"), *columns(relation.order, "self")])
    yield from _missing(each.parent, columns(text, "parent"))
    yield from _viewer(text)
    yield from _arguments(each, [*arguments(text), *relation.filters, *relation.ids])
    yield from _tenant(each, relation, source, text)
    if isinstance(relation, Pages):
        yield from _orders(relation, source)


def _tenant(each: _Field, relation: Relation, source: Source, text: str) -> Iterator[str]:
    """Every tenant column of the rows is tied to something, or the viewer is."""
    tied = set(columns(text, "self"))
    loose = [name for name in source.tenant if name not in tied]
    if loose and (relation.scoped or not columns(text, "viewer")):
        yield f"{source.name} is not held within {', '.join(loose)}"
    is_root = each.parent is None
    if is_root and not relation.scoped and not columns(text, "viewer"):
        yield "a root needs its scope, or a condition on the viewer"


def _orders(pages: Pages, source: Source) -> Iterator[str]:
    texts = [
        *([pages.order] if pages.order else []),
        *(t for each in pages.orders.values() for t in each.values()),
    ]
    if not texts:
        yield "pages need an order"
    for text in texts:
        try:
            order = Order.of(text)
        except ValueError as error:
            yield str(error)
            continue
        yield from _missing(source, order.columns)
        if order.columns[-1] != "pk":
            yield f"the order {text} does not end with pk: rows could share a place"


def _arguments(each: _Field, paths: Sequence[str]) -> Iterator[str]:
    for path in paths:
        try:
            sql_type(each.definition, path)
        except KeyError:
            yield f"there is no argument {path}"


def _viewer(text: str) -> Iterator[str]:
    yield from (f"viewer.{name} is not known" for name in columns(text, "viewer") if name not in VIEWER_TYPES)


def _missing(source: Source | None, names: Sequence[str]) -> Iterator[str]:
    if source is None:
        yield from (f"there is no row to take {name} from" for name in names)
        return
    known = catalog.columns(source.view)
    if not known:
        yield f"{source.name} is no view"
        return
    yield from (f"{source.name} has no column {name}" for name in names if name not in known)


def _flat(mapping: Columns) -> Iterator[Any]:
    for place in mapping.values():
        if isinstance(place, str):
            yield place
        else:
            yield from _flat(place)
