"""Looking for what the cursor cannot see: edits whose date did not move, rows that are gone."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from api.core import clock, db
from api.erp.ports import source_reader
from api.erp.rules.cursors import begin_of
from api.erp.service.applying import docs as documents
from api.erp.service.applying.preparing import prepare
from api.erp.service.applying.stating import state
from api.erp.service.applying.taking import take_page
from api.erp.service.leasing import count_run, keep
from api.erp.service.loading import Work
from api.erp.service.reading import rows_of
from api.erp.types import DayDigest, DocState, StreamKind, Tally

DAYS = 45
MONTH = timedelta(days=30)
BY_KEYS = 500
OURS = """
    SELECT day, branch, count(*) AS rows, sum(source_hash)::bigint AS hashes FROM erp_doc
    WHERE connection_id = $1 AND kind = 'invoice' AND year = $2 AND day BETWEEN $3 AND $4 AND program_id = $5
        AND state <> 'deleted' AND source_hash IS NOT NULL
    GROUP BY day, branch
"""
OF_DAY = """
    SELECT key FROM erp_doc
    WHERE connection_id = $1 AND kind = 'invoice' AND year = $2 AND day = $3 AND program_id = $4
        AND state <> 'deleted'
"""
OLDEST = "SELECT min(day) FROM erp_doc WHERE connection_id = $1 AND kind = 'invoice' AND year = $2 AND program_id = $3"


async def reconcile(work: Work, *, everything: bool = False) -> None:
    """Compares days of the source with ours, and reads again those that differ. Raises SourceFailed, LeaseLost.

    The last 45 days and one older month, chosen anew each time; or everything. Invoices alone have days.
    """
    if work.kind is not StreamKind.INVOICE or work.spec.day is None:
        return
    today = clock.now().astimezone(work.zone).date()
    for year in await source_reader().years(work.source, work.spec):
        for first, last in await _spans(work, year, today, everything=everything):
            await _compare(work, year, first, last)


async def _spans(work: Work, year: str, today: date, *, everything: bool) -> list[tuple[date, date]]:
    oldest = await db.fetchval(OLDEST, work.connection_id, year, work.program.id)
    begun = begin_of(year, work.spec.year_starts_month) if year else None
    first = min(day for day in (oldest, begun, today) if day is not None)
    if everything:
        return [(first, today + timedelta(days=1))]
    recent = today - timedelta(days=DAYS)
    spans = (
        [(max(recent, first), today + timedelta(days=1))] if not year or _reaches(work, year, recent) else []
    )
    older = (recent - first).days
    if older > 0 and (not year or not spans or first < recent):
        start = first + timedelta(days=Random(today.toordinal()).randrange(older))  # noqa: S311 - a sample
        spans.append((start, min(start + MONTH, recent)))
    return spans


def _reaches(work: Work, year: str, day: date) -> bool:
    """Whether the financial year has days from this one on."""
    return begin_of(year, work.spec.year_starts_month).replace(year=int(year[4:])) > day


async def _compare(work: Work, year: str, first: date, last: date) -> None:
    theirs = await source_reader().digests(work.source, work.spec, year, first, last)
    if theirs is None:
        days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    else:
        rows = await db.fetch(OURS, work.connection_id, year, first, last, work.program.id)
        days = differing(
            theirs, [DayDigest(row["day"], row["branch"], row["rows"], row["hashes"]) for row in rows]
        )
    for day in days:
        await _read_day(work, year, day)


def differing(theirs: Iterable[DayDigest], ours: Iterable[DayDigest]) -> list[date]:
    """Days on which a branch has other rows there than here, oldest first."""
    sides = [{(each.day, each.branch): (each.rows, each.hashes) for each in side} for side in (theirs, ours)]
    keys = sides[0].keys() | sides[1].keys()
    return sorted({day for day, branch in keys if sides[0].get((day, branch)) != sides[1].get((day, branch))})


async def _read_day(work: Work, year: str, day: date) -> None:
    """Takes every row of the day; what we have of it and the source has no more, anywhere, is deleted."""
    reader = source_reader()
    page = await reader.day(work.source, work.spec, year, day)
    await take_page(work, await prepare(work, year, rows_of(page)))
    rows = await db.fetch(OF_DAY, work.connection_id, year, day, work.program.id)
    missing = sorted({row["key"] for row in rows} - set(page.keys))
    for at in range(0, len(missing), BY_KEYS):
        asked = missing[at : at + BY_KEYS]
        moved = await reader.by_keys(work.source, work.spec, year, asked)
        if moved.keys:
            await take_page(work, await prepare(work, year, rows_of(moved)))
        await _delete(work, [key for key in asked if key not in set(moved.keys)])


async def _delete(work: Work, keys: list[str]) -> None:
    if not keys:
        return

    async def write() -> None:
        async with db.transaction():
            known = {
                key: doc
                for key, doc in (await documents.by_key(work, keys)).items()
                if doc.state is not DocState.DELETED
            }
            made = {key: replace(doc, state=DocState.DELETED) for key, doc in known.items()}
            points = await state(work, made, known) if made else 0
            work.tally = Tally(gone=len(made), points=points)
            await count_run(work)
            await keep(work)

    await db.retrying(write)
