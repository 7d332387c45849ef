"""Mappings at the desk: tried over real rows, kept only as they were tried, one version after the other."""

from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from api import erp
from api.core import clock
from api.core import db as database
from api.erp import MappingRow, StreamKind
from api.erp.types import Problem
from tests.erp.desk import facts_of, place, refused, row_of, scope
from tests.erp.fakes import FakeReader, a_bill
from tests.factories.businesses import Tenant
from tests.factories.desk import make_connection, make_stream, make_streams

pytestmark = pytest.mark.integration

ROWS = (
    MappingRow("vouch_code", "key", "trim"),
    MappingRow("vouch_date", "occurred_at", "combine_date_time(vouch_time)"),
    MappingRow("net_amt", "amount_minor", "money_minor(INR) | abs"),
    MappingRow("mobile_no", "phone", "e164(IN)"),
)
LINES = (
    MappingRow("vouch_code", "invoice_key", "trim"),
    MappingRow("code", "line_key", "trim"),
    MappingRow("calc_net_amt", "amount_minor", "money_minor(INR)"),
)


async def tried(tenant: Tenant, stream: object, rows: object = ROWS, lines: object = ()) -> erp.DryRun:
    """The dry run."""
    return await erp.dry_run(*place(tenant), stream, rows, lines)  # type: ignore[arg-type]


async def test_a_dry_run_shows_each_row(tenant: Tenant, reading: FakeReader) -> None:
    """Given a good bill and one whose amount is no number, when tried, then each result is shown and nothing kept."""
    stream = await make_stream(tenant, is_mapped=False)
    reading.rows[StreamKind.INVOICE] = [a_bill(2), a_bill(1, net_amt="6x40")]
    found = await tried(tenant, stream)
    good, dead = found.rows
    assert good.key == "20262027:2"
    assert good.source["net_amt"] == "640.00"
    assert good.result == {
        "key": "2",
        "occurred_at": "2026-05-30T12:35:00+00:00",
        "amount_minor": 64_000,
        "phone": "+919822041763",
    }
    assert (dead.result, [(each.target_field, each.code) for each in dead.problems]) == (
        None,
        [("amount_minor", "NOT_A_NUMBER")],
    )
    assert (found.dead, list(found.lines), bool(found.token)) == (1, [], True)
    assert reading.asked == [("years", ""), ("newest", "20262027"), ("newest", "20252026")]
    assert await facts_of(tenant) == [
        ("erp.connection_changed", "saved"),
        ("erp.connection_changed", "streams"),
    ]


async def test_a_mapping_is_kept_as_it_was_tried(tenant: Tenant, reading: FakeReader) -> None:
    """Given a dry run, when its mapping is saved, then it is version 1, then 2; a worker at work begins anew."""
    stream = await make_stream(tenant, is_mapped=False)
    reading.rows[StreamKind.INVOICE] = [a_bill(2), a_bill(1, net_amt="6x40")]
    reading.rows[StreamKind.INVOICE_LINE] = [{"vouch_code": 2, "code": 9, "calc_net_amt": "640"}]
    found = await tried(tenant, stream, ROWS, LINES)
    assert [each.result for each in found.lines] == [
        {"invoice_key": "2", "line_key": "9", "amount_minor": 64_000}
    ]
    saved = await erp.save_mapping(*scope(tenant), stream, ROWS, LINES, found.token)
    assert (saved.version, saved.rows_seen, saved.rows_dead) == (1, 3, 1)
    again = await tried(tenant, stream)
    second = await erp.save_mapping(*scope(tenant), stream, ROWS, (), again.token)
    assert second.version == 2
    row = await row_of("erp_stream", stream)
    assert (row["mapping_version"], row["generation"], row["next_poll_at"]) == (2, 2, None)
    kept = await row_of("erp_mapping", saved.id)
    assert orjson.loads(kept["rows"])[1] == {
        "source_field": "vouch_date",
        "target_field": "occurred_at",
        "transformation": "combine_date_time(vouch_time)",
        "default": None,
        "is_required": False,
        "on_error": "dead",
    }
    assert (kept["dry_rows"], kept["dry_dead"], kept["made_by"], len(orjson.loads(kept["lines"]))) == (
        3,
        1,
        "Asha Rao",
        3,
    )


