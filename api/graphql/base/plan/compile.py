"""Writes a whole operation as one statement whose single value is the JSON of `data`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    get_named_type,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues
from graphql.type import is_leaf_type, is_list_type, is_non_null_type

from api.core.errors import Refusal
from api.graphql.base.access import Guard
from api.graphql.base.documents import Prepared
from api.graphql.base.fields import GUARD, guarded_type
from api.graphql.base.plan import declare
from api.graphql.base.plan.arguments import coerced, picked, topic_of
from api.graphql.base.plan.bindings import Bindings, Moment, Site
from api.graphql.base.plan.cells import CellWriter, Frame
from api.graphql.base.plan.declare import Coerced, declaration_of
from api.graphql.base.plan.json_sql import array_of, literal, obj, or_absent, or_null
from api.graphql.base.plan.pages import PageWriter
from api.graphql.base.plan.plan import ArgumentSite, Plan, Unplannable
from api.graphql.base.plan.registry import node_type, reading_of
from api.graphql.base.plan.shapes import type_of_id
from api.graphql.base.plan.statements import Voice, where

NO_ARGUMENTS: Coerced = {}
Details = Sequence[FieldDetails]


@dataclass(slots=True)
class Compiler:
    """Compiles one operation for one shape of its variables."""

    schema: GraphQLSchema
    prepared: Prepared
    variables: Mapping[str, Any]
    bindings: Bindings = field(default_factory=Bindings)
    guards: list[Guard] = field(default_factory=list)
    sites: list[ArgumentSite] = field(default_factory=list)
    topic: Callable[[Moment], str] | None = None
    _aliases: int = 0

    def compile(self) -> Plan:
        """The plan. Raises Unplannable for what only the executor can answer."""
        root = self.schema.get_root_type(self.prepared.kind)
        if root is None:
            raise Unplannable("no root")
        try:
            grouped = collect_fields(
                self.schema, self._fragments(), self._values(), root, self.prepared.operation
            ).grouped_field_set
            pairs = [(key, self._field(None, root, details)) for key, details in grouped.items()]
        except Refusal as refusal:
            raise Unplannable(f"refused: {refusal.code}") from refusal
        except GraphQLError as error:  # null by a variable where a field or a switch wants a value
            raise Unplannable("refused: arguments") from error
        statement, binders, idle = self.bindings.settled(f"convert_to({obj(pairs)}, 'UTF8')")
        return Plan(
            statement, binders, tuple(dict.fromkeys(self.guards)), tuple(self.sites), self.topic, checks=idle
        )

    def _fragments(self) -> dict[str, FragmentDetails]:
        return {
            each.name.value: FragmentDetails(each)
            for each in self.prepared.document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }

    def _values(self) -> VariableValues:
        return VariableValues({}, dict(self.variables))

    # ---- fields ----

    def object_of(self, frame: Frame | None, kind: GraphQLObjectType, details: Details) -> str:
        """The selected fields of an object as JSON."""
        guard = guarded_type.guards.get(kind.name)
        if guard is not None:
            self.guards.append(guard)
        return obj(
            [(key, self._field(frame, kind, each)) for key, each in self.fields_of(kind, details).items()]
        )

    def fields_of(self, kind: GraphQLObjectType, details: Details) -> Mapping[str, Details]:
        """The selected fields by their names in the answer; fragments and switches are graphql-core's matter."""
        return collect_subfields(
            self.schema, self._fragments(), self._values(), self.prepared.operation, kind, list(details)
        ).grouped_field_set

    def _field(self, frame: Frame | None, parent: GraphQLObjectType, details: Details) -> str:
        name = details[0].node.name.value
        if name == "__typename":
            return literal(f'"{parent.name}"')
        definition = parent.fields.get(name)
        if definition is None:
            raise Unplannable(f"{parent.name}.{name} is introspection")
        strawberry_field = definition.extensions.get("strawberry-definition")
        guard = (getattr(strawberry_field, "metadata", None) or {}).get(GUARD)
        if guard is not None:
            self.guards.append(guard)
        declared = declaration_of(strawberry_field)
        if declared is None:
            raise Unplannable(f"{parent.name}.{name} is worked out in Python")
        return self._declared(frame, parent, definition, declared, details)

    def _declared(
        self,
        frame: Frame | None,
        parent: GraphQLObjectType,
        definition: GraphQLField,
        declared: declare.Declaration,
        details: Details,
    ) -> str:
        what = f"{parent.name}.{details[0].node.name.value}"
        match declared:
            case declare.Known():
                value = self._known(declared, definition.type)
            case declare.Alone():
                value = self._alone(declared, definition, details)
            case declare.NodeById():
                value = self._node(definition, details)
            case declare.Many():
                return self._many(frame, declared, definition, details)
            case declare.Pages():
                return self._pages(frame, declared, definition, details)
            case declare.One():
                value = self._one(frame, declared, definition, details)
            case _:
                value = CellWriter(self, _row(frame, what)).write(parent, definition, declared, details)
        return or_absent(value, what) if is_non_null_type(definition.type) else or_null(value)

    def _known(self, declared: declare.Known, kind: GraphQLOutputType) -> str:
        serialize = _serializer(kind)
        value = declared.value
        return self.bindings.bind(
            ("known", value),
            lambda moment: orjson.dumps(serialize(value(moment.viewer))).decode(),
            "text",
        )

    # ---- rows of other sources ----

    def _alone(self, declared: declare.Alone, definition: GraphQLField, details: Details) -> str:
        kind = get_named_type(definition.type)
        if not isinstance(kind, GraphQLObjectType):
            raise Unplannable(f"{kind.name} is no object")
        when = self.bindings.bind(
            ("when", declared.when), lambda moment: declared.when(moment.viewer), "bool"
        )
        return f"CASE WHEN {when} THEN {self.object_of(None, kind, details)} END"

    def _one(
        self, frame: Frame | None, relation: declare.One, definition: GraphQLField, details: Details
    ) -> str:
        child, kind = self._child(relation, definition)
        site, values = self._site(relation, definition, details)
        if isinstance(relation, declare.Watched):
            self.topic = lambda moment: topic_of(relation, moment.arguments[site.index])
        voice = Voice(self.bindings, child.alias, "" if frame is None else frame.alias, site)
        text = voice.say(where(relation, child.source, None if frame is None else frame.source, values))
        value = self.object_of(child, kind, details)
        by = f" ORDER BY {voice.say(relation.order)} LIMIT 1" if relation.order else ""
        return f"(SELECT {value} FROM {child.source.name} AS {child.alias}{child.joined()} WHERE {text}{by})"

    def _many(
        self, frame: Frame | None, relation: declare.Many, definition: GraphQLField, details: Details
    ) -> str:
        child, kind = self._child(relation, definition)
        site, values = self._site(relation, definition, details)
        voice = Voice(self.bindings, child.alias, "" if frame is None else frame.alias, site)
        text = voice.say(where(relation, child.source, None if frame is None else frame.source, values))
        items = array_of(self.object_of(child, kind, details), voice.say(relation.order))
        return f"(SELECT {items} FROM {child.source.name} AS {child.alias}{child.joined()} WHERE {text})"

    def _pages(
        self, frame: Frame | None, relation: declare.Pages, definition: GraphQLField, details: Details
    ) -> str:
        from_python = relation.unless and relation.otherwise is not None
        site, values = self._site(relation, definition, details)
        if from_python and any(picked(values, path) is not None for path in relation.unless):
            raise Unplannable(f"{details[0].node.name.value} with {', '.join(relation.unless)}")
        child, kind = self._child(relation, definition)
        return PageWriter(self, frame, relation, child, kind, site, values).write(definition, details)

    def _node(self, definition: GraphQLField, details: Details) -> str:
        site, values = self._site(declare.One("true"), definition, details)
        reading = reading_of(type_of_id(values.get("id")))
        if reading is None or reading.by_id is None or reading.source is None or reading.guard is None:
            raise Unplannable("an id of no declared type")
        kind = self.schema.get_type(reading.name)
        if not isinstance(kind, GraphQLObjectType):
            raise Unplannable(f"{reading.name} is no object")
        self.guards.append(reading.guard)
        relation = declare.One(
            f"self.pk = :id AND ({reading.by_id.where or 'true'})",
            reading.source,
            scoped=reading.by_id.scoped,
            ids={"id": reading.name},
        )
        site = Site(definition, relation, site.index)
        child = Frame(self.alias(), reading, reading.source)
        voice = Voice(self.bindings, child.alias, "", site)
        value = self.object_of(child, kind, details)
        text = voice.say(where(relation, reading.source, None, values))
        return f"(SELECT {value} FROM {reading.source.name} AS {child.alias}{child.joined()} WHERE {text})"

    def _child(self, relation: declare.Relation, definition: GraphQLField) -> tuple[Frame, GraphQLObjectType]:
        kind = node_type(get_named_type(definition.type))
        reading = reading_of(kind.name)
        if reading is None or not isinstance(kind, GraphQLObjectType):
            raise Unplannable(f"{kind.name} is not declared")
        source = relation.source or reading.source
        if source is None:
            raise Unplannable(f"{kind.name} has no row")
        return Frame(self.alias(), reading, source), kind

    def _site(
        self, relation: declare.Relation, definition: GraphQLField, details: Details
    ) -> tuple[Site, Coerced]:
        """The field's arguments: their values now, and where to find them in each run."""
        if not definition.args:
            return Site(definition, relation, -1), NO_ARGUMENTS
        node, fragment = details[0].node, details[0].fragment_variable_values
        self.sites.append(ArgumentSite(definition, node, fragment))
        values = coerced(definition, node, self.variables, fragment)
        return Site(definition, relation, len(self.sites) - 1), values

    def alias(self) -> str:
        """A new name for a row."""
        self._aliases += 1
        return f"t{self._aliases}"


def _row(frame: Frame | None, what: str) -> Frame:
    if frame is None:
        raise Unplannable(f"{what} has no row")
    return frame


def _serializer(kind: GraphQLOutputType) -> Any:
    inner: Any = kind.of_type if is_non_null_type(kind) else kind
    if is_list_type(inner):
        item = _serializer(inner.of_type)
        return lambda values: [item(value) for value in values]
    if is_leaf_type(inner):
        return lambda value: None if value is None else inner.serialize(value)
    raise Unplannable(f"{inner} is no value")
