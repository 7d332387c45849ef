"""Verbs of stores."""

from uuid import UUID

from api.businesses import queries, rules
from api.businesses.events import StoreSaved
from api.businesses.models import ShopBrand, Store
from api.businesses.service.saving import apply, check_version, unique
from api.businesses.types import StoreChanges, StoreInfo
from api.core import audit, db, outbox
from api.core.audit import Actor
from api.core.errors import Conflict, NotFound


async def create_store(
    actor: Actor,
    business_id: UUID,
    *,
    name: str,
    code: str,
    address: str = "",
    city: str = "",
    shop_brand_id: UUID | None = None,
) -> StoreInfo:
    """Opens a store. Refuses bad values at their path, a code that the business uses already with CONFLICT."""
    values = rules.store(
        StoreChanges(name=name, code=code, address=address, city=city, shop_brand_id=shop_brand_id)
    )
    program_id = await queries.program_of(business_id)
    async with db.transaction():
        await _check_brand(business_id, shop_brand_id)
        with unique(_code_taken()):
            store = await Store.create(program_id=program_id, business_id=business_id, **values)
        await _tell(actor, store, "businesses.store_created", {}, {"name": store.name, "code": store.code})
        return await _shown(store.id)


async def update_store(
    actor: Actor, business_id: UUID, store_id: UUID, changes: StoreChanges, *, version: int | None = None
) -> StoreInfo:
    """Changes what is given. Refuses as `create_store`, and a `version` that is no longer current with CONFLICT."""
    cleaned = rules.store(changes)
    async with db.transaction():
        store = await Store.select_for_update().get_or_none(id=store_id, business_id=business_id)
        if store is None:
            raise NotFound("There is no such store.", path=("storeId",))
        check_version(store.version, version)
        await _check_brand(business_id, cleaned.get("shop_brand_id"))
        before, after = apply(store, dict(cleaned))
        if after:
            store.version += 1
            with unique(_code_taken()):
                await store.save(update_fields=[*after, "version"])
            await _tell(actor, store, "businesses.store_updated", before, after)
        return await _shown(store_id)


async def _check_brand(business_id: UUID, shop_brand_id: UUID | None) -> None:
    if shop_brand_id is not None and not await ShopBrand.exists(id=shop_brand_id, business_id=business_id):
        raise NotFound("There is no such shop brand.", path=("shopBrandId",))


def _code_taken() -> Conflict:
    return Conflict("Another of your stores has this code.", path=("code",))


async def _tell(
    actor: Actor, store: Store, action: str, before: dict[str, object], after: dict[str, object]
) -> None:
    tenant = {"program_id": store.program_id, "business_id": store.business_id}
    await audit.record(actor, action, target=("Store", store.id), before=before, after=after, **tenant)
    await outbox.announce(StoreSaved(store_id=store.id, **tenant))


async def _shown(store_id: UUID) -> StoreInfo:
    return (await queries.stores_by_id([store_id]))[store_id]
