"""Sales through the schema: a cashier records, previews, returns and undoes."""

from typing import Any
from uuid import uuid4

import pytest

from api import products
from api.core import clock
from api.core.ids import to_global_id
from tests.factories.businesses import Tenant, make_business, token_of
from tests.factories.customers import make_member, some_phone
from tests.factories.products import make_category, make_product_brand
from tests.factories.purchases import record_sale, traces
from tests.graphql.asking import answer, ask, codes, do, refusals
from tests.graphql.purchases.selling import BILL, RETURN, sale, store_id

pytestmark = pytest.mark.integration


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
    token = await token_of(tenant, "cashier")
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
    token = await token_of(tenant, "cashier")
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
        assert refusals(done) == [(code, path)]
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
    token = await token_of(tenant, "cashier")
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
    token = await token_of(tenant, "cashier")
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
    done = await do("voidPurchase", given, RETURN, token=await token_of(tenant, "cashier"))
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
    assert refusals(bad) == [("BAD_INPUT", ["multiplier"])]
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


async def test_a_rule_names_brands(tenant: Tenant) -> None:
    """Given makers of two businesses, when a rule names them, then its own are told again and others are refused."""
    owner, wanted = await token_of(tenant, "owner"), "earnRule { id conditions { brandIds categoryIds } }"
    maker, category = await make_product_brand(tenant), await make_category(tenant)
    theirs = await make_product_brand(await make_business(name="Tin Robot"))
    brand, group = to_global_id("ProductBrand", maker.id), to_global_id("Category", category.id)
    conditions = {"brandIds": [brand], "categoryIds": [group]}
    given: dict[str, Any] = {"name": "The Mill", "kind": "MULTIPLIER", "multiplier": 2}
    made = await do("saveEarnRule", given | {"conditions": conditions}, wanted, token=owner)
    assert (made["errors"], made["earnRule"]["conditions"]) == ([], conditions)
    query = "{ productBrands { id } business { earnRules { conditions { brandIds } } } }"
    shown = await ask(query, token=owner)
    assert shown == {
        "productBrands": [{"id": brand}],
        "business": {"earnRules": [{"conditions": {"brandIds": [brand]}}]},
    }
    for named, code in (
        (to_global_id("ProductBrand", theirs.id), "NOT_FOUND"),
        (to_global_id("ProductBrand", uuid4()), "NOT_FOUND"),
        (group, "BAD_ID"),
    ):
        asked = given | {"conditions": {"brandIds": [brand, named]}}
        refused = await do("saveEarnRule", asked, wanted, token=owner)
        assert (refusals(refused), refused["earnRule"]) == ([(code, ["conditions", "brandIds"])], None)
    assert await ask(query, token=owner) == shown


async def test_who_may(tenant: Tenant) -> None:
    """Given an analyst and nobody, when they record, then one is refused and the other must sign in."""
    before = await traces(tenant)
    query = "mutation($input: RecordPurchaseInput!) { recordPurchase(input: $input) { isReplay } }"
    analyst = await token_of(tenant, "analyst")
    assert codes(await answer(query, {"input": sale(tenant)}, token=analyst)) == ["FORBIDDEN"]
    assert codes(await answer(query, {"input": sale(tenant)})) == ["UNAUTHENTICATED"]
    assert await traces(tenant) == before
