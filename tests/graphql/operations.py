"""Writes an operation for any root field of a schema, with plausible inputs in which each reference can be chosen."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import uuid4

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
    parse,
)

from api.core.settings import Settings
from api.graphql.base.limits import Ruler, scan, survey

MAX_DEPTH = 4
MOST_COST: int = Settings.model_fields["query_cost_limit"].default
REFERENCES = frozenset({"phone", "customerToken", "offlineCode", "search", "email", "code", "token"})
"""Fields of texts that name somebody's thing, beside those of ids."""

Refer: TypeAlias = Callable[[str, str], Any]
"""(path of the input, what it names) -> value."""

PLAIN: Mapping[str, Any] = {
    "Boolean": True,
    "Int": 1,
    "Float": 1.0,
    "Points": 100,
    "JSON": {},
    "Date": "2026-05-31",
    "DateTime": "2026-05-31T09:30:00Z",
    "PhoneNumber": "+919822041763",
}
ENUMS: Mapping[str, str] = {"EarnRuleKind": "BONUS", "StampEarning": "PER_VISIT"}
NUMBERS: Mapping[str, int] = {"stampsNeeded": 10}
"""Numbers where 1 is not plausible."""
ALWAYS = frozenset({"bonusPoints", "count", "database", "host", "username"})
"""Optional inputs without which the plausible operation is refused before it reaches anybody's things."""
TEXTS: Mapping[str, str] = {
    "permissions": "customers.read",
    "scopes": "customers.read",
    "contentBase64": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
    "currency": "INR",
    "timeZone": "Asia/Kolkata",
    "region": "IN",
    "pin": "4711",
    "password": "a long enough passphrase",
    "newPassword": "another long passphrase",
    "currentPassword": "a long enough passphrase",
    "language": "en",
    "stockColor": "#1f3d2b",
    "foilColor": "#e8c36a",
    "host": "192.168.1.20",
    "preset": "logic_erp",
}


@dataclass(frozen=True, slots=True)
class Slot:
    """An input that names a thing: `input.customerId`, and the name by which a value is found."""

    path: str
    name: str
    is_required: bool


