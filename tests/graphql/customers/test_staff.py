"""Members through the schema, as staff see and change them, and as others do not."""

from typing import Any

import pytest

from api import customers
from api.core import db as core_db
from api.core.audit import SYSTEM
from api.core.ids import from_global_id, to_global_id
from api.customers import MemberKey
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.identity import make_customer_session, make_staff, make_token
from tests.graphql.asking import answer, ask, codes, do
from tests.support.statements import count_queries

pytestmark = pytest.mark.integration

WHOLE = """id number name phone isPhoneVerified email birthday { month day year } city status balance pending visits
  spent { minorUnits currency } lastVisitAt preferences version tags { id name } notes { text authorName isPinned }
  kids { id firstName birthday { month day year } cards { id } } consents { channel isGranted recordedAt }"""
LIST = """query($search: String, $filter: CustomerFilter, $sort: CustomerSort, $first: Int, $after: String) {
  customers(search: $search, filter: $filter, sort: $sort, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id name } } }"""


@pytest.fixture
async def tenant(db: None) -> Tenant:
    """A business of its own."""
    return await make_business()


async def token_of(tenant: Tenant, role: str = "owner") -> str:
    """A token of staff in that role."""
    return await make_token(await make_staff(tenant.program_id, tenant.business_id, role=role))


async def names(token: str, **variables: Any) -> list[str]:
    """Names of the customers listed."""
    return [node["name"] for node in (await ask(LIST, variables, token=token))["customers"]["nodes"]]


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
    assert await customers.kids_of([member.key]) == {member.key: []}


async def test_the_list_is_searched_filtered_sorted_and_paged(tenant: Tenant) -> None:
    """Given customers, then search, filter, order and pages are those that were asked for."""
    token = await token_of(tenant, "analyst")
    for name in ("Asha Patel", "Zoe Patel", "Meera Iyer"):
        await make_member(tenant, name=name)
    assert await names(token, search="pat") == ["Zoe Patel", "Asha Patel"]
    assert await names(token, sort="NAME") == ["Asha Patel", "Meera Iyer", "Zoe Patel"]
    assert await names(token, filter={"hasKids": True}) == []
    page = (await ask(LIST, {"sort": "NAME", "first": 2}, token=token))["customers"]
    assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (3, True)
    after = page["pageInfo"]["endCursor"]
    assert await names(token, sort="NAME", first=2, after=after) == ["Zoe Patel"]
    for variables in ({"after": "garbage"}, {"after": after, "sort": "SPENT"}):
        assert codes(await answer(LIST, variables, token=token)) == ["BAD_CURSOR"]
    assert codes(await answer(LIST, {"first": 101}, token=token)) == ["BAD_PAGE_SIZE"]


async def test_by_phone_exactly(tenant: Tenant) -> None:
    """Given a member of a partner, when the number is looked up, then card and first name, and nothing is made."""
    partner = await make_business(name="Sari Palace", program_id=tenant.program_id)
    member = await make_member(tenant, name="Asha Patel")
    await customers.update_member(SYSTEM, member.key, {"email": "asha@example.com"})
    query = "query($phone: String!) { customerByPhone(phone: $phone) { id name email visits } }"
    ident = to_global_id("Customer", member.membership_id)
    phone = member.phone or ""
    ours = await ask(query, {"phone": f"0{phone[3:]}"}, token=await token_of(tenant, "cashier"))
    assert ours["customerByPhone"] == {
        "id": ident,
        "name": "Asha Patel",
        "email": "asha@example.com",
        "visits": 0,
    }
    token = await token_of(partner, "cashier")
    theirs = await ask(query, {"phone": phone}, token=token)
    assert theirs["customerByPhone"] == {"id": ident, "name": "Asha", "email": None, "visits": 0}
    assert await names(token) == []
    nobody = await ask(query, {"phone": some_phone()}, token=token)
    assert nobody["customerByPhone"] is None
    assert codes(await answer(query, {"phone": "12"}, token=token)) == ["BAD_PHONE"]
    stranger = await make_business(name="Elsewhere")
    assert (await ask(query, {"phone": phone}, token=await token_of(stranger)))["customerByPhone"] is None


