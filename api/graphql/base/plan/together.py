"""Requests of one plan that wait are answered together: one statement, one round trip, a value for each."""

import asyncio
import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from math import ceil

import structlog

from api.core.errors import TimedOut
from api.core.reads import ReadFailed, ReadNotAllowed, reads

log = structlog.get_logger(__name__)

UNDER_WAY = 3
"""Statements of one plan at a time; whoever comes meanwhile waits for the next, which is one for all of them."""
AT_ONCE = 2
"""So many go without waiting; one more has to be worth it, as most of a short statement's cost is to begin it."""
WORTH_ONE = 8
MOST = 16
"""Larger groups save little more, and leave the others nothing to do meanwhile."""
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


@dataclass(slots=True, eq=False)
class _Asked:
    """One set of values, and who waits for what they come to."""

    values: Values
    key: Hashable = None
    """Where others find it who ask alike."""
    waiting: list[asyncio.Future[bytes | None]] = field(default_factory=list)

    async def answer(self) -> bytes | None:
        """What it comes to."""
        future: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        self.waiting.append(future)
        return await future

    def settle(self, outcome: bytes | BaseException | None) -> None:
        """Tells all who still wait."""
        for future in self.waiting:
            if future.done():
                continue
            if isinstance(outcome, BaseException):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)

    def drop(self) -> None:
        """Nobody is left waiting."""
        for future in self.waiting:
            future.cancel()


@dataclass(slots=True)
class _Queue:
    """Those who ask for one statement."""

    most: int
    under_way: int = 0
    is_called: bool = False
    asked: list[_Asked] = field(default_factory=list)

    def take(self) -> list[_Asked]:
        """The next statement's share of those who wait, empty where they had better wait on for one that ends."""
        free = UNDER_WAY - self.under_way
        if not free or (self.under_way >= AT_ONCE and len(self.asked) < WORTH_ONE):
            return []
        share = min(self.most, ceil(len(self.asked) / free))
        taken, self.asked = self.asked[:share], self.asked[share:]
        return taken


class Together:
    """Runs statements, each for one caller while few ask, for many at once while many do."""

    def __init__(self) -> None:
        self._queues: dict[str, _Queue] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._shared: dict[Hashable, _Asked] = {}

    async def value(self, statement: Statement, values: Values) -> bytes | None:
        """The value for these. Raises what `api.core.reads` raises, for this caller's own values alone."""
        asked = _Asked(values)
        self._ask(statement, asked)
        return await asked.answer()

    async def shared(self, statement: Statement, values: Values, since: Hashable) -> bytes | None:
        """As `value`, and worked out once for all who ask with equal values meanwhile: a push to many sockets.

        `since` is the moment of the push: who was woken later must not get what was read before.
        """
        key = (statement.value, tuple(values), since)
        asked = self._shared.get(key)
        if asked is None:
            asked = self._shared[key] = _Asked(values, key)
            self._ask(statement, asked)
        return await asked.answer()

    def _ask(self, statement: Statement, asked: _Asked) -> None:
        queue = self._queues.get(statement.value)
        if queue is None:
            queue = self._queues[statement.value] = _Queue(MOST if statement.kinds else 1)
        queue.asked.append(asked)
        if not queue.is_called:
            queue.is_called = True  # by the end of this turn of the loop all whom it woke have asked
            asyncio.get_running_loop().call_soon(self._called, statement, queue)

    def _called(self, statement: Statement, queue: _Queue) -> None:
        queue.is_called = False
        self._next(statement, queue)

    def _next(self, statement: Statement, queue: _Queue) -> None:
        """Whoever waits goes next, where there are enough; a queue without anybody is forgotten."""
        while group := queue.take():
            queue.under_way += 1
            task = asyncio.create_task(self._answer(statement, queue, group))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if not queue.under_way and not queue.is_called:
            self._queues.pop(statement.value, None)

    async def _answer(self, statement: Statement, queue: _Queue, group: list[_Asked]) -> None:
        try:
            found = await _all(statement, [asked.values for asked in group])
            for asked, outcome in zip(group, found, strict=True):
                asked.settle(outcome)
        finally:
            for asked in group:
                self._shared.pop(asked.key, None)
                asked.drop()
            queue.under_way -= 1
            self._next(statement, queue)


async def _all(statement: Statement, asked: Sequence[Values]) -> Sequence[bytes | BaseException | None]:
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
    if len(asked) == 1:
        return [await _alone(statement, asked[0])]
    return await asyncio.gather(*(_alone(statement, values) for values in asked))


async def _alone(statement: Statement, values: Values) -> bytes | BaseException | None:
    try:
        found: bytes | None = await reads.fetchval(statement.one, *values)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the asker's to deal with
        return error
    return found
