"""Rows that could not be taken: kept with what they were and why, until they are mended, replayed or dropped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

import orjson

from api.core import clock, db
from api.core.ids import new_ids
from api.erp.service.loading import Work
from api.erp.types import FieldProblem

WRITE = """
    INSERT INTO erp_dead_row AS known (id, program_id, business_id, stream_id, key, payload, code, path, message,
        attempts, mapping_version, state, moved_at)
    SELECT told.id, $1, $2, $3, told.key, told.payload::jsonb, told.code, told.path, told.message, 1, $4, 'open', $5
    FROM unnest($6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
        AS told (id, key, payload, code, path, message)
    ORDER BY told.key
    ON CONFLICT (program_id, stream_id, key) DO UPDATE SET payload = excluded.payload, code = excluded.code,
        path = excluded.path, message = excluded.message, attempts = known.attempts + 1,
        mapping_version = excluded.mapping_version, state = 'open', moved_at = excluded.moved_at,
        edited = CASE WHEN known.payload = excluded.payload THEN known.edited END
    WHERE known.state = 'open' OR known.payload <> excluded.payload
    RETURNING known.key
"""
SETTLE = """
    UPDATE erp_dead_row SET state = 'replayed', moved_at = $4
    WHERE program_id = $1 AND stream_id = $2 AND key = ANY ($3::text[]) AND state = 'open'
"""
MAX_MESSAGE = 300
MAX_CELL = 2_000


@dataclass(frozen=True, slots=True)
class Dead:
    """A row with the first of its problems."""

    key: str
    cells: tuple[object, ...]
    problem: FieldProblem


async def bury(work: Work, columns: Sequence[str], rows: Iterable[Dead]) -> int:
    """Keeps rows that could not be taken; how many are new or other. One that was settled and is the same stays so."""
    newest = {row.key: row for row in rows}
    if not newest:
        return 0
    buried = await db.fetch(
        WRITE,
        work.program.id,
        work.business_id,
        work.stream_id,
        work.mapping_version,
        clock.now(),
        new_ids(len(newest)),
        list(newest),
        [payload_of(columns, row.cells) for row in newest.values()],
        [row.problem.code[:40] for row in newest.values()],
        [row.problem.target_field[:60] for row in newest.values()],
        [row.problem.message[:MAX_MESSAGE] for row in newest.values()],
    )
    return len(buried)


async def settle(work: Work, keys: Sequence[str]) -> None:
    """These rows could be taken now."""
    await db.execute(SETTLE, work.program.id, work.stream_id, list(keys), clock.now())


def payload_of(columns: Sequence[str], cells: Sequence[object]) -> str:
    """A row as JSON from which the mapping can work again."""
    return orjson.dumps(dict(zip(columns, (told(cell) for cell in cells), strict=True))).decode()


def told(cell: object) -> object:
    """A cell as JSON: exact numbers and times as text, what is no text as hexadecimal digits, no character NUL."""
    match cell:
        case None | bool() | int() | float():
            return cell if not isinstance(cell, int) or abs(cell) < 2**53 else str(cell)
        case Decimal() | UUID():
            return str(cell)
        case datetime() | date() | time():
            return cell.isoformat()
        case bytes() | bytearray() | memoryview():
            return bytes(cell).hex()[:MAX_CELL]
        case _:
            return str(cell).replace("\0", "").encode(errors="replace").decode()[:MAX_CELL]


def cells_of(columns: Sequence[str], payload: Mapping[str, object]) -> tuple[object, ...]:
    """The row that a payload is of, in the order of the columns."""
    return tuple(payload.get(name) for name in columns)
