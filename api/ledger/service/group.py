"""Group commit: postings that arrive while others are under way go together in the next statement.

A lone posting waits for nobody. Under load one statement, one commit and one nudge serve dozens of them, each with its
own answer or refusal. Only postings outside a caller's transaction are grouped.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

import asyncpg
import orjson

from api.core import db, outbox
from api.core.ids import new_id
from api.ledger.service.posting import refusal_for, refusing
from api.ledger.types import Posting, PostingRequest, TxKind

MOST_ROWS = 64  # of one statement: more saves nothing and makes the last one wait
SAME_PRESENT = timedelta(seconds=5)
STATEMENTS = 2  # under way at once in one lane: one is committed while the next one works

CREDIT_MANY = """
    SELECT * FROM ledger_credit_many($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
        $19, $20, $21)
"""
REDEEM_MANY = "SELECT * FROM ledger_redeem_many($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"


@dataclass(slots=True, eq=False)
class Waiting:
    """One posting on its way. `alone` posts it by itself."""

    request: PostingRequest
    points: int
    now: datetime
    alone: Callable[[], Awaitable[Posting]]
    answer: asyncio.Future[Posting]
    release_at: datetime | None = None
    expires_at: datetime | None = None
    slides_to: datetime | None = None


@dataclass(slots=True)
class Lane:
    """Postings of one kind in one program."""

    kind: TxKind
    waiting: deque[Waiting] = field(default_factory=deque)
    under_way: set[asyncio.Task[None]] = field(default_factory=set)
    posting: int = 0  # statements in the database

    def take(self) -> list[Waiting]:
        """The next statement's rows: one present, no key twice, no member twice where points are taken.

        The others wait on, in their order. A fair share only: who takes all leaves the other statement nothing to do,
        and those who were answered together come back together.
        """
        taken: list[Waiting] = []
        left: list[Waiting] = []
        seen: set[object] = set()
        share = min(MOST_ROWS, ceil(len(self.waiting) / (STATEMENTS - self.posting)))
        while self.waiting and len(taken) < share:
            one = self.waiting.popleft()
            request = one.request
            is_apart = bool(taken) and abs(one.now - taken[0].now) > SAME_PRESENT
            marks: set[object] = {(request.source, request.idempotency_key)}
            if self.kind is TxKind.REDEEM:
                marks.add(request.membership_id)
            if one.answer.done():
                continue
            if is_apart or marks & seen:
                left.append(one)
            else:
                seen |= marks
                taken.append(one)
        self.waiting.extendleft(reversed(left))
        return taken

    @contextmanager
    def posts(self) -> Iterator[None]:
        """Around the statement itself."""
        self.posting += 1
        try:
            yield
        finally:
            self.posting -= 1


_lanes: dict[tuple[TxKind, UUID], Lane] = {}


async def post_grouped(
    kind: TxKind,
    request: PostingRequest,
    points: int,
    now: datetime,
    alone: Callable[[], Awaitable[Posting]],
    *,
    release_at: datetime | None = None,
    expires_at: datetime | None = None,
    slides_to: datetime | None = None,
) -> Posting:
    """Posts together with whatever else waits in the same lane; its own answer, its own refusal."""
    key = (kind, request.program_id)
    lane = _lanes.setdefault(key, Lane(kind))
    answer: asyncio.Future[Posting] = asyncio.get_running_loop().create_future()
    lane.waiting.append(Waiting(request, points, now, alone, answer, release_at, expires_at, slides_to))
    if len(lane.under_way) < STATEMENTS:
        task = asyncio.create_task(_drain(key, lane))
        lane.under_way.add(task)
    return await answer


async def _drain(key: tuple[TxKind, UUID], lane: Lane) -> None:
    try:
        while rows := lane.take():
            if len(rows) > 1:
                await _post(lane, rows)
            else:
                with lane.posts():
                    await _post_alone(rows[0])
    finally:
        task = asyncio.current_task()
        if task is not None:
            lane.under_way.discard(task)
        if not lane.under_way and not lane.waiting:
            _lanes.pop(key, None)


async def _post(lane: Lane, rows: list[Waiting]) -> None:
    """One statement for all; where it fails as a whole, each row by itself, so that each error finds its owner."""
    sql, arguments = _redeem(rows) if lane.kind is TxKind.REDEEM else _credit(rows)

    async def run() -> Sequence[asyncpg.Record]:
        return await db.fetch(sql, *arguments)

    try:
        with lane.posts():
            found = await refusing(run)
    except Exception:  # noqa: BLE001 - whatever it is, it is met again below by the row that it belongs to
        await asyncio.gather(*(_post_alone(row) for row in rows))
        return
    for answer in found:
        _settle(lane.kind, rows[answer["place"] - 1], answer)
    await outbox.nudge()


async def _post_alone(row: Waiting) -> None:
    try:
        posting = await row.alone()
    except BaseException as error:  # handed on to whoever waits for it
        if not row.answer.done():
            row.answer.set_exception(error)
        if not isinstance(error, Exception):
            raise
    else:
        if not row.answer.done():
            row.answer.set_result(posting)


def _settle(kind: TxKind, row: Waiting, found: asyncpg.Record) -> None:
    if row.answer.done():
        return
    outcome = found["outcome"]
    if outcome == "insufficient":
        params = {"available": found["points"], "needed": row.points}
        row.answer.set_exception(refusal_for("INSUFFICIENT_POINTS", params))
    elif outcome == "mismatch":
        row.answer.set_exception(refusal_for("IDEMPOTENCY_MISMATCH", {"key": row.request.idempotency_key}))
    else:
        is_replay = outcome == "replay"
        result = orjson.loads(found["result"])
        row.answer.set_result(
            Posting(
                found["tx_id"], kind, found["points"], found["balance"], found["pending"], is_replay, result
            )
        )


def _credit(rows: list[Waiting]) -> tuple[str, tuple[object, ...]]:
    requests = [row.request for row in rows]
    slides = [row.slides_to for row in rows]
    return CREDIT_MANY, (
        requests[0].program_id,
        TxKind.EARN,
        "issued",
        max(row.now for row in rows),
        True,
        [request.business_id for request in requests],
        [request.source for request in requests],
        [new_id() for _ in rows],
        [request.membership_id for request in requests],
        [request.idempotency_key for request in requests],
        [request.request_hash for request in requests],
        [row.points for row in rows],
        [request.occurred_at for request in requests],
        [row.release_at for row in rows],
        [row.expires_at for row in rows],
        slides if any(slides) else None,
        *_circumstances(requests),
    )


def _redeem(rows: list[Waiting]) -> tuple[str, tuple[object, ...]]:
    requests = [row.request for row in rows]
    return REDEEM_MANY, (
        requests[0].program_id,
        max(row.now for row in rows),
        [request.business_id for request in requests],
        [request.source for request in requests],
        [request.membership_id for request in requests],
        [request.idempotency_key for request in requests],
        [request.request_hash for request in requests],
        [row.points for row in rows],
        [request.occurred_at for request in requests],
        *_circumstances(requests),
    )


def _circumstances(requests: list[PostingRequest]) -> tuple[list[object], ...]:
    return (
        [request.store_id for request in requests],
        [request.reference_id for request in requests],
        [request.staff_id for request in requests],
        [request.device_id for request in requests],
        [request.reason for request in requests],
    )
