"""Batch after batch into the books: while one is settled, the next is entered and the one after that is read."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import asyncpg

from api.core import db
from api.purchases.rules.import_rows import ImportTerms
from api.purchases.service.history import ANALYZE_GROWTH, analyze
from api.purchases.service.importing import progress
from api.purchases.service.importing.batches import enter, settle
from api.purchases.service.importing.bills import Importer
from api.purchases.service.importing.dead_file import write_dead
from api.purchases.service.importing.progress import State
from api.purchases.service.importing.reading import DeadRow, ReadBatch, read_batch

FIRST_ROWS = 500
"""The first batch is small: it tells the planner what is coming (see `statistics.analyze`)."""
REMEMBERED_MEMBERS = 500_000
TRANSIENT = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
SOON_DURABLE = "SET LOCAL synchronous_commit = off"


@dataclass(eq=False, slots=True)
class _Work:
    """A batch on its way into the books; once it is `entered` the next one may be entered."""

    batch: ReadBatch
    entered: asyncio.Event = field(default_factory=asyncio.Event)
    task: "asyncio.Future[State]" = field(default_factory=asyncio.Future)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One run over a file. `on_batch` is told every state once it is committed."""

    importer: Importer
    terms: ImportTerms
    path: Path
    columns: list[str]
    dead_path: Path
    batch_rows: int
    on_batch: Callable[[State], None]

    async def run(self, state: State, start: int) -> State:
        """Takes the file from byte `start` to its end; the state after its last batch.

        Batches are committed in their order, each with the mark in a transaction of its own. One that lost a race is
        done again by itself; whatever else goes wrong takes back what is not committed, and is raised.
        """
        first, analyzed = state.rows_done, 0
        work = ahead = None
        async with aclosing(self._batches(start)) as batches:
            try:
                work = self._begin(await anext(batches), state)
                while True:
                    following = await anext(batches, None)
                    is_due = state.rows_done + len(work.batch.rows) - first >= analyzed * ANALYZE_GROWTH
                    ahead = self._begin(following, work) if following and not is_due else None
                    try:
                        state = await asyncio.shield(work.task)
                    except TRANSIENT:
                        await self._stop(ahead)
                        ahead = None
                        state = await db.retrying(partial(self._write, _Work(work.batch), state))
                    self.on_batch(state)
                    if following is None:
                        return state
                    if is_due:
                        analyzed = max(state.rows_done - first, 1)
                        await analyze()
                    work = ahead or self._begin(following, state)
            finally:
                await self._stop(ahead)
                await self._stop(work)

    async def _batches(self, start: int) -> AsyncGenerator[ReadBatch, None]:
        """The file from that byte on; the next batch is read and parsed while the caller is busy with one."""
        reading = asyncio.create_task(self._read(start, min(FIRST_ROWS, self.batch_rows)))
        try:
            while True:
                batch = await reading
                if not batch.is_last:
                    reading = asyncio.create_task(self._read(batch.end, self.batch_rows))
                yield batch
                if batch.is_last:
                    return
        finally:
            reading.cancel()

    async def _read(self, start: int, size: int) -> ReadBatch:
        return await asyncio.to_thread(read_batch, self.path, self.columns, start, size, self.terms)

    def _begin(self, batch: ReadBatch, before: _Work | State) -> _Work:
        work = _Work(batch)
        work.task = asyncio.create_task(self._write(work, before))
        return work

    async def _stop(self, work: _Work | None) -> None:
        """Returns when the batch is committed or taken back."""
        if work is not None:
            work.task.cancel()
            await asyncio.gather(work.task, return_exceptions=True)

    async def _write(self, work: _Work, before: _Work | State) -> State:
        """A batch and the mark of how far the run is, in one transaction, committed after the batch before it.

        All but the last commit without waiting for the disk: a power cut takes back the last batches with their marks.
        """

        async def earlier() -> State:
            return await asyncio.shield(before.task) if isinstance(before, _Work) else before

        if isinstance(before, _Work):
            await before.entered.wait()
        async with db.transaction():
            if not work.batch.is_last:
                await db.execute(SOON_DURABLE)
            entered = await enter(self.importer, work.batch.rows, earlier)
            work.entered.set()
            state = await earlier()
            await settle(self.importer, entered)
            after = await self._mark(state, work.batch, entered.dead)
        if len(self.importer.met) > REMEMBERED_MEMBERS:
            self.importer.met.clear()
        self.importer.met.update(entered.met)
        return after

    async def _mark(self, before: State, batch: ReadBatch, refused: list[DeadRow]) -> State:
        """Tells the file of dead rows and the run that the batch is done."""
        dead = [*batch.dead, *refused]
        dead_bytes = await asyncio.to_thread(
            write_dead, self.dead_path, self.columns, dead, before.dead_bytes
        )
        after = State(
            before.id,
            before.rows_done + len(batch.rows) - len(refused),
            before.rows_dead + len(dead),
            batch.end,
            dead_bytes,
            batch.is_last,
        )
        await progress.advance(before, after)
        return after
