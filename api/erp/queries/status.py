"""How the sync of a business stands."""

from dataclasses import fields
from uuid import UUID

from api.core import db
from api.erp.types import ConnectionName, DeadRowStatus, RunStatus, StreamStatus

NAMES = "SELECT id, name FROM erp_connection WHERE program_id = $1 AND business_id = $2 ORDER BY name"
STREAMS = """
    SELECT s.pk AS id, s.connection_pk AS connection_id, c.name AS connection, s.kind, s.state, s.mapping_version,
        s.lag_seconds, s.dead_rows, s.problem_text, s.run_pk AS run_id
    FROM read.erp_stream s JOIN read.erp_connection c ON c.pk = s.connection_pk
    WHERE s.program_id = $1 AND s.business_id = $2 ORDER BY c.name, s.kind, s.pk
"""
RUN_COLUMNS = ", ".join(each.name for each in fields(RunStatus) if each.name != "id")
RUNS = f"""
    SELECT pk AS id, {RUN_COLUMNS} FROM read.erp_run WHERE program_id = $1 AND business_id = $2 AND stream_pk = $3
    ORDER BY started_at DESC, pk DESC LIMIT $4
"""
DEAD = """
    SELECT pk AS id, key, code, path, message, attempts FROM read.erp_dead_row
    WHERE program_id = $1 AND business_id = $2 AND stream_pk = $3 AND state = 'open' ORDER BY moved_at, pk LIMIT $4
"""


async def connection_names(program_id: UUID, business_id: UUID) -> list[ConnectionName]:
    """Connections of the business by name."""
    return [ConnectionName(**row) for row in await db.fetch(NAMES, program_id, business_id)]


async def stream_statuses(program_id: UUID, business_id: UUID) -> list[StreamStatus]:
    """Every stream of the business by connection and kind."""
    return [StreamStatus(**row) for row in await db.fetch(STREAMS, program_id, business_id)]


async def newest_runs(program_id: UUID, business_id: UUID, stream_id: UUID, most: int) -> list[RunStatus]:
    """Runs of a stream, newest first."""
    return [RunStatus(**row) for row in await db.fetch(RUNS, program_id, business_id, stream_id, most)]


async def open_dead_rows(
    program_id: UUID, business_id: UUID, stream_id: UUID, most: int
) -> list[DeadRowStatus]:
    """Rows of a stream that wait for somebody, the oldest first."""
    return [DeadRowStatus(**row) for row in await db.fetch(DEAD, program_id, business_id, stream_id, most)]
