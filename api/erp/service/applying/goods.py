"""Products of the source in the catalogue."""

from collections.abc import Sequence
from typing import Any

from api import products
from api.erp.service.applying.preparing import Mapped
from api.erp.service.loading import Work
from api.erp.types import Tally
from api.products import StatedProduct


async def take_products(work: Work, rows: Sequence[Mapped]) -> Tally:
    """Saves products with their categories and makers, in the caller's transaction."""
    told = [_product(fields) for _, fields in rows]
    new, changed = await products.save_products(work.program.id, work.business_id, told)
    return Tally(read=len(rows), new=new, changed=changed, same=len(rows) - new - changed)


def _product(fields: dict[str, Any]) -> StatedProduct:
    return StatedProduct(
        sku=fields["sku"],
        name=fields["name"],
        category_code=fields.get("category_code") or "",
        category_name=fields.get("category_name") or "",
        brand_code=fields.get("brand_code") or "",
        brand_name=fields.get("brand_name") or "",
        price_minor=fields.get("price_minor"),
        is_active=not fields.get("is_removed"),
    )
