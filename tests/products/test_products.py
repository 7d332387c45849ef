"""Goods: saved by the shop's code, found by words, each business alone."""

import asyncio

import pytest

from api import products
from api.core import db as core_db
from api.core.audit import SYSTEM
from api.core.errors import Refusal
from tests.factories.businesses import Tenant, make_business
from tests.factories.products import make_category, make_product

pytestmark = pytest.mark.integration


async def names(tenant: Tenant, text: str, **options: object) -> list[str]:
    """Names of the products found."""
    page = await products.list_products(tenant.program_id, tenant.business_id, search=text, **options)  # type: ignore[arg-type]
    return [product.name for product in page.items]


async def test_saving_by_code_adds_then_changes_only_what_is_given(tenant: Tenant) -> None:
    """Given a product, when its code is saved again, then it is the same one, and what was left out stays."""
    category = await make_category(tenant)
    brand = await products.save_product_brand(
        SYSTEM, tenant.program_id, tenant.business_id, code="kk", name="Kaapi & Sons"
    )
    first = await products.save_product(
        SYSTEM,
        tenant.program_id,
        tenant.business_id,
        sku=" FC-1 ",
        name=" Filter   Coffee ",
        values={"category_id": category.id, "brand_id": brand.id, "price_minor": 15_000},
    )
    assert (first.sku, first.name, first.category_id, first.brand_id, first.price_minor, first.is_active) == (
        "FC-1",
        "Filter Coffee",
        category.id,
        brand.id,
        15_000,
        True,
    )
    again = await products.save_product(
        SYSTEM,
        tenant.program_id,
        tenant.business_id,
        sku="FC-1",
        name="Filter Kaapi",
        values={"brand_id": None, "is_active": False},
    )
    assert (again.id, again.name, again.category_id, again.brand_id, again.price_minor, again.is_active) == (
        first.id,
        "Filter Kaapi",
        category.id,
        None,
        15_000,
        False,
    )
    assert await names(tenant, "coffee") == []
    assert await names(tenant, "kaa fil") == ["Filter Kaapi"]


async def test_saving_at_once_makes_one(tenant: Tenant) -> None:
    """Given a new code, when ten tills save it at once, then there is one product."""
    made = await asyncio.gather(*(make_product(tenant, sku="X1") for _ in range(10)))
    assert len({product.id for product in made}) == 1


async def test_words_find_by_their_beginning(tenant: Tenant) -> None:
    """Given products, then the beginnings of words of name and code find them, by name, and wildcards are no words."""
    for sku, name in (("A-100", "Crème brûlée"), ("B-200", "Coffee 100%"), ("C-300", "Tea")):
        await make_product(tenant, sku=sku, name=name)
    assert await names(tenant, "") == ["Coffee 100%", "Crème brûlée", "Tea"]
    assert await names(tenant, "creme BRU") == ["Crème brûlée"]
    assert await names(tenant, "100") == ["Coffee 100%", "Crème brûlée"]
    assert await names(tenant, "c-3") == ["Tea"]
    assert await names(tenant, "offee") == []
    assert await names(tenant, "%") == await names(tenant, "_") == await names(tenant, "")
    assert await products.count_products(tenant.program_id, tenant.business_id, search="c") == 3


async def test_pages_are_whole(tenant: Tenant) -> None:
    """Given products of one name, when paged by two, then each comes once."""
    made = {(await make_product(tenant, name="Same")).id for _ in range(5)}
    found, after = [], None
    while True:
        page = await products.list_products(tenant.program_id, tenant.business_id, first=2, after=after)
        found += [product.id for product in page.items]
        if not page.has_next:
            break
        after = page.cursors[-1]
    assert len(found) == 5
    assert set(found) == made


async def test_other_businesses_see_and_use_nothing(tenant: Tenant) -> None:
    """Given goods of one business, then another neither finds them nor hangs its own under them."""
    other = await make_business(name="Sari Palace")
    product, category = await make_product(tenant), await make_category(tenant)
    assert await products.products_by_id(other.program_id, other.business_id, [product.id]) == {}
    assert await products.products_by_sku(other.program_id, other.business_id, [product.sku]) == {}
    assert await products.categories_by_id(other.program_id, other.business_id, [category.id]) == {}
    assert await names(other, "") == []
    with pytest.raises(Refusal) as refused:
        await products.save_product(
            SYSTEM,
            other.program_id,
            other.business_id,
            sku="S",
            name="Sari",
            values={"category_id": category.id},
        )
    assert (refused.value.code, refused.value.path) == ("NOT_FOUND", ("categoryId",))
    assert (
        await core_db.fetchval("SELECT count(*) FROM product WHERE business_id = $1", other.business_id) == 0
    )


@pytest.mark.parametrize(
    ("sku", "name", "price", "path"),
    [
        ("  ", "Tea", None, ("sku",)),
        ("x" * 81, "Tea", None, ("sku",)),
        ("T", "   ", None, ("name",)),
        ("T", "x" * 201, None, ("name",)),
        ("T", "Tea", -1, ("priceMinorUnits",)),
        ("T", "Tea", 2**53, ("priceMinorUnits",)),
    ],
)
async def test_bad_values_change_nothing(
    tenant: Tenant, sku: str, name: str, price: int | None, path: tuple[str, ...]
) -> None:
    """Given a value that cannot be, when it is saved, then it is refused at its path and nothing is there."""
    with pytest.raises(Refusal) as refused:
        await make_product(tenant, sku=sku, name=name, price_minor=price)
    assert (refused.value.code, refused.value.path) == ("BAD_INPUT", path)
    assert (
        await core_db.fetchval("SELECT count(*) FROM product WHERE business_id = $1", tenant.business_id) == 0
    )


async def test_every_save_is_in_the_audit(tenant: Tenant) -> None:
    """Given saved goods, then the audit tells who saved what."""
    await make_category(tenant)
    await make_product(tenant, sku="T")
    rows = await core_db.fetch(
        "SELECT action FROM audit_entry WHERE business_id = $1 AND action LIKE 'products.%' ORDER BY id",
        tenant.business_id,
    )
    assert [row["action"] for row in rows] == ["products.category_saved", "products.saved"]
