"""Members through the schema, as staff see and change them."""

import pytest

from api import customers
from api.core.ids import from_global_id, to_global_id
from tests.factories.businesses import Tenant, token_of
from tests.factories.customers import kids_of, make_member, some_phone
from tests.graphql.asking import ask, do
from tests.graphql.customers.lists import WHOLE, names

pytestmark = pytest.mark.integration


async def test_a_customer_is_enrolled_with_every_value(tenant: Tenant) -> None:
    """Given an owner, when a customer is enrolled, then every value is seen."""
    token, phone = await token_of(tenant), some_phone()
    given = {
        "phone": phone[3:],
        "name": "Asha Patel",
        "email": "asha@example.com",
        "birthday": {"month": 2, "day": 29},
        "storeId": to_global_id("Store", tenant.store_id),
        "consents": ["SMS"],
    }
    made = await do("enrolCustomer", given, f"isNew customer {{ {WHOLE} }}", token=token)
    assert (made["isNew"], made["errors"]) == (True, [])
    customer = made["customer"]
    number = customer.pop("number")
    assert customers.is_card_number(number)
    consents = customer.pop("consents")
    assert [(each["channel"], each["isGranted"]) for each in consents] == [
        ("PUSH", False),
        ("SMS", True),
        ("WHATSAPP", False),
        ("EMAIL", False),
    ]
    assert from_global_id(customer.pop("id"))[0] == "Customer"
    assert customer == {
        "name": "Asha Patel",
        "phone": phone,
        "isPhoneVerified": False,
        "email": "asha@example.com",
        "birthday": {"month": 2, "day": 29, "year": None},
        "city": "",
        "status": "ACTIVE",
        "balance": 0,
        "pending": 0,
        "visits": 0,
        "spent": {"minorUnits": 0, "currency": "INR"},
        "lastVisitAt": None,
        "preferences": {},
        "version": 2,
        "tags": [],
        "notes": [],
        "kids": [],
    }


async def test_a_customer_is_changed_once_and_removed(tenant: Tenant) -> None:
    """Given a customer, when changed, changed by an old version and removed, then: new values, a refusal, nobody."""
    token = await token_of(tenant)
    given = {"phone": some_phone(), "name": "Asha Patel", "email": "asha@example.com"}
    made = await do("enrolCustomer", given, "customer { id version }", token=token)
    ident, version = made["customer"]["id"], made["customer"]["version"]
    changes = {
        "customerId": ident,
        "city": "Pune",
        "email": None,
        "preferences": {"milk": "oat"},
        "version": version,
    }
    changed = await do(
        "updateCustomer", changes, "customer { name city email preferences version }", token=token
    )
    assert changed["customer"] == {
        "name": "Asha Patel",
        "city": "Pune",
        "email": None,
        "preferences": {"milk": "oat"},
        "version": version + 1,
    }
    stale = await do("updateCustomer", changes | {"city": "Nashik"}, "customer { name }", token=token)
    assert stale == {
        "customer": None,
        "errors": [{"code": "CONFLICT", "path": ["version"], "params": {"version": version + 1}}],
    }
    kept = await ask("query($id: ID!) { customer(id: $id) { city version } }", {"id": ident}, token=token)
    assert kept == {"customer": {"city": "Pune", "version": version + 1}}
    removed = await do("removeCustomer", {"customerId": ident}, "customer { city }", token=token)
    assert removed == {"customer": {"city": "Pune"}, "errors": []}
    assert await names(token) == []
    assert await ask("query($id: ID!) { customer(id: $id) { name } }", {"id": ident}, token=token) == {
        "customer": None
    }


async def test_notes_tags_kids_and_consents(tenant: Tenant) -> None:
    """Given a customer, when staff remark, label, note a child and a consent, then each is shown, changed, gone."""
    token = await token_of(tenant)
    member = await make_member(tenant, name="Asha")
    ident = to_global_id("Customer", member.membership_id)
    of = {"customerId": ident}
    note = await do(
        "addNote", of | {"text": "Likes rain", "isPinned": True}, "note { id } customer { id }", token=token
    )
    assert note["customer"]["id"] == ident
    tagged = await do("tagCustomer", of | {"name": "VIP"}, "customer { tags { id name } }", token=token)
    (tag,) = tagged["customer"]["tags"]
    assert (await ask("{ tags { id name } }", token=token))["tags"] == [tag]
    kid = {"firstName": "Meera", "birthday": {"month": 2, "day": 29, "year": 2016}}
    added = await do(
        "addKid", of | kid | {"guardianConsent": True}, "kid { id firstName turns }", token=token
    )
    assert added["kid"]["turns"] is not None
    await do(
        "recordConsent", of | {"channel": "EMAIL", "isGranted": True}, "consents { channel }", token=token
    )

    found = (await ask(f"query($id: ID!) {{ customer(id: $id) {{ {WHOLE} }} }}", {"id": ident}, token=token))[
        "customer"
    ]
    assert found["notes"] == [{"text": "Likes rain", "authorName": "Ravi Shah", "isPinned": True}]
    assert found["kids"] == [{"id": added["kid"]["id"], **kid, "cards": []}]
    assert [each["isGranted"] for each in found["consents"]] == [False, False, False, True]

    await do("updateNote", {"noteId": note["note"]["id"], "text": "Likes sun"}, "note { text }", token=token)
    gone = await do("removeNote", {"noteId": note["note"]["id"]}, "note { text isPinned }", token=token)
    assert gone["note"] == {"text": "Likes sun", "isPinned": True}
    renamed = await do(
        "updateKid", {"kidId": added["kid"]["id"], "firstName": "Mira"}, "kid { firstName }", token=token
    )
    assert renamed["kid"] == {"firstName": "Mira"}
    await do("removeKid", {"kidId": added["kid"]["id"]}, "kid { id }", token=token)
    off = await do("untagCustomer", of | {"tagId": tag["id"]}, "customer { tags { id } }", token=token)
    assert off["customer"]["tags"] == []
    left = "query($id: ID!) { customer(id: $id) { notes { id } kids { id } } }"
    assert (await ask(left, {"id": ident}, token=token))["customer"] == {"notes": [], "kids": []}


async def test_no_child_without_consent(tenant: Tenant) -> None:
    """Given no consent of the guardian, when staff add a child, then CONSENT_REQUIRED and none is kept."""
    token = await token_of(tenant)
    member = await make_member(tenant)
    given = {
        "customerId": to_global_id("Customer", member.membership_id),
        "firstName": "Meera",
        "birthday": {"month": 5, "day": 1},
        "guardianConsent": False,
    }
    refused = await do("addKid", given, "kid { id }", token=token)
    assert refused == {
        "kid": None,
        "errors": [{"code": "CONSENT_REQUIRED", "path": ["guardianConsent"], "params": None}],
    }
    assert await kids_of(member.key) == []


async def test_the_same_enrolment_again(tenant: Tenant) -> None:
    """Given a key, when an enrolment is sent twice, then both say new; with another name it is refused."""
    token = await token_of(tenant, "cashier")
    given = {"phone": some_phone(), "name": "Asha", "idempotencyKey": "till-1:9"}
    answers = [await do("enrolCustomer", given, "isNew customer { id }", token=token) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["isNew"]
    refused = await do("enrolCustomer", given | {"name": "Zoe"}, "customer { id }", token=token)
    assert [each["code"] for each in refused["errors"]] == ["IDEMPOTENCY_MISMATCH"]
    assert await names(token) == ["Asha"]
