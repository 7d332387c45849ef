"""Files that runs made: a link that is good for a while, the pieces behind it, and old ones forgotten."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from api.core import clock, crypto, db
from api.core.errors import NotFound
from api.directory.queries.runs import the_run
from api.directory.rules.bulk import check_state
from api.directory.types import BulkKind, BulkState, Download, FileFormat

LINK_LASTS = timedelta(minutes=10)
KEPT_DAYS = 90
FILES_KEPT_DAYS = 7
PURPOSE = "export-link"
MADE = """
    SELECT params ->> 'format' AS format, program_id FROM bulk_run
    WHERE id = $1 AND kind = 'export' AND state = 'done'
"""
NUMBERS = "SELECT nr FROM bulk_file WHERE program_id = $1 AND run_id = $2 ORDER BY nr"
PIECE = "SELECT content FROM bulk_file WHERE program_id = $1 AND run_id = $2 AND nr = $3"
TYPES = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORGET_FILES = f"DELETE FROM bulk_file WHERE created_at < now() - interval '{FILES_KEPT_DAYS} days'"
FORGET_ITEMS = f"""
    DELETE FROM bulk_item USING bulk_run WHERE bulk_run.id = bulk_item.run_id
        AND bulk_run.created_at < now() - interval '{KEPT_DAYS} days'
"""


async def link_to(program_id: UUID, business_id: UUID, run_id: UUID) -> str:
    """The path of an export's file, good for ten minutes. Refuses NOT_FOUND, WRONG_STATE."""
    run = await the_run(program_id, business_id, run_id)
    if run.kind is not BulkKind.EXPORT:
        raise NotFound("There is no such file.", path=("runId",))
    check_state(run.state, (BulkState.DONE,))
    until = int((clock.now() + LINK_LASTS).timestamp())
    return f"/exports/{run.id}/{until}/{_signature(run.id, until)}"


async def download(run_id: UUID, until: int, signature: str) -> tuple[Download, AsyncIterator[bytes]]:
    """What is behind a link, piece by piece. Refuses NOT_FOUND for one that is wrong or too old."""
    is_good = crypto.same_hash(signature, _signature(run_id, until))
    row = await db.fetchrow(MADE, run_id) if is_good and clock.now().timestamp() < until else None
    if row is None:
        raise NotFound("This link is no longer good. Please ask for a new one.")
    format_, day = FileFormat(row["format"]), datetime.now(UTC).date().isoformat()
    return Download(f"customers-{day}.{format_.value}", TYPES[format_]), _pieces(row["program_id"], run_id)


async def _pieces(program_id: UUID, run_id: UUID) -> AsyncIterator[bytes]:
    for row in await db.fetch(NUMBERS, program_id, run_id):
        content: bytes = await db.fetchval(PIECE, program_id, run_id, row["nr"])
        yield content


def _signature(run_id: UUID, until: int) -> str:
    return crypto.keyed_hash(PURPOSE, f"{run_id}:{until}")


async def forget_old() -> None:
    """Deletes files after a week and the members of runs after ninety days; the runs themselves stay."""
    await db.execute(FORGET_FILES)
    await db.execute(FORGET_ITEMS)
