"""Reads of imports of opening balances."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg
import orjson

from api.core import db
from api.ledger.types import ImportInfo, ImportState

IMPORT = """
    SELECT id, program_id, business_id, file_name, fingerprint, header, state, parts, rows_read, rows_wrong,
        rows_posted, rows_known, points_read, points_posted, staff_name
    FROM balance_import
"""
PROBLEMS = """
    SELECT line, text, problem FROM balance_import_row
    WHERE program_id = $1 AND import_id = $2 AND problem IS NOT NULL AND line > $3 ORDER BY line LIMIT $4
"""


async def imports_by_id(program_id: UUID, business_id: UUID, ids: Sequence[UUID]) -> dict[UUID, ImportInfo]:
    """Imports of a business by id; unknown ones are left out."""
    rows = await db.fetch(
        f"{IMPORT} WHERE program_id = $1 AND business_id = $2 AND id = ANY ($3::uuid[])",
        program_id,
        business_id,
        list(ids),
    )
    return {row["id"]: import_of(row) for row in rows}


async def problems_of(
    program_id: UUID, import_id: UUID, *, after: int = 0, first: int = 10_000
) -> list[tuple[int, str, str]]:
    """(line, text, what is wrong) of an import, in the order of the file."""
    rows = await db.fetch(PROBLEMS, program_id, import_id, after, first)
    return [(row["line"], row["text"], row["problem"]) for row in rows]


def import_of(row: asyncpg.Record) -> ImportInfo:
    """A row of IMPORT."""
    values = dict(row)
    header = tuple(orjson.loads(values.pop("header")))
    return ImportInfo(**{**values, "state": ImportState(row["state"]), "header": header})
