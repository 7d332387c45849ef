"""Checks a mapping, and makes the function that turns rows of a source into fields of ours."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias
from zoneinfo import ZoneInfo

from api.core.errors import BadInput
from api.erp.rules.compiling import ROWLESS, Field, compile_row
from api.erp.rules.grammar import parse, spell
from api.erp.rules.operations import BadArgument, Failed, Row, Step, Terms, zone_named
from api.erp.rules.targets import target_field, target_fields
from api.erp.types import FieldProblem, MappingRow, StreamKind, TargetField

Mapper: TypeAlias = Callable[[Row], dict[str, object] | list[FieldProblem]]
"""Turns one row into its fields, or tells every field that cannot be: then the row is dead. Never raises."""

MAX_ROWS = 100
MAX_REMEMBERED = 20_000
MAX_REMEMBERED_TEXT = 120


def check(kind: StreamKind, rows: Sequence[MappingRow], columns: Sequence[str]) -> tuple[MappingRow, ...]:
    """The rows with their transformations in canonical spelling, fit for `compile_mapping`.

    Refuses with BAD_INPUT and the path ("rows", index, field) an unknown or repeated target, a missing required one,
    an unknown source column, an operation or argument that does not exist, and a default that its field cannot take.
    """
    _compiled(kind, rows, Terms("IN", "INR", ZoneInfo("UTC"), _places(columns)))
    return tuple(replace(row, transformation=spell(parse(row.transformation))) for row in rows)


def compile_mapping(
    kind: StreamKind,
    rows: Sequence[MappingRow],
    columns: Sequence[str],
    *,
    region: str,
    currency: str,
    time_zone: str,
) -> Mapper:
    """The mapping as a function of rows in the order of `columns`. Refuses as `check` does.

    `region` reads phone numbers without a country, `currency` amounts, `time_zone` moments without a zone, where the
    operations do not name their own. Results are str, int, Decimal, bool, date and datetime in UTC; each target of the
    mapping is there, empty ones as None.
    """
    try:
        zone = zone_named(time_zone)
    except BadArgument as error:
        raise BadInput(f"{error}.", path=("time_zone",)) from error
    return _mapper(_compiled(kind, rows, Terms(region, currency, zone, _places(columns))))


def _places(columns: Sequence[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(columns)}


def _compiled(kind: StreamKind, rows: Sequence[MappingRow], terms: Terms) -> list[Field]:
    if len(rows) > MAX_ROWS:
        raise BadInput(f"A mapping has at most {MAX_ROWS} rows.", path=("rows",))
    fields: list[Field] = []
    seen: set[str] = set()
    for index, row in enumerate(rows):
        path = ("rows", str(index))
        target = _target(kind, row, seen, path)
        _check_source(row, terms, path)
        fields.append(compile_row(row, target, terms, path))
    missing = [field.name for field in target_fields(kind) if field.is_required and field.name not in seen]
    if missing:
        raise BadInput(f"The mapping does not fill {', '.join(missing)}.", path=("rows",))
    return fields


def _target(kind: StreamKind, row: MappingRow, seen: set[str], path: tuple[str, ...]) -> TargetField:
    target = target_field(kind, row.target_field)
    if target is None:
        names = ", ".join(field.name for field in target_fields(kind))
        raise BadInput(
            f"{row.target_field[:60]} is not a field of {kind.value}; there are {names}.",
            path=(*path, "target_field"),
        )
    if target.name in seen:
        raise BadInput(f"{target.name} is filled twice.", path=(*path, "target_field"))
    seen.add(target.name)
    return target


def _check_source(row: MappingRow, terms: Terms, path: tuple[str, ...]) -> None:
    if row.source_field in terms.columns:
        return
    if row.source_field:
        raise BadInput(f"The source has no column {row.source_field[:60]}.", path=(*path, "source_field"))
    calls = parse(row.transformation, path=(*path, "transformation"))
    if not calls or calls[0].name not in ROWLESS:
        raise BadInput(
            "A source column is needed, or a transformation that begins with const, concat or coalesce.",
            path=(*path, "source_field"),
        )


class _Memo(dict[object, object]):
    """Results of texts met before. Other values are never stored, as 1, 1.0 and True are one key to a dict."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self._step = step

    def __missing__(self, value: object) -> object:
        result = self._step(value)
        if type(value) is str and len(value) <= MAX_REMEMBERED_TEXT:
            if len(self) >= MAX_REMEMBERED:
                self.clear()
            self[value] = result
        return result


def _mapper(fields: Sequence[Field]) -> Mapper:
    plain = [(field.name, field.place, field.step) for field in fields if field.step]
    quick = [
        (field.name, field.place, _Memo(field.step).__getitem__ if field.repeats else field.step)
        for field in fields
        if field.step
    ]
    with_row = [(field.name, field.place, field.row_step) for field in fields if field.row_step]

    def mapped(row: Row) -> dict[str, object] | list[FieldProblem]:
        try:
            result = {name: step(row[place]) for name, place, step in quick}
        except TypeError:  # no dict can look up a list or a signaling NaN
            result = {name: step(row[place]) for name, place, step in plain}
        for name, place, row_step in with_row:
            result[name] = row_step(row[place], row)
        return _problems(result) if Failed in map(type, result.values()) else result

    return mapped


def _problems(result: dict[str, object]) -> list[FieldProblem]:
    return [
        FieldProblem(name, value.code, value.message)
        for name, value in result.items()
        if isinstance(value, Failed)
    ]
