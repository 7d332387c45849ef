"""What a field says of where it reads from: values, made by the functions of `fields`, read by both halves."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from api.core.reading import Source
from api.graphql.base.viewer import Viewer

READS = "reads"
"""The key under which a field's metadata holds its declaration."""

Columns: TypeAlias = Mapping[str, "str | Columns"]
Coerced: TypeAlias = Mapping[str, Any]
Otherwise: TypeAlias = Callable[[Any, Coerced], Awaitable[object]]
"""`(info, arguments)` of a connection that is worked out in Python."""


@dataclass(frozen=True, slots=True)
class Via:
    """Columns of another source: at most one row of it belongs to the parent."""

    source: Source
    on: str


@dataclass(frozen=True, slots=True)
class GlobalId:
    """The opaque id of the type, made of the row's `pk`, or of another column and type."""

    column: str = "pk"
    type_name: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the source (by default of the field's own name), of another source, or an expression of both."""

    name: str | None = None
    sql: str | None = None
    via: Via | None = None
    default: int | bool | None = None


@dataclass(frozen=True, slots=True)
class Embedded:
    """A value object made of columns; null where the first of them is null."""

    columns: Columns
    via: Via | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the caller's own standing says; no row is read."""

    value: Callable[[Viewer], Any]


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of another source: `where` ties them to the parent or, for a root, to the viewer and the arguments.

    `ids` names the type of each id among the arguments, `filters` the condition that an argument adds when it is given.
    """

    where: str
    source: Source | None = None
    order: str = ""
    scoped: bool = True
    ids: Mapping[str, str] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class One(Relation):
    """The one row, or the first in the order."""


@dataclass(frozen=True, slots=True)
class Watched(One):
    """A subscription: the object now, and again whenever its topic is touched.

    `topic` is like `card:{cardId}`, the key of that argument in its place; `missing` says so where there is no object.
    """

    topic: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Many(Relation):
    """All rows in the order."""


@dataclass(frozen=True, slots=True)
class Pages(Relation):
    """A Relay connection over the rows. `orders` are further orders by the name of an enum argument's value.

    Arguments in `unless` are beyond one statement: when one is given, `otherwise` answers in Python.
    """

    orders: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    count_limit: int | None = None
    unless: Sequence[str] = ()
    otherwise: Otherwise | None = None


@dataclass(frozen=True, slots=True)
class Alone:
    """An object without a row, like the viewer; null where `when` says no."""

    make: Callable[[], Any]
    when: Callable[[Viewer], bool]


@dataclass(frozen=True, slots=True)
class NodeById:
    """Any object by its id, as its type's own declaration lets the viewer see it."""


Declaration: TypeAlias = (
    GlobalId | Column | Embedded | Known | One | Watched | Many | Pages | Alone | NodeById
)


def declaration_of(definition: object) -> Declaration | None:
    """What the field declares, or None for one that is worked out in Python."""
    metadata: Mapping[str, Any] = getattr(definition, "metadata", None) or {}
    found: Declaration | None = metadata.get(READS)
    return found
