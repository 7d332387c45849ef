"""Writes a Relay connection: the page, its cursors and its total, each only when it is asked for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphql import GraphQLField, GraphQLObjectType, get_named_type

from api.graphql.base.plan import declare
from api.graphql.base.plan.batches import CURSOR, NTH, counting
from api.graphql.base.plan.bindings import Site
from api.graphql.base.plan.declare import Coerced
from api.graphql.base.plan.json_sql import array_of, literal, obj, or_null
from api.graphql.base.plan.plan import Unplannable
from api.graphql.base.plan.scalars import FORMS
from api.graphql.base.plan.statements import Voice, Window, where, window

if TYPE_CHECKING:
    from api.graphql.base.plan.cells import Frame
    from api.graphql.base.plan.compile import Compiler, Details

OF_ROWS = frozenset({"hasNextPage", "startCursor", "endCursor"})
"""What only the rows of a page can tell of it: with anything else they would not be grouped to one."""


@dataclass(slots=True)
class PageWriter:
    """One connection of the operation."""

    compiler: "Compiler"
    parent: "Frame | None"
    pages: declare.Pages
    child: "Frame"
    kind: GraphQLObjectType
    site: Site
    values: Coerced
    uses_page: bool = False

    def write(self, definition: GraphQLField, details: "Details") -> str:
        """The connection as JSON."""
        connection = get_named_type(definition.type)
        if not isinstance(connection, GraphQLObjectType):
            raise Unplannable(f"{connection.name} is no connection")
        page = self._window()
        self._voice.say(self._condition())  # wrong arguments are refused, whatever is asked of the page
        pairs = [
            (key, self._part(connection, each, page))
            for key, each in self.compiler.fields_of(connection, details).items()
        ]
        return f"(SELECT {obj(pairs)}{self._rows(page) if self.uses_page else ''})"

    def _part(self, connection: GraphQLObjectType, details: "Details", page: Window) -> str:
        name = details[0].node.name.value
        match name:
            case "__typename":
                return literal(f'"{connection.name}"')
            case "totalCount":
                return self._total()
            case "nodes":
                self.uses_page = True
                return self._items(self.compiler.object_of(self.child, self.kind, details), page)
            case "edges":
                self.uses_page = True
                return self._items(self._edge(connection, details), page)
            case "pageInfo":
                return self._page_info(connection, details, page)
        raise Unplannable(f"{connection.name}.{name}")

    def _items(self, item: str, page: Window) -> str:
        alias = self.child.alias
        return array_of(item, f"{alias}.{NTH}", f"{alias}.{NTH} <= {page.size}")

    def _edge(self, connection: GraphQLObjectType, details: "Details") -> str:
        edge = get_named_type(connection.fields["edges"].type)
        if not isinstance(edge, GraphQLObjectType):
            raise Unplannable(f"{edge.name} is no edge")
        pairs = []
        for key, each in self.compiler.fields_of(edge, details).items():
            match each[0].node.name.value:
                case "node":
                    value = self.compiler.object_of(self.child, self.kind, each)
                case "cursor":
                    value = FORMS["String"](f"{self.child.alias}.{CURSOR}")
                case _:
                    value = literal(f'"{edge.name}"')
            pairs.append((key, value))
        return obj(pairs)

    def _page_info(self, connection: GraphQLObjectType, details: "Details", page: Window) -> str:
        info = get_named_type(connection.fields["pageInfo"].type)
        if not isinstance(info, GraphQLObjectType):
            raise Unplannable(f"{info.name} is no page info")
        nth, cursor = f"{self.child.alias}.{NTH}", f"{self.child.alias}.{CURSOR}"
        last = f"(array_agg({cursor} ORDER BY {nth} DESC) FILTER (WHERE {nth} <= {page.size}))[1]"
        values = {
            "hasNextPage": f"CASE WHEN count(*) > {page.size} THEN 'true' ELSE 'false' END",
            "hasPreviousPage": literal("true" if page.starts_later else "false"),
            "startCursor": or_null(FORMS["String"](f"max({cursor}) FILTER (WHERE {nth} = 1)")),
            "endCursor": or_null(FORMS["String"](last)),
            "__typename": literal(f'"{info.name}"'),
        }
        fields = {
            key: each[0].node.name.value for key, each in self.compiler.fields_of(info, details).items()
        }
        self.uses_page |= any(name in OF_ROWS for name in fields.values())
        return obj([(key, values[name]) for key, name in fields.items()])

    def _total(self) -> str:
        source = self.child.source
        voice = Voice(self.compiler.bindings, self.compiler.alias(), self._parent_alias(), self.site)
        counted = counting(self.pages, source, voice, self._condition())
        return f"(SELECT count(*) FROM ({counted}) AS {self.compiler.alias()})::text"

    def _rows(self, page: Window) -> str:
        """FROM: the rows of the page and one more, numbered, each with its cursor."""
        alias, source = self.child.alias, self.child.source
        inner = self._voice
        by = page.order.by(inner.own)
        rows = (
            f"SELECT {inner.own}.* FROM {source.name} AS {inner.own} WHERE {inner.say(self._condition())} "
            f"AND {page.after or 'true'} ORDER BY {by} LIMIT {page.size + 1}"
        )
        numbered = (
            f"SELECT {inner.own}.*, row_number() OVER (ORDER BY {by}) AS {NTH}, "
            f"{page.order.cursor(inner.own)} AS {CURSOR} FROM ({rows}) AS {inner.own}"
        )
        return f" FROM ({numbered}) AS {alias}{self.child.joined()}"

    def _window(self) -> Window:
        return window(self.pages, self.child.source, self.values, self._voice, self.site)

    @property
    def _voice(self) -> Voice:
        return Voice(self.compiler.bindings, f"{self.child.alias}i", self._parent_alias(), self.site)

    def _condition(self) -> str:
        parent = None if self.parent is None else self.parent.source
        return where(self.pages, self.child.source, parent, self.values)

    def _parent_alias(self) -> str:
        return "" if self.parent is None else self.parent.alias
