"""Mapped rows as people and programs compare them: the dry run, and the hash of a row."""

import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import orjson

from api.erp.rules.mapping import Mapper
from api.erp.rules.operations import Row, text_of
from api.erp.types import DryRow, Fields

MAX_SHOWN = 200
_HASHED = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z


def dry_row(mapper: Mapper, columns: Sequence[str], key: str, row: Row) -> DryRow:
    """What the mapping makes of one row, all values fit for JSON: money as minor units, decimals and times as text."""
    mapped = mapper(row)
    source = {name: _shown(cell) for name, cell in zip(columns, row, strict=False)}
    if isinstance(mapped, list):
        return DryRow(key, source, None, tuple(mapped))
    return DryRow(key, source, {name: _told(value) for name, value in mapped.items()}, ())


def _shown(cell: object) -> str | None:
    """The cell as text, cut; what is no text as hexadecimal digits or as its kind."""
    if isinstance(cell, str):
        return cell[:MAX_SHOWN].encode(errors="replace").decode()
    text = text_of(cell)
    if text is None or isinstance(text, str):
        return text if text is None else text[:MAX_SHOWN]
    if isinstance(cell, (bytes, bytearray, memoryview)):
        return "0x" + bytes(cell)[: MAX_SHOWN // 2].hex()
    return (
        str(cell)[:MAX_SHOWN]
        if isinstance(cell, (float, Decimal, dict, list))
        else f"({type(cell).__name__})"
    )


def _told(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value


def row_hash(fields: Fields) -> str:
    """32 hexadecimal digits, the same for equal fields in any order and on any machine (BLAKE2b, RFC 7693).

    A field that is None counts as missing, so that mapping one more column that is always empty changes no row.
    """
    filled = {name: value for name, value in fields.items() if value is not None}
    return hashlib.blake2b(orjson.dumps(filled, _canonical, _HASHED), digest_size=16).hexdigest()


def _canonical(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    raise TypeError(f"a mapped row holds no {type(value).__name__}")
