"""Pages of history into the books in their order, several under way: while one is posted, the next are entered."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg

from api.core.errors import Refusal
from api.core.settings import get_settings
from api.erp.service.applying.preparing import Prepared
from api.erp.service.applying.taking import SPOILT, take_ahead, take_page
from api.erp.service.loading import Work
from api.erp.types import StreamKind, Tally

MOST = 3
"""Pages under way at once: one is posted, and the others keep this process and the database busy meanwhile."""
WIDE = 2_000
"""Rows of a page from which on it pays."""
ROOM = 2 * MOST
"""Connections that there must be: in a smaller pool the pages that wait could hold all, and the first one needs one."""
IN_VAIN = (Refusal, *SPOILT, asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
"""What ends a page that may do by itself, row by row if need be."""

_ahead: set[int] = set()
"""Whose pages go ahead in this process. One at most: a page holds a connection while it waits for those before it, and
many such streams would hold all that there are."""


class Overtaken(Exception):
    """A page before this one failed."""


@dataclass(frozen=True, slots=True)
class _Page:
    prepared: Prepared
    advance: Callable[[], None]
    task: "asyncio.Task[Tally]"


@dataclass(frozen=True, slots=True)
class Books:
    """Takes pages of one stream in their order."""

    work: Work
    goes_ahead: bool
    pages: deque[_Page] = field(default_factory=deque)

    async def take(self, prepared: Prepared, advance: Callable[[], None]) -> None:
        """Books a page, at once or soon; `advance` moves the cursor with it. Raises what `take_page` raises, for this
        page or one before it.
        """
        if not self.goes_ahead or len(prepared.invoices) < WIDE:
            await self.finish()
            await take_page(self.work, prepared, advance)
            return
        self._begin(prepared, advance)
        if len(self.pages) == MOST:
            await self._end_first()

    async def finish(self) -> None:
        """Returns when all pages are in the books."""
        while self.pages:
            await self._end_first()

    async def stop(self) -> None:
        """Takes back what is under way."""
        for page in self.pages:
            page.task.cancel()
        await asyncio.gather(*(page.task for page in self.pages), return_exceptions=True)
        self.pages.clear()

    def _begin(self, prepared: Prepared, advance: Callable[[], None]) -> None:
        before = self.pages[-1].task if self.pages else None

        async def earlier() -> None:
            if before is not None:
                await asyncio.wait((before,))
                if before.cancelled() or before.exception() is not None:
                    raise Overtaken

        task = asyncio.create_task(take_ahead(self.work, prepared, advance, earlier))
        self.pages.append(_Page(prepared, advance, task))

    async def _end_first(self) -> None:
        """The oldest page is in the books; where it could not be as it was, it and the others go one by one."""
        try:
            await asyncio.shield(self.pages[0].task)
        except IN_VAIN:
            again = list(self.pages)
            await self.stop()
            for page in again:
                await take_page(self.work, page.prepared, page.advance)
        else:
            self.pages.popleft()


@asynccontextmanager
async def booking(work: Work) -> AsyncIterator[Books]:
    """Books for a stream's pages, all of which are booked at the end; where the caller fails, the last are not."""
    is_history = work.is_backfilling and work.kind is StreamKind.INVOICE
    goes_ahead = is_history and not _ahead and get_settings().database_pool_size >= ROOM
    books = Books(work, goes_ahead)
    if goes_ahead:
        _ahead.add(id(books))
    try:
        yield books
        await books.finish()
    except BaseException:
        await books.stop()
        raise
    finally:
        _ahead.discard(id(books))
