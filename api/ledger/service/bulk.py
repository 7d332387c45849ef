"""Many awards at once, set-based: one COPY and a handful of statements, whatever the number of rows."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from api.businesses import PendingKind
from api.core import clock, db, outbox
from api.core.errors import BadInput
from api.ledger import rules
from api.ledger.events import PointsImported
from api.ledger.service import bulk_sql
from api.ledger.service.posting import check_points, refusing
from api.ledger.types import BulkEarn, BulkOutcome, BulkSkipped, LedgerPolicy, TxKind

AGAINST = {TxKind.EARN: "issued", TxKind.OPENING_BALANCE: "opening"}
COLUMNS = (
    "ord",
    "tx_id",
    "membership_id",
    "store_id",
    "reference_id",
    "idem_key",
    "request_hash",
    "points",
    "occurred_at",
    "release_at",
    "expires_at",
    "slide_to",
)
Staged = tuple[object, ...]
Times = tuple[datetime | None, datetime | None, datetime | None]


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

    async def run() -> list[BulkSkipped]:
        async with db.transaction():
            async with db.connection() as raw:
                await _stage(raw, rows, policy, moment)
                skipped = await _skip_known(raw, program_id, source)
                posted = await _post(raw, program_id, business_id, source, kind)
            if posted:
                await outbox.announce(
                    PointsImported(program_id=program_id, business_id=business_id, source=source, **posted)
                )
            return skipped

    return await refusing(run)


async def _stage(
    raw: asyncpg.Connection, rows: Sequence[BulkEarn], policy: LedgerPolicy, moment: datetime
) -> None:
    await raw.execute(bulk_sql.OPEN_STAGE)
    await raw.copy_records_to_table("ledger_stage", records=_staged(rows, policy, moment), columns=COLUMNS)
    await raw.execute("ANALYZE ledger_stage")


async def _skip_known(raw: asyncpg.Connection, program_id: UUID, source: str) -> list[BulkSkipped]:
    """Accounts are locked first: what a rival did with the same keys and members is then visible."""
    await raw.execute(bulk_sql.OPEN_ACCOUNTS, program_id)
    await raw.execute(bulk_sql.LOCK_ACCOUNTS, program_id)
    known = await raw.fetch(bulk_sql.DROP_KNOWN, program_id, source)
    return [
        BulkSkipped(row["ord"], row["tx_id"], BulkOutcome.REPLAY if row["is_same"] else BulkOutcome.MISMATCH)
        for row in known
    ]


async def _post(
    raw: asyncpg.Connection, program_id: UUID, business_id: UUID, source: str, kind: TxKind
) -> asyncpg.Record | None:
    if not await raw.fetchval("SELECT EXISTS (SELECT FROM ledger_stage)"):
        return None
    against = await raw.fetchval(
        "SELECT ledger_account($1, 'business', $2, $3)", program_id, business_id, AGAINST[kind]
    )
    posted = await raw.fetchrow(bulk_sql.POST, program_id, business_id, source, kind, against)
    await raw.execute(bulk_sql.SLIDE, program_id)
    return posted


def _staged(rows: Sequence[BulkEarn], policy: LedgerPolicy, moment: datetime) -> Iterator[Staged]:
    times = _times(policy)
    for index, row in enumerate(rows):
        released_at, expires_at, slides_to = times(row.occurred_at)
        yield (
            index,
            row.tx_id,
            row.membership_id,
            row.store_id,
            row.reference_id,
            row.idempotency_key,
            row.request_hash,
            row.points,
            row.occurred_at,
            released_at if released_at is not None and released_at > moment else None,
            expires_at,
            slides_to,
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
