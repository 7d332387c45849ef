"""The sync through the schema: connected, mapped, ruled and started by the owner; seen by those who may read."""

from typing import Any

import orjson
import pytest

from api.core import db as database
from api.core.ids import key_of, to_global_id
from api.erp import StreamKind
from api.erp.types import Problem
from tests.erp.fakes import FakeReader, a_bill
from tests.factories.businesses import Tenant, token_of
from tests.factories.desk import make_connection, make_dead_row, make_streams
from tests.graphql.asking import answer, ask, codes, data_of, do, refusals
from tests.graphql.erp.steering import steer

pytestmark = pytest.mark.integration

SERVER = {
    "name": "Main shop",
    "kind": "MSSQL",
    "timeZone": "Asia/Kolkata",
    "host": "192.168.1.20",
    "database": "LogicERP",
    "username": "reader",
    "password": "s3cret-word",
}
ROWS = [
    {"sourceField": "vouch_code", "targetField": "key", "transformation": "trim"},
    {"sourceField": "vouch_date", "targetField": "occurredAt"},
    {"sourceField": "net_amt", "targetField": "amount_minor"},
]
CONNECTION = (
    "connection { id name kind host hasPassword state problem problemText version streams { id kind state } }"
)
SEEN = """{ business { erpConnections { name host hasPassword state serverVersion latencyMs
    rules { minBill { minorUnits currency } countsFrom dateBasis claimDays branches { code store { code } } }
    policies { fieldName policy }
    streams { kind preset state mappingVersion pollSeconds lagSeconds isLate openDeadRows
      spec { table cursor cursorColumn key columns linesTable }
      mapping { version dryRows dryDead madeBy rows { sourceField targetField transformation onError }
        lines { targetField } }
      run { kind state rowsTotal rowsRead madeBy }
      runs(first: 2) { nodes { kind state } }
      deadRows(first: 2, state: OPEN) { nodes { key code payload } } } }
  erpConflicts(first: 5) { nodes { fieldName } } } }"""


async def mapped(owner: str, stream: str) -> dict[str, Any]:
    """The mapping of these three fields, tried and kept."""
    rows = [row | {"targetField": row["targetField"].replace("occurredAt", "occurred_at")} for row in ROWS]
    mapping = {"streamId": stream, "rows": rows}
    shown = "dryRun { dead token rows { key source result problems { targetField code } } }"
    tried = (await do("dryRunErpMapping", mapping, shown, token=owner))["dryRun"]
    assert [(row["key"], row["result"]["amount_minor"]) for row in tried["rows"]] == [("20262027:1", 64_000)]
    given = mapping | {"dryRunToken": tried["token"]}
    saved = await do("saveErpMapping", given, "mapping { version } stream { mappingVersion }", token=owner)
    assert saved["errors"] == []
    return dict(saved)


async def connected(owner: str, tenant: Tenant) -> dict[str, str]:
    """A SQL Server connected, tested, mapped and given rules; its streams by kind."""
    made = (await do("saveErpConnection", {"connection": SERVER}, CONNECTION, token=owner))["connection"]
    assert (made["state"], made["hasPassword"], made["version"], made["streams"]) == ("UNTESTED", True, 1, [])
    key = {"connectionId": made["id"]}
    tested = await do(
        "testErpConnection", key, f"diagnosis {{ isOk tables canWrite }} {CONNECTION}", token=owner
    )
    assert tested["diagnosis"] == {"isOk": True, "tables": 40, "canWrite": False}
    assert tested["connection"]["state"] == "WORKING"
    added = await do("addErpStreams", key | {"preset": "logic_erp"}, CONNECTION, token=owner)
    streams = {each["kind"]: each["id"] for each in added["connection"]["streams"]}
    saved = await mapped(owner, streams["INVOICE"])
    assert saved["mapping"] | saved["stream"] == {"version": 1, "mappingVersion": 1}
    rules = {
        "minBill": {"minorUnits": 10_000, "currency": "INR"},
        "countsFrom": "2026-04-01",
        "dateBasis": "ENTRY",
        "branches": [{"code": "KB", "storeId": to_global_id("Store", tenant.store_id)}],
    }
    assert (await do("saveErpRules", key | rules, CONNECTION, token=owner))["errors"] == []
    policies = {"policies": [{"fieldName": "NAME", "policy": "REVIEW"}]}
    assert (await do("saveErpPolicies", key | policies, CONNECTION, token=owner))["errors"] == []
    return streams


