"""Reading a file of opening balances piece by piece: every line is checked and laid ready, nothing is posted."""

import csv
from collections.abc import Iterator
from typing import TypeAlias
from uuid import UUID

import orjson

from api import businesses, customers
from api.businesses import ProgramRules
from api.core import clock, db
from api.core.audit import Actor
from api.core.errors import BadInput, Conflict, NotFound, Refusal
from api.core.ids import new_id, new_ids
from api.ledger import rules
from api.ledger.queries.imports import IMPORT, import_of, imports_by_id
from api.ledger.rules.opening_rows import OpeningRow, OpeningTerms, check_header, parse_row
from api.ledger.types import ImportInfo, ImportState

Found: TypeAlias = tuple[int, str, OpeningRow | None, str | None]
"""Line, text, what it says, what is wrong with it."""

MAX_ROWS = 200_000
MAX_PART_CHARACTERS = 300_000
MAX_TEXT = 500
MAX_PROBLEM = 200
START = """
    INSERT INTO balance_import (id, program_id, business_id, file_name, fingerprint, header, state, staff_id,
        staff_name, parts, rows_read, rows_wrong, rows_posted, rows_known, points_read, points_posted)
    VALUES ($1, $2, $3, $4, $5, '[]', 'reading', $6, $7, 0, 0, 0, 0, 0, 0, 0)
    ON CONFLICT (program_id, business_id, fingerprint) DO NOTHING
"""
AGAIN = """
    UPDATE balance_import SET state = 'reading', parts = 0, header = '[]', rows_read = 0, rows_wrong = 0,
        points_read = 0
    WHERE program_id = $1 AND business_id = $2 AND fingerprint = $3 AND state = 'cancelled' RETURNING id
"""
FORGET_ROWS = "DELETE FROM balance_import_row WHERE program_id = $1 AND import_id = $2"
ROWS = (
    "id",
    "program_id",
    "import_id",
    "line",
    "text",
    "phone",
    "number",
    "name",
    "points",
    "earned_at",
    "expires_at",
    "reason",
    "key",
    "content",
    "problem",
)
ADVANCE = """
    UPDATE balance_import SET parts = parts + 1, header = $3::jsonb, rows_read = rows_read + $4,
        rows_wrong = rows_wrong + $5, points_read = points_read + $6, state = $7
    WHERE program_id = $1 AND id = $2
"""


async def start_import(actor: Actor, business_id: UUID, file_name: str, fingerprint: str) -> ImportInfo:
    """Begins with a file, told from others by its SHA-256; the same file again goes on where it was.

    One that was cancelled is begun anew. Refuses BAD_INPUT.
    """
    name = " ".join(file_name.split())[:200]
    if not name or len(fingerprint) != 64 or not set(fingerprint) <= set("0123456789abcdef"):
        raise BadInput("A file has a name, and a SHA-256 in small hexadecimal digits.", path=("fingerprint",))
    program_id = await businesses.program_of(business_id)
    key = (program_id, business_id, fingerprint)
    async with db.transaction():
        again = await db.fetchval(AGAIN, *key)
        if again is not None:
            await db.execute(FORGET_ROWS, program_id, again)
        who = (actor.staff_id or actor.id, actor.name[:120])
        await db.execute(START, new_id(), program_id, business_id, name, fingerprint, *who)
    sql = f"{IMPORT} WHERE program_id = $1 AND business_id = $2 AND fingerprint = $3"
    row = await db.fetchrow(sql, *key)
    if row is None:
        raise RuntimeError("the import's own row is gone")
    return import_of(row)


