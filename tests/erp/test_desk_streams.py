"""Streams and rules at the desk: made of presets or of one's own tables, asked as the owner says, ruled as allowed."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import orjson
import pytest

from api import erp
from api.core import db as database
from api.core.money import Money
from api.erp import (
    Comparison,
    CursorKind,
    DateBasis,
    Join,
    Policy,
    RuleChanges,
    StreamKind,
    StreamSpec,
    Where,
)
from api.erp.queries.codecs import rules_of, spec_of
from tests.erp.desk import audited, facts_of, refused, row_of, scope
from tests.factories.businesses import Tenant
from tests.factories.desk import make_connection, make_stream, make_streams

pytestmark = pytest.mark.integration

SPEC = StreamSpec(
    kind=StreamKind.INVOICE,
    table="Bills",
    columns=(("bill", "t.Bill"), ("keyed", "t.Keyed"), ("branch", "b.Code")),
    key=("bill",),
    cursor_column="keyed",
    joins=(Join("Branches", "b", "t.Branch", "b.Id"),),
    where=(Where("t.Cancelled", Comparison.IS, (0,)),),
    branch="branch",
)
LINES = StreamSpec(
    kind=StreamKind.INVOICE_LINE,
    table="Bill Lines",
    columns=(("line", "t.Line"), ("bill", "t.Bill")),
    key=("line",),
    cursor=CursorKind.KEY,
    parent=("bill",),
)


async def test_a_preset_brings_drafts(tenant: Tenant) -> None:
    """Given a SQL Server, when Logic ERP's streams are added twice, then there are three drafts; bills have lines."""
    made = await make_connection(tenant)
    streams = await make_streams(tenant, made)
    assert await make_streams(tenant, made) == streams
    assert set(streams) == {"customer", "product", "invoice"}
    bills, goods = (
        await row_of("erp_stream", streams["invoice"]),
        await row_of("erp_stream", streams["product"]),
    )
    assert (bills["state"], bills["preset"], bills["poll_seconds"], bills["overlap_minutes"]) == (
        "draft",
        "logic_erp",
        60,
        180,
    )
    assert spec_of(orjson.loads(bills["spec"])).table == "Sl_Head{FY}"
    assert spec_of(orjson.loads(bills["lines_spec"])).table == "Sl_Txn{FY}"
    assert (goods["lines_spec"], goods["poll_seconds"]) == (None, 3_600)
    wrong = erp.add_streams(*scope(tenant), made, "odoo")
    assert await refused(tenant, wrong) == ("BAD_INPUT", ("preset",))
    assert await refused(tenant, erp.add_streams(*scope(tenant), made, "sap")) == ("BAD_INPUT", ("preset",))


async def test_a_stream_is_asked_as_the_owner_says(tenant: Tenant) -> None:
    """Given a stream, when its pace changes, then what was left out stays; numbers out of bounds are refused."""
    stream = await make_stream(tenant)
    await erp.save_stream(*scope(tenant), stream, {"poll_seconds": 5, "overlap_minutes": 0})
    row = await row_of("erp_stream", stream)
    assert (row["poll_seconds"], row["overlap_minutes"], row["lag_limit_seconds"], row["version"]) == (
        5,
        0,
        900,
        2,
    )
    cases: list[tuple[erp.StreamChanges, str]] = [
        ({"poll_seconds": 4}, "poll_seconds"),
        ({"poll_seconds": 86_401}, "poll_seconds"),
        ({"overlap_minutes": 2_881}, "overlap_minutes"),
        ({"lag_limit_seconds": 59}, "lag_limit_seconds"),
    ]
    for changes, path in cases:
        saved = erp.save_stream(*scope(tenant), stream, changes)
        assert await refused(tenant, saved) == ("BAD_INPUT", (path,))


async def test_tables_of_ones_own(tenant: Tenant, other: Tenant) -> None:
    """Given typed tables, when they are saved twice, then one draft reads them; a stream that runs is left alone."""
    made = await make_connection(tenant)
    stream = await erp.save_spec(*scope(tenant), made, SPEC)
    row = await row_of("erp_stream", stream)
    assert (spec_of(orjson.loads(row["spec"])), row["lines_spec"], row["preset"]) == (SPEC, None, "")
    assert await erp.save_spec(*scope(tenant), made, replace(SPEC, table="Bills2"), LINES) == stream
    row = await row_of("erp_stream", stream)
    assert spec_of(orjson.loads(row["spec"])).table == "Bills2"
    assert spec_of(orjson.loads(row["lines_spec"])) == LINES
    await database.execute("UPDATE erp_stream SET state = 'live' WHERE id = $1", stream)
    busy = erp.save_spec(*scope(tenant), made, SPEC)
    assert await refused(tenant, busy) == ("STREAM_BUSY", ("streamId",))
    theirs = erp.save_spec(*scope(other), made, SPEC)
    assert await refused(tenant, theirs) == ("NOT_FOUND", ("connectionId",))


