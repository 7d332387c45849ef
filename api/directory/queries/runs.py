"""Bulk runs and their items, read."""

from uuid import UUID

import asyncpg
import orjson

from api.core import db
from api.core.errors import NotFound
from api.directory.types import BulkKind, BulkOutcome, BulkRunInfo, BulkState, Item

COLUMNS = "id, program_id, business_id, kind, state, params, total, place, staff_id, actor_id"
BY_ID = f"SELECT {COLUMNS} FROM bulk_run WHERE program_id = $1 AND business_id = $2 AND id = $3"
BY_KEY = "SELECT id, request_hash FROM bulk_run WHERE program_id = $1 AND business_id = $2 AND idem_key = $3"
ITEMS = """
    SELECT nr, membership_id, outcome, code, before, tx_id, cells FROM bulk_item
    WHERE program_id = $1 AND run_id = $2 AND nr > $3 ORDER BY nr LIMIT $4
"""


def to_run(row: asyncpg.Record) -> BulkRunInfo:
    """A row of COLUMNS."""
    return BulkRunInfo(
        id=row["id"],
        program_id=row["program_id"],
        business_id=row["business_id"],
        kind=BulkKind(row["kind"]),
        state=BulkState(row["state"]),
        params=orjson.loads(row["params"]),
        total=row["total"],
        place=row["place"],
        staff_id=row["staff_id"],
        actor_id=row["actor_id"],
    )


async def the_run(program_id: UUID, business_id: UUID, run_id: UUID, *, hold: bool = False) -> BulkRunInfo:
    """A run of the business, locked until the transaction ends where `hold`. Refuses NOT_FOUND."""
    row = await db.fetchrow(f"{BY_ID}{' FOR UPDATE' if hold else ''}", program_id, business_id, run_id)
    if row is None:
        raise NotFound("There is no such run.", path=("runId",))
    return to_run(row)


async def items_after(run: BulkRunInfo, limit: int) -> list[Item]:
    """The next items of a run by their place."""
    rows = await db.fetch(ITEMS, run.program_id, run.id, run.place, limit)
    return [
        Item(
            nr=row["nr"],
            membership_id=row["membership_id"],
            outcome=BulkOutcome(row["outcome"]),
            code=row["code"],
            before=row["before"],
            tx_id=row["tx_id"],
            cells=tuple(row["cells"] or ()),
        )
        for row in rows
    ]
