"""Objects with an id: the Node interface, and who reads which type for `node(id:)`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from uuid import UUID

import strawberry

from api.core.errors import ConfigurationError
from api.core.ids import BadId, from_global_id, to_global_id
from api.graphql.base.access import Guard
from api.graphql.base.context import Info
from api.graphql.base.plan.declare import READS, GlobalId
from api.graphql.base.plan.registry import reading_of
from api.graphql.base.plan.resolve import find

_ID = strawberry.field(
    name="id",
    description="Opaque and stable. Never parse it, never make one up.",
    metadata={READS: GlobalId()},
)
_ID.init = False  # computed, so no parameter of the constructors


@strawberry.interface(description="An object with an id of its own, which `node(id:)` finds again.")
class Node:
    """Base of every type with an id. Subclasses pass `pk`, the key in our tables."""

    pk: strawberry.Private[UUID]
    node_id: strawberry.ID = _ID


def _node_id(self: Node) -> str:
    definition = self.__strawberry_definition__  # type: ignore[attr-defined]
    return to_global_id(definition.name, self.pk)


Node.node_id = property(_node_id)  # type: ignore[assignment] # computed only when asked, read like a column

N = TypeVar("N", bound=Node)
ReadNodes = Callable[[Info, Sequence[UUID]], Awaitable[Mapping[UUID, N]]]


@dataclass(frozen=True, slots=True)
class _Reader:
    guard: Guard
    read: ReadNodes[Any]


_readers: dict[str, _Reader] = {}


def reads_nodes(kind: type[N], guard: Guard) -> Callable[[ReadNodes[N]], ReadNodes[N]]:
    """Registers the batch reader behind `node(id:)` for a type. It must leave out what the viewer may not see."""
    name = kind.__strawberry_definition__.name  # type: ignore[attr-defined]

    def register(read: ReadNodes[N]) -> ReadNodes[N]:
        known = _readers.get(name)
        if known is not None and known.read.__module__ != read.__module__:
            raise ConfigurationError(f"{name} has two readers: {known.read.__module__}, {read.__module__}")
        _readers[name] = _Reader(guard, read)
        return read

    return register


async def read_node(info: Info, text: str) -> Node | None:
    """The object of that id, or None where there is none for this viewer. Refuses what is no id of ours with BAD_ID."""
    type_name, key = from_global_id(text)
    viewer, declared = info.context.viewer, reading_of(type_name)
    if declared is not None and declared.by_id is not None:
        admitted = declared.guard is None or declared.guard.admits(viewer)
        return cast("Node | None", await find(info.context, type_name, None, key) if admitted else None)
    reader = _readers.get(type_name)
    if reader is None:
        raise BadId("This id is not one of ours.", path=("id",))
    if not reader.guard.admits(viewer):
        return None
    found: Mapping[UUID, Node] = await reader.read(info, [key])
    return found.get(key)