class Writer:
    """Operations of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema

    def roots(self) -> Iterator[tuple[str, str, GraphQLField]]:
        """(kind, name, field) of every root field."""
        schema = self._schema
        for kind, root in (
            ("query", schema.query_type),
            ("mutation", schema.mutation_type),
            ("subscription", schema.subscription_type),
        ):
            if root is not None:
                yield from ((kind, name, field) for name, field in root.fields.items())

    def slots(self, name: str, field: GraphQLField) -> list[Slot]:
        """Every input of the field that names a thing."""
        found: list[Slot] = []
        for argument_name, argument in field.args.items():
            found += self._slots(argument_name, argument_name, argument, name)
        return found

    def _slots(
        self, path: str, name: str, holder: GraphQLArgument | GraphQLInputField, root: str
    ) -> Iterator[Slot]:
        kind = get_named_type(holder.type)
        if isinstance(kind, GraphQLInputObjectType):
            for inner, field in kind.fields.items():
                yield from self._slots(f"{path}.{inner}", inner, field, root)
        elif kind.name == "ID" or name in REFERENCES:
            yield Slot(path, f"{root}.{name}" if name == "id" else name, _is_required(holder))

    def write(
        self, kind: str, name: str, field: GraphQLField, chosen: frozenset[str], refer: Refer
    ) -> tuple[str, Any]:
        """The operation and its variables: what is required, and the optional references of `chosen`."""
        variables: dict[str, Any] = {}
        declared, given = [], []
        for argument_name, argument in field.args.items():
            if is_required_argument(argument) or _touches(argument_name, chosen):
                declared.append(f"${argument_name}: {argument.type}")
                given.append(f"{argument_name}: ${argument_name}")
                variables[argument_name] = self._value(
                    argument.type,
                    argument_name,
                    argument_name,
                    chosen,
                    lambda path, what: refer(path, _of(name, what)),
                )
        head = f"{kind} M({', '.join(declared)})" if declared else f"{kind} M"
        arguments = f"({', '.join(given)})" if given else ""
        for depth in range(MAX_DEPTH, 0, -1):
            text = f"{head} {{ {name}{arguments} {self._selection(field.type, depth)} }}"
            if self._fits(text):
                return text, variables
        raise AssertionError(f"{name} is too large to be asked for")

    def _fits(self, text: str) -> bool:
        """Whether the server takes a document of this size: what knows much is asked for less deeply."""
        try:
            scan(text)
            document = parse(text)
            survey(document)
        except GraphQLError:
            return False
        operation = document.definitions[0]
        assert isinstance(operation, OperationDefinitionNode)
        return Ruler(self._schema, document).weigh(operation).cost <= MOST_COST

    def _value(
        self, kind: GraphQLInputType, path: str, name: str, chosen: frozenset[str], refer: Refer
    ) -> Any:
        if isinstance(kind, GraphQLNonNull):
            return self._value(kind.of_type, path, name, chosen, refer)
        if isinstance(kind, GraphQLList):
            return [self._value(kind.of_type, path, name, chosen, refer)]
        if isinstance(kind, GraphQLInputObjectType):
            return {
                inner: self._value(field.type, f"{path}.{inner}", inner, chosen, refer)
                for inner, field in kind.fields.items()
                if is_required_input_field(field) or inner in ALWAYS or _touches(f"{path}.{inner}", chosen)
            }
        if isinstance(kind, GraphQLEnumType):
            return ENUMS.get(kind.name, next(iter(kind.values)))
        if kind.name == "ID" or name in REFERENCES:
            return refer(path, name)
        return _plain(kind, name)

    def _selection(self, kind: Any, depth: int) -> str:
        """All leaves, and what is inside, as deep as it goes; fields that need arguments are left out."""
        named: GraphQLNamedType = get_named_type(kind)
        if is_leaf_type(named):
            return ""
        if isinstance(named, GraphQLInterfaceType):
            kinds = self._schema.get_possible_types(named)
            leaves = {each.name: self._leaves(each) for each in kinds}
            inner = " ".join(f"... on {name} {{ {found} }}" for name, found in leaves.items() if found)
            common = "id" if "id" in named.fields else ""
            return f"{{ __typename {common} {inner} }}"
        if not isinstance(named, GraphQLObjectType):
            return "{ __typename }"
        parts = [self._part(name, field, depth) for name, field in named.fields.items()]
        return "{ __typename " + " ".join(part for part in parts if part) + " }"

    def _part(self, name: str, field: GraphQLField, depth: int) -> str:
        if any(is_required_argument(argument) for argument in field.args.values()):
            return ""
        if is_leaf_type(get_named_type(field.type)):
            return name
        if depth <= 1 or name == "edges":
            return ""
        first = "(first: 3)" if "first" in field.args else ""
        return f"{name}{first} {self._selection(field.type, depth - 1)}"

    def _leaves(self, kind: GraphQLObjectType) -> str:
        """Leaves under names of their own, since types may have one name for different kinds."""
        return " ".join(
            f"{kind.name}_{name}: {name}"
            for name, field in kind.fields.items()
            if name in ("name", "text") and is_leaf_type(get_named_type(field.type))
        )


def _plain(kind: GraphQLScalarType, name: str) -> Any:
    if kind.name == "IdempotencyKey":
        return uuid4().hex
    if name in NUMBERS:
        return NUMBERS[name]
    if kind.name in PLAIN:
        return PLAIN[kind.name]
    return TEXTS.get(name, f"matrix {name}")


def _touches(path: str, chosen: frozenset[str]) -> bool:
    return any(each == path or each.startswith(f"{path}.") for each in chosen)


def _is_required(holder: GraphQLArgument | GraphQLInputField) -> bool:
    return (
        is_required_argument(holder)
        if isinstance(holder, GraphQLArgument)
        else is_required_input_field(holder)
    )


def _of(root: str, name: str) -> str:
    return f"{root}.{name}" if name == "id" else name
