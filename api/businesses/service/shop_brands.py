"""Verbs of shop brands: the names over the doors of one business."""

from uuid import UUID

from api.businesses import queries, rules
from api.businesses.events import ShopBrandSaved
from api.businesses.models import ShopBrand
from api.businesses.service.saving import apply, unique
from api.businesses.types import ShopBrandChanges, ShopBrandInfo
from api.core import audit, db, outbox
from api.core.audit import Actor
from api.core.errors import Conflict, NotFound


async def create_shop_brand(
    actor: Actor,
    business_id: UUID,
    *,
    name: str,
    stock_color: str,
    foil_color: str,
    motif: str = "",
    initials: str | None = None,
) -> ShopBrandInfo:
    """Makes a brand. Refuses bad values at their path, a name that the business uses already with CONFLICT."""
    values = rules.shop_brand(
        ShopBrandChanges(
            name=name,
            stock_color=stock_color,
            foil_color=foil_color,
            motif=motif,
            initials=rules.initials_of(name) if initials is None else initials,
        )
    )
    program_id = await queries.program_of(business_id)
    async with db.transaction():
        with unique(_name_taken()):
            brand = await ShopBrand.create(program_id=program_id, business_id=business_id, **values)
        await _tell(actor, brand, "businesses.shop_brand_created", {}, dict(values))
        return await _shown(brand.id)


async def update_shop_brand(
    actor: Actor, business_id: UUID, shop_brand_id: UUID, changes: ShopBrandChanges
) -> ShopBrandInfo:
    """Changes what is given. Refuses as `create_shop_brand`, and an unknown brand with NOT_FOUND."""
    cleaned = rules.shop_brand(changes)
    async with db.transaction():
        brand = await ShopBrand.select_for_update().get_or_none(id=shop_brand_id, business_id=business_id)
        if brand is None:
            raise NotFound("There is no such shop brand.", path=("shopBrandId",))
        before, after = apply(brand, dict(cleaned))
        if after:
            with unique(_name_taken()):
                await brand.save(update_fields=list(after))
            await _tell(actor, brand, "businesses.shop_brand_updated", before, after)
        return await _shown(shop_brand_id)


def _name_taken() -> Conflict:
    return Conflict("You have a shop brand of this name already.", path=("name",))


async def _tell(
    actor: Actor, brand: ShopBrand, action: str, before: dict[str, object], after: dict[str, object]
) -> None:
    tenant = {"program_id": brand.program_id, "business_id": brand.business_id}
    await audit.record(actor, action, target=("ShopBrand", brand.id), before=before, after=after, **tenant)
    await outbox.announce(ShopBrandSaved(shop_brand_id=brand.id, **tenant))


async def _shown(shop_brand_id: UUID) -> ShopBrandInfo:
    return (await queries.shop_brands_by_id([shop_brand_id]))[shop_brand_id]
