"""Limits on a query, each measured in time linear in its text: a query that would hang the server is refused first."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)
from graphql.type import GraphQLField, is_list_type, is_non_null_type

from api.core.paging import DEFAULT_PAGE, MAX_PAGE

MAX_QUERY_CHARACTERS = 50_000
MAX_TOKENS = 2_500
MAX_NESTING = 50
MAX_DIRECTIVES = 50
MAX_DEFINITIONS = 60
MAX_INTROSPECTION_DEPTH = 20
MAX_SAME_NAMES = 3_000  # pairs: the rule on overlapping fields compares fields of one name two by two
MAX_NAMES = 400  # different ones: each that is not known costs the validator dearly
LIST_SIZE = 5
QUERY_TOO_LARGE = "QUERY_TOO_LARGE"
INTROSPECTION = {"__schema": "__Schema", "__type": "__Type"}
WITH_SELECTIONS = (OperationDefinitionNode, FragmentDefinitionNode)

_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:""")?|"(?:[^"\\\r\n]|\\.)*+"?|\#[^\r\n]*|\.\.\.|[\w.+-]+|[^\s,]',
    re.ASCII | re.DOTALL,
)
_NUL = re.compile(r"\\u(?:0000|\{0+\})|\x00")
_OPENS, _CLOSES, _BRACE = frozenset("{[("), frozenset("}])"), frozenset("{")


def too_large(message: str) -> GraphQLError:
    """The error of a query over a limit."""
    return GraphQLError(message, extensions={"code": QUERY_TOO_LARGE})


def scan(text: str) -> None:
    """Looks at the characters before anything is parsed. Refuses what is too long, too deep or has too many tokens."""
    if len(text) > MAX_QUERY_CHARACTERS:
        raise too_large(f"The query is longer than {MAX_QUERY_CHARACTERS} characters.")
    if _NUL.search(text):
        raise GraphQLError("A text must not contain the character NUL.", extensions={"code": "BAD_INPUT"})
    nesting = tokens = directives = definitions = 0
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token[0] == "#":
            continue
        tokens += 1
        if token in _OPENS:
            nesting += 1
        elif token in _CLOSES:
            nesting -= 1
        directives += token.startswith("@")
        definitions += nesting == 1 and token in _BRACE
        if tokens > MAX_TOKENS:
            raise too_large(f"The query has more than {MAX_TOKENS} tokens.")
        if definitions > MAX_DEFINITIONS:
            raise too_large(f"The query has more than {MAX_DEFINITIONS} operations and fragments.")
        if nesting > MAX_NESTING:
            raise too_large(f"The query is nested more than {MAX_NESTING} levels deep.")
        if directives > MAX_DIRECTIVES:
            raise too_large(f"The query has more than {MAX_DIRECTIVES} directives.")


@dataclass(frozen=True, slots=True)
class Weight:
    """What a selection weighs: levels of fields, and its price."""

    depth: int = 0
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Survey:
    """What one walk over a document finds, fragments walked once each."""

    aliases: int
    introspects: bool


def survey(document: DocumentNode) -> Survey:
    """Walks the document once. Refuses names asked for very many times, and very many names."""
    names: Counter[str] = Counter()
    aliases = 0
    introspects = False
    waiting = [each.selection_set for each in document.definitions if isinstance(each, WITH_SELECTIONS)]
    while waiting:
        for selection in waiting.pop().selections:
            if isinstance(selection, FieldNode):
                names[(selection.alias or selection.name).value] += 1
                aliases += selection.alias is not None
                introspects |= selection.name.value in INTROSPECTION
            below = getattr(selection, "selection_set", None)
            if below is not None:
                waiting.append(below)
    if sum(count * count for count in names.values()) > MAX_SAME_NAMES:
        raise too_large("The query asks for the same names too many times.")
    if len(names) > MAX_NAMES:
        raise too_large(f"The query asks for more than {MAX_NAMES} different names.")
    return Survey(aliases, introspects)


