"""Sales through the schema: a cashier records, previews, returns and undoes; lists cost the same for any length."""

from typing import Any
from uuid import uuid4

import pytest

from api import products
from api.core import clock, db
from api.core.ids import to_global_id
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.identity import make_staff, make_token
from tests.factories.purchases import record_sale, traces
from tests.graphql.asking import answer, ask, codes, do
from tests.support.statements import count_queries

pytestmark = pytest.mark.integration

BILL = """purchase { id billNumber status pointsEarned amount { minorUnits currency } eligible { minorUnits }
  store { id name } customer { id name balance } staffName voidableUntil
  lines { seq sku name quantity amount { minorUnits } category { name } } explanation { rule ruleId points } }
  customer { id balance } isReplay"""
RETURN = """purchaseReturn { id kind amount { minorUnits } pointsTakenBack reason }
  purchase { status returned { minorUnits } voidableUntil returns { kind } } customer { balance } isReplay"""


@pytest.fixture
async def tenant(db: None) -> Tenant:
    """A business of its own."""
    return await make_business()


async def token_of(tenant: Tenant, role: str = "cashier") -> str:
    """A member of staff at work."""
    return await make_token(await make_staff(tenant.program_id, tenant.business_id, role=role))


def store_id(tenant: Tenant) -> str:
    """The opaque id of the tenant's store."""
    return to_global_id("Store", tenant.store_id)


def sale(tenant: Tenant, minor_units: int = 64_000, **more: Any) -> dict[str, Any]:
    """A sale as a till sends it."""
    amount = {"minorUnits": minor_units, "currency": "INR"}
    return {"idempotencyKey": uuid4().hex, "storeId": store_id(tenant), "amount": amount, **more}


async def test_a_cashier_records_a_sale(tenant: Tenant) -> None:
    """Given goods in the catalogue, when a sale with lines is recorded, then the answer tells all of it."""
    bakery = await products.save_category(
        tenant.owner, tenant.program_id, tenant.business_id, code="B", name="Bakery"
    )
    await products.save_product(
        tenant.owner,
        tenant.program_id,
        tenant.business_id,
        sku="L-1",
        name="Loaf",
        values={"category_id": bakery.id},
    )
    token = await token_of(tenant)
    lines = [
        {"sku": "L-1", "quantity": 2, "amountMinorUnits": 40_000},
        {"name": "Tea", "quantity": 0.25, "amountMinorUnits": 24_000},
    ]
    given = sale(tenant, phone=some_phone(), billNumber="B-1", lines=lines)
    done = await do("recordPurchase", given, BILL, token=token)
    assert (done["errors"], done["isReplay"]) == ([], False)
    bill = done["purchase"]
    assert (bill["billNumber"], bill["status"], bill["pointsEarned"]) == ("B-1", "RECORDED", 64)
    assert bill["amount"] == {"minorUnits": 64_000, "currency": "INR"}
    assert bill["store"]["id"] == store_id(tenant)
    assert bill["customer"] == {**done["customer"], "name": ""}
    assert done["customer"]["balance"] == 64
    assert bill["lines"] == [
        {"seq": 1, "sku": "L-1", "name": "Loaf", "quantity": 2.0, "amount": {"minorUnits": 40_000}}
        | {"category": {"name": "Bakery"}},
        {"seq": 2, "sku": "", "name": "Tea", "quantity": 0.25, "amount": {"minorUnits": 24_000}}
        | {"category": None},
    ]
    assert bill["explanation"] == [{"rule": "Base rate: 1 point per 10 INR", "ruleId": None, "points": 64}]
    assert bill["voidableUntil"] is not None
    again = await do("recordPurchase", given, BILL, token=token)
    assert (again["isReplay"], again["purchase"]["id"], again["customer"]["balance"]) == (
        True,
        bill["id"],
        64,
    )


