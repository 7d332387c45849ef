"""Streams started, paused, hurried and set back by hand. A worker who is at one loses its lease and writes no more."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import asyncpg
import orjson

from api import businesses
from api.core import clock, db
from api.core.audit import Actor
from api.core.errors import BadInput
from api.core.ids import new_id
from api.erp.errors import DryRunNeeded, StreamBusy
from api.erp.ports import source_reader
from api.erp.queries.codecs import position_json, rules_json, rules_of
from api.erp.queries.desk import specs_of, the_connection, the_stream
from api.erp.rules.cursors import reset_to as reset_cursor
from api.erp.service.connections import the_source
from api.erp.service.mappings import unreachable
from api.erp.service.telling import connection_changed, note, stream_moved
from api.erp.types import (
    ConnectionState,
    CursorKind,
    ResetPreview,
    RunKind,
    Source,
    SourceFailed,
    StreamKind,
    StreamSpec,
    StreamState,
)

EARLIEST = date(1990, 1, 1)
SET = """
    UPDATE erp_stream SET state = $3, cursor = $4::jsonb, history_until = $5::timestamptz, run_id = $6,
        next_poll_at = CASE WHEN $7 THEN $5::timestamptz END, next_reconcile_at = NULL, leased_until = NULL,
        generation = generation + 1, failures = 0, problem = '', problem_text = '', version = version + 1
    WHERE program_id = $1 AND id = $2
"""
HURRY = """
    UPDATE erp_stream SET next_poll_at = $3::timestamptz,
        next_reconcile_at = CASE WHEN $4 THEN $3::timestamptz ELSE next_reconcile_at END
    WHERE program_id = $1 AND id = $2
"""
START_RUN = """
    INSERT INTO erp_run (id, program_id, business_id, stream_id, kind, state, rows_total, rows_read, rows_new,
        rows_changed, rows_same, rows_dead, rows_gone, points, problem, problem_text, started_at, moved_at, made_by)
    VALUES ($1, $2, $3, $4, $5, 'running', NULL, 0, 0, 0, 0, 0, 0, 0, '', '', $6, $6, $7)
"""
# a worker that loses its lease leaves its run open
END_RUNS = """
    UPDATE erp_run SET state = 'stopped', ended_at = $3::timestamptz
    WHERE program_id = $1 AND stream_id = $2 AND ended_at IS NULL
"""
COUNTS_FROM = "UPDATE erp_connection SET rules = $2::jsonb WHERE id = $1"
# bills have a day; of customers and goods it is only known when they last changed here
KNOWN = """
    SELECT count(*) FROM erp_doc WHERE program_id = $1 AND connection_id = $2 AND kind = $3
        AND CASE WHEN $3 = 'invoice' THEN day >= $4 ELSE changed_at >= $4::date END