@dataclass(slots=True)
class Ruler:
    """Weighs one operation. Fragments are weighed once each, however often they are spread."""

    schema: GraphQLSchema
    document: DocumentNode
    variables: Mapping[str, Any] = field(default_factory=dict)
    uses_variables: bool = False
    _fragments: dict[str, FragmentDefinitionNode] = field(default_factory=dict)
    _weighed: dict[str, Weight | None] = field(default_factory=dict)
    _defaults: dict[str, object] = field(default_factory=dict)

    def weigh(self, operation: OperationDefinitionNode) -> Weight:
        """Depth and price of the operation. Refuses circular fragments."""
        for definition in self.document.definitions:
            if isinstance(definition, FragmentDefinitionNode):
                self._fragments[definition.name.value] = definition
        for variable in operation.variable_definitions or ():
            self._defaults[variable.variable.name.value] = variable.default_value
        return self._selections(operation.selection_set, _root_type(self.schema, operation))

    def _selections(self, selections: SelectionSetNode, parent: GraphQLNamedType | None) -> Weight:
        depth = cost = 0
        for selection in selections.selections:
            weight = self._selection(selection, parent)
            depth = max(depth, weight.depth)
            cost += weight.cost
        return Weight(depth, cost)

    def _selection(self, selection: SelectionNode, parent: GraphQLNamedType | None) -> Weight:
        if isinstance(selection, FieldNode):
            return self._field(selection, parent)
        if isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition
            narrowed = parent if condition is None else self.schema.get_type(condition.name.value)
            return self._selections(selection.selection_set, narrowed)
        if isinstance(selection, FragmentSpreadNode):
            return self._spread(selection.name.value)
        return Weight()

    def _spread(self, name: str) -> Weight:
        if name in self._weighed:
            known = self._weighed[name]
            if known is None:
                raise GraphQLError(f"The fragment {name} spreads itself.", extensions={"code": "BAD_REQUEST"})
            return known
        fragment = self._fragments.get(name)
        if fragment is None:
            return Weight()
        self._weighed[name] = None
        parent = self.schema.get_type(fragment.type_condition.name.value)
        weight = self._weighed[name] = self._selections(fragment.selection_set, parent)
        return weight

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Weight:
        definition = _definition(self.schema, parent, node.name.value)
        price = _price(definition)
        if node.selection_set is None:
            return Weight(1, price)
        kind = None if definition is None else get_named_type(definition.type)
        below = self._selections(node.selection_set, kind)
        return Weight(below.depth + 1, price + self._times(node, definition, parent) * below.cost)

    def _times(
        self, node: FieldNode, definition: GraphQLField | None, parent: GraphQLNamedType | None
    ) -> int:
        """How many objects stand behind a field: a page of a connection, a few of a list, one of anything else."""
        if definition is None or parent is None or parent.name.startswith("__"):
            return 1
        if "first" in definition.args:
            return self._page(node)
        kind = definition.type.of_type if is_non_null_type(definition.type) else definition.type
        return LIST_SIZE if is_list_type(kind) and not parent.name.endswith("Connection") else 1

    def _page(self, node: FieldNode) -> int:
        """`first` of this field, as far as it is known."""
        value: object = next(
            (each.value for each in node.arguments or () if each.name.value == "first"), None
        )
        if isinstance(value, VariableNode):
            self.uses_variables = True
            name = value.name.value
            value = self.variables[name] if name in self.variables else self._defaults.get(name)
        if isinstance(value, IntValueNode):
            value = int(value.value[:6])
        return max(1, min(value, MAX_PAGE)) if isinstance(value, int) else DEFAULT_PAGE


def _root_type(schema: GraphQLSchema, operation: OperationDefinitionNode) -> GraphQLObjectType | None:
    return {
        OperationType.QUERY: schema.query_type,
        OperationType.MUTATION: schema.mutation_type,
        OperationType.SUBSCRIPTION: schema.subscription_type,
    }[operation.operation]


def _definition(schema: GraphQLSchema, parent: GraphQLNamedType | None, name: str) -> GraphQLField | None:
    if name in INTROSPECTION:
        return GraphQLField(cast(GraphQLObjectType, schema.type_map[INTROSPECTION[name]]))
    if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
        found: GraphQLField | None = parent.fields.get(name)
        return found
    return None


def _price(definition: GraphQLField | None) -> int:
    if definition is None:
        return 1
    declared = definition.extensions.get("strawberry-definition")
    metadata: Mapping[str, Any] = getattr(declared, "metadata", None) or {}
    return int(metadata.get("cost", 1))
