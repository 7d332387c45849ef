"""Members of others, and what a role does not show."""

from typing import Any

import pytest

from api import customers
from api.core import db as core_db
from api.core.ids import to_global_id
from api.customers import MemberKey
from tests.factories.businesses import Tenant, make_business, token_of
from tests.factories.customers import make_member
from tests.factories.identity import make_customer_session
from tests.graphql.asking import answer, ask, codes, do
from tests.graphql.customers.lists import LIST

pytestmark = pytest.mark.integration


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


async def test_keys_know_their_business(tenant: Tenant) -> None:
    """Given a member, then the record's key is that of the business that looked."""
    member = await make_member(tenant)
    assert member.key == MemberKey(tenant.program_id, tenant.business_id, member.membership_id)