"""


async def start_backfill(actor: Actor, program_id: UUID, business_id: UUID, stream_id: UUID) -> UUID:
    """Reads everything that the source has, from the first row on; the run in which it shows. Nobody gets a message.

    Refuses NOT_FOUND, DRY_RUN_NEEDED without a mapping, and STREAM_BUSY for a connection that was not tested well, and
    for a stream that is reading its history already or rests.
    """
    async with db.transaction():
        stream = await the_stream(program_id, business_id, stream_id, hold=True)
        _check_state(stream, StreamState.DRAFT, StreamState.LIVE)
        await _check_ready(stream)
        now, run_id = clock.now(), new_id()
        await db.execute(END_RUNS, program_id, stream_id, now)
        made_by = actor.name[:200]
        await db.execute(
            START_RUN, run_id, program_id, business_id, stream_id, RunKind.BACKFILL.value, now, made_by
        )
        await _set(stream, StreamState.BACKFILLING, {}, now, run_id=run_id)
        await _tell(actor, stream, "backfill_started", StreamState.BACKFILLING, run_id)
        return run_id


async def go_live(actor: Actor, program_id: UUID, business_id: UUID, stream_id: UUID) -> None:
    """Reads what is new from now on, and leaves the history out: bills count from today, as the rules say then.

    Without that, comparing days with the source would bring the history in after all. Refuses as `start_backfill`, a
    stream that ran already with STREAM_BUSY, and SOURCE_UNREACHABLE.
    """
    stream = await the_stream(program_id, business_id, stream_id)
    _check_state(stream, StreamState.DRAFT)
    await _check_ready(stream)
    spec, _ = specs_of(stream)
    source = await the_source(program_id, business_id, stream["connection_id"])
    cursor = await _cursor_now(source, spec)
    async with db.transaction():
        connection = await the_connection(program_id, business_id, stream["connection_id"], hold=True)
        stream = await the_stream(program_id, business_id, stream_id, hold=True)
        _check_state(stream, StreamState.DRAFT)
        if spec.kind is StreamKind.INVOICE:
            await _count_from_today(connection)
        await _set(stream, StreamState.LIVE, cursor, clock.now())
        await _tell(actor, stream, "went_live", StreamState.LIVE)


async def poll_now(actor: Actor, program_id: UUID, business_id: UUID, stream_id: UUID) -> None:
    """The next worker that is free asks the source at once. Refuses NOT_FOUND, and STREAM_BUSY for one that rests."""
    await _hurry(actor, (program_id, business_id, stream_id), "poll_asked", reconcile=False)


async def reconcile_now(actor: Actor, program_id: UUID, business_id: UUID, stream_id: UUID) -> None:
    """The next worker that is free compares the last 45 days with the source. Refuses as `poll_now`."""
    await _hurry(actor, (program_id, business_id, stream_id), "reconcile_asked", reconcile=True)


async def preview_reset(program_id: UUID, business_id: UUID, stream_id: UUID, day: date) -> ResetPreview:
    """How many known documents reading from that day on would read again, and of which years. Refuses as `reset_to`."""
    stream = await the_stream(program_id, business_id, stream_id)
    await _check_reset(stream, day)
    spec, _ = specs_of(stream)
    since = day if spec.cursor is CursorKind.TIME_KEY else EARLIEST
    known: int = await db.fetchval(KNOWN, program_id, stream["connection_id"], stream["kind"], since)
    return ResetPreview(day, known, _years_from(stream, spec, day))


async def reset_to(actor: Actor, program_id: UUID, business_id: UUID, stream_id: UUID, day: date) -> None:
    """Reads again what was keyed from midnight of that day on, in the source's own time, in its year and every later.

    A source that numbers its changes is read from the start of those years. Nothing is posted twice, as equal rows are
    passed over. Refuses NOT_FOUND, a day to come, and STREAM_BUSY for a draft and while the history is read.
    """
    async with db.transaction():
        stream = await the_stream(program_id, business_id, stream_id, hold=True)
        await _check_reset(stream, day)
        spec, _ = specs_of(stream)
        cursor = _reset(stream, spec, day)
        state = StreamState(stream["state"])
        await _set(stream, state, cursor, clock.now(), run_id=stream["run_id"])
        await note(actor, "stream_reset", ("ErpStream", stream_id), (program_id, business_id), {"day": day})
        await stream_moved(stream, state)


async def _set(
    stream: asyncpg.Record,
    state: StreamState,
    cursor: Mapping[str, object],
    now: datetime,
    *,
    run_id: UUID | None = None,
) -> None:
    told, polls = orjson.dumps(cursor).decode(), state is not StreamState.PAUSED
    await db.execute(SET, stream["program_id"], stream["id"], state.value, told, now, run_id, polls)


async def _hurry(actor: Actor, key: tuple[UUID, UUID, UUID], action: str, *, reconcile: bool) -> None:
    async with db.transaction():
        stream = await the_stream(*key, hold=True)
        allowed = (StreamState.LIVE,) if reconcile else (StreamState.LIVE, StreamState.BACKFILLING)
        _check_state(stream, *allowed)
        await db.execute(HURRY, stream["program_id"], stream["id"], clock.now(), reconcile)
        await _tell(actor, stream, action, StreamState(stream["state"]))


async def _tell(
    actor: Actor, stream: asyncpg.Record, action: str, state: StreamState, run_id: UUID | None = None
) -> None:
    tenant = (stream["program_id"], stream["business_id"])
    await note(actor, action, ("ErpStream", stream["id"]), tenant, {"kind": stream["kind"]})
    kind = RunKind.BACKFILL.value if run_id else ""
    await stream_moved(stream, state, run_id=run_id, kind=kind)


async def _count_from_today(connection: asyncpg.Record) -> None:
    tenant = (connection["program_id"], connection["business_id"])
    today = clock.local_date(clock.now(), (await businesses.rules_for(tenant[0])).time_zone)
    rules = rules_of(orjson.loads(connection["rules"]))
    if rules.counts_from is None or rules.counts_from < today:
        await db.execute(COUNTS_FROM, connection["id"], rules_json(replace(rules, counts_from=today)))
        await connection_changed(tenant, connection["id"], "rules")


def _check_state(stream: asyncpg.Record, *allowed: StreamState) -> None:
    if stream["state"] not in allowed:
        raise StreamBusy(
            f"This cannot be done while the stream is {stream['state']}.", params={"state": stream["state"]}
        )


async def _check_ready(stream: asyncpg.Record) -> None:
    if not stream["mapping_version"]:
        raise DryRunNeeded("Please save a mapping first.", path=("streamId",))
    connection = await the_connection(stream["program_id"], stream["business_id"], stream["connection_id"])
    if connection["state"] != ConnectionState.WORKING:
        raise StreamBusy(
            "Please test the connection first.", path=("connectionId",), params={"state": connection["state"]}
        )


async def _check_reset(stream: asyncpg.Record, day: date) -> None:
    _check_state(stream, StreamState.LIVE, StreamState.PAUSED)
    if not EARLIEST <= day <= clock.now().date():
        raise BadInput("Please give a day that was.", path=("day",))


def _cursor(stream: asyncpg.Record) -> Mapping[str, object]:
    told: Mapping[str, object] = orjson.loads(stream["cursor"])
    return told


def _reset(stream: asyncpg.Record, spec: StreamSpec, day: date) -> dict[str, object]:
    """The cursor set back. Numbers of changes know no day: years in which it lies or which follow begin anew."""
    before, reset = _cursor(stream), reset_cursor(_cursor(stream), day, spec.year_starts_month)
    if spec.cursor is CursorKind.TIME_KEY:
        return dict(reset)
    return {year: told for year, told in reset.items() if told == before[year]}


def _years_from(stream: asyncpg.Record, spec: StreamSpec, day: date) -> list[str]:
    """Years that would be read again; "" where they have no tables of their own."""
    before, reset = _cursor(stream), reset_cursor(_cursor(stream), day, spec.year_starts_month)
    return sorted(year for year in reset if reset[year] != before[year])


async def _cursor_now(source: Source, spec: StreamSpec) -> dict[str, object]:
    """Where reading begins when the history is left out; a table that is compared as a whole has no such place."""
    if spec.cursor is CursorKind.SNAPSHOT:
        return {}
    reader = source_reader()
    try:
        bound, found = await reader.bound(source, spec), dict[str, object]()
        for year in await reader.years(source, spec):
            at = bound or (await reader.newest(source, spec, year, 1)).end
            if at is not None:
                found[year] = position_json(at)
    except SourceFailed as failed:
        raise unreachable(failed) from failed
    return found
