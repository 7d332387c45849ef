"""Writes the fields that a row itself holds: ids, columns, values made of columns, also those of a row joined to it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graphql import GraphQLField, GraphQLObjectType, GraphQLOutputType, get_named_type
from graphql.type import is_non_null_type

from api.core.reading import Source
from api.graphql.base.plan import declare
from api.graphql.base.plan.json_sql import literal, obj, or_absent, or_null
from api.graphql.base.plan.plan import Unplannable
from api.graphql.base.plan.registry import Reading
from api.graphql.base.plan.rows import first_column
from api.graphql.base.plan.scalars import form, global_id
from api.graphql.base.plan.scope import via_condition
from api.graphql.base.plan.statements import Voice

if TYPE_CHECKING:
    from api.graphql.base.plan.compile import Compiler, Details


@dataclass(slots=True)
class Frame:
    """A row in the statement: its alias, its declaration, and the rows of other sources joined to it."""

    alias: str
    reading: Reading
    source: Source
    joins: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def joined(self) -> str:
        """The further joins, in their order."""
        return "".join(f" {text}" for _, text in self.joins.values())


@dataclass(frozen=True, slots=True)
class CellWriter:
    """The fields of one row of the operation."""

    compiler: "Compiler"
    frame: Frame

    def write(
        self,
        parent: GraphQLObjectType,
        definition: GraphQLField,
        declared: declare.Declaration,
        details: "Details",
    ) -> str:
        """SQL for the JSON of a field of the row, null where it is null."""
        frame = self.frame
        match declared:
            case declare.GlobalId():
                key = f"{frame.alias}.{declared.column}"
                return global_id(declared.type_name or parent.name, key)
            case declare.Embedded():
                alias = frame.alias if declared.via is None else self._join(declared.via)
                return self._embedded(alias, declared.columns, definition.type, details)
            case declare.Column():
                return self._column(declared, definition)
        raise Unplannable(f"{parent.name} has a field without a form")

    def _column(self, column: declare.Column, definition: GraphQLField) -> str:
        frame = self.frame
        name = column.name or definition.extensions["strawberry-definition"].python_name
        if column.sql:
            cell = f"({Voice(self.compiler.bindings, frame.alias, frame.alias).say(column.sql)})"
        else:
            alias = frame.alias if column.via is None else self._join(column.via)
            cell = f"{alias}.{name}"
        if column.default is not None:
            cell = f"coalesce({cell}, {column.default})"
        value = form(definition.type, cell)
        if value is None:
            raise Unplannable(f"{definition.type} has no form in SQL")
        return value

    def _embedded(
        self, alias: str, columns: declare.Columns, kind: GraphQLOutputType, details: "Details"
    ) -> str:
        """A value object; null where its first column is null."""
        named = get_named_type(kind)
        if not isinstance(named, GraphQLObjectType):
            raise Unplannable(f"{named.name} is no object")
        fields = self.compiler.fields_of(named, details)
        pairs = [(key, self._part(alias, columns, named, each)) for key, each in fields.items()]
        return f"CASE WHEN {alias}.{first_column(columns)} IS NOT NULL THEN {obj(pairs)} END"

    def _part(
        self, alias: str, columns: declare.Columns, parent: GraphQLObjectType, details: "Details"
    ) -> str:
        name = details[0].node.name.value
        if name == "__typename":
            return literal(f'"{parent.name}"')
        definition = parent.fields[name]
        python_name = definition.extensions["strawberry-definition"].python_name
        place = columns.get(python_name)
        if place is None:
            raise Unplannable(f"{parent.name}.{name} is made of no column")
        value = (
            form(definition.type, f"{alias}.{place}")
            if isinstance(place, str)
            else self._embedded(alias, place, definition.type, details)
        )
        if value is None:
            raise Unplannable(f"{definition.type} has no form in SQL")
        is_promised = is_non_null_type(definition.type)
        return or_absent(value, f"{parent.name}.{name}") if is_promised else or_null(value)

    def _join(self, via: declare.Via) -> str:
        """The alias of another source's row beside this one; joined once, however many columns are asked for."""
        frame = self.frame
        mark = (via.source.name, via.on)
        if mark not in frame.joins:
            alias = self.compiler.alias()
            text = Voice(self.compiler.bindings, alias, frame.alias).say(via_condition(via, frame.source))
            frame.joins[mark] = (alias, f"LEFT JOIN {via.source.name} AS {alias} ON {text}")
        return frame.joins[mark][0]
