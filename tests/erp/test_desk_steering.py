"""Streams started, paused, hurried and set back: whoever is at work loses the lease, and nothing is posted twice."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from api import erp
from api.core import clock
from api.core import db as database
from api.erp.types import Problem
from tests.erp.desk import audited, facts_of, place, refused, row_of, scope
from tests.erp.fakes import FakeReader
from tests.factories.businesses import Tenant
from tests.factories.desk import make_bill, make_connection, make_mapping, make_stream, make_streams

pytestmark = pytest.mark.integration

NOW = {"time": "2026-05-31T14:30:00", "key": []}
LEASED = "UPDATE erp_stream SET leased_until = now() + interval '90 seconds' WHERE id = $1"


async def live(tenant: Tenant, cursor: Mapping[str, Any] | None = None) -> UUID:
    """A stream that runs, with this cursor, leased by a worker."""
    stream = await make_stream(tenant)
    await database.execute(
        "UPDATE erp_stream SET state = 'live', cursor = $2::jsonb WHERE id = $1",
        stream,
        orjson.dumps(cursor or {}).decode(),
    )
    await database.execute(LEASED, stream)
    return stream


async def test_history_begins_at_the_first_row(tenant: Tenant, reading: FakeReader) -> None:
    """Given a draft that is mapped and tested, when its history is started, then a run shows it and it is due now."""
    stream = await make_stream(tenant)
    run_id = await erp.start_backfill(*scope(tenant), stream)
    row, run = await row_of("erp_stream", stream), await row_of("erp_run", run_id)
    assert (row["state"], row["cursor"], row["run_id"], row["generation"]) == ("backfilling", "{}", run_id, 1)
    assert row["next_poll_at"] == row["history_until"] == run["started_at"]
    assert (run["kind"], run["state"], run["rows_total"], run["rows_read"], run["made_by"]) == (
        "backfill",
        "running",
        None,
        0,
        "Asha Rao",
    )
    assert (await facts_of(tenant))[-1] == ("erp.stream_moved", "backfilling")
    assert (await audited(tenant))[-1] == ("erp.backfill_started", '{"kind": "invoice"}')
    again = erp.start_backfill(*scope(tenant), stream)
    assert await refused(tenant, again) == ("STREAM_BUSY", ())
    assert reading.asked == []


async def test_history_needs_a_mapping_and_a_good_test(tenant: Tenant) -> None:
    """Given no mapping, or a connection that was not tested or failed, when started, then the missing one is named."""
    bare = await make_stream(tenant, is_mapped=False)
    for verb in (erp.start_backfill, erp.go_live):
        assert await refused(tenant, verb(*scope(tenant), bare)) == ("DRY_RUN_NEEDED", ("streamId",))
    untested = await make_connection(tenant, name="Second", is_working=False)
    stream = (await make_streams(tenant, untested))["invoice"]
    await make_mapping(tenant, stream)
    for state in ("untested", "failing", "paused"):
        await database.execute("UPDATE erp_connection SET state = $2 WHERE id = $1", untested, state)
        for verb in (erp.start_backfill, erp.go_live):
            assert await refused(tenant, verb(*scope(tenant), stream)) == ("STREAM_BUSY", ("connectionId",))


async def test_live_without_history_begins_at_the_sources_now(tenant: Tenant, reading: FakeReader) -> None:
    """Given a draft, when it goes live, then every year's cursor is where the source is now; a snapshot has none."""
    streams = await make_streams(tenant, await make_connection(tenant))
    for kind in ("invoice", "customer"):
        await make_mapping(tenant, streams[kind])
        await erp.go_live(*scope(tenant), streams[kind])
    bills, people = (
        await row_of("erp_stream", streams["invoice"]),
        await row_of("erp_stream", streams["customer"]),
    )
    assert (bills["state"], orjson.loads(bills["cursor"])) == ("live", {"20252026": NOW, "20262027": NOW})
    assert (people["state"], people["cursor"], bills["run_id"]) == ("live", "{}", None)
    assert reading.asked == [("bound", ""), ("years", "")]
    rules = orjson.loads((await row_of("erp_connection", bills["connection_id"]))["rules"])
    assert rules["counts_from"] == clock.local_date(clock.now(), "Asia/Kolkata").isoformat()
    assert await refused(tenant, erp.go_live(*scope(tenant), streams["invoice"])) == ("STREAM_BUSY", ())


