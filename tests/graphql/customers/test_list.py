"""A business's customers through the schema: searched, filtered, sorted, paged, found by phone."""

import pytest

from api import customers
from api.core.audit import SYSTEM
from api.core.ids import to_global_id
from tests.factories.businesses import Tenant, make_business, token_of
from tests.factories.customers import make_member, some_phone
from tests.graphql.asking import answer, ask, codes
from tests.graphql.customers.lists import LIST, WHOLE, names
from tests.support.statements import count_queries

pytestmark = pytest.mark.integration


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
