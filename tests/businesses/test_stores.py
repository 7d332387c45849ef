"""Stores: opened, changed, read, and found by their own business alone."""

import pytest

from api import businesses
from api.businesses import ShopBrandChanges, StoreChanges
from api.core.errors import Conflict, NotFound
from tests.businesses.looks import PNG, a_shop_brand
from tests.factories.businesses import make_business

pytestmark = pytest.mark.integration


async def test_stores_are_opened_changed_and_read(rolled_back: None) -> None:
    """Given a store, when changed, then it reads back, by id and by business."""
    tenant = await make_business()
    brand = await a_shop_brand(tenant)
    made = await businesses.create_store(
        tenant.owner, tenant.business_id, name="Bandra", code="MUM-02", city="Mumbai", shop_brand_id=brand
    )
    changed = await businesses.update_store(
        tenant.owner,
        tenant.business_id,
        made.id,
        StoreChanges(name="Bandra West", is_active=False, shop_brand_id=None),
        version=made.version,
    )
    assert (changed.name, changed.code, changed.city) == ("Bandra West", "MUM-02", "Mumbai")
    assert (changed.is_active, changed.shop_brand_id, changed.version) == (False, None, 2)
    names = [each.name for each in (await businesses.stores_of([tenant.business_id]))[tenant.business_id]]
    assert names == ["Bandra West", "Kaapi House"]


async def test_two_stores_of_a_business_cannot_share_a_code_but_two_businesses_can(db: None) -> None:
    """Given a code in use, when it comes again, then the same business is refused and another is not."""
    mine, other = await make_business(), await make_business()
    await businesses.create_store(mine.owner, mine.business_id, name="One", code="X1")
    second = await businesses.create_store(mine.owner, mine.business_id, name="Two", code="X2")
    with pytest.raises(Conflict) as refused:
        await businesses.create_store(mine.owner, mine.business_id, name="Three", code="X1")
    assert refused.value.path == ("code",)
    with pytest.raises(Conflict):
        await businesses.update_store(mine.owner, mine.business_id, second.id, StoreChanges(code="X1"))
    await businesses.create_store(other.owner, other.business_id, name="One", code="X1")
    codes = {each.code for each in (await businesses.stores_of([mine.business_id]))[mine.business_id]}
    assert {"X1", "X2"} < codes
    assert len(codes) == 3


async def test_another_businesss_things_are_not_found_and_stay(rolled_back: None) -> None:
    """Given a store and a brand of B, when A changes or uses them, then nothing is found and nothing changes."""
    mine, other = await make_business(), await make_business(name="Other")
    brand = await a_shop_brand(other)
    with pytest.raises(NotFound):
        await businesses.update_store(
            mine.owner, mine.business_id, other.store_id, StoreChanges(name="Stolen")
        )
    with pytest.raises(NotFound):
        await businesses.update_shop_brand(
            mine.owner, mine.business_id, brand, ShopBrandChanges(name="Stolen")
        )
    with pytest.raises(NotFound):
        await businesses.upload_logo(mine.owner, mine.business_id, PNG, shop_brand_id=brand)
    with pytest.raises(NotFound):
        await businesses.create_store(mine.owner, mine.business_id, name="New", code="N", shop_brand_id=brand)
    assert (await businesses.stores_by_id([other.store_id]))[other.store_id].name == "Other"
    kept = (await businesses.shop_brands_by_id([brand]))[brand].brand
    assert (kept.name, kept.logo_file_id) == ("Book Nook", None)
    assert len((await businesses.stores_of([mine.business_id]))[mine.business_id]) == 1
