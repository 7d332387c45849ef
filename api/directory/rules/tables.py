"""Uploaded lists: CSV or a workbook as rows of texts, within limits."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice

from python_calamine import CalamineError, CalamineWorkbook

from api.directory.errors import BadTable, TooMany

MAX_BYTES = 10_000_000
MAX_UNPACKED = 200_000_000
MAX_LINES = 50_000
MAX_COLUMNS = 60
MAX_CELL = 500
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UNREADABLE = "This file cannot be read. Please use CSV (UTF-8) or an Excel workbook."


def read_table(content: bytes) -> list[list[str]]:
    """The first sheet, or the CSV, with its head; empty lines are left out. Refuses BAD_TABLE and TOO_MANY."""
    if len(content) > MAX_BYTES:
        raise TooMany("Please use a file of at most 10 MB.", path=("file",), params={"max": MAX_BYTES})
    lines = _workbook(content) if content.startswith((ZIP, OLE)) else _csv(content)
    table = [
        [cell[:MAX_CELL].replace("\0", "").strip() for cell in line[:MAX_COLUMNS]]
        for line in islice(_filled(lines), MAX_LINES + 2)
    ]
    if len(table) < 2:
        raise BadTable("The file has no line below its head.", path=("file",))
    if len(table) > MAX_LINES + 1:
        raise TooMany(
            f"Please bring at most {MAX_LINES:,} lines at once.", path=("file",), params={"max": MAX_LINES}
        )
    width = len(table[0])
    return [(line + [""] * width)[:width] for line in table]


def _filled(lines: Iterable[list[str]]) -> Iterator[list[str]]:
    return (line for line in lines if any(cell.strip() for cell in line))


def _workbook(content: bytes) -> list[list[str]]:
    try:
        if content.startswith(ZIP):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                if sum(each.file_size for each in packed.infolist()) > MAX_UNPACKED:
                    raise BadTable("This workbook is too large.", path=("file",))
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(nrows=MAX_LINES + 2)
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, IndexError) as error:
        raise BadTable(UNREADABLE, path=("file",)) from error
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    if "\0" in text:
        raise BadTable(UNREADABLE, path=("file",))
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as error:
        raise BadTable(UNREADABLE, path=("file",)) from error


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
