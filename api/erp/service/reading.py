"""Reading a stream: page after page, each booked with its cursor, until there is no more."""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import timedelta
from functools import partial
from typing import Any

from api import purchases
from api.core import clock
from api.core.garbage import collected_rarely
from api.core.settings import get_settings
from api.erp.ports import source_reader
from api.erp.queries.codecs import position_json, position_of
from api.erp.rules.cursors import further, settled, start_of, years_to_poll
from api.erp.service.applying.preparing import Prepared, prepare
from api.erp.service.booking import booking
from api.erp.service.loading import Work
from api.erp.service.staff import mark_staff
from api.erp.types import CursorKind, Page, Position, Row

POLL_ROWS = 2_000
FIRST_ROWS = 500
FINISHED = "finished"
"""In the cursor of a backfill: years that are read to their end."""


async def read_new(work: Work) -> None:
    """Everything that is new or changed since the cursor, less the overlap. Raises SourceFailed, LeaseLost."""
    reader = source_reader()
    years = await reader.years(work.source, work.spec)
    bound = await reader.bound(work.source, work.spec)
    today = clock.now().astimezone(work.zone).date()
    overlap = timedelta(minutes=work.overlap_minutes)
    for year in years_to_poll(years, today, work.spec.year_starts_month):
        start = start_of(_position(work, year), bound, work.spec.cursor, overlap)
        await _read_year(work, year, start, bound, POLL_ROWS)


async def read_history(work: Work, *, seconds: float) -> bool:
    """Goes on with a backfill for so long, oldest year first; True once all is read. Raises SourceFailed, LeaseLost."""
    reader, until = source_reader(), time.monotonic() + seconds
    size = get_settings().erp_page_rows
    bound = await reader.bound(work.source, work.spec)
    finished: list[Any] = list(work.cursor.get(FINISHED, []))
    for year in await reader.years(work.source, work.spec):
        if year in finished:
            continue
        with collected_rarely():
            is_ended = await _read_year(work, year, _position(work, year), bound, size, until=until)
        if not is_ended:
            return False
        finished.append(year)
        work.cursor[FINISHED] = finished
        if work.spec.cursor is CursorKind.SNAPSHOT:
            work.cursor.pop(year, None)
    work.cursor.pop(FINISHED, None)
    return True


def _position(work: Work, year: str) -> Position | None:
    return position_of(work.cursor.get(year))


async def _read_year(
    work: Work,
    year: str,
    start: Position | None,
    bound: Position | None,
    limit: int,
    *,
    until: float | None = None,
) -> bool:
    """Pages of one table; False where time ran out before its end."""
    read, analyzed = 0, 0
    async with booking(work) as books, aclosing(_pages(work, year, start, bound, limit)) as pages:
        async for page, prepared in pages:
            if page.rows or page.end is not None:  # a quiet source may move its mark all the same
                await mark_staff(work, prepared.fields)
                end = settled(page.end, bound, work.spec.cursor)
                await books.take(prepared, partial(_advance, work, year, end))
            read += len(page.rows)
            if until is not None and read > analyzed * purchases.ANALYZE_GROWTH:
                analyzed = read
                await books.finish()
                await purchases.analyze_sales("erp_doc")
            if page.is_last:
                return True
            if until is not None and time.monotonic() > until:
                return False
    return True


async def _pages(
    work: Work, year: str, after: Position | None, bound: Position | None, limit: int
) -> AsyncGenerator[tuple[Page, Prepared], None]:
    """Page after page; the next one is read and mapped while the caller books one. The first is small."""
    ahead = _ask(work, year, after, bound, min(FIRST_ROWS, limit))
    try:
        while True:
            page, prepared = await ahead
            if not page.is_last:
                ahead = _ask(work, year, page.end or after, bound, limit)
            yield page, prepared
            if page.is_last:
                return
    finally:
        ahead.cancel()
        await asyncio.gather(ahead, return_exceptions=True)


def _ask(
    work: Work, year: str, after: Position | None, bound: Position | None, limit: int
) -> asyncio.Task[tuple[Page, Prepared]]:
    async def ask() -> tuple[Page, Prepared]:
        page = await source_reader().page(work.source, work.spec, year, after, limit=limit, until=bound)
        return page, await prepare(work, year, rows_of(page))

    return asyncio.create_task(ask())


def _advance(work: Work, year: str, end: Position | None) -> None:
    """A snapshot has a mark only while its history is read: it is read whole each time."""
    if work.spec.cursor is CursorKind.SNAPSHOT and not work.is_backfilling:
        return
    reached = further(_position(work, year), end)
    if reached is not None:
        work.cursor[year] = position_json(reached)


def rows_of(page: Page) -> Sequence[Row]:
    """The page's rows with their keys and hashes."""
    if page.hashes:
        return [
            Row(key, cells, hashed)
            for key, cells, hashed in zip(page.keys, page.rows, page.hashes, strict=True)
        ]
    return [Row(key, cells) for key, cells in zip(page.keys, page.rows, strict=True)]
