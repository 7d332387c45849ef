"""A run of an import: batch after batch, taken up where it was left."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from api import businesses
from api.core import audit, clock, db
from api.core.audit import Actor
from api.core.errors import Conflict
from api.core.ids import new_id
from api.core.money import minor_per_unit
from api.purchases.errors import StoreUnknown
from api.purchases.queries import earn_rules_of
from api.purchases.rules.import_rows import ImportTerms
from api.purchases.service.importing.batches import Importer, write_batch
from api.purchases.service.importing.dead_file import write_dead
from api.purchases.service.importing.reading import (
    ReadBatch,
    fingerprint,
    read_batch,
    read_header,
)
from api.purchases.types import ImportProgress, ImportReport

KIND = "purchases"
BATCH_ROWS = 10_000
FIRST_ROWS = 500
"""The first batch is small: it tells the planner what is coming (see `_Run._analyze`)."""
ANALYZE_GROWTH = 8
REMEMBERED_MEMBERS = 500_000
GROWING = "person, phone_claim, membership, profile, search_token, purchase, account, tx, entry, lot"

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
class _State:
    """How far the run has come, as the database knows it."""

    id: UUID
    rows_done: int
    rows_dead: int
    byte_offset: int
    dead_bytes: int
    is_finished: bool


async def import_csv(
    actor: Actor,
    business_id: UUID,
    path: Path,
    *,
    store_id: UUID | None = None,
    dead_path: Path | None = None,
    on_progress: Callable[[ImportProgress], None] | None = None,
    batch_rows: int = BATCH_ROWS,
) -> ImportReport:
    """Imports past bills from a CSV (columns: docs/guides/import.md) into the business; any size, in batches.

    Phones that are not known are enrolled. Bills earn by today's rate and the rules that held when they were made;
    limits are not applied, and nobody is told. `store_id` is the store of rows that name none. Rows that cannot be are
    written with their reason to `dead_path` (FILE.dead.csv), the rest goes on. Called again after a crash it continues
    at the last batch; a file that was imported before changes nothing. Refuses with BAD_INPUT a file without the
    needed columns, with STORE_UNKNOWN, and with CONFLICT where the same file is being imported at the same time.
    """
    importer, terms = await _prepare(actor, business_id, store_id)
    columns, first_byte = await asyncio.to_thread(read_header, path)
    state = await _open(importer, await asyncio.to_thread(fingerprint, path))
    dead = dead_path or path.with_name(f"{path.stem}.dead.csv")
    run = _Run(importer, terms, path, columns, dead, batch_rows, on_progress)
    started, rows_before = time.monotonic(), state.rows_done + state.rows_dead
    was_finished = state.is_finished
    if not was_finished:
        state = await run.to_the_end(state, max(state.byte_offset, first_byte))
        await _record_audit(importer, path, state)
    return ImportReport(
        rows_done=state.rows_done,
        rows_dead=state.rows_dead,
        rows_now=state.rows_done + state.rows_dead - rows_before,
        seconds=time.monotonic() - started,
        was_finished=was_finished,
        dead_path=str(dead),
    )


async def _prepare(actor: Actor, business_id: UUID, store_id: UUID | None) -> tuple[Importer, ImportTerms]:
    program = await businesses.rules_for(await businesses.program_of(business_id))
    stores = (await businesses.stores_of([business_id])).get(business_id, [])
    if store_id is not None and store_id not in {store.id for store in stores}:
        raise StoreUnknown("There is no such store in this business.", path=("storeId",))
    rate = await businesses.earn_rate_for(program.id, business_id)
    earn_rules = (await earn_rules_of([business_id], only_active=True))[business_id]
    terms = ImportTerms(
        currency=program.currency,
        minor_per_unit=minor_per_unit(program.currency),
        zone=ZoneInfo(program.time_zone),
        region=program.region,
        max_amount_minor=program.max_amount_minor,
        stores={store.code.lower(): store.id for store in stores},
        default_store=store_id or (stores[0].id if len(stores) == 1 else None),
        now=clock.now(),
    )
    return Importer(actor, program, business_id, rate, tuple(earn_rules)), terms


async def _open(importer: Importer, mark: str) -> _State:
    tenant = (importer.program.id, importer.business_id, KIND, mark)
    await db.execute(OPEN, new_id(), *tenant)
    row = await db.fetchrow(STATE, *tenant)
    if row is None:
        raise RuntimeError("the import's own row is gone")
    finished = row["finished_at"] is not None
    return _State(
        row["id"], row["rows_done"], row["rows_dead"], row["byte_offset"], row["dead_bytes"], finished
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """One run over the file."""

    importer: Importer
    terms: ImportTerms
    path: Path
    columns: list[str]
    dead_path: Path
    batch_rows: int
    on_progress: Callable[[ImportProgress], None] | None

    async def to_the_end(self, state: _State, start: int) -> _State:
        """Writes batch after batch; the next is read and parsed while the database works on this one."""
        total, first, analyzed = self.path.stat().st_size, state.rows_done, 0
        reading = asyncio.create_task(self._read(start, min(FIRST_ROWS, self.batch_rows)))
        try:
            while True:
                batch = await reading
                if not batch.is_last:
                    reading = asyncio.create_task(self._read(batch.end, self.batch_rows))
                state = await db.retrying(lambda state=state, batch=batch: self._write(state, batch))  # type: ignore[misc]
                if self.on_progress is not None:
                    self.on_progress(ImportProgress(batch.end, total, state.rows_done, state.rows_dead))
                if batch.is_last:
                    return state
                if state.rows_done - first >= analyzed * ANALYZE_GROWTH:
                    analyzed = max(state.rows_done - first, 1)
                    await self._analyze()
        finally:
            reading.cancel()

    async def _read(self, start: int, size: int) -> ReadBatch:
        return await asyncio.to_thread(read_batch, self.path, self.columns, start, size, self.terms)

    async def _analyze(self) -> None:
        """Refreshes statistics, and so the plans, of tables that were small a moment ago.

        Plans made for empty tables read them from end to end; kept through an import they made it quadratic.
        """
        await db.execute(f"ANALYZE {GROWING}")

    async def _write(self, state: _State, batch: ReadBatch) -> _State:
        """A batch and the mark of how far the run is, in one transaction."""
        async with db.transaction():
            refused, met = await write_batch(self.importer, batch.rows) if batch.rows else ([], {})
            dead = [*batch.dead, *refused]
            dead_bytes = await asyncio.to_thread(
                write_dead, self.dead_path, self.columns, dead, state.dead_bytes
            )
            after = _State(
                state.id,
                state.rows_done + len(batch.rows) - len(refused),
                state.rows_dead + len(dead),
                batch.end,
                dead_bytes,
                batch.is_last,
            )
            await self._advance(state, after)
        if len(self.importer.met) > REMEMBERED_MEMBERS:
            self.importer.met.clear()
        self.importer.met.update(met)
        return after

    async def _advance(self, before: _State, after: _State) -> None:
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


async def _record_audit(importer: Importer, path: Path, state: _State) -> None:
    await audit.record(
        importer.actor,
        "purchases.import",
        target=("ImportRun", state.id),
        after={"file": path.name, "rows": state.rows_done, "dead": state.rows_dead},
        program_id=importer.program.id,
        business_id=importer.business_id,
    )
