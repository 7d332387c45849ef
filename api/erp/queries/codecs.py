"""Values of the sync as they are kept in JSON."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from api.core.crypto import decrypt
from api.erp.types import (
    Comparison,
    CursorKind,
    DateBasis,
    Join,
    MappingRow,
    OnError,
    Position,
    Source,
    SourceKind,
    StreamKind,
    StreamSpec,
    SyncRules,
    Where,
)


def source_of(row: asyncpg.Record) -> Source:
    """A row of `erp_connection`, its secret opened."""
    return Source(
        id=row["id"],
        version=row["version"],
        kind=SourceKind(row["kind"]),
        host=row["host"],
        port=row["port"],
        database=row["database"],
        username=row["username"],
        password=decrypt(row["secret"]) if row["secret"] else "",
        path=row["path"],
        time_zone=row["time_zone"],
        is_encrypted=row["is_encrypted"],
        query_timeout_seconds=row["query_timeout_seconds"],
        rows_per_second=row["rows_per_second"],
    )


def spec_json(spec: StreamSpec) -> str:
    """A spec to keep."""
    return orjson.dumps(spec).decode()


def spec_of(told: Mapping[str, Any]) -> StreamSpec:
    """A spec as it is kept."""
    values = dict(told)
    values["kind"] = StreamKind(values["kind"])
    values["cursor"] = CursorKind(values["cursor"])
    values["columns"] = tuple((name, column) for name, column in values["columns"])
    values["joins"] = tuple(Join(**each) for each in values["joins"])
    values["where"] = tuple(
        Where(each["column"], Comparison(each["comparison"]), tuple(each["values"]))
        for each in values["where"]
    )
    values["key"], values["parent"] = tuple(values["key"]), tuple(values["parent"])
    return StreamSpec(**values)


def mapping_json(rows: Sequence[MappingRow]) -> str:
    """A mapping to keep."""
    return orjson.dumps(list(rows)).decode()


def mapping_of(told: Sequence[Mapping[str, Any]]) -> tuple[MappingRow, ...]:
    """A mapping as it is kept."""
    return tuple(MappingRow(**(dict(each) | {"on_error": OnError(each["on_error"])})) for each in told)


def position_json(position: Position) -> dict[str, object]:
    """A position to keep: what kind of mark it is, too."""
    key = list(position.key)
    match position.at:
        case datetime() as at:
            return {"time": at.isoformat(), "key": key}
        case int() as number:
            return {"number": number, "key": key}
        case _:
            return {"key": key}


def position_of(told: Mapping[str, Any] | None) -> Position | None:
    """A position as it is kept."""
    if told is None:
        return None
    key = tuple(told["key"])
    if "time" in told:
        return Position(datetime.fromisoformat(told["time"]), key)
    return Position(told.get("number"), key)


def rules_json(rules: SyncRules) -> str:
    """Rules to keep."""
    return orjson.dumps(rules, default=_plain).decode()


def _plain(value: object) -> object:
    """Sets in their order; ids that the driver read are of a subclass of UUID."""
    return sorted(value) if isinstance(value, frozenset) else str(value)


def rules_of(told: Mapping[str, Any]) -> SyncRules:
    """Rules as they are kept; {} are those of a new connection."""
    values = dict(told)
    if "branches" in values:
        values["branches"] = {code: UUID(store) for code, store in values["branches"].items()}
    for name in ("excluded_series", "excluded_branches", "placeholder_phones"):
        if name in values:
            values[name] = frozenset(values[name])
    if values.get("default_store_id"):
        values["default_store_id"] = UUID(values["default_store_id"])
    if values.get("counts_from"):
        values["counts_from"] = date.fromisoformat(values["counts_from"])
    if "date_basis" in values:
        values["date_basis"] = DateBasis(values["date_basis"])
    return SyncRules(**values)
