"""A mapping as it is sent: `{"mapping_type": ..., "mappings": [...]}`, trusting nothing."""

from collections.abc import Mapping, Sequence

from api.core.errors import BadInput
from api.erp.rules.grammar import MAX_LENGTH
from api.erp.rules.mapping import MAX_ROWS
from api.erp.types import MappingRow, OnError, StreamKind

MAX_FIELD = 120
MAX_DEFAULT = 200
_KNOWN = frozenset({"source_field", "target_field", "transformation", "is_required", "default", "on_error"})


def parse_payload(mapping_type: object, rows_json: object) -> tuple[StreamKind, tuple[MappingRow, ...]]:
    """The two parts of the payload, decoded from JSON, as values; whether they fit a source is for `check`.

    A row needs `source_field` (null or "" where a transformation makes the value) and `target_field`;
    `transformation` may be null. Refuses with BAD_INPUT and the path ("rows", index, field).
    """
    if not isinstance(rows_json, Sequence) or isinstance(rows_json, (str, bytes)):
        raise BadInput("The mappings are a list.", path=("rows",))
    if not 1 <= len(rows_json) <= MAX_ROWS:
        raise BadInput(f"A mapping has 1 to {MAX_ROWS} rows.", path=("rows",))
    rows = tuple(_row(row, ("rows", str(index))) for index, row in enumerate(rows_json))
    return _kind(mapping_type), rows


def _kind(value: object) -> StreamKind:
    try:
        return StreamKind(value.strip().lower() if isinstance(value, str) else "")
    except ValueError as error:
        kinds = ", ".join(kind.value for kind in StreamKind)
        raise BadInput(f"The mapping type is one of {kinds}.", path=("mapping_type",)) from error


def _row(row: object, path: tuple[str, ...]) -> MappingRow:
    if not isinstance(row, Mapping):
        raise BadInput("A row is an object.", path=path)
    unknown = sorted(str(name)[:40] for name in set(row) - _KNOWN)
    if unknown:
        raise BadInput(f"A row has no {', '.join(unknown[:5])}.", path=path)
    target = _text(row, "target_field", MAX_FIELD, path).strip()
    if not target:
        raise BadInput("A target field is needed.", path=(*path, "target_field"))
    default = None if row.get("default") is None else _text(row, "default", MAX_DEFAULT, path)
    return MappingRow(
        source_field=_text(row, "source_field", MAX_FIELD, path),
        target_field=target,
        transformation=_text(row, "transformation", MAX_LENGTH, path).strip(),
        default=default,
        is_required=_truth(row, path),
        on_error=_on_error(row, path),
    )


def _text(row: Mapping[object, object], name: str, most: int, path: tuple[str, ...]) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(f"{name} is a text.", path=(*path, name))
    if len(value) > most:
        raise BadInput(f"{name} has at most {most} characters.", path=(*path, name))
    if any((sign < " " and sign not in "\t\r\n") or "\ud800" <= sign <= "\udfff" for sign in value):
        raise BadInput(f"{name} has characters that cannot be written.", path=(*path, name))
    return value


def _truth(row: Mapping[object, object], path: tuple[str, ...]) -> bool:
    value = row.get("is_required", False)
    if not isinstance(value, bool):
        raise BadInput("is_required is true or false.", path=(*path, "is_required"))
    return value


def _on_error(row: Mapping[object, object], path: tuple[str, ...]) -> OnError:
    value = row.get("on_error")
    if value is None:
        return OnError.DEAD
    try:
        return OnError(value if isinstance(value, str) else "")
    except ValueError as error:
        raise BadInput("on_error is dead, null or default.", path=(*path, "on_error")) from error
