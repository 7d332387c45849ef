"""The reader of shops' own systems: SELECTs in threads, one connection to each source."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.erp.types import (
    DayDigest,
    Diagnosis,
    Page,
    Position,
    Problem,
    Source,
    SourceFailed,
    StreamSpec,
    TableInfo,
)
from api.integrations.sql_erp import reading
from api.integrations.sql_erp.cells import utc_offset
from api.integrations.sql_erp.checkup import diagnosed
from api.integrations.sql_erp.engines import engine_of
from api.integrations.sql_erp.links import IDLE_SECONDS, Link, Links, Pace
from api.integrations.sql_erp.paths import placed
from api.integrations.sql_erp.reading import Reading

log = structlog.get_logger(__name__)

T = TypeVar("T")


class SqlSources:
    """A SourceReader for SQL Server, PostgreSQL, MySQL, SQLite and folders of CSV files. Only SELECT is ever sent.

    Files are read below `files_under`; without it, anywhere (`files_anywhere`) or not at all.
    """

    def __init__(
        self,
        *,
        files_under: Path | None = None,
        files_anywhere: bool = False,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._links = Links(idle_seconds=idle_seconds)
        self._pace = Pace()
        self._place = partial(placed, under=files_under, anywhere=files_anywhere)

    async def test(self, source: Source, /) -> Diagnosis:
        """Connects afresh and tells what is wrong, or what is there. Never raises."""
        try:
            return await self._use(source, diagnosed, afresh=True)
        except SourceFailed as failed:
            return Diagnosis(failed.problem, failed.message)

    async def tables(self, source: Source, /) -> list[TableInfo]:
        """Tables and views that the login may read, by name; at most 2,000."""
        return await self._use(source, lambda link: link.engine.tables(link.read, link.source))

    async def years(self, source: Source, spec: StreamSpec, /) -> list[str]:
        """Financial years that have a table, oldest first; [""] without years. TABLE_UNKNOWN where there is none."""
        return await self._use(source, lambda link: reading.years(link, spec))

    async def now(self, source: Source, /) -> datetime:
        """The source's clock, with its zone."""
        local, utc = await self._use(source, reading.now)
        return local.replace(tzinfo=timezone(timedelta(minutes=utc_offset(local, utc))))

    async def count(self, source: Source, spec: StreamSpec, year: str, /) -> int:
        """How many rows the spec finds in a year's table."""
        return await self._use(source, lambda link: Reading(link, spec, year).count())

    async def page(
        self,
        source: Source,
        spec: StreamSpec,
        year: str,
        after: Position | None,
        /,
        *,
        limit: int,
        until: Position | None = None,
    ) -> Page:
        """The next rows in the order of the cursor, those after `after` and up to `until` where that is given."""
        return await self._paced(source, lambda link: Reading(link, spec, year).page(after, until, limit))

    async def bound(self, source: Source, spec: StreamSpec, /) -> Position | None:
        """Up to where it is safe to read now; None where the cursor needs no bound."""
        return await self._use(source, lambda link: reading.bound(link, spec))

    async def newest(self, source: Source, spec: StreamSpec, year: str, limit: int, /) -> Page:
        """The newest rows, newest first: what a dry run looks at."""
        return await self._paced(source, lambda link: Reading(link, spec, year).newest(limit))

    async def by_keys(self, source: Source, spec: StreamSpec, year: str, keys: Sequence[str], /) -> Page:
        """The rows of these keys that the source still has; for lines, the rows of these invoices (`parent`)."""
        return await self._paced(source, lambda link: Reading(link, spec, year).by_keys(keys))

    async def digests(
        self, source: Source, spec: StreamSpec, year: str, first: date, last: date, /
    ) -> list[DayDigest] | None:
        """What the source has of each day and branch; None where it cannot hash: then every day is to be read."""
        return await self._use(source, lambda link: Reading(link, spec, year).digests(first, last))

    async def day(self, source: Source, spec: StreamSpec, year: str, day: date, /) -> Page:
        """Every row of one day (`spec.day`)."""
        return await self._paced(source, lambda link: Reading(link, spec, year).day(day))

    async def forget(self, source_id: UUID, /) -> None:
        """Closes the connection to a source, if there is one."""
        await self._links.close(source_id)

    async def close(self) -> None:
        """Closes every connection."""
        await self._links.close_all()

    async def _paced(self, source: Source, work: Callable[[Link], Page]) -> Page:
        await self._pace.wait(source)
        page = await self._use(source, work)
        self._pace.took(source, len(page.rows))
        return page

    async def _use(self, source: Source, work: Callable[[Link], T], *, afresh: bool = False) -> T:
        engine = engine_of(source.kind)
        try:
            return await self._links.use(self._place(source), engine, work, afresh=afresh)
        except (SQLAlchemyError, LookupError, RecursionError, ValueError) as error:
            log.exception("sources.not_composed", source=str(source.id), kind=source.kind)
            said = f"The stream cannot be asked for in this way ({type(error).__name__})."
            raise SourceFailed(Problem.UNEXPECTED, said) from None
