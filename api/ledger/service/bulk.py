"""Many awards at once, set-based: one statement, whatever the number of rows."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from api.businesses import PendingKind
from api.core import clock, db, outbox
from api.core.errors import BadInput
from api.ledger import rules
from api.ledger.events import PointsImported
from api.ledger.service.posting import check_points, refusing
from api.ledger.types import BulkEarn, BulkOutcome, BulkSkipped, LedgerPolicy, TxKind

AGAINST = {TxKind.EARN: "issued", TxKind.OPENING_BALANCE: "opening"}
Times = tuple[datetime | None, datetime | None, datetime | None]

COUNTED = """
    SELECT count(*) FILTER (WHERE outcome = 'posted') AS postings,
        coalesce(sum(points) FILTER (WHERE outcome = 'posted'), 0)::bigint AS points,
        json_agg(json_build_array(place - 1, tx_id, outcome) ORDER BY place) FILTER (WHERE outcome <> 'posted')::text
            AS skipped
    FROM ledger_credit_many($1, $2, $3, $4, false, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, NULL,
        NULL, NULL)
"""


async def earn_many(
    program_id: UUID,
    business_id: UUID,
    source: str,
    rows: Sequence[BulkEarn],
    policy: LedgerPolicy,
    *,
    kind: TxKind = TxKind.EARN,
    now: datetime | None = None,
) -> list[BulkSkipped]:
    """Posts awards of one business as `earn` would one after the other in order of time; no limits are applied.

    All or nothing, in the caller's transaction or its own. Idempotent by `source` and each row's key: rows whose key is
    known (or repeated in `rows`) are skipped and returned, in order. Announces one fact per call, not one per row. Give
    some ten thousand rows per call. Refuses BAD_INPUT where any row's points are out of bounds.
    """
    for row in rows:
        check_points(row.points)
    if kind not in AGAINST:
        raise BadInput("Only awards and opening balances come in bulk.")
    if not rows:
        return []
    moment = now or clock.now()

    columns = ([business_id] * len(rows), [source] * len(rows), *_columns(rows, policy))

    async def run() -> list[BulkSkipped]:
        async with db.transaction():
            counted = await db.fetchrow(COUNTED, program_id, kind, AGAINST[kind], moment, *columns)
            if counted is None:
                raise RuntimeError("the statement counts and has a row")
            if counted["postings"]:
                await outbox.announce(
                    PointsImported(
                        program_id=program_id,
                        business_id=business_id,
                        source=source,
                        postings=counted["postings"],
                        points=counted["points"],
                    )
                )
        return [
            BulkSkipped(index, UUID(tx_id), BulkOutcome(outcome))
            for index, tx_id, outcome in orjson.loads(counted["skipped"] or "[]")
        ]

    return await refusing(run)


def _columns(rows: Sequence[BulkEarn], policy: LedgerPolicy) -> tuple[Sequence[object] | None, ...]:
    times = _times(policy)
    released, expiring, sliding = zip(*(times(row.occurred_at) for row in rows), strict=True)
    return (
        [row.tx_id for row in rows],
        [row.membership_id for row in rows],
        [row.idempotency_key for row in rows],
        [row.request_hash for row in rows],
        [row.points for row in rows],
        [row.occurred_at for row in rows],
        released if any(released) else None,
        expiring if any(expiring) else None,
        sliding if any(sliding) else None,
        [row.store_id for row in rows],
        [row.reference_id for row in rows],
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
