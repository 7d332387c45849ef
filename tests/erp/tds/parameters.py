"""Parameters of remote procedure calls: sp_executesql with its values."""

import struct
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.erp.tds.values import EPOCH

EXECUTE_SQL = 10
TEXTS, BINARIES = (0xE7, 0xEF, 0xA7, 0xAF), (0xA5, 0xAD)
NUMBERS, UNKNOWN_LENGTH = {0x30: "<b", 0x34: "<h", 0x38: "<i", 0x7F: "<q", 0x3E: "<d", 0x3B: "<f"}, 2**64 - 1


class Parameters:
    """Reads one call: the procedure, then named values."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._place = 0

    def call(self) -> tuple[int | str, list[tuple[str, Any]]]:
        """Procedure (number or name) and its parameters."""
        length = self._number("<H")
        procedure: int | str = self._number("<H") if length == 0xFFFF else self._units(length)
        self._number("<H")
        values: list[tuple[str, Any]] = []
        while self._place < len(self._body):
            name = self._units(self._number("<B"))
            self._number("<B")
            values.append((name.lstrip("@"), self._value()))
        return procedure, values

    def _take(self, count: int) -> bytes:
        self._place += count
        return self._body[self._place - count : self._place]

    def _number(self, form: str) -> int:
        return int(struct.unpack(form, self._take(struct.calcsize(form)))[0])

    def _units(self, length: int) -> str:
        return self._take(2 * length).decode("utf-16-le")

    def _value(self) -> Any:
        kind = self._number("<B")
        if kind in TEXTS or kind in BINARIES:
            return self._sized(kind)
        if kind in NUMBERS:
            return struct.unpack(NUMBERS[kind], self._take(struct.calcsize(NUMBERS[kind])))[0]
        if kind in (0x6A, 0x6C):
            return self._decimal()
        if kind in (0x26, 0x68, 0x6D, 0x6F):
            self._number("<B")
            return self._nullable(kind, self._take(self._number("<B")))
        raise ValueError(f"parameters of type {kind:#x} are not understood")

    def _sized(self, kind: int) -> Any:
        most = self._number("<H")
        if kind in TEXTS:
            self._take(5)
        raw = self._chunks() if most == 0xFFFF else self._short()
        if raw is None or kind in BINARIES:
            return raw
        return raw.decode("utf-16-le" if kind in (0xE7, 0xEF) else "latin-1")

    def _short(self) -> bytes | None:
        length = self._number("<H")
        return None if length == 0xFFFF else self._take(length)

    def _chunks(self) -> bytes | None:
        if self._number("<Q") == UNKNOWN_LENGTH:
            return None
        whole = b""
        while length := self._number("<I"):
            whole += self._take(length)
        return whole

    def _decimal(self) -> Decimal | None:
        self._take(2)
        scale, length = self._number("<B"), self._number("<B")
        raw = self._take(length)
        if not raw:
            return None
        return Decimal(int.from_bytes(raw[1:], "little")).scaleb(-scale) * (1 if raw[0] else -1)

    def _nullable(self, kind: int, raw: bytes) -> Any:
        if not raw:
            return None
        if kind == 0x6D:
            return struct.unpack("<d" if len(raw) == 8 else "<f", raw)[0]
        if kind == 0x6F:
            days, ticks = struct.unpack("<iI", raw)
            moment: datetime = EPOCH + timedelta(days=days, seconds=ticks / 300)
            return moment
        return int.from_bytes(raw, "little", signed=True)
