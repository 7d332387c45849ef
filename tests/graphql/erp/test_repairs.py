"""What waits for a person, through the schema; bills that customers claim; the sync as it goes on."""

import pytest

from api.core.ids import to_global_id
from tests.erp.fakes import FakeReader
from tests.factories.businesses import Tenant, token_of
from tests.factories.customers import make_member
from tests.factories.desk import (
    make_bill,
    make_conflict,
    make_connection,
    make_dead_row,
    make_mapping,
    make_stream,
    make_streams,
)
from tests.factories.identity import make_customer_session
from tests.graphql.asking import answer, ask, codes, data_of, do, refusals

pytestmark = pytest.mark.integration

CHANGED = "subscription($id: ID!) { erpChanged(businessId: $id) { business { erpConnections { name } } } }"


async def test_dead_rows_are_mended_and_let_go(tenant: Tenant, other: Tenant) -> None:
    """Given two dead rows, when one is mended and one dropped, then the list says so; another's are not found."""
    owner, stream = await token_of(tenant), await make_stream(tenant)
    rows = [to_global_id("ErpDeadRow", await make_dead_row(tenant, stream, key)) for key in ("1", "2")]
    mended = await do(
        "editErpDeadRow",
        {"deadRowId": rows[0], "payload": {"net_amt": "640"}},
        "deadRow { edited state }",
        token=owner,
    )
    assert mended["deadRow"] == {"edited": {"net_amt": "640"}, "state": "OPEN"}
    dropped = await do("dropErpDeadRows", {"deadRowIds": rows[1:]}, "settled", token=owner)
    assert (dropped["settled"], dropped["errors"]) == (1, [])
    theirs = to_global_id("ErpDeadRow", await make_dead_row(other, await make_stream(other)))
    foreign = await do("dropErpDeadRows", {"deadRowIds": [theirs]}, "settled", token=owner)
    assert refusals(foreign) == [("NOT_FOUND", ["rowIds"])]


async def test_nothing_to_try_again(tenant: Tenant, reading: FakeReader) -> None:
    owner, stream = await token_of(tenant), await make_stream(tenant)
    given = {"streamId": to_global_id("ErpStream", stream)}
    found = await do("replayErpDeadRows", given, "settled stillDead points stream { state }", token=owner)
    assert found == {"settled": 0, "stillDead": 0, "points": 0, "stream": {"state": "DRAFT"}, "errors": []}
    assert reading.asked == []


async def test_conflicts_are_decided(tenant: Tenant) -> None:
    """Given a conflict about a city, when theirs is taken, then it is written and waits no more."""
    owner, member = await token_of(tenant), await make_member(tenant, name="Meera")
    conflict = await make_conflict(tenant, await make_connection(tenant), member.membership_id)
    look = """{ business { erpConflicts(first: 5) { nodes { id fieldName ours theirs state
        customer { name city } connection { name } } } } }"""
    (waits,) = (await ask(look, token=owner))["business"]["erpConflicts"]["nodes"]
    none = (await ask("{ business { erpConflictsDecided(first: 5) { nodes { id } } } }", token=owner))[
        "business"
    ]
    assert none["erpConflictsDecided"]["nodes"] == []
    assert waits == {
        "id": to_global_id("ErpConflict", conflict),
        "fieldName": "CITY",
        "ours": "Pune",
        "theirs": "Mumbai",
        "state": "OPEN",
        "customer": {"name": "Meera", "city": ""},
        "connection": {"name": "Main shop"},
    }
    given = {"decisions": [{"conflictId": waits["id"], "take": "THEIRS"}]}
    decided = await do(
        "decideErpConflicts", given, "conflicts { state decidedBy customer { city } }", token=owner
    )
    (now,) = decided["conflicts"]
    assert (now["state"], now["customer"]) == ("THEIRS", {"city": "Mumbai"})
    assert (await ask(look, token=owner))["business"]["erpConflicts"]["nodes"] == []
    later = """{ business { erpConflictsDecided(first: 5) { nodes { id state decidedBy decidedAt } } } }"""
    (kept,) = (await ask(later, token=owner))["business"]["erpConflictsDecided"]["nodes"]
    assert (kept["id"], kept["state"], kept["decidedBy"]) == (waits["id"], "THEIRS", now["decidedBy"])
    assert kept["decidedAt"] is not None


async def test_a_customer_claims_a_bill(tenant: Tenant) -> None:
    """Given a bill of 640 rupees without a number, when its customer claims it, then 64 points are on the card."""
    connection = await make_connection(tenant)
    await make_mapping(tenant, (await make_streams(tenant, connection))["invoice"])
    await make_bill(tenant, connection, "KB/9", "0815")
    member = await make_member(tenant)
    holder = (await make_customer_session(member.person_id)).tokens.access_token
    given = {"cardId": to_global_id("Card", member.membership_id), "number": "kb/9", "pin": "0000"}
    wrong = await do("claimBill", given, "points card { balance }", token=holder)
    assert (refusals(wrong), wrong["points"]) == ([("BILL_UNKNOWN", ["number"])], 0)
    right = await do("claimBill", given | {"pin": "0815"}, "points card { balance }", token=holder)
    assert (right["points"], right["card"]["balance"], right["errors"]) == (64, 64, [])
    staff = await answer(
        'mutation { claimBill(input: {cardId: "x", number: "1", pin: "1"}) { points } }',
        token=await token_of(tenant),
    )
    assert codes(staff) == ["FORBIDDEN"]


async def test_the_sync_is_watched_by_its_own(tenant: Tenant, other: Tenant) -> None:
    """Given a connection, when its business is watched, then its own staff see it and others find none."""
    await make_connection(tenant)
    given = {"id": to_global_id("Business", tenant.business_id)}
    seen = data_of(await answer(CHANGED, given, token=await token_of(tenant)))
    assert seen["erpChanged"]["business"]["erpConnections"] == [{"name": "Main shop"}]
    assert codes(await answer(CHANGED, given, token=await token_of(other))) == ["NOT_FOUND"]