async def test_refusals_are_data_with_the_path_of_the_field(tenant: Tenant) -> None:
    """Given sales that cannot be, when they are sent, then code and path tell, and nothing is recorded."""
    token = await token_of(tenant)
    before = await traces(tenant)
    rupees = {"minorUnits": 64_000, "currency": "INR"}
    cases: list[tuple[dict[str, Any], str, list[str]]] = [
        ({"amount": {**rupees, "minorUnits": 0}}, "AMOUNT_INVALID", ["amount", "minorUnits"]),
        ({"amount": {**rupees, "currency": "EUR"}}, "CURRENCY_MISMATCH", ["amount", "currency"]),
        ({"storeId": to_global_id("Store", uuid4())}, "STORE_UNKNOWN", ["storeId"]),
        ({"storeId": "nonsense"}, "BAD_ID", ["storeId"]),
        ({"customerId": to_global_id("Customer", uuid4())}, "NOT_FOUND", ["customerId"]),
        ({"customerToken": "nonsense"}, "CARD_CODE_INVALID", ["customerToken"]),
        ({"offlineCode": "nonsense"}, "BAD_INPUT", ["scannedAt"]),
        (
            {"offlineCode": "nonsense", "scannedAt": clock.now().isoformat()},
            "CARD_CODE_INVALID",
            ["offlineCode"],
        ),
        ({"phone": "12", "customerToken": "x"}, "BAD_INPUT", ["phone"]),
        ({"occurredAt": "2999-01-01T00:00:00Z"}, "DATE_IN_FUTURE", ["occurredAt"]),
        ({"lines": [{"amountMinorUnits": 1}]}, "LINES_MISMATCH", ["lines"]),
        (
            {"lines": [{"amountMinorUnits": 64_000, "quantity": 1e300}]},
            "BAD_INPUT",
            ["lines", "0", "quantity"],
        ),
        ({"pointsPaid": 5}, "PHONE_UNVERIFIED", ["pointsPaid"]),
    ]
    for change, code, path in cases:
        done = await do("recordPurchase", {**sale(tenant), **change}, BILL, token=token)
        assert [(error["code"], error["path"]) for error in done["errors"]] == [(code, path)]
        assert (done["purchase"], done["customer"]) == (None, None)
    assert await traces(tenant) == before


async def test_preview_says_what_record_gives(tenant: Tenant) -> None:
    """Given a double on all days, when a sale is previewed and then recorded, then both say the same."""
    owner = await token_of(tenant, "owner")
    rule = {"name": "Double", "kind": "MULTIPLIER", "multiplier": 2}
    await do("saveEarnRule", rule, "earnRule { id }", token=owner)
    member = await make_member(tenant)
    await record_sale(tenant, 10_000, membership_id=member.membership_id)
    customer = to_global_id("Customer", member.membership_id)
    wanted = """preview { points balanceBefore balanceAfter isCapped maxPointsPayable eligible { minorUnits }
      steps { rule points } }"""
    given = {"storeId": store_id(tenant), "customerId": customer, "amount": sale(tenant)["amount"]}
    payload = f"{wanted} errors {{ code }}"
    query = f"query($input: PreviewPurchaseInput!) {{ previewPurchase(input: $input) {{ {payload} }} }}"
    token = await token_of(tenant)
    before = await traces(tenant)
    preview = (await ask(query, {"input": given}, token=token))["previewPurchase"]["preview"]
    assert await traces(tenant) == before
    assert preview == {
        "points": 128,
        "balanceBefore": 20,
        "balanceAfter": 148,
        "isCapped": False,
        "maxPointsPayable": 0,
        "eligible": {"minorUnits": 64_000},
        "steps": [
            {"rule": "Base rate: 1 point per 10 INR", "points": 64},
            {"rule": "Double: x2", "points": 64},
        ],
    }
    done = await do("recordPurchase", sale(tenant, customerId=customer), BILL, token=token)
    assert (done["purchase"]["pointsEarned"], done["customer"]["balance"]) == (128, 148)
    refused = {"input": {**given, "amount": {"minorUnits": -1, "currency": "INR"}}}
    found = (await ask(query, refused, token=token))["previewPurchase"]
    assert (found["preview"], found["errors"]) == (None, [{"code": "AMOUNT_INVALID"}])


async def test_goods_come_back(tenant: Tenant) -> None:
    """Given a bill of 640, when 100 come back and then the rest, then points follow and the bill says so."""
    member = await make_member(tenant)
    bill = await record_sale(tenant, membership_id=member.membership_id)
    token = await token_of(tenant)
    key = to_global_id("Purchase", bill.id)
    part = {
        "idempotencyKey": uuid4().hex,
        "purchaseId": key,
        "amount": {"minorUnits": 10_000, "currency": "INR"},
        "reason": "Stale",
    }
    done = await do("returnPurchase", part, RETURN, token=token)
    assert done["errors"] == []
    assert done["purchaseReturn"] == done["purchaseReturn"] | {
        "kind": "AMOUNT",
        "amount": {"minorUnits": 10_000},
        "pointsTakenBack": 10,
        "reason": "Stale",
    }
    assert (done["purchase"]["status"], done["customer"]["balance"]) == ("PARTLY_RETURNED", 54)
    assert (await do("returnPurchase", part, RETURN, token=token))["isReplay"]
    void = {"idempotencyKey": uuid4().hex, "purchaseId": key}
    refused = await do("voidPurchase", void, RETURN, token=token)
    assert [error["code"] for error in refused["errors"]] == ["ALREADY_RETURNED"]
    rest = await do("returnPurchase", {"idempotencyKey": uuid4().hex, "purchaseId": key}, RETURN, token=token)
    assert (rest["purchase"]["status"], rest["customer"]["balance"]) == ("RETURNED", 0)
    assert [each["kind"] for each in rest["purchase"]["returns"]] == ["AMOUNT", "WHOLE"]
    found = await ask("query($id: ID!) { node(id: $id) { __typename id } }", {"id": key}, token=token)
    assert found["node"] == {"__typename": "Purchase", "id": key}


