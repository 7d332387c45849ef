"""The review queue through the schema: rules, what the holder sees of held points, and decisions."""

from typing import Any
from uuid import uuid4

import pytest

from api.core.ids import to_global_id
from tests.factories.businesses import Tenant, make_business
from tests.factories.identity import make_customer_session, make_staff, make_token
from tests.factories.rewards import rich_member
from tests.graphql.asking import answer, ask, codes, do

pytestmark = pytest.mark.integration

QUEUE = """query($filter: ReviewFilter) { reviewItems(first: 10, filter: $filter) { totalCount nodes {
  id points pointsHeld state staffName staffHeld staffRejected storeName note decidedBy
  customer { name } purchase { id } reasons { kind found most } } } }"""
CARD = """{ viewer { person { cards { balance pending }
  activity(first: 1) { nodes { points isPending isHeld } } } } }"""
RULE = {"kind": "STAFF_AWARDS_PER_DAY", "action": "REVIEW", "most": 1}


async def token_of(tenant: Tenant, role: str = "owner") -> str:
    return await make_token(await make_staff(tenant.program_id, tenant.business_id, role=role, name=role))


async def award(tenant: Tenant, token: str, member: Any, points: int) -> None:
    given = {
        "idempotencyKey": uuid4().hex,
        "customerId": to_global_id("Customer", member.membership_id),
        "points": points,
        "description": "A long wait",
        "storeId": to_global_id("Store", tenant.store_id),
    }
    assert (await do("awardPoints", given, "transaction { id }", token=token))["errors"] == []


async def test_held_points_are_seen_and_decided(db: None) -> None:
    """Given one award a day by hand, when a second one comes, then its holder sees that it is checked, until it is."""
    tenant = await make_business()
    member = await rich_member(tenant, 0)
    owner, giver, manager = (
        await token_of(tenant),
        await token_of(tenant, "manager"),
        await token_of(tenant, "manager"),
    )
    saved = await do("saveReviewRules", {"rules": [RULE]}, "rules { kind action most days }", token=owner)
    assert saved["rules"] == [{**RULE, "days": None}]
    for points in (10, 25):
        await award(tenant, giver, member, points)
    holder = (await make_customer_session(member.person_id)).tokens.access_token
    person: Any = (await ask(CARD, token=holder))["viewer"]["person"]
    assert person["cards"] == [{"balance": 10, "pending": 25}]
    assert person["activity"]["nodes"] == [{"points": 25, "isPending": True, "isHeld": True}]
    found = (await ask(QUEUE, {"filter": {"state": "OPEN"}}, token=manager))["reviewItems"]
    (item,) = found["nodes"]
    assert found["totalCount"] == 1
    assert {
        name: item[name] for name in ("points", "pointsHeld", "staffName", "staffHeld", "staffRejected")
    } == {
        "points": 25,
        "pointsHeld": 25,
        "staffName": "manager",
        "staffHeld": 1,
        "staffRejected": 0,
    }
    assert item["reasons"] == [{"kind": "STAFF_AWARDS_PER_DAY", "found": 2, "most": 1}]
    given = {"itemIds": [item["id"]], "decision": "APPROVE"}
    own = await do("decideReviews", given, "items { id }", token=giver)
    assert [each["code"] for each in own["errors"]] == ["OWN_AWARD"]
    done = await do("decideReviews", given, "items { state pointsHeld decidedBy }", token=manager)
    assert (done["items"], done["errors"]) == (
        [{"state": "APPROVED", "pointsHeld": 0, "decidedBy": "manager"}],
        [],
    )
    person = (await ask(CARD, token=holder))["viewer"]["person"]
    assert person["cards"] == [{"balance": 35, "pending": 0}]
    other = await do(
        "decideReviews", given | {"decision": "REJECT", "note": "No"}, "items { id }", token=owner
    )
    assert [each["code"] for each in other["errors"]] == ["ALREADY_DECIDED"]


async def test_who_may_and_with_what(db: None) -> None:
    """Given a queue, then cashiers and analysts are not let in, and a rejection without a reason is refused."""
    tenant, stranger = await make_business(), await make_business()
    member = await rich_member(tenant, 0)
    owner, giver = await token_of(tenant), await token_of(tenant, "manager")
    await do("saveReviewRules", {"rules": [RULE | {"kind": "POINTS_AT_ONCE"}]}, "rules { kind }", token=owner)
    await award(tenant, giver, member, 25)
    (item,) = (await ask(QUEUE, token=owner))["reviewItems"]["nodes"]
    for role in ("cashier", "analyst"):
        assert "FORBIDDEN" in codes(await answer(QUEUE, token=await token_of(tenant, role)))
    assert (await ask(QUEUE, token=await token_of(stranger)))["reviewItems"]["nodes"] == []
    given = {"itemIds": [item["id"]], "decision": "REJECT"}
    assert [
        each["path"] for each in (await do("decideReviews", given, "items { id }", token=owner))["errors"]
    ] == [["note"]]
    foreign = await do("decideReviews", given | {"note": "x"}, "items { id }", token=await token_of(stranger))
    assert [each["code"] for each in foreign["errors"]] == ["NOT_FOUND"]
    bad = await do(
        "saveReviewRules",
        {"rules": [{"kind": "ODD_HOURS", "action": "REVIEW"}]},
        "rules { kind }",
        token=owner,
    )
    assert [each["path"] for each in bad["errors"]] == [["rules", "0", "fromHour"]]