async def test_a_source_that_is_away_keeps_the_draft(tenant: Tenant, reading: FakeReader) -> None:
    stream = await make_stream(tenant)
    reading.problem = Problem.CONNECTION_REFUSED
    assert await refused(tenant, erp.go_live(*scope(tenant), stream)) == ("SOURCE_UNREACHABLE", ())


async def test_a_stream_rests_and_goes_on_where_it_was(tenant: Tenant) -> None:
    """Given a backfill at work, when it is paused and resumed, then its run stops and goes on, its cursor stays."""
    stream = await make_stream(tenant)
    run_id = await erp.start_backfill(*scope(tenant), stream)
    reached = '{"20252026": {"key": [9], "time": "2025-07-01T00:00:00"}}'
    await database.execute("UPDATE erp_stream SET cursor = $2::jsonb WHERE id = $1", stream, reached)
    await database.execute(LEASED, stream)
    await erp.pause(*scope(tenant), stream)
    row, run = await row_of("erp_stream", stream), await row_of("erp_run", run_id)
    assert (row["state"], row["next_poll_at"], row["leased_until"], row["generation"]) == (
        "paused",
        None,
        None,
        2,
    )
    assert (run["state"], run["ended_at"]) == ("stopped", None)
    assert await refused(tenant, erp.pause(*scope(tenant), stream)) == ("STREAM_BUSY", ())
    assert await refused(tenant, erp.poll_now(*scope(tenant), stream)) == ("STREAM_BUSY", ())
    assert await refused(tenant, erp.start_backfill(*scope(tenant), stream)) == ("STREAM_BUSY", ())
    await erp.resume(*scope(tenant), stream)
    row, run = await row_of("erp_stream", stream), await row_of("erp_run", run_id)
    assert (row["state"], orjson.loads(row["cursor"]), row["generation"]) == (
        "backfilling",
        orjson.loads(reached),
        3,
    )
    assert (run["state"], row["next_poll_at"] is None) == ("running", False)
    assert await refused(tenant, erp.resume(*scope(tenant), stream)) == ("STREAM_BUSY", ())


async def test_a_connection_rests_with_all_its_streams(tenant: Tenant) -> None:
    """Given a live stream and a draft, when the connection rests, then the one that runs does; and both go on after."""
    connection = await make_connection(tenant)
    streams = await make_streams(tenant, connection)
    await database.execute("UPDATE erp_stream SET state = 'live' WHERE id = $1", streams["invoice"])
    await erp.pause_connection(*scope(tenant), connection)
    await erp.pause_connection(*scope(tenant), connection)
    states = "SELECT kind, state FROM erp_stream WHERE connection_id = $1 ORDER BY kind"
    rested = [("customer", "draft"), ("invoice", "paused"), ("product", "draft")]
    assert [tuple(row) for row in await database.fetch(states, connection)] == rested
    assert (await row_of("erp_connection", connection))["state"] == "paused"
    assert await refused(tenant, erp.resume(*scope(tenant), streams["invoice"])) == (
        "STREAM_BUSY",
        ("connectionId",),
    )
    await erp.resume_connection(*scope(tenant), connection)
    assert (await row_of("erp_stream", streams["invoice"]))["state"] == "live"
    assert (await row_of("erp_connection", connection))["state"] == "working"
    assert await refused(tenant, erp.resume_connection(*scope(tenant), connection)) == ("STREAM_BUSY", ())


async def test_a_stream_is_hurried(tenant: Tenant) -> None:
    """Given a live stream, when it is polled or reconciled by hand, then it is due now and its worker goes on."""
    stream = await live(tenant)
    await erp.poll_now(*scope(tenant), stream)
    row = await row_of("erp_stream", stream)
    assert (row["next_reconcile_at"], row["generation"], row["leased_until"] is None) == (None, 0, False)
    assert clock.now() - row["next_poll_at"] < timedelta(minutes=1)
    await erp.reconcile_now(*scope(tenant), stream)
    row = await row_of("erp_stream", stream)
    assert row["next_reconcile_at"] == row["next_poll_at"]
    draft = (await make_streams(tenant, row["connection_id"]))["customer"]
    for verb in (erp.poll_now, erp.reconcile_now):
        assert await refused(tenant, verb(*scope(tenant), draft)) == ("STREAM_BUSY", ())


