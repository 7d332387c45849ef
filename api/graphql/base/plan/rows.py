"""Objects of the executor: a row of a source as an instance of its type, plain attributes and nothing else."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from strawberry.types.base import StrawberryObjectDefinition

from api.core.errors import ConfigurationError
from api.core.ids import to_global_id
from api.core.reading import Source
from api.graphql.base.plan.declare import Column, Columns, Embedded, GlobalId, declaration_of
from api.graphql.base.plan.registry import Reading
from api.graphql.base.plan.scalars import Convert, converter

T = TypeVar("T")
Row = Mapping[str, Any]
Fill = Callable[[Row], Any]
ROW, SOURCE = "row", "read_from"
EXPRESSION = "x_"
"""Before the name of an attribute that is an expression, so that it meets no column of the view."""

_fillers: dict[type[Any], dict[str, Fill]] = {}


def definition_of(kind: type[Any]) -> StrawberryObjectDefinition:
    """Strawberry's own description of a type."""
    return cast(StrawberryObjectDefinition, kind.__strawberry_definition__)


def instance(reading: Reading, row: Row, source: Source | None = None) -> Any:
    """The row as an object of its type; the relations of the object find their keys in it."""
    made: Any = object.__new__(reading.kind)
    made.__dict__[ROW] = row
    made.__dict__[SOURCE] = source or reading.source
    if "pk" in row:
        made.__dict__["pk"] = row["pk"]
    for name, fill in _filler(reading.kind).items():
        made.__dict__[name] = fill(row)
    return made


def source_of(parent: object) -> Source | None:
    """Where an object was read from; None for a root or an object without a row."""
    found: Source | None = getattr(parent, SOURCE, None)
    return found


def row_of(parent: object) -> Row:
    """The row behind an object; an object without one has none."""
    found: Row = getattr(parent, ROW, {})
    return found


def _filler(kind: type[Any]) -> dict[str, Fill]:
    if kind not in _fillers:
        found: dict[str, Fill] = {}
        for each in definition_of(kind).fields:
            fill = _fill(each)
            if fill is not None:
                found[each.python_name] = fill
        _fillers[kind] = found
    return _fillers[kind]


def _fill(each: Any) -> Fill | None:
    match declaration_of(each):
        case Column(via=None) as column:
            name = column.name or each.python_name
            return _cell(f"{EXPRESSION}{each.python_name}" if column.sql else name, converter(each.type))
        case Embedded(via=None) as embedded:
            return embed(value_type(each.type), embedded.columns)
        case GlobalId(type_name=str() as type_name) as made:
            return _opaque(made.column, type_name)
    return None


def _cell(name: str, convert: Convert | None) -> Fill:
    return (lambda row: row[name]) if convert is None else (lambda row: convert(row[name]))


def _opaque(name: str, type_name: str) -> Fill:
    return lambda row: None if row[name] is None else to_global_id(type_name, row[name])


def value_type(kind: Any) -> type[Any]:
    """The Python class of an object type, whatever is around it."""
    while hasattr(kind, "of_type"):
        kind = kind.of_type
    resolved: type[Any] = kind.resolve_type() if hasattr(kind, "resolve_type") else kind
    return resolved


def embed(kind: type[Any], columns: Columns) -> Fill:
    """How a value object is made of a row's columns: null where the first of them is null."""
    fields = {each.python_name: each for each in definition_of(kind).fields}
    unknown = columns.keys() - fields.keys()
    if unknown:
        raise ConfigurationError(f"{definition_of(kind).name} has no {', '.join(sorted(unknown))}")
    parts: dict[str, Fill] = {
        name: _cell(place, converter(fields[name].type))
        if isinstance(place, str)
        else embed(value_type(fields[name].type), place)
        for name, place in columns.items()
    }
    leading = first_column(columns)
    return lambda row: (
        None if row[leading] is None else kind(**{name: part(row) for name, part in parts.items()})
    )


def first_column(columns: Columns) -> str:
    """The column whose null makes the whole value null."""
    place = next(iter(columns.values()))
    return place if isinstance(place, str) else first_column(place)
