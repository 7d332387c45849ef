"""Writes arguments: literals, variables, defaults, nulls, what is left out, objects as a whole and field by field."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_required_argument,
    is_required_input_field,
)

from api.graphql.base.plan.declare import Relation, declaration_of
from tests.graphql.plan.texts import MOMENTS, NEVER
from tests.graphql.plan.values import Enumerated, Place, Values

TURNS = 3
ABSENT = object()
"""The value of a variable that is not sent."""
SEARCHED = frozenset({"search", "actorId"})
"""Arguments that only the executor understands: asked for, but seldom."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable with its value at each turn."""

    name: str
    kind: str
    default: str | None
    values: Sequence[Any]
    place: Place

    @property
    def declared(self) -> str:
        """As the operation declares it."""
        default = "" if self.default is None else f" = {self.default}"
        return f"${self.name}: {self.kind}{default}"


@dataclass(slots=True)
class InputWriter:
    """Writes the arguments of one operation and remembers the variables that they use."""

    chance: Random
    values: Values
    variables: list[Variable] = field(default_factory=list)

    def switch(self) -> str:
        """A directive that takes a part away or leaves it, as a literal or by a variable."""
        place = Place("", "", "if", None)
        if self.chance.random() < 0.6:
            values: list[Any] = [self.chance.random() < 0.7 for _ in range(TURNS)]
            kind, default = self.chance.choice(
                (("Boolean!", None), ("Boolean!", "true"), ("Boolean", "false"))
            )
            if default is not None and self.chance.random() < 0.3:
                values[-1] = None if kind == "Boolean" and self.chance.random() < 0.3 else ABSENT
            what = f"${self._new(kind, default, values, place)}"
        else:
            what = self.chance.choice(("true", "true", "true", "false"))
        return f" @{self.chance.choice(('include', 'skip'))}(if: {what})"

    def arguments(self, parent: str, name: str, definition: GraphQLField, id_type: str | None = None) -> str:
        """`(first: 3, after: $v1)`, or nothing. `id_type` is the type of ids whose field declares none."""
        declared = declaration_of(definition.extensions.get("strawberry-definition"))
        ids = declared.ids if isinstance(declared, Relation) else {}
        beside: list[dict[str, Any]] = [{} for _ in range(TURNS)]
        parts = []
        for argument_name in sorted(definition.args, key=lambda each: each == "after"):
            argument = definition.args[argument_name]
            if not is_required_argument(argument) and self.chance.random() > _likely(argument_name):
                continue
            place = Place(parent, name, argument_name, ids.get(argument_name, id_type))
            text = self._value(place, argument.type, beside, ids)
            parts.append(f"{argument_name}: {text}")
        self.chance.shuffle(parts)
        return f"({', '.join(parts)})" if parts else ""

    def _value(
        self,
        place: Place,
        kind: GraphQLInputType,
        beside: Sequence[dict[str, Any]],
        ids: Mapping[str, str],
    ) -> str:
        dice = self.chance.random()
        if dice < 0.04 and not isinstance(kind, GraphQLNonNull):
            return "null"
        if dice < (0.9 if isinstance(get_named_type(kind), GraphQLEnumType) else 0.55):
            variable = self._variable(place, kind, beside, ids)
            for turn, given in enumerate(beside):
                given[place.path] = variable.values[turn]
            return f"${variable.name}"
        inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if isinstance(inner, GraphQLInputObjectType):
            return self._object(place, inner, beside, ids)
        value = self.plain(place, kind, 0, beside[0], ids)
        for given in beside:
            given[place.path] = value
        return written(value, escaped=self.chance.random() < 0.3)

    def _object(
        self,
        place: Place,
        kind: GraphQLInputObjectType,
        beside: Sequence[dict[str, Any]],
        ids: Mapping[str, str],
    ) -> str:
        parts = []
        for name, inner in kind.fields.items():
            if is_required_input_field(inner) or self.chance.random() < 0.35:
                path = f"{place.path}.{name}"
                below = replace(place, path=path, id_type=ids.get(path))
                parts.append(f"{name}: {self._value(below, inner.type, beside, ids)}")
        return f"{{ {', '.join(parts)} }}"

    def _variable(
        self,
        place: Place,
        kind: GraphQLInputType,
        beside: Sequence[dict[str, Any]],
        ids: Mapping[str, str],
    ) -> Variable:
        known = [each for each in self.variables if each.place == place and each.kind == str(kind)]
        if known and self.chance.random() < 0.3:
            return known[0]
        values = [self.plain(place, kind, turn, beside[turn], ids) for turn in range(TURNS)]
        text, default = str(kind), None
        if isinstance(kind, GraphQLNonNull):
            if self.chance.random() < 0.15 and not isinstance(kind.of_type, GraphQLInputObjectType):
                text, default = str(kind.of_type), written(values[0])
                values[self.chance.randrange(TURNS)] = None if self.chance.random() < 0.15 else ABSENT
        elif self.chance.random() < 0.2 and None not in values:
            text = f"{kind}!"
        else:
            values = [self._perhaps(value) for value in values]
            if self.chance.random() < 0.25:
                default = written(self.plain(place, kind, 0, beside[0], ids))
        name = self._new(text, default, values, place)
        return next(each for each in self.variables if each.name == name)

    def _perhaps(self, value: Any) -> Any:
        dice = self.chance.random()
        return None if dice < 0.2 else ABSENT if dice < 0.4 else value

    def _new(self, kind: str, default: str | None, values: Sequence[Any], place: Place) -> str:
        name = f"v{len(self.variables) + 1}"
        self.variables.append(Variable(name, kind, default, values, place))
        return name

    def plain(
        self,
        place: Place,
        kind: GraphQLInputType,
        turn: int,
        beside: Mapping[str, Any],
        ids: Mapping[str, str],
    ) -> Any:
        """A value as JSON has it; `ids` are the types of the field's ids by their paths."""
        if isinstance(kind, GraphQLNonNull):
            value = None
            while value is None:
                value = self.plain(place, kind.of_type, turn, beside, ids)
            return value
        if isinstance(kind, GraphQLList):
            return [
                self.plain(place, kind.of_type, turn, beside, ids) for _ in range(self.chance.randrange(3))
            ]
        if isinstance(kind, GraphQLInputObjectType):
            return {
                name: self.plain(
                    replace(place, path=f"{place.path}.{name}", id_type=ids.get(f"{place.path}.{name}")),
                    inner.type,
                    turn,
                    beside,
                    ids,
                )
                for name, inner in kind.fields.items()
                if is_required_input_field(inner) or self.chance.random() < 0.35
            }
        return self.values.pick(place, get_named_type(kind), turn, beside)


def _likely(name: str) -> float:
    return 0.05 if name in SEARCHED else 0.7 if name in ("first", "sort") else 0.5


def written(value: Any, *, escaped: bool = False) -> str:
    """A value as a literal of GraphQL."""
    if isinstance(value, Enumerated):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name}: {written(each)}" for name, each in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(written(each) for each in value)}]"
    return json.dumps(MOMENTS[0] if value == NEVER else value, ensure_ascii=escaped)