@pytest.mark.security
async def test_nothing_is_kept_without_a_dry_run_of_exactly_this(
    tenant: Tenant, reading: FakeReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a token, when rows, stream or counts differ, or an hour is over, then a dry run is asked for."""
    streams = await make_streams(tenant, await make_connection(tenant))
    others = await make_streams(tenant, await make_connection(tenant, name="Second"))
    stream = streams["invoice"]
    reading.rows[StreamKind.INVOICE] = [a_bill(1)]
    token = (await tried(tenant, stream)).token
    until, seen, dead, signature = token.split(".")
    needed = ("DRY_RUN_NEEDED", ("dryRunToken",))
    other_rows = (*ROWS[:3], replace(ROWS[3], source_field="first_name", target_field="customer_name"))
    for key, rows, lines, given in (
        (stream, other_rows, (), token),
        (stream, ROWS, LINES, token),
        (others["invoice"], ROWS, (), token),
        (stream, ROWS, (), ""),
        (stream, ROWS, (), "a.b.c.d"),
        (stream, ROWS, (), f"{until}.{seen}.{dead}.é"),
        (stream, ROWS, (), f"{until}.100.{dead}.{signature}"),
        (stream, ROWS, (), f"{int(until) + 9}.{seen}.{dead}.{signature}"),
    ):
        saved = erp.save_mapping(*scope(tenant), key, rows, lines, given)
        assert await refused(tenant, saved) == needed
    later = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await refused(tenant, erp.save_mapping(*scope(tenant), stream, ROWS, (), token)) == needed


async def test_where_not_one_row_lives_there_is_no_token(tenant: Tenant, reading: FakeReader) -> None:
    """Given only dead rows or lines, when tried, no token is given; an empty table has nothing against it."""
    stream = await make_stream(tenant, is_mapped=False)
    assert (await tried(tenant, stream)).token != ""
    reading.rows[StreamKind.INVOICE] = [a_bill(1, net_amt="x")]
    assert (await tried(tenant, stream)).token == ""
    reading.rows[StreamKind.INVOICE] = [a_bill(1)]
    reading.rows[StreamKind.INVOICE_LINE] = [{"vouch_code": 1, "code": 1, "calc_net_amt": "x"}]
    assert (await tried(tenant, stream, ROWS, LINES)).token == ""
    assert (await tried(tenant, stream)).token != ""


async def test_a_mapping_that_cannot_work_is_told_in_its_place(tenant: Tenant, reading: FakeReader) -> None:
    """Given wrong rows or lines, when tried, then the row and the field are named; a source that is away says so."""
    streams = await make_streams(tenant, await make_connection(tenant))
    stream = streams["invoice"]
    wrong = (*ROWS[:2], MappingRow("net_amt", "amount_minor", "explode"))
    assert await refused(tenant, tried(tenant, stream, wrong)) == (
        "MAPPING_INVALID",
        ("rows", "2", "transformation"),
    )
    unknown = (MappingRow("nothing", "invoice_key"),)
    assert await refused(tenant, tried(tenant, stream, ROWS, unknown)) == (
        "MAPPING_INVALID",
        ("lines", "0", "source_field"),
    )
    assert await refused(tenant, tried(tenant, stream, ROWS[:1])) == ("MAPPING_INVALID", ("rows",))
    customers = (MappingRow("cust_hd_code", "customer_key"),)
    lines = tried(tenant, streams["customer"], customers, LINES)
    assert await refused(tenant, lines) == ("MAPPING_INVALID", ("lines",))
    reading.problem = Problem.TIMED_OUT
    assert await refused(tenant, tried(tenant, stream)) == ("SOURCE_UNREACHABLE", ())


async def test_a_payload_names_only_what_its_rows_are(tenant: Tenant, reading: FakeReader) -> None:
    """Given one stream of bills, when a payload of bills, then one of lines comes, then both are in its mapping."""
    stream = await make_stream(tenant, is_mapped=False)
    reading.rows[StreamKind.INVOICE] = [a_bill(1)]
    reading.rows[StreamKind.INVOICE_LINE] = [
        {"vouch_code": 1, "code": 1, "calc_net_amt": "640", "item_det_code": 5, "tot_qty": 1}
    ]
    bills = [
        {"source_field": "vouch_code", "target_field": "key", "transformation": "trim", "is_required": True},
        {"source_field": "vouch_date", "target_field": "occurred_at"},
        {"source_field": "net_amt", "target_field": "amount_minor", "transformation": None},
    ]
    lines = [
        {"source_field": "vouch_code", "target_field": "invoice_key"},
        {"source_field": "code", "target_field": "line_key"},
        {"source_field": "calc_net_amt", "target_field": "amount_minor"},
    ]
    first = await erp.save_mapping_payload(*scope(tenant), "Invoice", bills)
    assert (first.stream_id, first.version) == (stream, 1)
    second = await erp.save_mapping_payload(*scope(tenant), "invoice_line", lines)
    kept = await row_of("erp_mapping", second.id)
    assert [row["target_field"] for row in orjson.loads(kept["rows"])] == [
        "key",
        "occurred_at",
        "amount_minor",
    ]
    assert [row["target_field"] for row in orjson.loads(kept["lines"])] == [
        "invoice_key",
        "line_key",
        "amount_minor",
    ]


async def test_a_payload_without_its_one_stream(tenant: Tenant, other: Tenant, reading: FakeReader) -> None:
    """Given no stream, or two, when a payload comes, then it is refused; with the connection named it is taken."""
    rows = [{"source_field": "vouch_code", "target_field": "key"}]
    nowhere = erp.save_mapping_payload(*scope(tenant), "invoice", rows)
    assert await refused(tenant, nowhere) == ("NOT_FOUND", ("mapping_type",))
    first = await make_connection(tenant)
    second = await make_connection(tenant, name="Second")
    for connection in (first, second):
        await make_streams(tenant, connection)
    two = erp.save_mapping_payload(*scope(tenant), "invoice", rows)
    assert await refused(tenant, two) == ("BAD_INPUT", ("connection_id",))
    short = erp.save_mapping_payload(*scope(tenant), "invoice", rows, connection_id=second)
    assert await refused(tenant, short) == ("MAPPING_INVALID", ("rows",))
    theirs = erp.save_mapping_payload(*scope(other), "invoice", rows, connection_id=second)
    assert await refused(tenant, theirs) == ("NOT_FOUND", ("mapping_type",))
    for kind, mappings, path in (
        ("order", rows, "mapping_type"),
        ("invoice", {}, "rows"),
        (5, rows, "mapping_type"),
    ):
        wrong = erp.save_mapping_payload(*scope(tenant), kind, mappings)
        assert await refused(tenant, wrong) == ("BAD_INPUT", (path,))
    assert reading.asked == []


async def test_an_editor_opens_with_the_preset(tenant: Tenant) -> None:
    stream = await make_stream(tenant, is_mapped=False)
    rows, lines = await erp.starting_mapping(*place(tenant), stream)
    assert (rows[0], lines[0].target_field) == (MappingRow("vouch_code", "key", "trim"), "invoice_key")


async def test_others_reach_no_stream(tenant: Tenant, other: Tenant, reading: FakeReader) -> None:
    """Given a stream, when another business names it, then there is none."""
    stream = await make_stream(tenant, is_mapped=False)
    reading.rows[StreamKind.INVOICE] = [a_bill(1)]
    token = (await tried(tenant, stream)).token
    for verb in (
        tried(other, stream),
        erp.save_mapping(*scope(other), stream, ROWS, (), token),
        erp.starting_mapping(*place(other), stream),
        erp.save_stream(*scope(other), stream, {"poll_seconds": 9}),
    ):
        assert await refused(tenant, verb) == ("NOT_FOUND", ("streamId",))
    assert await database.fetchval("SELECT count(*) FROM erp_mapping WHERE stream_id = $1", stream) == 0