async def test_from_a_connection_to_its_history(tenant: Tenant, reading: FakeReader) -> None:
    """Given a SQL Server, when the owner connects, maps, rules and starts, then all of it is seen and no password."""
    owner = await token_of(tenant)
    reading.rows[StreamKind.INVOICE] = [a_bill(1)]
    streams = await connected(owner, tenant)
    store_code = await database.fetchval("SELECT code FROM store WHERE id = $1", tenant.store_id)
    begun = await steer(
        "startErpBackfill",
        {"streamId": streams["INVOICE"]},
        "run { kind state } stream { state }",
        token=owner,
    )
    assert (begun["run"], begun["stream"]) == (
        {"kind": "BACKFILL", "state": "RUNNING"},
        {"state": "BACKFILLING"},
    )
    await make_dead_row(tenant, key_of(streams["INVOICE"], "ErpStream"))
    found = await answer(SEEN, token=await token_of(tenant, "analyst"))
    assert found.errors == ()
    assert b"s3cret" not in orjson.dumps(found.body())
    business = data_of(found)["business"]
    (seen,) = business["erpConnections"]
    assert (seen["rules"], seen["policies"][0], business["erpConflicts"]["nodes"]) == (
        {
            "minBill": {"minorUnits": 10_000, "currency": "INR"},
            "countsFrom": "2026-04-01",
            "dateBasis": "ENTRY",
            "claimDays": 60,
            "branches": [{"code": "KB", "store": {"code": store_code}}],
        },
        {"fieldName": "NAME", "policy": "REVIEW"},
        [],
    )
    bills = next(each for each in seen["streams"] if each["kind"] == "INVOICE")
    assert (bills["state"], bills["openDeadRows"], bills["lagSeconds"], bills["isLate"]) == (
        "BACKFILLING",
        1,
        None,
        False,
    )
    assert (bills["spec"]["table"], bills["spec"]["cursor"], bills["spec"]["linesTable"]) == (
        "Sl_Head{FY}",
        "TIME_KEY",
        "Sl_Txn{FY}",
    )
    assert bills["mapping"]["rows"][0] == {
        "sourceField": "vouch_code",
        "targetField": "key",
        "transformation": "trim",
        "onError": "DEAD",
    }
    assert (bills["mapping"]["dryRows"], bills["mapping"]["dryDead"], bills["mapping"]["lines"]) == (1, 0, [])
    assert (bills["run"]["rowsTotal"], bills["runs"]["nodes"]) == (
        None,
        [{"kind": "BACKFILL", "state": "RUNNING"}],
    )
    assert bills["deadRows"]["nodes"] == [
        {"key": "1", "code": "NOT_A_NUMBER", "payload": {"vouch_code": "1", "net_amt": "6x40"}}
    ]


async def test_who_may(tenant: Tenant, reading: FakeReader) -> None:
    """Given an analyst and a cashier, when they change or look, then the one sees, and both change nothing."""
    connection = await make_connection(tenant)
    analyst, cashier = await token_of(tenant, "analyst"), await token_of(tenant, "cashier")
    change = "mutation($id: ID!) { removeErpConnection(input: {connectionId: $id}) { errors { code } } }"
    tables = "query($id: ID!) { erpTables(connectionId: $id) { name } }"
    key = {"id": to_global_id("ErpConnection", connection)}
    for query in (change, tables):
        assert codes(await answer(query, key, token=analyst)) == ["FORBIDDEN"]
    look = "{ business { erpConnections { name } } }"
    assert await ask(look, token=analyst) == {"business": {"erpConnections": [{"name": "Main shop"}]}}
    assert codes(await answer(look, token=cashier)) == ["FORBIDDEN"]
    assert await database.fetchval("SELECT count(*) FROM erp_connection WHERE id = $1", connection) == 1
    assert reading.asked == []


