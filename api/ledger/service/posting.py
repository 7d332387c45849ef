"""One posting: a request to the database, its answer or its refusal."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

import asyncpg
import orjson

from api.core import db, outbox
from api.core.errors import BadInput, IdempotencyMismatch, NotFound, Param, Refusal
from api.ledger.errors import CardMerged, InsufficientPoints, LimitReached, PointsNotPending, ReversalTooLarge
from api.ledger.types import MAX_POINTS, Posting, PostingRequest, TxKind

T = TypeVar("T")
REFUSED = "RG001"
TRANSIENT = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
MAX_KEY = 160
MAX_REASON = 300

REQUEST = "ROW($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)::ledger_request"
"""How every verb's statement passes the request, in the order of `arguments_of`."""

SENTENCES: dict[str, tuple[type[Refusal], str]] = {
    "INSUFFICIENT_POINTS": (
        InsufficientPoints,
        "There are only {available} points to spend; this takes {needed}.",
    ),
    "LIMIT_REACHED": (LimitReached, "The limit {limit} of {maximum} is reached; {remaining} points remain."),
    "REVERSAL_TOO_LARGE": (
        ReversalTooLarge,
        "Only {reversible} points of this are left to undo, not {needed}.",
    ),
    "IDEMPOTENCY_MISMATCH": (IdempotencyMismatch, "This idempotency key was used before with other content."),
    "NOT_PENDING": (PointsNotPending, "These points do not wait any more."),
    "CARD_MERGED": (CardMerged, "This card was merged into another. Please look the customer up again."),
    "NOT_FOUND": (NotFound, "There is no such transaction of this member."),
}


async def post(sql: str, request: PostingRequest, now: datetime, *values: object) -> Posting:
    """Runs a verb's statement in the caller's transaction or its own; the outbox is nudged after the commit."""
    arguments = arguments_of(request, now)

    async def run() -> asyncpg.Record:
        async with db.connection() as raw:
            return await raw.fetchrow(sql, *arguments, *values)

    row = await refusing(run)
    await db.after_commit(outbox.nudge)
    return Posting(
        row["tx_id"],
        TxKind(row["kind"]),
        row["points"],
        row["balance"],
        row["pending"],
        row["is_replay"],
        orjson.loads(row["result"]),
    )


async def refusing(work: Callable[[], Awaitable[T]]) -> T:
    """Runs one statement: again after a deadlock or a lost race, and its refusals come out as refusals."""
    try:
        try:
            return await _noticing_rivals(work)
        except TRANSIENT:
            if (
                db.in_transaction_now()
            ):  # it is lost with this statement: only its whole work can be done again
                raise
            return await db.retrying(lambda: _noticing_rivals(work))
    except asyncpg.PostgresError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error


async def _noticing_rivals(work: Callable[[], Awaitable[T]]) -> T:
    """A rival with the same key for another member is one more reason to try again: his answer will be found."""
    try:
        return await work()
    except asyncpg.UniqueViolationError as error:
        if error.table_name != "tx":
            raise
        raise asyncpg.SerializationError("a rival took this idempotency key") from error


def refusal_of(error: asyncpg.PostgresError) -> Refusal | None:
    """The refusal that the ledger's functions raised, None for any other error."""
    return refusal_for(error.message, orjson.loads(error.detail)) if error.sqlstate == REFUSED else None


def refusal_for(code: str, params: dict[str, Param]) -> Refusal:
    """The refusal of that code with its sentence."""
    kind, sentence = SENTENCES[code]
    return kind(sentence.format(**params), params=params)


def check_points(points: int) -> None:
    """Refuses what no posting may move: nothing, less than nothing, or an absurd number."""
    if not 1 <= points <= MAX_POINTS:
        raise BadInput(
            f"Points must be a whole number from 1 to {MAX_POINTS}.",
            path=("points",),
            params={"max": MAX_POINTS},
        )


def check(request: PostingRequest, points: int) -> None:
    """Refuses what no posting may be: absurd points, a missing or overlong key, an overlong reason."""
    check_points(points)
    if not 1 <= len(request.idempotency_key) <= MAX_KEY:
        raise BadInput(f"An idempotency key has 1 to {MAX_KEY} characters.", path=("idempotencyKey",))
    if len(request.reason) > MAX_REASON:
        raise BadInput(f"A reason has at most {MAX_REASON} characters.", path=("reason",))
    if "\0" in request.reason or "\0" in request.idempotency_key:
        raise BadInput("Texts must not contain the character NUL.")


def arguments_of(request: PostingRequest, now: datetime) -> tuple[object, ...]:
    """The values of REQUEST."""
    return (
        request.program_id,
        request.business_id,
        request.membership_id,
        request.source,
        request.idempotency_key,
        request.request_hash,
        request.occurred_at,
        now,
        request.store_id,
        request.staff_id,
        request.device_id,
        request.reference_id,
        request.reason,
    )
