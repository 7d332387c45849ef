"""Streams of one's own tables, streams that rest and are set back, through the schema."""

from typing import Any

import pytest

from api.core import db as database
from api.core.ids import to_global_id
from tests.factories.businesses import Tenant, token_of
from tests.factories.desk import make_connection, make_mapping, make_stream, make_streams
from tests.graphql.asking import ask, do, refusals
from tests.graphql.erp.steering import steer

pytestmark = pytest.mark.integration


async def test_what_a_reset_would_read(tenant: Tenant) -> None:
    """Given a live stream, when its reset is previewed and done, then the years are told and it is due at once."""
    owner, stream = await token_of(tenant), await make_stream(tenant)
    await database.execute(
        """UPDATE erp_stream SET state = 'live',
            cursor = '{"20252026": {"time": "2026-03-31T20:00:00", "key": []}}' WHERE id = $1""",
        stream,
    )
    given = {"input": {"streamId": to_global_id("ErpStream", stream), "day": "2026-02-10"}}
    found: Any = await ask(
        """query($input: ResetErpStreamInput!) { previewErpReset(input: $input) {
        preview { day documents years } errors { code } } }""",
        given,
        token=owner,
    )
    assert found["previewErpReset"]["preview"] == {"day": "2026-02-10", "documents": 0, "years": ["20252026"]}
    done = await do("resetErpStream", given["input"], "stream { state nextPollAt }", token=owner)
    assert (done["stream"]["state"], done["stream"]["nextPollAt"] is None) == ("LIVE", False)


async def test_tables_of_ones_own(tenant: Tenant) -> None:
    """Given typed tables, when they are saved, then a draft reads them."""
    owner = await token_of(tenant)
    connection = to_global_id("ErpConnection", await make_connection(tenant))
    spec = {
        "table": "Bills",
        "columns": [{"name": "bill", "column": "t.Bill"}, {"name": "keyed", "column": "t.Keyed"}],
        "key": ["bill"],
        "cursor": "TIME_KEY",
        "cursorColumn": "keyed",
        "where": [{"column": "t.Kind", "comparison": "IN", "values": ["S", 1]}],
    }
    given = {"connectionId": connection, "kind": "INVOICE", "spec": spec}
    wanted = "connection { streams { kind preset spec { table key columns cursor linesTable } } }"
    saved = await do("saveErpSpec", given, wanted, token=owner)
    assert saved["connection"]["streams"] == [
        {
            "kind": "INVOICE",
            "preset": "",
            "spec": {
                "table": "Bills",
                "key": ["bill"],
                "columns": ["bill", "keyed"],
                "cursor": "TIME_KEY",
                "linesTable": None,
            },
        }
    ]
    wrong = spec | {"where": [{"column": "t.Kind", "comparison": "IS", "values": [True]}]}
    assert refusals(await do("saveErpSpec", given | {"spec": wrong}, "__typename", token=owner)) == [
        ("BAD_INPUT", ["where"])
    ]


async def test_streams_and_connections_rest(tenant: Tenant) -> None:
    """Given a live stream, when it is polled, reconciled, paused and resumed, then each answers with how it stands."""
    owner, stream = await token_of(tenant), await make_stream(tenant)
    await database.execute("UPDATE erp_stream SET state = 'live' WHERE id = $1", stream)
    await make_mapping(tenant, (await make_streams(tenant, (await _connection(stream))))["product"])
    key = {"streamId": to_global_id("ErpStream", stream)}
    for verb, state in (
        ("pollErpStream", "LIVE"),
        ("reconcileErpStream", "LIVE"),
        ("pauseErpStream", "PAUSED"),
        ("resumeErpStream", "LIVE"),
    ):
        assert (await steer(verb, key, "stream { state }", token=owner))["stream"] == {"state": state}
    connection = {"connectionId": to_global_id("ErpConnection", await _connection(stream))}
    for verb, state in (("pauseErpConnection", "PAUSED"), ("resumeErpConnection", "WORKING")):
        assert (await steer(verb, connection, "connection { state }", token=owner))["connection"] == {
            "state": state
        }


async def _connection(stream: Any) -> Any:
    return await database.fetchval("SELECT connection_id FROM erp_stream WHERE id = $1", stream)
