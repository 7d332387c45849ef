"""The one schema: every slice's Queries, Mutations and Subscriptions put together."""

import importlib
import pkgutil
from functools import lru_cache
from types import ModuleType

import strawberry

import api.graphql as slices
from api.graphql.base import Node, node_by_id, read_node, signed_in
from api.graphql.base.assembly import Parts, build, build_sorted

SHARED = frozenset({"base", "schema"})
ROOTS = (("queries", "Queries"), ("mutations", "Mutations"), ("live", "Subscriptions"))


@strawberry.type
class NodeQueries:
    """Fields of Query that belong to no slice."""

    node: Node | None = node_by_id(
        signed_in(), "Any object by its id; null where there is none for this caller.", read_node
    )


@lru_cache(maxsize=1)
def parts() -> Parts:
    """What the slices bring: a folder here with `Queries`, `Mutations` or `Subscriptions` is a slice."""
    found = Parts(queries=[NodeQueries])
    for folder in pkgutil.iter_modules(slices.__path__):
        if folder.name not in SHARED:
            _add(found, importlib.import_module(f"{slices.__name__}.{folder.name}"))
    return found


def _add(found: Parts, folder: ModuleType) -> None:
    present = {module.name for module in pkgutil.iter_modules(folder.__path__)}
    for file, name in ROOTS:
        if file in present:
            module = importlib.import_module(f"{folder.__name__}.{file}")
            found.add(file, getattr(module, name))
    if "types" in present:
        found.add_types(importlib.import_module(f"{folder.__name__}.types"))


@lru_cache(maxsize=1)
def schema() -> strawberry.Schema:
    """The schema that runs."""
    return build(parts())


@lru_cache(maxsize=1)
def sdl() -> str:
    """The public contract as text, in alphabetical order."""
    return build_sorted(parts()).as_str() + "\n"