async def test_what_there_is_to_choose_from(tenant: Tenant, reading: FakeReader) -> None:
    """Given a connection, when presets, targets and tables are asked for, then they are told; a lost source says so."""
    owner = await token_of(tenant)
    connection = to_global_id("ErpConnection", await make_connection(tenant))
    found: Any = await ask(
        """query($id: ID!) { erpPresets { name kinds streams { kind table rows { targetField onError } } }
        erpTargets(kind: INVOICE) { name kind isRequired choices }
        erpTables(connectionId: $id) { name columns { name type } } }""",
        {"id": connection},
        token=owner,
    )
    presets = {each["name"]: each for each in found["erpPresets"]}
    assert list(presets) == ["logic_erp", "odoo", "erpnext", "erpnext_pos", "generic"]
    assert presets["logic_erp"]["kinds"] == ["MSSQL"]
    bills = next(each for each in presets["logic_erp"]["streams"] if each["kind"] == "INVOICE")
    assert bills["rows"][0] == {"targetField": "key", "onError": "DEAD"}
    assert found["erpTargets"][0] == {"name": "key", "kind": "text", "isRequired": True, "choices": []}
    assert found["erpTables"] == [
        {
            "name": "Sl_Head20262027",
            "columns": [{"name": "vouch_code", "type": "int"}, {"name": "net_amt", "type": "decimal"}],
        }
    ]
    reading.problem = Problem.LOGIN_FAILED
    lost = await answer(
        "query($id: ID!) { erpTables(connectionId: $id) { name } }", {"id": connection}, token=owner
    )
    assert codes(lost) == ["SOURCE_UNREACHABLE"]


async def test_refusals_name_their_field(tenant: Tenant, other: Tenant, reading: FakeReader) -> None:
    """Given wrong values, when they are sent, then each is refused at the input's own name."""
    owner = await token_of(tenant)
    streams = await make_streams(tenant, await make_connection(tenant))
    stream = to_global_id("ErpStream", streams["invoice"])
    theirs = to_global_id("Store", other.store_id)
    connection = to_global_id(
        "ErpConnection",
        await database.fetchval("SELECT id FROM erp_connection WHERE business_id = $1", tenant.business_id),
    )
    key = {"connectionId": connection}
    cases: tuple[tuple[str, dict[str, Any], str, list[str]], ...] = (
        ("saveErpConnection", {"connection": SERVER | {"host": "169.254.169.254"}}, "BAD_INPUT", ["host"]),
        ("saveErpConnection", {"connection": SERVER}, "CONFLICT", ["name"]),
        ("saveErpConnection", {"connection": SERVER | {"timeZone": "x"}}, "BAD_INPUT", ["timeZone"]),
        ("saveErpStream", {"streamId": stream, "pollSeconds": 1}, "BAD_INPUT", ["pollSeconds"]),
        ("saveErpStream", {"streamId": connection}, "BAD_ID", ["streamId"]),
        (
            "dryRunErpMapping",
            {"streamId": stream, "rows": ROWS},
            "MAPPING_INVALID",
            ["rows", "1", "targetField"],
        ),
        ("dryRunErpMapping", {"streamId": stream, "rows": []}, "BAD_INPUT", ["rows"]),
        (
            "saveErpMapping",
            {"streamId": stream, "rows": ROWS, "dryRunToken": "x"},
            "MAPPING_INVALID",
            ["rows", "1", "targetField"],
        ),
        ("saveErpRules", key | {"branches": [{"code": "KB", "storeId": theirs}]}, "NOT_FOUND", ["branches"]),
        ("saveErpRules", key | {"minBill": {"minorUnits": 1, "currency": "EUR"}}, "BAD_INPUT", ["minBill"]),
        (
            "saveErpPolicies",
            key | {"policies": [{"fieldName": "KIDS", "policy": "ERP_WINS"}]},
            "BAD_INPUT",
            ["kids"],
        ),
        ("resetErpStream", {"streamId": stream, "day": "2026-05-01"}, "STREAM_BUSY", []),
        (
            "editErpDeadRow",
            {"deadRowId": to_global_id("ErpDeadRow", streams["invoice"]), "payload": 5},
            "BAD_INPUT",
            ["payload"],
        ),
    )
    for verb, given, code, path in cases:
        assert refusals(await do(verb, given, "__typename", token=owner)) == [(code, path)], verb
    early = await steer("startErpBackfill", {"streamId": stream}, "__typename", token=owner)
    assert refusals(early) == [("DRY_RUN_NEEDED", ["streamId"])]
    assert reading.asked == []