async def test_nothing_of_another_tenant_is_seen_or_touched(tenant: Tenant) -> None:
    """Given a member of one business, when another's owner uses every verb on them, then each is NOT_FOUND."""
    other = await make_business(name="Elsewhere")
    token = await token_of(other)
    member = await make_member(tenant, name="Asha")
    note = await customers.add_note(tenant.owner, member.key, "Likes rain")
    tag = await customers.tag_member(tenant.owner, member.key, "VIP")
    kid = await customers.add_kid(
        tenant.owner, member.key, "Meera", customers.Birthday(5, 1), has_guardian_agreed=True
    )
    before = await things_of(tenant)
    of = {"customerId": to_global_id("Customer", member.membership_id)}
    birthday = {"month": 5, "day": 1}
    for mutation, given in (
        ("updateCustomer", of | {"name": "x"}),
        ("removeCustomer", of),
        ("addNote", of | {"text": "x"}),
        ("updateNote", {"noteId": to_global_id("Note", note.id), "text": "x"}),
        ("removeNote", {"noteId": to_global_id("Note", note.id)}),
        ("tagCustomer", of | {"name": "x"}),
        ("untagCustomer", of | {"tagId": to_global_id("Tag", tag.id)}),
        ("recordConsent", of | {"channel": "SMS", "isGranted": True}),
        ("addKid", of | {"firstName": "x", "birthday": birthday, "guardianConsent": True}),
        ("updateKid", {"kidId": to_global_id("Kid", kid.id), "firstName": "x"}),
        ("removeKid", {"kidId": to_global_id("Kid", kid.id)}),
    ):
        assert [
            each["code"] for each in (await do(mutation, given, "__typename", token=token))["errors"]
        ] == ["NOT_FOUND"], mutation
    for type_name, key in (
        ("Customer", member.membership_id),
        ("Note", note.id),
        ("Tag", tag.id),
        ("Kid", kid.id),
    ):
        node = await ask(
            "query($id: ID!) { node(id: $id) { id } }", {"id": to_global_id(type_name, key)}, token=token
        )
        assert node == {"node": None}
    assert await things_of(tenant) == before


async def things_of(tenant: Tenant) -> list[Any]:
    """Everything that the tenant's business knows of its members."""
    tables = ("profile", "note", "tag", "membership_tag", "kid", "consent")
    return [
        await core_db.fetch(
            f"SELECT row_to_json(t)::text FROM {table} t WHERE business_id = $1 ORDER BY id",
            tenant.business_id,
        )
        for table in tables
    ]


async def test_a_cashier_sees_no_children_and_customers_see_no_list(tenant: Tenant) -> None:
    """Given callers without the permission, then each is refused where it is missing."""
    member = await make_member(tenant)
    query = "query($id: ID!) { customer(id: $id) { name kids { id } } }"
    ident = {"id": to_global_id("Customer", member.membership_id)}
    assert codes(await answer(query, ident, token=await token_of(tenant, "cashier"))) == ["FORBIDDEN"]
    customer = (await make_customer_session(member.person_id)).tokens.access_token
    assert codes(await answer(LIST, token=customer)) == ["FORBIDDEN"]
    assert codes(await answer(LIST)) == ["UNAUTHENTICATED"]
    given = {"customerId": ident["id"], "name": "x"}
    refused = await answer(
        "mutation($input: UpdateCustomerInput!) { updateCustomer(input: $input) { errors { code } } }",
        {"input": given},
        token=await token_of(tenant, "cashier"),
    )
    assert codes(refused) == ["FORBIDDEN"]


@pytest.mark.performance
async def test_fifty_customers_cost_as_many_statements_as_five(tenant: Tenant) -> None:
    """Given fifty customers with everything on them, then the list costs what a list of five costs."""
    for nr in range(50):
        member = await make_member(tenant, name=f"Name {nr}")
        await customers.tag_member(SYSTEM, member.key, f"Tag {nr % 4}")
        await customers.add_note(SYSTEM, member.key, "Likes rain")
        await customers.add_kid(
            SYSTEM, member.key, "Meera", customers.Birthday(5, 1), has_guardian_agreed=True
        )
    token = await token_of(tenant)
    query = f"query($first: Int) {{ customers(first: $first) {{ totalCount nodes {{ {WHOLE} }} }} }}"
    await ask(query, {"first": 1}, token=token)  # whatever is remembered between requests is remembered now
    costs = []
    for first in (5, 50):
        async with count_queries() as seen:
            found = await ask(query, {"first": first}, token=token)
        assert len(found["customers"]["nodes"]) == first
        costs.append(len(seen.statements))
    assert costs[0] == costs[1] <= 10


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


async def test_keys_know_their_business(tenant: Tenant) -> None:
    """Given a member, then the record's key is that of the business that looked."""
    member = await make_member(tenant)
    assert member.key == MemberKey(tenant.program_id, tenant.business_id, member.membership_id)
