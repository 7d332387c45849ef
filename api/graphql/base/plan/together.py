"""Requests of one plan that wait are answered together: one statement, one round trip, a value for each."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import structlog

from api.core.errors import TimedOut
from api.core.reads import ReadFailed, ReadNotAllowed, reads

log = structlog.get_logger(__name__)

UNDER_WAY = 2
"""Statements of one plan at a time; whoever comes meanwhile waits for the next, which is one for all of them."""
MOST = 32
_PLACE = re.compile(r"\$(\d+)::(?:timestamp with time zone|character varying|[a-z0-9_]+)")

Values = Sequence[object]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL for one value with places `$1::kind`, and the kinds of its places in their order."""

    value: str
    kinds: tuple[str, ...]
    one: str = field(init=False, compare=False)
    many: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Writes both forms once: for one caller, and for as many as there are elements in the arrays."""
        object.__setattr__(self, "one", f"SELECT {self.value}")
        arrays = ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(self.kinds, 1))
        names = ", ".join(f"p{place}" for place in range(1, len(self.kinds) + 1))
        value = _PLACE.sub(lambda match: f"asked.p{match[1]}", self.value)
        object.__setattr__(
            self,
            "many",
            f"SELECT {value} FROM unnest({arrays}) WITH ORDINALITY AS asked ({names}, nth) ORDER BY asked.nth",
        )


@dataclass(slots=True)
class _Queue:
    under_way: int = 0
    waiting: list[tuple[Values, asyncio.Future[bytes | None]]] = field(default_factory=list)


class Together:
    """Runs statements, each for one caller while few ask, for many at once while many do."""

    def __init__(self) -> None:
        self._queues: defaultdict[str, _Queue] = defaultdict(_Queue)
        self._tasks: set[asyncio.Task[None]] = set()
        self._shared: dict[tuple[str, Values, Hashable], asyncio.Task[bytes | None]] = {}

    async def shared(self, statement: Statement, values: Values, since: Hashable) -> bytes | None:
        """As `value`, and worked out once for all who ask with equal values meanwhile: a push to many sockets.

        `since` is the moment of the push: who was woken later must not get what was read before.
        """
        key = (statement.value, tuple(values), since)
        task = self._shared.get(key)
        if task is None:
            task = self._shared[key] = asyncio.create_task(self.value(statement, values))
            task.add_done_callback(lambda _: self._shared.pop(key, None))
        return await asyncio.shield(task)

    async def value(self, statement: Statement, values: Values) -> bytes | None:
        """The value for these. Raises what `api.core.reads` raises, for this caller's own values alone."""
        queue = self._queues[statement.value]
        if queue.under_way >= UNDER_WAY and statement.kinds:
            future: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
            queue.waiting.append((values, future))
            return await future
        queue.under_way += 1
        try:
            return await _alone(statement, values)
        finally:
            self._next(statement, queue)

    def _next(self, statement: Statement, queue: _Queue) -> None:
        """Whoever waits goes next; a queue without anybody is forgotten."""
        if queue.waiting:
            group, queue.waiting = queue.waiting[:MOST], queue.waiting[MOST:]
            task = asyncio.create_task(self._answer(statement, queue, group))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            return
        queue.under_way -= 1
        if not queue.under_way:
            self._queues.pop(statement.value, None)

    async def _answer(
        self, statement: Statement, queue: _Queue, group: list[tuple[Values, asyncio.Future[bytes | None]]]
    ) -> None:
        try:
            found = await _all(statement, [values for values, _ in group])
            for (_, future), outcome in zip(group, found, strict=True):
                if future.done():
                    continue
                if isinstance(outcome, BaseException):
                    future.set_exception(outcome)
                else:
                    future.set_result(outcome)
        finally:
            for _, future in group:
                future.cancel()
            self._next(statement, queue)


async def _all(statement: Statement, asked: list[Values]) -> Sequence[bytes | BaseException | None]:
    """One outcome for each. Where one spoils the statement for all, each is asked alone."""
    if len(asked) > 1:
        try:
            rows = await reads.fetch(statement.many, *(list(column) for column in zip(*asked, strict=True)))
            return [row[0] for row in rows]
        except ReadFailed:
            # a statement that only fails for many: all are answered, but each by one of their own, and somebody hears
            log.exception("plan.failed_together", sql=statement.many)
        except (ReadNotAllowed, TimedOut):
            pass
    return await asyncio.gather(*(_alone(statement, values) for values in asked), return_exceptions=True)


async def _alone(statement: Statement, values: Values) -> bytes | None:
    found: bytes | None = await reads.fetchval(statement.one, *values)
    return found
