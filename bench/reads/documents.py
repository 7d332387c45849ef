"""The app's own documents, as it sends them: composed from its sources, with `__typename` in every selection.

The app asks for more with every capability, and the peers would have to learn it: what is compared is what their
schema knows of it, asked of all of them, and ours is measured on the whole document besides.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from graphql import (
    REMOVE,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    NameNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    parse,
    print_ast,
    visit,
)

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "pwa/src/data/documents"
PEERS, OURS = Path(__file__).parent / "peers/schema.graphql", ROOT / "schema.graphql"
TEMPLATE = re.compile(r"graphql\(\s*`([^`]*)`")


class _AsSent(Visitor):
    """What the app's client does: names types for its cache, and drops what is meant for its compiler."""

    def enter_directive(self, node: object, *_: object) -> object:
        """Directives that begin with an underscore stay at home."""
        return REMOVE if node.name.value.startswith("_") else None  # type: ignore[attr-defined]

    def leave_selection_set(self, node: SelectionSetNode, *where: object) -> SelectionSetNode | None:
        """Adds `__typename` where it is not, except at the root of an operation."""
        parent = where[1]
        if isinstance(parent, OperationDefinitionNode):
            return None
        typename = FieldNode(name=NameNode(value="__typename"), arguments=(), directives=())
        return SelectionSetNode(selections=(*node.selections, typename))


def as_sent(document: DocumentNode) -> DocumentNode:
    """The document with type names."""
    sent: DocumentNode = visit(document, _AsSent())
    return sent


def app_document(source: str, operation: str) -> DocumentNode:
    """The operation of that name in `documents/<source>.ts` with the fragments that it spreads, each once."""
    texts = TEMPLATE.findall((SOURCES / f"{source}.ts").read_text())
    definitions = [each for text in texts for each in parse(text).definitions]
    fragments = {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}
    found = next(
        each
        for each in definitions
        if isinstance(each, OperationDefinitionNode) and each.name and each.name.value == operation
    )
    return as_sent(DocumentNode(definitions=(found, *_spread(found, fragments))))


def _spread(
    node: OperationDefinitionNode | FragmentDefinitionNode, fragments: dict[str, FragmentDefinitionNode]
) -> list[FragmentDefinitionNode]:
    names: list[str] = []

    class Spreads(Visitor):
        """Collects names."""

        def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
            """One spread."""
            names.append(node.name.value)

    visit(node, Spreads())
    found: dict[str, FragmentDefinitionNode] = {}
    for name in names:
        found |= {each.name.value: each for each in (fragments[name], *_spread(fragments[name], fragments))}
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Operation:
    """One measured read: what ours is asked, and what the others are asked, who are told the `$caller`."""

    name: str
    ours: str
    variables: dict[str, object]
    peers: str
    postgraphile: str
    whole: str
    """The app's document with what the peers do not know."""
    left_out: tuple[str, ...]


def wallet() -> Operation:
    """What the customer's app opens with."""
    document = app_document("wallet", "WalletHome")
    root = parse("query WalletHome($caller: ID!) { person(id: $caller) { id } }")
    return _compared("wallet", document, {}, root, "viewer", "person")


def staff() -> Operation:
    """What the office's list of customers opens with."""
    document = app_document("office-customers", "Customers")
    root = parse(
        "query Customers($caller: ID!, $sort: CustomerSort!, $after: String)"
        " { customers(businessId: $caller, sort: $sort, first: 50, after: $after) { edges { node { id } } } }"
    )
    return _compared("staff", document, {"sort": "LAST_VISIT"}, root, "customers")


def _compared(
    name: str, document: DocumentNode, variables: dict[str, object], root: DocumentNode, *path: str
) -> Operation:
    unknown: set[tuple[str, str]] = set()

    def is_known(parent: str, field: str, *, is_there: bool) -> bool:
        if not is_there:
            unknown.add((parent, field))
        return is_there

    peers = _with(_rooted(document, root, *path), PEERS, is_known)
    ours = _with(document, OURS, lambda parent, field, **_: (parent, field) not in unknown)
    texts = print_ast(ours), variables, print_ast(peers), _postgraphile(name), print_ast(document)
    return Operation(name, *texts, tuple(sorted(f"{parent}.{field}" for parent, field in unknown)))


def _with(document: DocumentNode, schema: Path, is_kept: Callable[..., bool]) -> DocumentNode:
    """The document with those fields that are kept, by type, name and whether the schema has them."""
    info = TypeInfo(build_schema(schema.read_text()))

    class Kept(Visitor):
        """Drops the others."""

        def enter_field(self, node: FieldNode, *_: object) -> object:
            """One field."""
            parent, is_there = info.get_parent_type(), info.get_field_def() is not None
            return None if not parent or is_kept(parent.name, node.name.value, is_there=is_there) else REMOVE

    return _spread_only(visit(document, TypeInfoVisitor(info, Kept())))


def _spread_only(document: DocumentNode) -> DocumentNode:
    """The document with the fragments that are still spread."""
    fragments = {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }
    operation = _operation(document)
    return DocumentNode(definitions=(operation, *_spread(operation, fragments)))


def _rooted(document: DocumentNode, root: DocumentNode, *path: str) -> DocumentNode:
    """The document with what it selects at `path` under the other root."""
    wanted: SelectionSetNode | None = _operation(document).selection_set
    for name in path:
        wanted = _field(wanted, name).selection_set
    told = _operation(root)
    field = replace(_field(told.selection_set, path[-1]), selection_set=wanted)
    told = replace(told, selection_set=SelectionSetNode(selections=(field,)))
    return DocumentNode(definitions=(told, *document.definitions[1:]))


def _field(selections: SelectionSetNode | None, name: str) -> FieldNode:
    found = [each for each in selections.selections if isinstance(each, FieldNode)] if selections else []
    return next(each for each in found if each.name.value == name)


def _operation(document: DocumentNode) -> OperationDefinitionNode:
    first = document.definitions[0]
    if not isinstance(first, OperationDefinitionNode):
        raise TypeError("a document begins with its operation")
    return first


def card_changed() -> str:
    """What the customer's app subscribes to for each card."""
    return print_ast(app_document("wallet", "CardChanged"))


def _postgraphile(name: str) -> str:
    text = (Path(__file__).parent / f"peers/{name}.graphql").read_text()
    return print_ast(as_sent(parse(text)))
