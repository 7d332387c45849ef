"""The documents of the PWA as they go over the wire: read from its sources, with their fragments and `__typename`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    NameNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

SOURCES = Path(__file__).parents[2] / "pwa" / "src"
_TEMPLATE = re.compile(r"const\s+(\w+)\s*=\s*graphql\(\s*`([^`]*)`\s*,?\s*(?:\[([^\]]*)\])?", re.DOTALL)
_IMPORT = re.compile(r"import\s*\{([^}]*)\}\s*from\s*'([^']+)'")


@dataclass(frozen=True, slots=True)
class Template:
    """A call of `graphql()`: its own text, and the constants that hold its fragments."""

    text: str
    fragments: tuple[str, ...]


def app_documents() -> Mapping[str, str]:
    """The text of every operation of the app by the operation's name."""
    files = {path: _templates(path) for path in sorted(SOURCES.rglob("*.ts"))}
    found: dict[str, str] = {}
    for path, templates in files.items():
        for name in templates:
            whole = parse("\n".join(dict.fromkeys(_texts(files, path, name))))
            for each in whole.definitions:
                if isinstance(each, OperationDefinitionNode):
                    assert each.name is not None, f"{path.name}: {name} has no name"
                    found[each.name.value] = print_ast(_as_sent(whole))
    return found


def _templates(path: Path) -> dict[str, Template]:
    return {
        match[1]: Template(match[2], tuple(re.findall(r"\w+", match[3] or "")))
        for match in _TEMPLATE.finditer(path.read_text("utf-8"))
    }


def _texts(files: Mapping[Path, Mapping[str, Template]], path: Path, name: str) -> Iterator[str]:
    """The template's text and those of its fragments, from this file or from where it is imported."""
    home = path if name in files[path] else _imported(path, name)
    template = files[home][name]
    yield template.text
    for fragment in template.fragments:
        yield from _texts(files, home, fragment)


def _imported(path: Path, name: str) -> Path:
    for match in _IMPORT.finditer(path.read_text("utf-8")):
        if name in re.findall(r"\w+", match[1]):
            where = match[2].replace("$data", str(SOURCES / "data"))
            return (path.parent / f"{where}.ts").resolve()
    raise LookupError(f"{path.name} has no {name}")


class _Sent(Visitor):
    """What the client's cache makes of a document: its own directives go, `__typename` comes."""

    def leave_fragment_definition(self, node: FragmentDefinitionNode, *_: Any) -> FragmentDefinitionNode:
        """Without directives of the client."""
        kept = tuple(each for each in node.directives or () if not each.name.value.startswith("_"))
        sent: FragmentDefinitionNode = _changed(
            node, directives=kept, selection_set=_typed(node.selection_set)
        )
        return sent

    def leave_field(self, node: FieldNode, *_: Any) -> FieldNode:
        """With `__typename` among its fields."""
        if node.selection_set is None:
            return node
        sent: FieldNode = _changed(node, selection_set=_typed(node.selection_set))
        return sent


def _as_sent(document: DocumentNode) -> DocumentNode:
    sent: DocumentNode = visit(document, _Sent())
    return sent


def _typed(selections: SelectionSetNode) -> SelectionSetNode:
    name = FieldNode(name=NameNode(value="__typename"))
    return SelectionSetNode(selections=(name, *selections.selections))


def _changed(node: Any, **values: Any) -> Any:
    return type(node)(**{key: getattr(node, key) for key in node.keys} | values)
