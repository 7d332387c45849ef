"""Reading a CSV from any byte on, and knowing after each batch which byte comes next."""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from api.core.errors import BadInput, Refusal
from api.purchases.rules.import_rows import ImportRow, ImportTerms, check_header, parse_row

SAMPLE_BYTES = 1 << 20
MAX_LINE_BYTES = 1 << 16
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class DeadRow:
    """A row that is no bill: its cells, and why."""

    cells: list[str]
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """Rows that were read together; the next begins at `end`. `is_last` where the file is over."""

    rows: list[tuple[ImportRow, list[str]]]
    dead: list[DeadRow]
    end: int
    is_last: bool


class _Lines:
    """Lines of an open file as text, counting the bytes that were handed out."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        self._file = file
        self.at = start
        file.seek(start)

    def __iter__(self) -> Iterator[str]:
        while line := self._file.readline(MAX_LINE_BYTES):
            text = line.removeprefix(BOM) if self.at == 0 else line
            self.at += len(line)
            yield text.decode("utf-8", errors="replace")


def fingerprint(path: Path) -> str:
    """Tells a file from others: its size, its first and its last megabyte."""
    digest = hashlib.sha256(str(path.stat().st_size).encode())
    with path.open("rb") as file:
        digest.update(file.read(SAMPLE_BYTES))
        file.seek(max(path.stat().st_size - SAMPLE_BYTES, 0))
        digest.update(file.read(SAMPLE_BYTES))
    return digest.hexdigest()


def read_header(path: Path) -> tuple[list[str], int]:
    """The columns and the byte after them. Refuses with BAD_INPUT."""
    with path.open("rb") as file:
        lines = _Lines(file, 0)
        header = next(csv.reader(iter(lines)), [])
        return check_header(header), lines.at


def read_batch(path: Path, columns: list[str], start: int, size: int, terms: ImportTerms) -> ReadBatch:
    """Up to `size` rows from byte `start` on, each parsed or dead. Empty lines are passed over."""
    rows: list[tuple[ImportRow, list[str]]] = []
    dead: list[DeadRow] = []
    with path.open("rb") as file:
        lines = _Lines(file, start)
        reader = csv.reader(iter(lines))
        while len(rows) + len(dead) < size:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                dead.append(DeadRow([], BadInput.code, f"not readable as CSV: {error}"))
                continue
            if cells is None:
                return ReadBatch(rows, dead, lines.at, is_last=True)
            if not any(cells):
                continue
            try:
                rows.append((_parsed(cells, columns, terms), cells))
            except Refusal as refusal:
                dead.append(DeadRow(cells, refusal.code, refusal.message))
        return ReadBatch(rows, dead, lines.at, is_last=False)


def _parsed(cells: list[str], columns: list[str], terms: ImportTerms) -> ImportRow:
    if len(cells) != len(columns):
        raise BadInput(f"the row has {len(cells)} cells, the header has {len(columns)}")
    return parse_row(dict(zip(columns, cells, strict=True)), terms)
