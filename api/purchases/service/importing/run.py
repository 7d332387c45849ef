"""A run of an import: batch after batch, taken up where it was left."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from api import businesses, tiers
from api.core import audit, clock
from api.core.audit import Actor
from api.core.garbage import collected_rarely
from api.core.money import minor_per_unit
from api.purchases.errors import StoreUnknown
from api.purchases.queries import earn_rules_of
from api.purchases.rules.import_rows import ImportTerms
from api.purchases.service.history import Books, count_noted
from api.purchases.service.importing.bills import Importer
from api.purchases.service.importing.pipeline import Pipeline
from api.purchases.service.importing.progress import State, open_run
from api.purchases.service.importing.reading import fingerprint, read_header
from api.purchases.types import ImportProgress, ImportReport

BATCH_ROWS = 25_000


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
    state = await open_run(importer, await asyncio.to_thread(fingerprint, path))
    dead = dead_path or path.with_name(f"{path.stem}.dead.csv")
    total = await asyncio.to_thread(lambda: path.stat().st_size)

    def tell(reached: State) -> None:
        if on_progress is not None:
            on_progress(ImportProgress(reached.byte_offset, total, reached.rows_done, reached.rows_dead))

    pipeline = Pipeline(importer, terms, path, columns, dead, batch_rows, tell)
    started, rows_before = time.monotonic(), state.rows_done + state.rows_dead
    was_finished = state.is_finished
    if not was_finished:
        with collected_rarely():
            state = await pipeline.run(state, max(state.byte_offset, first_byte))
            await count_noted(importer.books.program.id)
            await tiers.assess(importer.books.program.id)
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
    source = f"csv:{business_id.hex}"
    return Importer(actor, Books(program, business_id, source), rate, tuple(earn_rules)), terms


async def _record_audit(importer: Importer, path: Path, state: State) -> None:
    await audit.record(
        importer.actor,
        "purchases.import",
        target=("ImportRun", state.id),
        after={"file": path.name, "rows": state.rows_done, "dead": state.rows_dead},
        program_id=importer.books.program.id,
        business_id=importer.books.business_id,
    )
