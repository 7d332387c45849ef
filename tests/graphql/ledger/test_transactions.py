"""Movements of points through the schema: walked page by page, narrowed, counted."""

from typing import Any

import pytest

from api.core.ids import new_id, to_global_id
from tests.factories.businesses import Tenant, token_of
from tests.factories.customers import make_member
from tests.factories.ledger import Books, day
from tests.graphql.asking import answer, ask, codes

pytestmark = pytest.mark.integration

LIST = """query($first: Int, $after: String, $filter: TransactionFilter) {
  transactions(first: $first, after: $after, filter: $filter) {
    totalCount nodes { id points } pageInfo { hasNextPage endCursor } } }"""


async def books_of(tenant: Tenant) -> Books:
    """The ledger of a member of the tenant."""
    member = await make_member(tenant)
    return Books(tenant.program_id, tenant.business_id, member.membership_id)


async def test_pages_walk_through_everything_once(tenant: Tenant) -> None:
    """Given seven transactions, three at the same moment, when read in pages of two, then each is seen once: newest
    first, by id where moments are equal.
    """
    books, token = await books_of(tenant), await token_of(tenant)
    moments = [day(0 if n < 3 else n) for n in range(7)]
    made = [await books.earn(n + 1, at=moment) for n, moment in enumerate(moments)]
    seen: list[str] = []
    page: dict[str, Any] = {"hasNextPage": True, "endCursor": None}
    while page["hasNextPage"]:
        found = await ask(LIST, {"first": 2, "after": page["endCursor"]}, token=token)
        seen += [each["id"] for each in found["transactions"]["nodes"]]
        page = found["transactions"]["pageInfo"]
    order = sorted(zip(moments, (posted.tx_id for posted in made), strict=True), reverse=True)
    assert seen == [to_global_id("Transaction", tx_id) for _, tx_id in order]


async def test_filters_and_counts(tenant: Tenant) -> None:
    """Given transactions of one's own and of a partner, when narrowed by customer, store, kind and time, then only
    one's own that fit are seen and counted.
    """
    books, token = await books_of(tenant), await token_of(tenant)
    await books.earn(10, store_id=tenant.store_id)
    await books.earn(20, at=day(2))
    await books.redeem(5, at=day(3))
    await books.earn(40, business_id=new_id())
    asked: list[tuple[dict[str, Any] | None, list[int]]] = [
        (None, [-5, 20, 10]),
        ({"customerId": to_global_id("Customer", books.member)}, [-5, 20, 10]),
        ({"customerId": to_global_id("Customer", new_id())}, []),
        ({"storeId": to_global_id("Store", tenant.store_id)}, [10]),
        ({"kind": "REDEEM"}, [-5]),
        ({"from": day(2).isoformat()}, [-5, 20]),
        ({"to": day(2).isoformat()}, [10]),
    ]
    for given, points in asked:
        found = (await ask(LIST, {"filter": given}, token=token))["transactions"]
        assert ([each["points"] for each in found["nodes"]], found["totalCount"]) == (points, len(points))


@pytest.mark.parametrize(
    ("page", "code"), [({"after": "bm9wZQ"}, "BAD_CURSOR"), ({"first": 101}, "BAD_PAGE_SIZE")]
)
async def test_bad_pages_are_refused(tenant: Tenant, page: dict[str, Any], code: str) -> None:
    """Given a foreign cursor or a page of 101, when asked for, then it is refused."""
    assert codes(await answer(LIST, page, token=await token_of(tenant))) == [code]