@pytest.mark.security
@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"table": "Bills; DROP TABLE x"}, "table"),
        ({"table": "(SELECT 1)"}, "table"),
        ({"table": ""}, "table"),
        ({"columns": ()}, "columns"),
        ({"columns": (("Bill", "t.Bill"),)}, "columns"),
        ({"columns": (("bill", "t.Bill"), ("bill", "t.Keyed"))}, "columns"),
        ({"columns": (("bill", "x.Bill"),)}, "columns"),
        ({"columns": (("bill", 't.Bill" FROM y --'),)}, "columns"),
        ({"columns": tuple((f"c{n}", "t.C") for n in range(101))}, "columns"),
        ({"key": ()}, "key"),
        ({"key": ("nothing",)}, "key"),
        ({"cursor_column": None}, "cursor_column"),
        ({"day": "nothing"}, "day"),
        ({"joins": (Join("B", "t", "t.A", "t.B"),)}, "joins"),
        ({"joins": (Join("B'", "b", "t.A", "b.B"),)}, "joins"),
        ({"where": (Where("t.A", Comparison.IS, (1, 2)),)}, "where"),
        ({"where": (Where("t.A", Comparison.IN, ()),)}, "where"),
        ({"where": (Where("t.A", Comparison.IS, ("a\0b",)),)}, "where"),
        ({"year_starts_month": 13}, "year_starts_month"),
        ({"kind": StreamKind.INVOICE_LINE}, "kind"),
    ],
)
async def test_a_spec_is_plain_tables_and_columns(tenant: Tenant, changes: dict[str, Any], path: str) -> None:
    made = await make_connection(tenant)
    saved = erp.save_spec(*scope(tenant), made, replace(SPEC, **changes))
    assert await refused(tenant, saved) == ("BAD_INPUT", (path,))


async def test_rules_hold_from_now_on(tenant: Tenant) -> None:
    """Given rules, when some change, then the others stay, phones are in one spelling, and a worker begins anew."""
    stream = await make_stream(tenant)
    connection = (await row_of("erp_stream", stream))["connection_id"]
    first: RuleChanges = {
        "branches": {" KB ": tenant.store_id},
        "excluded_series": ["Z", "A", "Z"],
        "min_bill": Money(10_000, "INR"),
        "counts_from": date(2026, 4, 1),
        "date_basis": DateBasis.ENTRY,
        "placeholder_phones": ["98220 41763", "0000000000"],
        "keeps_lines": False,
    }
    await erp.save_rules(*scope(tenant), connection, first)
    await erp.save_rules(*scope(tenant), connection, {"claim_days": 30, "default_store_id": tenant.store_id})
    rules = rules_of(orjson.loads((await row_of("erp_connection", connection))["rules"]))
    assert rules == erp.SyncRules(
        branches={"KB": tenant.store_id},
        default_store_id=tenant.store_id,
        excluded_series=frozenset({"A", "Z"}),
        min_bill_minor=10_000,
        counts_from=date(2026, 4, 1),
        date_basis=DateBasis.ENTRY,
        placeholder_phones=frozenset({"+919822041763", "0000000000"}),
        claim_days=30,
        keeps_lines=False,
    )
    assert (await row_of("erp_stream", stream))["generation"] == 2
    view = await database.fetchrow("SELECT * FROM read.erp_rules WHERE pk = $1", connection)
    assert view is not None
    assert (view["excluded_series"], view["min_bill_minor"], view["date_basis"], view["claim_days"]) == (
        ["A", "Z"],
        10_000,
        "entry",
        30,
    )
    assert (await facts_of(tenant))[-1] == ("erp.connection_changed", "rules")
    assert not any("+9198" in after for _, after in await audited(tenant))


async def test_rules_that_cannot_be(tenant: Tenant, other: Tenant) -> None:
    """Given a connection, when rules name another's store or are out of bounds, then nothing changes."""
    made = await make_connection(tenant)
    cases: list[tuple[RuleChanges, str, str]] = [
        ({"branches": {"KB": other.store_id}}, "NOT_FOUND", "branches"),
        ({"default_store_id": uuid4()}, "NOT_FOUND", "default_store_id"),
        ({"branches": {"": tenant.store_id}}, "BAD_INPUT", "branches"),
        ({"min_bill": Money(1, "EUR")}, "BAD_INPUT", "min_bill"),
        ({"min_bill": Money(-1, "INR")}, "BAD_INPUT", "min_bill"),
        ({"return_wait_hours": 721}, "BAD_INPUT", "return_wait_hours"),
        ({"claim_days": -1}, "BAD_INPUT", "claim_days"),
        ({"max_customers_per_phone": 0}, "BAD_INPUT", "max_customers_per_phone"),
        ({"excluded_series": ["x" * 61]}, "BAD_INPUT", "excluded_series"),
        ({"excluded_branches": ["x"] * 501}, "BAD_INPUT", "excluded_branches"),
    ]
    for changes, code, path in cases:
        assert await refused(tenant, erp.save_rules(*scope(tenant), made, changes)) == (code, (path,))
    nobody: RuleChanges = {"placeholder_phones": ["nobody"]}
    assert await refused(tenant, erp.save_rules(*scope(tenant), made, nobody)) == ("BAD_PHONE", ("phone",))
    theirs = erp.save_rules(*scope(other), made, {"claim_days": 1})
    assert await refused(tenant, theirs) == ("NOT_FOUND", ("connectionId",))


async def test_who_wins_by_field(tenant: Tenant) -> None:
    """Given policies, when some are said, then the others are the house's; consent and children are ours alone."""
    made = await make_connection(tenant)
    await erp.save_policies(*scope(tenant), made, {"name": Policy.REVIEW, "kids": Policy.OURS_WINS})
    await erp.save_policies(*scope(tenant), made, {"city": Policy.OURS_WINS})
    rows = await database.fetch(
        "SELECT field, policy FROM read.erp_policy WHERE connection_pk = $1 ORDER BY nr", made
    )
    assert [tuple(row) for row in rows] == [
        ("name", "review"),
        ("email", "erp_wins"),
        ("city", "ours_wins"),
        ("birthday", "ours_if_verified"),
        ("phone", "review"),
        ("consent", "ours_wins"),
        ("kids", "ours_wins"),
    ]
    for field, policy in (
        ("consent", Policy.ERP_WINS),
        ("kids", Policy.REVIEW),
        ("shoe_size", Policy.ERP_WINS),
    ):
        saved = erp.save_policies(*scope(tenant), made, {field: policy})
        assert await refused(tenant, saved) == ("BAD_INPUT", (field,))
