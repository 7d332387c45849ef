"""A list as a file: pieces of CSV as the batches come, at the end one CSV or one workbook."""

import csv
import io
import tempfile
from asyncio import to_thread
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from api.core import db
from api.core.ids import new_id
from api.directory.queries.rows import rows_of
from api.directory.rules.columns import COLUMNS, NUMBERS, cells_of
from api.directory.service.labels import GONE, members_of
from api.directory.types import BulkOutcome, BulkRunInfo, FileFormat, Item, Result

PIECE = 1 << 20
PUT = (
    "INSERT INTO bulk_file (id, program_id, business_id, run_id, nr, content) VALUES ($1, $2, $3, $4, $5, $6)"
)
PIECES = "SELECT content FROM bulk_file WHERE program_id = $1 AND run_id = $2 AND nr = $3"
NUMBERED = "SELECT nr FROM bulk_file WHERE program_id = $1 AND run_id = $2 ORDER BY nr"
CLEAR = "DELETE FROM bulk_file WHERE program_id = $1 AND run_id = $2"
BOM = "\ufeff"


async def write(run: BulkRunInfo, items: Sequence[Item]) -> list[Result]:
    """Adds a piece of CSV with these members, the head before the first; members who left meanwhile are told."""
    names = _names(run)
    rows = await rows_of(run.program_id, run.business_id, members_of(items))
    text = io.StringIO()
    lines = csv.writer(text)
    is_first = run.place == 0
    if is_first:
        lines.writerow([COLUMNS[name] for name in names])
    lines.writerows(cells_of(dict(row), names) for row in rows)
    await _put(run, items[0].nr, ((BOM if is_first else "") + text.getvalue()).encode())
    there = {row["pk"] for row in rows}
    return [
        Result(each.nr, BulkOutcome.CHANGED)
        if each.membership_id in there
        else Result(each.nr, BulkOutcome.REFUSED, GONE)
        for each in items
    ]


async def finish(run: BulkRunInfo) -> None:
    """Makes a workbook of the pieces where one is wanted; one sheet, written row by row."""
    if run.params["format"] != FileFormat.XLSX:
        return
    numbers = frozenset(place for place, name in enumerate(_names(run)) if name in NUMBERS)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        await _write_book(run, Path(file.name), numbers)
        await db.execute(CLEAR, run.program_id, run.id)
        nr = 0
        while piece := await to_thread(file.read, PIECE):
            await _put(run, nr, piece)
            nr += 1


async def _write_book(run: BulkRunInfo, path: Path, numbers: frozenset[int]) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Customers")
    sheet.freeze_panes(1, 0)
    written = 0
    for piece in await _numbers_of(run):
        content = await db.fetchval(PIECES, run.program_id, run.id, piece)
        written = await to_thread(_write_rows, sheet, content.decode(), written, numbers)
    await to_thread(book.close)


def _write_rows(
    sheet: xlsxwriter.worksheet.Worksheet, text: str, written: int, numbers: frozenset[int]
) -> int:
    for cells in csv.reader(io.StringIO(text.removeprefix(BOM))):
        for place, cell in enumerate(cells):
            if place in numbers and written:
                sheet.write_number(written, place, float(cell or 0))
            else:
                sheet.write_string(written, place, cell)
        written += 1
    return written


async def _numbers_of(run: BulkRunInfo) -> list[int]:
    return [row["nr"] for row in await db.fetch(NUMBERED, run.program_id, run.id)]


def _names(run: BulkRunInfo) -> tuple[str, ...]:
    columns = run.params["columns"]
    return tuple(str(name) for name in columns) if isinstance(columns, list) else ()


async def _put(run: BulkRunInfo, nr: int, content: bytes) -> None:
    await db.execute(PUT, new_id(), run.program_id, run.business_id, run.id, nr, content)
