"""One connection to each source, used by one thread at a time, so that a slow source delays nobody but itself."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select

from api.erp.types import Problem, Source, SourceFailed, StreamSpec
from api.integrations.sql_erp.compiled import Compiled, Shape, compiled
from api.integrations.sql_erp.diagnosis import failure, not_opened, not_read
from api.integrations.sql_erp.engine import DriverConnection, Engine, Errors, Row, Statement
from api.integrations.sql_erp.statements import Statements

K = TypeVar("K")
T = TypeVar("T")

IDLE_SECONDS = 600.0
# one thread for each source that is being read: 64 sources may be stuck at once before others wait
THREADS = 64
STATEMENTS_AT_MOST = 6
GRACE_SECONDS = 5
REMEMBERED_AT_MOST = 32
BROKEN = frozenset({Problem.CONNECTION_LOST, Problem.TIMED_OUT, Problem.UNEXPECTED})


class Link:
    """An open connection to a source. For one thread at a time."""

    def __init__(self, source: Source, engine: Engine) -> None:
        self.source = source
        self.engine = engine
        self.moment_types: dict[tuple[str, str], str] = {}
        self.statements: dict[tuple[StreamSpec, str], Statements] = {}
        self._known: dict[Shape, Compiled] = {}
        self.is_broken = False
        self._caught: Errors = (*engine.errors, OSError, ValueError, TypeError, ArithmeticError)
        try:
            self._connection: DriverConnection = engine.connect(source)
        except self._caught as error:
            raise not_opened(error, source, engine) from None

    def read(self, statement: Statement, shape: Shape | None = None) -> list[Row]:
        """All rows of a SELECT. Raises SourceFailed; after a lost link or a time-out the connection is done with.

        Statements of one `shape` differ by the values in their conditions alone: they are compiled once.
        """
        text, parameters = self._compiled(statement, shape)
        try:
            self.engine.before(self._connection, self.source)
            cursor = self._connection.cursor()
            if parameters is None:
                cursor.execute(text)
            else:
                cursor.execute(text, parameters)
            rows: list[Row] = cursor.fetchall()
            cursor.close()
        except self._caught as error:
            failed = not_read(error, self.source, self.engine)
            self.is_broken = failed.problem in BROKEN
            raise failed from None
        return rows

    def load(self, tables: list[str], spec: StreamSpec) -> None:
        """Makes the tables of a stream readable, where they are not so by themselves."""
        try:
            self.engine.load(self._connection, self.source, tables, spec)
        except self._caught as error:
            raise not_read(error, self.source, self.engine) from None

    def close(self) -> None:
        """Ends the connection, whatever state it is in."""
        try:
            self._connection.close()
        except self._caught:
            self.is_broken = True

    def _compiled(self, statement: Statement, shape: Shape | None) -> tuple[str, dict[str, object] | None]:
        if not isinstance(statement, Select):
            return statement, None
        if shape is None:
            once = compiled(statement, self.engine.dialect)
            return once.text, dict(once.parameters)
        known = remembered(self._known, shape, lambda: compiled(statement, self.engine.dialect))
        return known.text, known.parameters_of(statement)


def remembered(known: dict[K, T], key: K, make: Callable[[], T]) -> T:
    """What was made for the key before, or is made now. A connection keeps few, and begins anew when they are many."""
    if key not in known:
        if len(known) >= REMEMBERED_AT_MOST:
            known.clear()
        known[key] = make()
    return known[key]


@dataclass(slots=True)
class Place:
    """Where a source's connection is kept."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    link: Link | None = None
    closing: asyncio.TimerHandle | None = None

    def open(self, source: Source, engine: Engine) -> tuple[Link, bool]:
        """The connection, and whether it is a new one."""
        held = self.link
        if held is not None and held.source == source and not held.is_broken:
            return held, False
        self.close()
        self.link = Link(source, engine)
        return self.link, True

    def close(self) -> None:
        """Closes the connection, if there is one."""
        held, self.link = self.link, None
        if held is not None:
            held.close()


class Links:
    """The connections of this process by source; those not used for a while are closed."""

    def __init__(self, *, idle_seconds: float = IDLE_SECONDS, threads: int = THREADS) -> None:
        self._idle_seconds = idle_seconds
        self._places: dict[UUID, Place] = {}
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="source")
        self._tasks: set[asyncio.Task[None]] = set()

    async def use(
        self, source: Source, engine: Engine, work: Callable[[Link], T], *, afresh: bool = False
    ) -> T:
        """What `work` makes of the connection, in a thread. A link that broke while it lay idle is opened again."""
        place = self._places.setdefault(source.id, Place())
        limit = source.connect_timeout_seconds + STATEMENTS_AT_MOST * source.query_timeout_seconds
        try:
            async with asyncio.timeout(limit + GRACE_SECONDS):
                await place.lock.acquire()
            async with asyncio.timeout(limit + GRACE_SECONDS):
                return await self._started(place, lambda: _worked(place, source, engine, work, afresh))
        except TimeoutError:
            raise failure(Problem.TIMED_OUT, source, engine) from None

    async def close(self, source_id: UUID) -> None:
        """Closes the connection to a source as soon as nobody reads through it."""
        place = self._places.get(source_id)
        if place is not None:
            await self._closed(place)

    async def close_all(self) -> None:
        """Closes every connection."""
        for source_id in list(self._places):
            await self.close(source_id)

    async def _closed(self, place: Place) -> None:
        if place.closing is not None:
            place.closing.cancel()
        await place.lock.acquire()
        await self._started(place, place.close, then_watch=False)

    def _started(self, place: Place, work: Callable[[], T], *, then_watch: bool = True) -> asyncio.Future[T]:
        """Runs in a thread; the lock is free again when the thread is done, even where nobody waits any more."""
        running = asyncio.get_running_loop().run_in_executor(self._threads, work)

        def done(_: object) -> None:
            place.lock.release()
            if then_watch:
                self._watch(place)

        running.add_done_callback(done)
        return asyncio.shield(running)

    def _watch(self, place: Place) -> None:
        if place.closing is not None:
            place.closing.cancel()
        loop = asyncio.get_running_loop()
        place.closing = loop.call_later(self._idle_seconds, self._retire, place)

    def _retire(self, place: Place) -> None:
        if place.lock.locked():
            return  # in use again: it is watched anew afterwards
        task = asyncio.get_running_loop().create_task(self._closed(place))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _worked(place: Place, source: Source, engine: Engine, work: Callable[[Link], T], afresh: bool) -> T:
    if afresh:
        place.close()
    link, is_new = place.open(source, engine)
    try:
        return work(link)
    except SourceFailed as failed:
        if failed.problem is not Problem.CONNECTION_LOST or is_new:
            raise
        return work(place.open(source, engine)[0])


class Pace:
    """Keeps reads of a source to its rows per second."""

    def __init__(self) -> None:
        self._free_at: dict[UUID, float] = {}

    async def wait(self, source: Source) -> None:
        """Sleeps as long as the rows read before ask for."""
        free_at = self._free_at.get(source.id)
        if free_at is not None:
            await asyncio.sleep(max(0.0, free_at - time.monotonic()))

    def took(self, source: Source, rows: int) -> None:
        """Counts rows that were read."""
        if source.rows_per_second:
            self._free_at[source.id] = time.monotonic() + rows / source.rows_per_second
        else:
            self._free_at.pop(source.id, None)
