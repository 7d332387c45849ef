"""Makes goods."""

from uuid import UUID, uuid4

from api import products
from api.core.audit import SYSTEM
from tests.factories.customers import HasTenant


async def make_product(
    tenant: HasTenant,
    *,
    sku: str | None = None,
    name: str = "Filter coffee",
    price_minor: int | None = 15_000,
    category_id: UUID | None = None,
    brand_id: UUID | None = None,
) -> products.ProductInfo:
    """A product of the tenant's business."""
    return await products.save_product(
        SYSTEM,
        tenant.program_id,
        tenant.business_id,
        sku=sku or uuid4().hex[:12],
        name=name,
        values={"price_minor": price_minor, "category_id": category_id, "brand_id": brand_id},
    )


async def make_category(
    tenant: HasTenant, *, code: str = "coffee", name: str = "Coffee"
) -> products.CategoryInfo:
    """A category of the tenant's business."""
    return await products.save_category(SYSTEM, tenant.program_id, tenant.business_id, code=code, name=name)


async def make_product_brand(
    tenant: HasTenant, *, code: str = "mill", name: str = "The Mill"
) -> products.ProductBrandInfo:
    """A maker of goods of the tenant's business."""
    return await products.save_product_brand(
        SYSTEM, tenant.program_id, tenant.business_id, code=code, name=name
    )
