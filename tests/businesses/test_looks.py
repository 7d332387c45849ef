"""Shop brands and logos."""

import pytest

from api import businesses
from api.businesses import ShopBrandChanges
from api.core import db as core_db
from api.core import files
from api.core.errors import Conflict
from api.core.files import BadFile
from api.core.ids import new_id
from tests.businesses.looks import PNG, a_shop_brand
from tests.factories.businesses import make_business

pytestmark = pytest.mark.integration


async def test_shop_brands_are_changed_and_their_names_are_unique(db: None) -> None:
    """Given a brand, when changed, then it reads back; a second of its name is refused."""
    tenant = await make_business()
    brand = await a_shop_brand(tenant)
    changed = await businesses.update_shop_brand(
        tenant.owner, tenant.business_id, brand, ShopBrandChanges(foil_color="#00FF00", is_active=False)
    )
    assert (changed.brand.foil_color, changed.is_active, changed.brand.initials) == ("#00ff00", False, "BN")
    with pytest.raises(Conflict) as refused:
        await a_shop_brand(tenant)
    assert refused.value.path == ("name",)
    made = "SELECT count(*) FROM shop_brand WHERE business_id = $1"
    assert await core_db.fetchval(made, tenant.business_id) == 1


async def test_a_logo_is_kept_once_and_served_by_its_id(rolled_back: None) -> None:
    """Given a PNG, when uploaded twice, then the look shows one file with exactly these bytes."""
    tenant = await make_business()
    changed = await businesses.upload_logo(tenant.owner, tenant.business_id, PNG)
    again = await businesses.upload_logo(tenant.owner, tenant.business_id, PNG)
    assert changed.brand.logo_file_id == again.brand.logo_file_id
    assert (changed.version, again.version) == (2, 2)
    kept = await files.read(changed.brand.logo_file_id or new_id())
    assert kept is not None
    assert (kept.content_type, kept.content) == ("image/png", PNG)


async def test_a_shop_brands_logo_is_its_own(rolled_back: None) -> None:
    """Given a shop brand, when its logo is uploaded, then the brand shows it and the business's own look stays."""
    tenant = await make_business()
    brand = await a_shop_brand(tenant)
    await businesses.upload_logo(tenant.owner, tenant.business_id, PNG, shop_brand_id=brand)
    kept = await files.read(
        (await businesses.shop_brands_by_id([brand]))[brand].brand.logo_file_id or new_id()
    )
    assert kept is not None
    assert kept.content == PNG
    business = (await businesses.businesses_by_id([tenant.business_id]))[tenant.business_id]
    assert (business.brand.logo_file_id, business.version) == (None, 1)


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"GIF89a", PNG + bytes(512 * 1024)])
async def test_other_files_are_no_logo(rolled_back: None, content: bytes) -> None:
    """Given an empty, active, unknown or too large file, when uploaded, then the look stays."""
    tenant = await make_business()
    with pytest.raises(BadFile):
        await businesses.upload_logo(tenant.owner, tenant.business_id, content)
    kept = (await businesses.businesses_by_id([tenant.business_id]))[tenant.business_id]
    assert (kept.brand.logo_file_id, kept.version) == (None, 1)
