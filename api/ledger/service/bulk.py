"""Many awards at once, set-based: the same few statements, whatever the number of rows."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
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
NOON = time(12)
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
STAGE_SELECTED = """
    INSERT INTO ledger_history (place, tx, lot, member, key, hash, points, occurred_at, release_at, expires_at,
        slide_to, store, reference, reason)
    SELECT row_number() OVER (ORDER BY award.reference), award.tx, ledger_new_id(), award.member, award.key, award.hash,
        award.points, award.occurred_at, {times}, award.store, award.reference, ''
    FROM ({awards}) AS award {lives}
    ORDER BY award.reference
"""
NO_TIMES = "NULL, NULL, NULL"
TIMES = "life.release_at, life.expires_at, life.slide_to"
LIVES = """
    JOIN unnest(${0}::{type}[], ${1}::timestamptz[], ${2}::timestamptz[], ${3}::timestamptz[])
        AS life (since, release_at, expires_at, slide_to) ON life.since = {since}
"""
FARTHEST = 2
"""Days that one moment can lie apart by two calendars of the world."""
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
            await _stage(rows, policy)
            return await post_staged(program_id, business_id, source, kind=kind, now=now)

    return await refusing(run)


async def stage_selected(
    awards: str,
    arguments: Sequence[object],
    earned: Collection[datetime],
    policy: LedgerPolicy,
    *,
    most: int,
) -> None:
    """Lays awards of what is in the database already ready for `post_staged`, in the caller's transaction and without a
    lock: half of the work of `earn_many`.

    `awards` is a statement that gives tx, member, key, hash, points, occurred_at, store and reference, which is unique
    and in whose order they are posted. `earned` is when each was earned, `most` the largest award's points. Refuses
    BAD_INPUT where that is out of bounds.
    """
    check_points(most)
    await db.execute(STAGE)
    join, told = _lives(policy, earned, len(arguments) + 1) if policy.has_times else ("", ())
    sql = STAGE_SELECTED.format(awards=awards, times=TIMES if join else NO_TIMES, lives=join)
    done = await db.execute(sql, *arguments, *told)
    if done != f"INSERT 0 {len(earned)}":
        raise RuntimeError(f"{len(earned)} awards were to be laid ready: {done}")


def _lives(
    policy: LedgerPolicy, earned: Iterable[datetime], place: int
) -> tuple[str, tuple[list[object], ...]]:
    """The join that finds each award's times, with its arguments: by its day, or by its moment where that decides."""
    times, zone = _times(policy), ZoneInfo(policy.time_zone)
    if policy.pending_kind is PendingKind.FIXED_DATE:
        since: dict[object, Times] = {moment: times(moment) for moment in set(earned)}
        kind, told = "timestamptz", "award.occurred_at"
    else:
        near = {moment.date() for moment in earned}
        days = {day + timedelta(days=apart) for day in near for apart in range(-FARTHEST, FARTHEST + 1)}
        since = {day: times(datetime.combine(day, NOON, zone)) for day in days}
        kind, told = "date", f"(award.occurred_at AT TIME ZONE '{zone.key}')::date"
    join = LIVES.format(*range(place, place + 4), type=kind, since=told)
    return join, (list(since), *(list(each) for each in zip(*since.values(), strict=True)))


async def _stage(rows: Sequence[BulkEarn | BulkBalance], policy: LedgerPolicy) -> None:
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
    """Posts what `stage_selected` laid ready in this transaction, as `earn_many` does, and clears it away."""
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