async def add_rows(business_id: UUID, import_id: UUID, part: int, text: str, *, is_last: bool) -> ImportInfo:
    """Reads the next part of the file: whole lines, the first part with the header. One that was read is passed over.

    After the last one the import is checked. Refuses NOT_FOUND, CONFLICT for a part out of turn, and BAD_INPUT for a
    header that is wrong, a part that is too long, or too many lines.
    """
    if len(text) > MAX_PART_CHARACTERS:
        raise BadInput(f"A part has at most {MAX_PART_CHARACTERS} characters.", path=("text",))
    program = await businesses.rules_for(await businesses.program_of(business_id))
    async with db.transaction():
        held = await _held(program.id, business_id, import_id)
        if part < held.parts or held.state is not ImportState.READING:
            return held
        if part > held.parts:
            raise Conflict("This part is out of turn.", path=("part",), params={"part": held.parts})
        await _read(program, held, text, is_last=is_last)
    return (await imports_by_id(program.id, business_id, [import_id]))[import_id]


async def _held(program_id: UUID, business_id: UUID, import_id: UUID) -> ImportInfo:
    sql = f"{IMPORT} WHERE program_id = $1 AND business_id = $2 AND id = $3 FOR UPDATE"
    row = await db.fetchrow(sql, program_id, business_id, import_id)
    if row is None:
        raise NotFound("There is no such import.", path=("importId",))
    return import_of(row)


async def _read(program: ProgramRules, held: ImportInfo, text: str, *, is_last: bool) -> None:
    reader = csv.reader(text.splitlines(keepends=True))
    header = list(held.header)
    line = held.rows_read + 2
    if held.parts == 0:
        header = check_header(next(reader, []))
        line = 2
    terms = OpeningTerms(rules.policy_of(program), program.region, clock.now(), held.fingerprint)
    found = list(_parsed(reader, header, line, terms))
    if held.rows_read + len(found) > MAX_ROWS:
        raise BadInput(f"A file has at most {MAX_ROWS} lines.", path=("text",), params={"max": MAX_ROWS})
    found = await _with_cards(program.id, found)
    keys = iter(new_ids(len(found)))
    await db.copy_into(
        "balance_import_row",
        ROWS,
        [(next(keys), program.id, held.id, *_columns(each)) for each in found],
    )
    good = [row for _, _, row, _ in found if row is not None]
    await db.execute(
        ADVANCE,
        program.id,
        held.id,
        orjson.dumps(header).decode(),
        len(found),
        len(found) - len(good),
        sum(row.points for row in good),
        ImportState.CHECKED if is_last else ImportState.READING,
    )


def _parsed(
    reader: Iterator[list[str]], header: list[str], line: int, terms: OpeningTerms
) -> Iterator[Found]:
    """Each line that is not empty."""
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, "", None, f"not readable as CSV: {error}"[:MAX_PROBLEM]
            line += 1
            continue
        if not any(cells):
            continue
        row, problem = None, None
        try:
            if len(cells) > len(header):
                raise BadInput("there are more cells than columns")
            row = parse_row(dict(zip(header, [*cells, *[""] * len(header)], strict=False)), line, terms)
        except Refusal as refusal:
            problem = refusal.message[:MAX_PROBLEM]
        yield line, _text(cells), row, problem
        line += 1


def _text(cells: list[str]) -> str:
    return ",".join(cells).replace("\0", "")[:MAX_TEXT]


async def _with_cards(program_id: UUID, found: list[Found]) -> list[Found]:
    """Card numbers that nobody has are told before anything is posted."""
    numbers = {row.number for _, _, row, _ in found if row is not None and row.number}
    known = await customers.memberships_by_number(program_id, sorted(numbers)) if numbers else {}
    return [
        (line, text, None, "there is no customer with this card_number")
        if row is not None and row.number and row.number not in known
        else (line, text, row, problem)
        for line, text, row, problem in found
    ]


def _columns(found: Found) -> tuple[object, ...]:
    line, text, row, problem = found
    if row is None:
        return (line, text, None, None, "", None, None, None, "", "", "", problem)
    return (
        line,
        text,
        row.phone,
        row.number,
        row.name,
        row.points,
        row.earned_at,
        row.expires_at,
        row.reason,
        row.key,
        row.content,
        None,
    )
