"""Dead rows tried again: as the source has them now, or as a person mended them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import asyncpg
import orjson

from api.core import clock, db
from api.erp.errors import StreamBusy
from api.erp.ports import source_reader
from api.erp.service import leasing
from api.erp.service.applying.dead import cells_of
from api.erp.service.applying.preparing import prepare
from api.erp.service.applying.taking import take_page
from api.erp.service.loading import Work, load
from api.erp.service.reading import rows_of
from api.erp.service.staff import mark_staff, tag_staff
from api.erp.types import Row, RunKind, RunState, SourceFailed, Tally

MOST = 1_000
OPEN = """
    SELECT key, payload, edited FROM erp_dead_row
    WHERE stream_id = $1 AND program_id = $2 AND state = 'open' AND ($3::uuid[] IS NULL OR id = ANY ($3::uuid[]))
    ORDER BY moved_at, id LIMIT $4
"""


async def replay_rows(stream_id: UUID, ids: Sequence[UUID] | None = None) -> Tally:
    """Tries open dead rows of a stream again, these or the thousand oldest; what came of them.

    One that was edited is taken as edited; any other as the source has it now, or, where the source cannot be reached,
    as it was read. Refuses STREAM_BUSY while somebody works on the stream.
    """
    if not await leasing.take(stream_id):
        raise StreamBusy("Somebody is at work on this stream. Please try again in a moment.")
    work = await load(stream_id)
    found, total = work.run_id, Tally()
    work.run_id, work.run_kind = None, RunKind.REPLAY
    asked = None if ids is None else list(ids)
    rows = await db.fetch(OPEN, stream_id, work.program.id, asked, MOST)
    try:
        async with leasing.renewed(work):
            for year, each in _by_year(work, rows).items():
                prepared = await prepare(work, year, await _rows(work, year, each))
                await mark_staff(work, prepared.fields)
                total.add(await take_page(work, prepared))
            await tag_staff(work)
    finally:
        await leasing.end_run(work, RunState.DONE)
        work.run_id = found
        await leasing.rest(work, next_at=clock.now() + timedelta(seconds=1), caught_up_at=None)
    return total


def _by_year(work: Work, rows: Sequence[asyncpg.Record]) -> dict[str, list[asyncpg.Record]]:
    years: defaultdict[str, list[asyncpg.Record]] = defaultdict(list)
    for row in rows:
        years[row["key"].split(":")[0] if work.spec.has_years else ""].append(row)
    return years


async def _rows(work: Work, year: str, dead: Sequence[asyncpg.Record]) -> list[Row]:
    columns = [name for name, _ in work.spec.columns]
    edited = [
        Row(row["key"], cells_of(columns, orjson.loads(row["payload"]) | orjson.loads(row["edited"])))
        for row in dead
        if row["edited"]
    ]
    others = {row["key"]: row for row in dead if not row["edited"]}
    if not others:
        return edited
    try:
        page = await source_reader().by_keys(work.source, work.spec, year, list(others))
        return [*edited, *rows_of(page)]
    except SourceFailed:
        kept = [Row(key, cells_of(columns, orjson.loads(row["payload"]))) for key, row in others.items()]
        return [*edited, *kept]
