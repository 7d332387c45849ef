"""How values of SQLite go out as SQL Server's types, and how parameters come in."""

import re
import sqlite3
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.erp.tds.wire import COLLATION, short_text

EPOCH = datetime.fromisoformat("1900-01-01")
FIRST_DAY = date(1, 1, 1)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
SHORT_BYTES = 8000


@dataclass(frozen=True)
class Version:
    """A rowversion."""

    number: int


@dataclass(frozen=True)
class Wide:
    """A datetime2: to a ten-millionth of a second, as text."""

    text: str


sqlite3.register_converter("ROWVERSION", lambda raw: Version(int(raw)))
sqlite3.register_converter("DATETIME2", lambda raw: Wide(raw.decode()))
sqlite3.register_converter("DECIMAL", lambda raw: Decimal(raw.decode()).quantize(Decimal("0.01")))
sqlite3.register_converter("MONEY", lambda raw: Decimal(raw.decode()).quantize(Decimal("0.0001")))


def ticked(moment: datetime) -> datetime:
    """A moment as a `datetime` column keeps it: to three hundredths of a second."""
    whole = moment.replace(microsecond=0)
    return whole + timedelta(microseconds=round(round(moment.microsecond * 300 / 1e6) * 1e6 / 300))


def as_text(moment: datetime) -> str:
    """A moment as it lies in the file."""
    return moment.isoformat(sep=" ", timespec="microseconds")


def now(offset_minutes: int) -> str:
    """The server's clock."""
    return as_text(ticked(datetime.now(UTC).replace(tzinfo=None) + timedelta(minutes=offset_minutes)))


def stored(value: object) -> object:
    """A parameter of a test as SQLite keeps it."""
    if isinstance(value, datetime):
        return as_text(ticked(value))
    if isinstance(value, date):
        return f"{value.isoformat()} 00:00:00.000000"
    return float(value) if isinstance(value, Decimal) else value


Encoder = Callable[[Any], bytes]


def column_type(values: Sequence[Any], *, days: bool) -> tuple[bytes, Encoder]:
    """A column's TYPE_INFO and how each of its values is written."""
    found = next((value for value in values if value is not None), None)
    if isinstance(found, int):
        return b"\x26\x08", lambda value: b"\x08" + struct.pack("<q", value)
    if isinstance(found, float):
        return b"\x6d\x08", lambda value: b"\x08" + struct.pack("<d", value)
    if isinstance(found, Decimal):
        scale = max(0, *(-int(value.as_tuple().exponent) for value in values if value is not None))
        return bytes([0x6A, 17, 38, scale]), lambda value: _decimal(value, scale)
    if isinstance(found, Version):
        return b"\xad\x08\x00", lambda value: b"\x08\x00" + value.number.to_bytes(8, "big")
    if isinstance(found, Wide):
        return b"\x2a\x07", _wide
    if isinstance(found, bytes):
        return b"\xa5" + struct.pack("<H", SHORT_BYTES), lambda value: struct.pack("<H", len(value)) + value
    if isinstance(found, str) and MOMENT.fullmatch(found):
        return b"\x6f\x08", _moment
    if isinstance(found, str) and days and DAY.fullmatch(found):
        return (
            b"\x28",
            lambda value: b"\x03" + (date.fromisoformat(value) - FIRST_DAY).days.to_bytes(3, "little"),
        )
    return _text_type(values)


def _text_type(values: Sequence[Any]) -> tuple[bytes, Encoder]:
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    if longest * 4 <= SHORT_BYTES:
        return b"\xe7" + struct.pack("<H", SHORT_BYTES) + COLLATION, _text
    return b"\xe7\xff\xff" + COLLATION, _long_text


def missing(type_info: bytes) -> bytes:
    """How NULL is written in a column of the type."""
    if type_info[:3] == b"\xe7\xff\xff":
        return b"\xff" * 8
    return b"\xff\xff" if type_info[0] in (0xE7, 0xA5, 0xAD) else b"\x00"


def _text(value: Any) -> bytes:
    units = str(value).encode("utf-16-le", "surrogatepass")
    return struct.pack("<H", len(units)) + units


def _long_text(value: Any) -> bytes:
    units = str(value).encode("utf-16-le", "surrogatepass")
    return struct.pack("<QI", len(units), len(units)) + units + b"\x00" * 4


def _decimal(value: Decimal, scale: int) -> bytes:
    return b"\x11" + bytes([value >= 0]) + int(abs(value).scaleb(scale)).to_bytes(16, "little")


def _moment(value: str) -> bytes:
    since = datetime.fromisoformat(value) - EPOCH
    ticks = round((since.seconds + since.microseconds / 1e6) * 300)
    return b"\x08" + struct.pack("<iI", since.days, ticks)


def _wide(value: Wide) -> bytes:
    whole, _, fraction = value.text.partition(".")
    moment = datetime.fromisoformat(whole)
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    ticks = seconds * 10**7 + int(fraction[:7].ljust(7, "0"))
    return b"\x08" + ticks.to_bytes(5, "little") + (moment.date() - FIRST_DAY).days.to_bytes(3, "little")


def table_answer(names: Sequence[str], rows: Sequence[Sequence[Any]], *, days: bool) -> bytes:
    """COLMETADATA and ROW tokens of a result."""
    parts = [b"\x81" + struct.pack("<H", len(names))]
    encoders: list[tuple[Encoder, bytes]] = []
    for place, name in enumerate(names):
        type_info, encode = column_type([row[place] for row in rows], days=days)
        encoders.append((encode, missing(type_info)))
        parts.append(struct.pack("<IH", 0, 1) + type_info + short_text(name[:127]))
    for row in rows:
        parts.append(b"\xd1")
        parts.extend(
            empty if value is None else encode(value)
            for value, (encode, empty) in zip(row, encoders, strict=True)
        )
    return b"".join(parts)
