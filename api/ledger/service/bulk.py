"""Many awards at once, set-based: the same few statements, whatever the number of rows."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from api.businesses import PendingKind
from api.core import clock, db, outbox
from api.core.errors import BadInput
from api.core.ids import new_ids
from api.ledger import rules
from api.ledger.events import PointsImported
from api.ledger.service.posting import check_points, refusing
from api.ledger.types import BulkBalance, BulkEarn, BulkOutcome, BulkSkipped, LedgerPolicy, TxKind

AGAINST = {TxKind.EARN: "issued", TxKind.OPENING_BALANCE: "opening"}
Times = tuple[datetime | None, datetime | None, datetime | None]

STAGE = """
    CREATE TEMPORARY TABLE ledger_history (place integer, tx uuid, lot uuid, member uuid, key text, hash text,
        points bigint, occurred_at timestamptz, release_at timestamptz, expires_at timestamptz, slide_to timestamptz,
        store uuid, reference uuid, reason text) ON COMMIT DROP
"""
COLUMNS = (
    "place",
    "tx",
    "lot",
    "member",
    "key",
    "hash",
    "points",
    "occurred_at",
    "release_at",
    "expires_at",
    "slide_to",
    "store",
    "reference",
    "reason",
)
POST = "SELECT postings, points, skipped FROM ledger_post_history($1, $2, $3, $4, $5, $6)"


async def earn_many(
    program_id: UUID,
    business_id: UUID,
    source: str,
    rows: Sequence[BulkEarn | BulkBalance],
    policy: LedgerPolicy,
    *,
    kind: TxKind = TxKind.EARN,
    now: datetime | None = None,
) -> list[BulkSkipped]:
    """Posts awards of one business as `earn` would one after the other in order of time; no limits are applied.

    Plain history (new keys, no debt, nothing pending or sliding) leaves points that are due to the next sweep.

    All or nothing, in the caller's transaction or its own. Idempotent by `source` and each row's key: rows whose key is
    known (or repeated in `rows`) are skipped and returned, in order. Announces one fact per call, not one per row. Give
    some ten thousand rows per call. Refuses BAD_INPUT where any row's points are out of bounds.
    """
    if not rows:
        return []

    async def run() -> list[BulkSkipped]:
        async with db.transaction():
            await stage_many(rows, policy)
            return await post_staged(program_id, business_id, source, kind=kind, now=now)

    return await refusing(run)


async def stage_many(rows: Sequence[BulkEarn | BulkBalance], policy: LedgerPolicy) -> None:
    """Lays awards ready in the caller's transaction for `post_staged`, without a lock: half of the work of `earn_many`.

    Refuses BAD_INPUT where any row's points are out of bounds.
    """
    for row in rows:
        check_points(row.points)
    await db.execute(STAGE)
    await db.copy_into("ledger_history", COLUMNS, _staged(rows, policy))


async def post_staged(
    program_id: UUID,
    business_id: UUID,
    source: str,
    *,
    kind: TxKind = TxKind.EARN,
    now: datetime | None = None,
) -> list[BulkSkipped]:
    """Posts what `stage_many` laid ready in this transaction, as `earn_many` does, and clears it away."""
    if kind not in AGAINST:
        raise BadInput("Only awards and opening balances come in bulk.")
    posted = await db.fetchrow(POST, program_id, business_id, source, kind, AGAINST[kind], now or clock.now())
    if posted is None:
        raise RuntimeError("the statement counts and has a row")
    if posted["postings"]:
        await outbox.announce(
            PointsImported(
                program_id=program_id,
                business_id=business_id,
                source=source,
                postings=posted["postings"],
                points=posted["points"],
            )
        )
    return [
        BulkSkipped(index, UUID(tx_id), BulkOutcome(outcome))
        for index, tx_id, outcome in orjson.loads(posted["skipped"] or "[]")
    ]


def _staged(rows: Sequence[BulkEarn | BulkBalance], policy: LedgerPolicy) -> Iterator[tuple[object, ...]]:
    """Rows of `ledger_history`, in the order of COLUMNS."""
    times = _times(policy)
    for place, (row, lot_id) in enumerate(zip(rows, new_ids(len(rows)), strict=True), 1):
        yield (
            place,
            row.tx_id,
            lot_id,
            row.membership_id,
            row.idempotency_key,
            row.request_hash,
            row.points,
            row.occurred_at,
            *((None, row.expires_at, None) if isinstance(row, BulkBalance) else times(row.occurred_at)),
            row.store_id,
            row.reference_id,
            row.reason if isinstance(row, BulkBalance) else "",
        )


def _times(policy: LedgerPolicy) -> Callable[[datetime], Times]:
    """Release, expiry and slide of an award; worked out once per day of the program, on which alone they depend."""
    place = ZoneInfo(policy.time_zone)
    known: dict[date, Times] = {}

    def work_out(occurred_at: datetime) -> Times:
        released_at = rules.release_at(policy, occurred_at)
        return (
            released_at,
            rules.expires_at(policy, occurred_at, released_at),
            rules.slides_to(policy, occurred_at),
        )

    def look_up(occurred_at: datetime) -> Times:
        day = occurred_at.astimezone(place).date()
        times = known.get(day)
        if times is None:
            times = known[day] = work_out(occurred_at)
        return times

    return work_out if policy.pending_kind is PendingKind.FIXED_DATE else look_up
