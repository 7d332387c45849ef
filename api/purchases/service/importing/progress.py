"""How far an import has come, as the database knows it."""

from dataclasses import dataclass
from uuid import UUID

from api.core import db
from api.core.errors import Conflict
from api.core.ids import new_id
from api.purchases.service.importing.bills import Importer

KIND = "purchases"
OPEN = """
    INSERT INTO import_run (id, program_id, business_id, kind, fingerprint, rows_done, rows_dead, byte_offset,
        dead_bytes)
    VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 0)
    ON CONFLICT (program_id, business_id, kind, fingerprint) DO NOTHING
"""
STATE = """
    SELECT id, rows_done, rows_dead, byte_offset, dead_bytes, finished_at FROM import_run
    WHERE program_id = $1 AND business_id = $2 AND kind = $3 AND fingerprint = $4
"""
ADVANCE = """
    UPDATE import_run SET rows_done = $3, rows_dead = $4, byte_offset = $5, dead_bytes = $6,
        finished_at = CASE WHEN $7 THEN now() END
    WHERE id = $1 AND byte_offset = $2 AND finished_at IS NULL RETURNING id
"""


@dataclass(frozen=True, slots=True)
class State:
    """Rows in the books and dead, bytes read of the file and written to the file of dead rows."""

    id: UUID
    rows_done: int
    rows_dead: int
    byte_offset: int
    dead_bytes: int
    is_finished: bool


async def open_run(importer: Importer, mark: str) -> State:
    """The run of the file with this fingerprint, made where there is none."""
    tenant = (importer.books.program.id, importer.books.business_id, KIND, mark)
    await db.execute(OPEN, new_id(), *tenant)
    row = await db.fetchrow(STATE, *tenant)
    if row is None:
        raise RuntimeError("the import's own row is gone")
    finished = row["finished_at"] is not None
    return State(
        row["id"], row["rows_done"], row["rows_dead"], row["byte_offset"], row["dead_bytes"], finished
    )


async def advance(before: State, after: State) -> None:
    """Moves the mark in the caller's transaction. Refuses with CONFLICT where somebody else moved it meanwhile."""
    advanced = await db.fetchval(
        ADVANCE,
        before.id,
        before.byte_offset,
        after.rows_done,
        after.rows_dead,
        after.byte_offset,
        after.dead_bytes,
        after.is_finished,
    )
    if advanced is None:
        raise Conflict("This file is being imported by somebody else at the same time.")
