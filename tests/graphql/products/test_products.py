"""Goods through the schema: saved by code, listed, each business alone."""

import pytest

from tests.factories.businesses import Tenant, make_business, token_of
from tests.factories.identity import make_customer_session
from tests.factories.products import make_product
from tests.graphql.asking import answer, ask, codes, do
from tests.support.statements import count_queries

pytestmark = pytest.mark.integration

LIST = """query($search: String, $categoryId: ID, $first: Int, $after: String) {
  products(search: $search, categoryId: $categoryId, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { id sku name isActive price { minorUnits currency } category { code } brand { name } } } }"""


async def test_goods_are_saved_and_listed(tenant: Tenant) -> None:
    """Given a category and a brand, when a product is saved, then lists and filters show it with both."""
    token = await token_of(tenant)
    category = await do(
        "saveCategory", {"code": "c", "name": "Coffee"}, "category { id code name }", token=token
    )
    brand = await do(
        "saveProductBrand", {"code": "k", "name": "Kaapi"}, "productBrand { id name }", token=token
    )
    given = {
        "sku": "FC-1",
        "name": "Filter coffee",
        "categoryId": category["category"]["id"],
        "brandId": brand["productBrand"]["id"],
        "priceMinorUnits": 15_000,
    }
    saved = await do("saveProduct", given, "product { id }", token=token)
    await do("saveProduct", {"sku": "T-1", "name": "Tea"}, "product { id }", token=token)
    found = (await ask(LIST, {"search": "coff", "categoryId": given["categoryId"]}, token=token))["products"]
    assert found == {
        "totalCount": 1,
        "pageInfo": {"hasNextPage": False, "endCursor": found["pageInfo"]["endCursor"]},
        "nodes": [
            {
                "id": saved["product"]["id"],
                "sku": "FC-1",
                "name": "Filter coffee",
                "isActive": True,
                "price": {"minorUnits": 15_000, "currency": "INR"},
                "category": {"code": "c"},
                "brand": {"name": "Kaapi"},
            }
        ],
    }
    page = (await ask(LIST, {"first": 1}, token=token))["products"]
    rest = await ask(LIST, {"first": 1, "after": page["pageInfo"]["endCursor"]}, token=token)
    assert [node["name"] for node in (*page["nodes"], *rest["products"]["nodes"])] == ["Filter coffee", "Tea"]
    assert (await ask("{ categories { name } productBrands { name } }", token=token)) == {
        "categories": [{"name": "Coffee"}],
        "productBrands": [{"name": "Kaapi"}],
    }
    cleared = await do(
        "saveProduct",
        {"sku": "FC-1", "name": "Filter coffee", "brandId": None, "isActive": False},
        "product { isActive brand { name } category { code } price { minorUnits } }",
        token=token,
    )
    assert cleared["product"] == {
        "isActive": False,
        "brand": None,
        "category": {"code": "c"},
        "price": {"minorUnits": 15_000},
    }


async def test_refusals_and_other_callers(tenant: Tenant) -> None:
    """Given a bad value, another business, a cashier and a customer, then each is refused and nothing changes."""
    token = await token_of(tenant)
    product = await make_product(tenant, sku="FC-1")
    other = await make_business(name="Elsewhere")
    category = await do(
        "saveCategory", {"code": "c", "name": "C"}, "category { id }", token=await token_of(other)
    )
    given = {"sku": "FC-1", "name": "Stolen", "categoryId": category["category"]["id"]}
    refused = await do("saveProduct", given, "product { id }", token=token)
    assert refused["errors"] == [{"code": "NOT_FOUND", "path": ["categoryId"], "params": None}]
    wrong = await do("saveProduct", given | {"categoryId": "nonsense"}, "product { id }", token=token)
    assert wrong["errors"] == [{"code": "BAD_ID", "path": ["categoryId"], "params": None}]
    assert (await ask(LIST, token=await token_of(other)))["products"]["nodes"] == []
    mutation = "mutation($input: SaveProductInput!) { saveProduct(input: $input) { errors { code } } }"
    cashier = await token_of(tenant, "cashier")
    assert codes(await answer(mutation, {"input": given}, token=cashier)) == ["FORBIDDEN"]
    customer = (await make_customer_session()).tokens.access_token
    assert codes(await answer(LIST, token=customer)) == ["FORBIDDEN"]
    (kept,) = (await ask(LIST, token=cashier))["products"]["nodes"]
    assert (kept["name"], kept["category"]) == (product.name, None)


@pytest.mark.performance
async def test_forty_products_cost_as_many_statements_as_two(tenant: Tenant) -> None:
    """Given forty products in categories of brands, then the list costs what a list of two costs."""
    token = await token_of(tenant)
    for nr in range(40):
        await make_product(tenant, name=f"Tea {nr}")
    await ask(LIST, {"first": 1}, token=token)  # whatever is remembered between requests is remembered now
    costs = []
    for first in (2, 40):
        async with count_queries() as seen:
            await ask(LIST, {"first": first}, token=token)
        costs.append(len(seen))
    assert costs[0] == costs[1]