async def test_a_sale_is_undone(tenant: Tenant) -> None:
    """Given a sale of a moment ago, when it is voided, then it is as if it had not been."""
    member = await make_member(tenant)
    bill = await record_sale(tenant, membership_id=member.membership_id)
    given = {"idempotencyKey": uuid4().hex, "purchaseId": to_global_id("Purchase", bill.id)}
    done = await do("voidPurchase", given, RETURN, token=await token_of(tenant))
    assert (done["purchase"]["status"], done["purchase"]["voidableUntil"]) == ("VOIDED", None)
    assert done["customer"]["balance"] == 0


async def test_earn_rules(tenant: Tenant) -> None:
    """Given an owner, when a rule is made, changed and removed, then all see it; a stale change is not made."""
    owner = await token_of(tenant, "owner")
    wanted = """earnRule { id name kind priority isActive version capPoints earnRate { points perAmount { minorUnits } }
      conditions { storeIds weekdays fromHour toHour firstPurchase minAmountMinorUnits } }"""
    given: dict[str, Any] = {
        "name": "Happy hour",
        "kind": "RATE",
        "earnRate": {"points": 3, "perMinorUnits": 1_000},
        "capPoints": 100,
        "conditions": {
            "storeIds": [store_id(tenant)],
            "weekdays": ["MON", "FRI"],
            "fromHour": 22,
            "toHour": 0,
            "minAmountMinorUnits": 5_000,
        },
    }
    made = (await do("saveEarnRule", given, wanted, token=owner))["earnRule"]
    assert made["conditions"] == given["conditions"] | {"firstPurchase": False}
    assert (made["earnRate"]["points"], made["earnRate"]["perAmount"]["minorUnits"]) == (3, 1_000)
    assert (made["priority"], made["isActive"], made["version"]) == (100, True, 1)
    shown = (await ask("{ business { earnRules { id name } } }", token=owner))["business"]["earnRules"]
    assert shown == [{"id": made["id"], "name": "Happy hour"}]
    change = {**given, "ruleId": made["id"], "name": "Happy hours", "version": 1}
    assert (await do("saveEarnRule", change, wanted, token=owner))["earnRule"]["version"] == 2
    stale = await do("saveEarnRule", change, wanted, token=owner)
    assert [error["code"] for error in stale["errors"]] == ["CONFLICT"]
    bad = await do("saveEarnRule", {**given, "multiplier": 2}, wanted, token=owner)
    assert [(error["code"], error["path"]) for error in bad["errors"]] == [("BAD_INPUT", ["multiplier"])]
    removed = await do("removeEarnRule", {"ruleId": made["id"]}, wanted, token=owner)
    assert removed["earnRule"]["isActive"] is False
    other = await make_business(name="Tin Robot")
    stranger = await token_of(other, "owner")
    refused = await do("removeEarnRule", {"ruleId": made["id"]}, wanted, token=stranger)
    assert [error["code"] for error in refused["errors"]] == ["NOT_FOUND"]
    foreign = {**given, "conditions": {"storeIds": [store_id(tenant)]}}
    refused = await do("saveEarnRule", foreign, wanted, token=stranger)
    assert [(each["code"], each["path"]) for each in refused["errors"]] == [
        ("NOT_FOUND", ["conditions", "storeIds"])
    ]


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
        done = await do("recordPurchase", given, BILL, token=await token_of(tenant))
        keys.append(done["purchase"]["id"])
    token = await token_of(tenant)
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
    token = await token_of(tenant)
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


async def test_who_may(tenant: Tenant) -> None:
    """Given an analyst and nobody, when they record, then one is refused and the other must sign in."""
    before = await traces(tenant)
    query = "mutation($input: RecordPurchaseInput!) { recordPurchase(input: $input) { isReplay } }"
    analyst = await token_of(tenant, "analyst")
    assert codes(await answer(query, {"input": sale(tenant)}, token=analyst)) == ["FORBIDDEN"]
    assert codes(await answer(query, {"input": sale(tenant)})) == ["UNAUTHENTICATED"]
    assert await traces(tenant) == before


async def test_today_at_a_store(tenant: Tenant) -> None:
    """Given a member's bill, an anonymous one, a return and a void today, then the day's numbers are net."""
    token = await token_of(tenant)
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
    token = await token_of(tenant)
    day = (await ask(query, {"id": store_id(tenant)}, token=token))["store"]["today"]
    assert (day["bills"], day["byHour"][0]) == (1, {"hour": 0, "bills": 1})


async def moved(purchase_id: object, moment: object) -> None:
    """Moves a bill to ten minutes after a moment."""
    await db.execute(
        "UPDATE purchase SET occurred_at = $2::timestamptz + interval '10 minutes' WHERE id = $1",
        purchase_id,
        moment,
    )
