"""Bills through the schema: found, paged at the same cost for any length, and counted by day."""

from uuid import uuid4

import pytest

from api.core import clock, db
from api.core.ids import to_global_id
from tests.factories.businesses import Tenant, make_business, token_of
from tests.factories.customers import make_member, some_phone
from tests.factories.purchases import record_sale, traces
from tests.graphql.asking import answer, ask, codes, do
from tests.graphql.purchases.selling import BILL, RETURN, sale, store_id
from tests.support.statements import count_queries

pytestmark = pytest.mark.integration

LIST = """query($first: Int, $after: String, $search: String, $store: ID, $from: DateTime, $to: DateTime) {
  purchases(first: $first, after: $after, search: $search, storeId: $store, from: $from, to: $to) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { id billNumber store { name } customer { name balance } lines { seq category { name } } returns { id }
      voidableUntil } } }"""


async def test_pages_of_bills(tenant: Tenant) -> None:
    """Given five bills, when paged by two, then all are seen once, newest first, also those of one moment."""
    moment = clock.now()
    keys = []
    for number in range(5):
        given = {**sale(tenant), "occurredAt": moment.isoformat(), "billNumber": f"A_{number}"}
        done = await do("recordPurchase", given, BILL, token=await token_of(tenant, "cashier"))
        keys.append(done["purchase"]["id"])
    token = await token_of(tenant, "cashier")
    seen: list[str] = []
    after, page = None, {}
    for _ in range(3):
        page = (await ask(LIST, {"first": 2, "after": after}, token=token))["purchases"]
        assert page["totalCount"] == 5
        seen += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert (seen, page["pageInfo"]["hasNextPage"]) == (keys[::-1], False)
    found = (await ask(LIST, {"search": "a_3"}, token=token))["purchases"]
    assert [node["billNumber"] for node in found["nodes"]] == ["A_3"]
    assert (await ask(LIST, {"search": "a%"}, token=token))["purchases"]["totalCount"] == 0
    later = {"from": moment.isoformat(), "to": moment.isoformat()}
    assert (await ask(LIST, later, token=token))["purchases"]["totalCount"] == 0
    refused = await answer(LIST, {"after": "nonsense"}, token=token)
    assert codes(refused) == ["BAD_CURSOR"]


async def test_a_list_of_thirty_costs_what_a_list_of_three_costs(tenant: Tenant) -> None:
    """Given thirty bills of thirty customers, when all or three are listed with everything, then as many statements."""
    for _ in range(30):
        member = await make_member(tenant)
        await record_sale(tenant, membership_id=member.membership_id)
    token = await token_of(tenant, "cashier")
    await ask(LIST, {"first": 1}, token=token)
    counts = []
    for first in (3, 30):
        async with count_queries() as seen:
            page = (await ask(LIST, {"first": first}, token=token))["purchases"]
        assert len(page["nodes"]) == first
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 9


async def test_other_tenants_see_nothing(tenant: Tenant) -> None:
    """Given a bill, when another business's owner asks for it by any way, then there is none."""
    bill = await record_sale(tenant)
    other = await make_business(name="Tin Robot")
    stranger = await token_of(other, "owner")
    key = to_global_id("Purchase", bill.id)
    query = "query($id: ID!) { purchase(id: $id) { id } node(id: $id) { id } }"
    assert await ask(query, {"id": key}, token=stranger) == {"purchase": None, "node": None}
    listed = (await ask(LIST, {"store": store_id(tenant)}, token=stranger))["purchases"]
    assert (listed["totalCount"], listed["nodes"]) == (0, [])
    before = await traces(tenant)
    given = {"idempotencyKey": uuid4().hex, "purchaseId": key}
    for mutation in ("returnPurchase", "voidPurchase"):
        done = await do(mutation, given, RETURN, token=stranger)
        assert [error["code"] for error in done["errors"]] == ["NOT_FOUND"]
    assert await traces(tenant) == before


async def test_today_at_a_store(tenant: Tenant) -> None:
    """Given a member's bill, an anonymous one, a return and a void today, then the day's numbers are net."""
    token = await token_of(tenant, "cashier")
    phone = {"phone": some_phone()}
    first = await do("recordPurchase", {**sale(tenant, 10_000), **phone}, BILL, token=token)
    await do("recordPurchase", sale(tenant, 5_000), BILL, token=token)
    gone = await do("recordPurchase", sale(tenant, 7_000), BILL, token=token)
    undo = {"idempotencyKey": uuid4().hex, "purchaseId": gone["purchase"]["id"]}
    await do("voidPurchase", undo, RETURN, token=token)
    back = {
        "idempotencyKey": uuid4().hex,
        "purchaseId": first["purchase"]["id"],
        "amount": {"minorUnits": 2_000, "currency": "INR"},
    }
    await do("returnPurchase", back, RETURN, token=token)
    query = """query($id: ID!) { store(id: $id) { today { date bills amount { minorUnits } billsByMembers joined
      pointsEarned byHour { hour bills } } } }"""
    day = (await ask(query, {"id": store_id(tenant)}, token=token))["store"]["today"]
    hours = day.pop("byHour")
    assert (len(hours), sum(hour["bills"] for hour in hours)) == (24, 2)
    assert day == {
        "date": clock.local_date(clock.now(), "Asia/Kolkata").isoformat(),
        "bills": 2,
        "amount": {"minorUnits": 13_000},
        "billsByMembers": 1,
        "joined": 1,
        "pointsEarned": 8,
    }


async def test_the_day_is_the_program_s(tenant: Tenant) -> None:
    """Given a sale at 00:10 in India, which is yesterday in UTC, when asked, then the bill is in hour 0."""
    start, _ = clock.day_bounds(clock.local_date(clock.now(), "Asia/Kolkata"), "Asia/Kolkata")
    bill = await record_sale(tenant)
    await moved(bill.id, start)
    query = "query($id: ID!) { store(id: $id) { today { bills byHour { hour bills } } } }"
    token = await token_of(tenant, "cashier")
    day = (await ask(query, {"id": store_id(tenant)}, token=token))["store"]["today"]
    assert (day["bills"], day["byHour"][0]) == (1, {"hour": 0, "bills": 1})


async def moved(purchase_id: object, moment: object) -> None:
    """Moves a bill to ten minutes after a moment."""
    await db.execute(
        "UPDATE purchase SET occurred_at = $2::timestamptz + interval '10 minutes' WHERE id = $1",
        purchase_id,
        moment,
    )
