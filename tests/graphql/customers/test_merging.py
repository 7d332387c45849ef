"""Merging through the schema, as staff do and see it, and as others do not."""

from typing import Any
from uuid import uuid4

import pytest

from api.core.ids import to_global_id
from api.customers import Member
from tests.factories.businesses import Tenant, make_business, token_of
from tests.factories.customers import make_member
from tests.factories.identity import make_customer_session
from tests.factories.merges import merge
from tests.factories.purchases import record_sale
from tests.graphql.asking import answer, ask, codes, do

pytestmark = pytest.mark.integration

PREVIEW = """query($input: PreviewMergeInput!) { previewMerge(input: $input) {
  kept { name } gone { name } brings { what count } differs errors { code path } } }"""
MERGE = "merge { id goneNumber goneName staffName reason undoneAt } customer { id balance merges { id undoneAt } }"


def pair(kept: Member, gone: Member) -> dict[str, str]:
    """The two as an input names them."""
    return {
        "keepCustomerId": to_global_id("Customer", kept.membership_id),
        "goneCustomerId": to_global_id("Customer", gone.membership_id),
    }


async def test_staff_look_ahead_merge_and_undo(tenant: Tenant) -> None:
    """Given a double entry, when a manager looks, merges and undoes, then each answer shows what is so."""
    kept, gone = await make_member(tenant, name="Meera"), await make_member(tenant, name="Mira")
    await record_sale(tenant, 30_000, membership_id=gone.membership_id)
    token = await token_of(tenant, "manager")
    seen = (await ask(PREVIEW, {"input": pair(kept, gone)}, token=token))["previewMerge"]
    assert (seen["kept"], seen["gone"], seen["errors"]) == ({"name": "Meera"}, {"name": "Mira"}, [])
    assert {each["what"]: each["count"] for each in seen["brings"]} == {
        "POINTS": 30,
        "PURCHASES": 1,
        "VISITS": 1,
    }
    assert seen["differs"] == ["NAME"]

    given = {**pair(kept, gone), "reason": "Twice", "idempotencyKey": uuid4().hex}
    made = await do("mergeCustomers", given, MERGE, token=token)
    assert made["errors"] == []
    merged, customer = made["merge"], made["customer"]
    assert (merged["goneNumber"], merged["goneName"], merged["reason"]) == (gone.number, "Mira", "Twice")
    assert customer["balance"] == 30
    assert customer["merges"] == [{"id": merged["id"], "undoneAt": None}]
    one = "query($id: ID!) { customer(id: $id) { id } }"
    assert (await ask(one, {"id": given["goneCustomerId"]}, token=token))["customer"] is None

    undone = await do("unmergeCustomers", {"mergeId": merged["id"]}, MERGE, token=token)
    assert undone["customer"]["balance"] == 0
    assert undone["merge"]["undoneAt"] is not None
    assert (await ask(one, {"id": given["goneCustomerId"]}, token=token))["customer"] is not None


async def test_history_shows_the_family(tenant: Tenant) -> None:
    """Given a merge, when staff and the holder read movements of points, then those of who is gone are among them."""
    kept, gone = await make_member(tenant), await make_member(tenant)
    await record_sale(tenant, 30_000, membership_id=gone.membership_id)
    await merge(tenant, kept, gone)
    token = await token_of(tenant)
    text = """query($id: ID!) { customer(id: $id) { transactions(first: 9) { nodes { kind points } }
      purchases(first: 9) { nodes { pointsEarned } } } }"""
    found = (await ask(text, {"id": pair(kept, gone)["keepCustomerId"]}, token=token))["customer"]
    assert {(each["kind"], each["points"]) for each in found["transactions"]["nodes"]} == {
        ("EARN", 30),
        ("MERGE", -30),
        ("MERGE", 30),
    }
    assert found["purchases"]["nodes"] == [{"pointsEarned": 30}]
    session = await make_customer_session(kept.person_id)
    own = "{ viewer { person { activity(first: 9) { nodes { kind points } } cards { balance } } } }"
    seen = (await ask(own, token=session.tokens.access_token))["viewer"]["person"]
    assert seen["cards"] == [{"balance": 30}]
    assert len(seen["activity"]["nodes"]) == 3


@pytest.mark.parametrize("role", ["cashier", "analyst"])
async def test_others_may_not(tenant: Tenant, role: str) -> None:
    """Given staff without the permission, when they try, then it is forbidden."""
    kept, gone = await make_member(tenant), await make_member(tenant)
    token = await token_of(tenant, role)
    given: dict[str, Any] = {**pair(kept, gone), "idempotencyKey": uuid4().hex}
    text = "mutation($input: MergeCustomersInput!) { mergeCustomers(input: $input) { errors { code } } }"
    assert codes(await answer(text, {"input": given}, token=token)) == ["FORBIDDEN"]


async def test_another_business_finds_neither(tenant: Tenant) -> None:
    """Given members and a merge of one business, when another names them, then there is nobody and no merge."""
    kept, gone = await make_member(tenant), await make_member(tenant)
    merged = await merge(tenant, kept, gone)
    token = await token_of(await make_business(name="Sari Palace"))
    given: dict[str, Any] = {**pair(kept, gone), "idempotencyKey": uuid4().hex}
    refused = await do("mergeCustomers", given, "errors { code path }", token=token)
    assert refused["errors"][0]["code"] == "NOT_FOUND"
    undo = {"mergeId": to_global_id("CustomerMerge", merged.id)}
    refused = await do("unmergeCustomers", undo, "errors { code path }", token=token)
    assert refused["errors"][0]["code"] == "NOT_FOUND"
