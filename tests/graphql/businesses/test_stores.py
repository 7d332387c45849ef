"""Stores and brands through the schema: made, changed, and found by their own business alone."""

import pytest

from api import businesses
from api.core.ids import to_global_id
from tests.factories.businesses import make_business, token_of
from tests.factories.identity import Staff, make_staff, make_token
from tests.graphql.asking import answer, ask, codes, do, refusals

pytestmark = pytest.mark.integration


async def test_stores_and_brands_are_made_changed_and_linked(db: None) -> None:
    """Given a brand, when a store gets it and loses it again, then the store shows it and shows none."""
    tenant = await make_business()
    token = await token_of(tenant)
    brand = await do(
        "createShopBrand",
        {"name": "Book Nook", "stockColor": "#112233", "foilColor": "#445566", "motif": "book"},
        "shopBrand { id isActive brand { name motif initials } }",
        token=token,
    )
    assert brand["shopBrand"]["brand"] == {"name": "Book Nook", "motif": "book", "initials": "BN"}
    brand_id = brand["shopBrand"]["id"]
    wanted = "store { id code city isActive version shopBrand { brand { name } } }"
    made = await do(
        "createStore",
        {"name": "Bandra", "code": "MUM-02", "city": "Mumbai", "shopBrandId": brand_id},
        wanted,
        token=token,
    )
    store = made["store"]
    assert (store["code"], store["shopBrand"]) == ("MUM-02", {"brand": {"name": "Book Nook"}})
    changed = await do(
        "updateStore",
        {"storeId": store["id"], "shopBrandId": None, "isActive": False, "version": 1},
        wanted,
        token=token,
    )
    assert (changed["store"]["shopBrand"], changed["store"]["isActive"], changed["store"]["city"]) == (
        None,
        False,
        "Mumbai",
    )
    renamed = await do(
        "updateShopBrand",
        {"shopBrandId": brand_id, "name": "Nook", "isActive": False},
        "shopBrand { isActive brand { name } }",
        token=token,
    )
    assert renamed["shopBrand"] == {"isActive": False, "brand": {"name": "Nook"}}
    taken = await do("createStore", {"name": "Again", "code": "MUM-02"}, "store { id }", token=token)
    assert refusals(taken) == [("CONFLICT", ["code"])]


async def test_another_businesss_store_is_null_and_cannot_be_changed(db: None) -> None:
    """Given a store of B, when A's owner asks for, finds or changes it, then there is nothing."""
    mine, other = await make_business(), await make_business(name="Other")
    token = await token_of(mine)
    store = to_global_id("Store", other.store_id)
    assert await ask(
        "query($id: ID!) { store(id: $id) { name } node(id: $id) { id } }", {"id": store}, token=token
    ) == {
        "store": None,
        "node": None,
    }
    done = await do("updateStore", {"storeId": store, "name": "Mine"}, "store { id }", token=token)
    assert refusals(done) == [("NOT_FOUND", ["storeId"])]
    assert (await businesses.stores_by_id([other.store_id]))[other.store_id].name == "Other"


async def test_todays_numbers_ask_for_a_permission_and_ones_own_store(db: None) -> None:
    """Given staff without `purchases.read`, when they ask for today, then it is refused; with it, it begins at zero."""
    tenant = await make_business()
    query = "{ business { stores { today { bills amount { minorUnits } } } } }"

    async def as_holder_of(*permissions: str) -> Staff:
        return await make_staff(tenant.program_id, tenant.business_id, permissions=frozenset(permissions))

    without = await make_token(await as_holder_of("stores.read"))
    assert codes(await answer(query, token=without)) == ["FORBIDDEN"]
    found = await ask(query, token=await make_token(await as_holder_of("purchases.read")))
    assert found["business"]["stores"] == [{"today": {"bills": 0, "amount": {"minorUnits": 0}}}]
