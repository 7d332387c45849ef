"""Rows that could not be taken: mended, tried again, or let go."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import asyncpg
import orjson

from api.core import clock, db
from api.core.audit import Actor
from api.core.errors import BadInput, NotFound
from api.erp.errors import DryRunNeeded
from api.erp.queries.desk import the_stream
from api.erp.service.replaying import replay_rows
from api.erp.service.telling import note, stream_moved
from api.erp.types import DeadState, Tally

MOST = 1_000
MAX_CELL = 4_000
THE_ROWS = """
    SELECT id, stream_id, state, payload FROM erp_dead_row
    WHERE program_id = $1 AND business_id = $2 AND id = ANY($3::uuid[]) ORDER BY id FOR UPDATE
"""
EDIT = "UPDATE erp_dead_row SET edited = $2::jsonb, moved_at = $3 WHERE id = $1"
DROP = """
    UPDATE erp_dead_row SET state = 'dropped', moved_at = $2 WHERE id = ANY($1::uuid[]) AND state = 'open'
    RETURNING stream_id
"""


async def edit_dead_row(
    actor: Actor, program_id: UUID, business_id: UUID, row_id: UUID, payload: Mapping[str, object]
) -> None:
    """Mends columns of an open row; the row as it was stays beside it, and its next try takes these values.

    Refuses NOT_FOUND, a row that is not open, and what is no column or no plain value with BAD_INPUT.
    """
    tenant = (program_id, business_id)
    async with db.transaction():
        (row,) = await _rows(tenant, [row_id])
        if row["state"] != DeadState.OPEN:
            raise BadInput("This row waits no more.", path=("rowId",))
        known = orjson.loads(row["payload"])
        _check_cells(payload, known)
        await db.execute(EDIT, row_id, orjson.dumps(payload).decode(), clock.now())
        await note(actor, "dead_row_edited", ("ErpDeadRow", row_id), tenant, {"columns": sorted(payload)})
        await stream_moved(await the_stream(*tenant, row["stream_id"]), "dead")


async def drop_dead_rows(actor: Actor, program_id: UUID, business_id: UUID, row_ids: Sequence[UUID]) -> int:
    """Lets open rows go; how many. Rows that wait no more stay as they are. Refuses NOT_FOUND, and more than 1,000."""
    tenant = (program_id, business_id)
    async with db.transaction():
        await _rows(tenant, row_ids)
        dropped = await db.fetch(DROP, list(row_ids), clock.now())
        for stream_id in sorted({row["stream_id"] for row in dropped}):
            count = sum(row["stream_id"] == stream_id for row in dropped)
            await note(actor, "dead_rows_dropped", ("ErpStream", stream_id), tenant, {"rows": count})
            await stream_moved(await the_stream(*tenant, stream_id), "dead")
    return len(dropped)


async def replay_dead_rows(
    actor: Actor,
    program_id: UUID,
    business_id: UUID,
    stream_id: UUID,
    row_ids: Sequence[UUID] | None = None,
) -> Tally:
    """Tries rows of a stream again by its mapping of today, the oldest 1,000 open ones where none is named.

    Rows that were edited are taken as edited, others as the source has them now. Refuses NOT_FOUND for the stream and
    for rows that are not of it, more than 1,000 rows, DRY_RUN_NEEDED without a mapping, and STREAM_BUSY while a worker
    is at the stream.
    """
    tenant = (program_id, business_id)
    stream = await the_stream(program_id, business_id, stream_id)
    if not stream["mapping_version"]:
        raise DryRunNeeded("Please save a mapping first.", path=("streamId",))
    if row_ids is not None:
        rows = await _rows(tenant, row_ids)
        if any(row["stream_id"] != stream_id for row in rows):
            raise NotFound("There is no such row.", path=("rowIds",))
    tally = await replay_rows(stream_id, row_ids)  # asks the source: not in a transaction of ours
    async with db.transaction():
        after = {"rows": tally.read, "dead": tally.dead}
        await note(actor, "dead_rows_replayed", ("ErpStream", stream_id), tenant, after)
        await stream_moved(stream, stream["state"], kind="replay")
    return tally


async def _rows(tenant: tuple[UUID, UUID], row_ids: Iterable[UUID]) -> list[asyncpg.Record]:
    wanted = set(row_ids)
    if not 1 <= len(wanted) <= MOST:
        raise BadInput(f"Please choose 1 to {MOST:,} rows.", path=("rowIds",))
    rows = await db.fetch(THE_ROWS, *tenant, list(wanted))
    if len(rows) != len(wanted):
        raise NotFound("There is no such row.", path=("rowIds",))
    return rows


def _check_cells(payload: Mapping[str, object], known: Mapping[str, object]) -> None:
    unknown = sorted(name[:40] for name in payload if name not in known)
    if unknown or not payload:
        raise BadInput(f"The row has no column {', '.join(unknown[:5])}.", path=("payload",))
    for name, cell in payload.items():
        if not isinstance(cell, str | int | float | bool | None) or not _fits(cell):
            raise BadInput(f"{name[:40]} is a text, a number, true, false or empty.", path=("payload",))


def _fits(cell: object) -> bool:
    return not isinstance(cell, str) or (
        len(cell) <= MAX_CELL and not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in cell)
    )