async def test_a_stream_is_set_back_to_a_day(tenant: Tenant) -> None:
    """Given three years read, when set back into the second, then the first stays and later ones begin at midnight."""
    before = {"time": "2025-03-31T20:00:00", "key": [5]}
    years = {"20242025": before, "20252026": {"time": "2026-03-31T20:00:00", "key": [9]}, "20262027": NOW}
    stream = await live(tenant, years)
    connection = (await row_of("erp_stream", stream))["connection_id"]
    for number, at in enumerate(
        ("2026-02-01T09:00:00+00:00", "2026-02-10T09:00:00+00:00", "2026-04-05T09:00:00+00:00")
    ):
        await make_bill(tenant, connection, f"B-{number}", at=datetime.fromisoformat(at))
    day = date(2026, 2, 10)
    preview = await erp.preview_reset(*place(tenant), stream, day)
    assert (preview.documents, preview.years) == (2, ["20252026", "20262027"])
    await erp.reset_to(*scope(tenant), stream, day)
    row = await row_of("erp_stream", stream)
    midnight = {"time": "2026-02-10T00:00:00", "key": []}
    assert orjson.loads(row["cursor"]) == {"20242025": before, "20252026": midnight, "20262027": midnight}
    assert (row["state"], row["generation"], row["leased_until"], row["next_poll_at"] is None) == (
        "live",
        1,
        None,
        False,
    )
    assert (await audited(tenant))[-1] == ("erp.stream_reset", '{"day": "2026-02-10"}')


async def test_numbers_of_changes_know_no_day(tenant: Tenant) -> None:
    """Given a stream by row version, when it is set back, then its years begin anew and every document counts."""
    stream = await live(tenant, {"": {"number": 77, "key": []}})
    await database.execute(
        "UPDATE erp_stream SET spec = jsonb_set(jsonb_set(spec, '{cursor}', '\"rowversion\"'), '{table}', '\"Bills\"') "
        "WHERE id = $1",
        stream,
    )
    await make_bill(
        tenant, (await row_of("erp_stream", stream))["connection_id"], at=datetime(2020, 1, 1, tzinfo=UTC)
    )
    day = date(2026, 2, 10)
    assert (await erp.preview_reset(*place(tenant), stream, day)).documents == 1
    await erp.reset_to(*scope(tenant), stream, day)
    assert (await row_of("erp_stream", stream))["cursor"] == "{}"


async def test_what_cannot_be_set_back(tenant: Tenant) -> None:
    """Given a draft, a backfill or a day to come, when it is set back, then it is refused and nothing moves."""
    draft, day = await make_stream(tenant), date(2026, 2, 10)
    assert await refused(tenant, erp.reset_to(*scope(tenant), draft, day)) == ("STREAM_BUSY", ())
    await erp.start_backfill(*scope(tenant), draft)
    assert await refused(tenant, erp.preview_reset(*place(tenant), draft, day)) == ("STREAM_BUSY", ())
    await database.execute("UPDATE erp_stream SET state = 'live' WHERE id = $1", draft)
    for wrong in (clock.now().date() + timedelta(days=2), date(1989, 12, 31)):
        assert await refused(tenant, erp.reset_to(*scope(tenant), draft, wrong)) == ("BAD_INPUT", ("day",))


async def test_others_steer_nothing(tenant: Tenant, other: Tenant) -> None:
    """Given a live stream, when another business steers it, then there is none."""
    stream = await live(tenant)
    for verb in (
        *(
            steer(*scope(other), stream)
            for steer in (
                erp.start_backfill,
                erp.go_live,
                erp.poll_now,
                erp.reconcile_now,
                erp.pause,
                erp.resume,
            )
        ),
        erp.reset_to(*scope(other), stream, date(2026, 2, 10)),
        erp.preview_reset(*place(other), stream, date(2026, 2, 10)),
    ):
        assert await refused(tenant, verb) == ("NOT_FOUND", ("streamId",))
