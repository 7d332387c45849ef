"""What the sync needs from outside: somebody who reads sources, and never writes to them."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from api.erp.types import DayDigest, Diagnosis, Page, Position, Source, StreamSpec, TableInfo


class SourceReader(Protocol):
    """Reads rows of any source. Every method but `test` and `forget` raises SourceFailed.

    A source has one connection at a time: calls for the same source wait for each other, calls for others do not.
    """

    async def test(self, source: Source, /) -> Diagnosis:
        """Connects afresh and tells what is wrong, or what is there. Never raises."""
        ...

    async def tables(self, source: Source, /) -> list[TableInfo]:
        """Tables and views that the login may read, by name; at most 2,000."""
        ...

    async def years(self, source: Source, spec: StreamSpec, /) -> list[str]:
        """Financial years that have a table, oldest first; [""] without years. TABLE_UNKNOWN where there is none."""
        ...

    async def now(self, source: Source, /) -> datetime:
        """The source's clock, with its zone."""
        ...

    async def count(self, source: Source, spec: StreamSpec, year: str, /) -> int:
        """How many rows the spec finds in a year's table."""
        ...

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
        ...

    async def bound(self, source: Source, spec: StreamSpec, /) -> Position | None:
        """Up to where rows are read now: the source's clock (TIME_KEY), before the oldest open
        transaction (ROWVERSION, CHANGE_TRACKING); None where the cursor needs none.
        """
        ...

    async def newest(self, source: Source, spec: StreamSpec, year: str, limit: int, /) -> Page:
        """The newest rows, newest first: what a dry run looks at."""
        ...

    async def by_keys(self, source: Source, spec: StreamSpec, year: str, keys: Sequence[str], /) -> Page:
        """The rows of these keys that the source still has; for lines, the rows of these invoices (`parent`)."""
        ...

    async def digests(
        self, source: Source, spec: StreamSpec, year: str, first: date, last: date, /
    ) -> list[DayDigest] | None:
        """What the source has of each day and branch; None where it cannot hash: then every day is to be read."""
        ...

    async def day(self, source: Source, spec: StreamSpec, year: str, day: date, /) -> Page:
        """Every row of one day (`spec.day`)."""
        ...

    async def forget(self, source_id: UUID, /) -> None:
        """Closes the connection to a source, if there is one."""
        ...


_readers: list[SourceReader] = []
_makers: list[Callable[[], SourceReader]] = []


def use_source_reader(reader: SourceReader) -> None:
    """Fills the port; the newest one serves."""
    _readers[:] = [reader]


def use_source_reader_from(make: Callable[[], SourceReader]) -> None:
    """Fills the port with one that is made when it is first asked for: drivers cost time and memory to load."""
    _readers.clear()
    _makers[:] = [make]


def source_reader() -> SourceReader:
    """Who reads sources in this process. Raises RuntimeError before wiring."""
    if not _readers and _makers:
        use_source_reader(_makers[0]())
    if not _readers:
        raise RuntimeError("no SourceReader is wired: call api.wiring before serving")
    return _readers[0]
