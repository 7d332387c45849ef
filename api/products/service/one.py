"""Saving one product, category or maker of goods."""

from uuid import UUID

from api.core import audit, db, outbox
from api.core.audit import Actor
from api.core.errors import NotFound
from api.core.ids import new_id
from api.products import rules
from api.products.events import ProductSaved
from api.products.queries import categories_by_id, product_brands_by_id, products_by_id
from api.products.types import CategoryInfo, ProductBrandInfo, ProductInfo, ProductValues

SAVE = """
    INSERT INTO {table} AS known (id, program_id, business_id, code, name) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (program_id, business_id, code) DO UPDATE SET name = excluded.name
    RETURNING id
"""
SAVE_PRODUCT = """
    INSERT INTO product AS known (id, program_id, business_id, sku, name, words, category_id, brand_id, price_minor,
        is_active)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce($10, true))
    ON CONFLICT (program_id, business_id, sku) DO UPDATE SET name = excluded.name, words = excluded.words,
        category_id = CASE WHEN $11 THEN excluded.category_id ELSE known.category_id END,
        brand_id = CASE WHEN $12 THEN excluded.brand_id ELSE known.brand_id END,
        price_minor = CASE WHEN $13 THEN excluded.price_minor ELSE known.price_minor END,
        is_active = coalesce($10, known.is_active)
    RETURNING id
"""


async def save_category(
    actor: Actor, program_id: UUID, business_id: UUID, *, code: str, name: str
) -> CategoryInfo:
    """Adds a category, or renames the one with this code. Refuses an empty or too long code or name."""
    category_id = await _save(actor, "product_category", program_id, business_id, code, name)
    return (await categories_by_id(program_id, business_id, [category_id]))[category_id]


async def save_product_brand(
    actor: Actor, program_id: UUID, business_id: UUID, *, code: str, name: str
) -> ProductBrandInfo:
    """Adds a maker of goods, or renames the one with this code. Refuses an empty or too long code or name."""
    brand_id = await _save(actor, "product_brand", program_id, business_id, code, name)
    return (await product_brands_by_id(program_id, business_id, [brand_id]))[brand_id]


async def _save(actor: Actor, table: str, program_id: UUID, business_id: UUID, code: str, name: str) -> UUID:
    code, name = rules.code(code), rules.name(name, longest=160)
    async with db.transaction():
        saved: UUID = await db.fetchval(
            SAVE.format(table=table), new_id(), program_id, business_id, code, name
        )
        await audit.record(
            actor,
            f"products.{table.removeprefix('product_')}_saved",
            target=(table, saved),
            after={"code": code, "name": name},
            program_id=program_id,
            business_id=business_id,
        )
        return saved


async def save_product(
    actor: Actor,
    program_id: UUID,
    business_id: UUID,
    *,
    sku: str,
    name: str,
    values: ProductValues | None = None,
) -> ProductInfo:
    """Adds a product, or changes the one with this code; of `values` what is left out stays.

    Refuses a bad code, name or price, and NOT_FOUND for a category or brand that is not this business's.
    """
    sku, name, given = rules.code(sku, path="sku"), rules.name(name, longest=200), values or {}
    async with db.transaction():
        await _check_owned(program_id, business_id, given)
        product_id: UUID = await db.fetchval(
            SAVE_PRODUCT,
            new_id(),
            program_id,
            business_id,
            sku,
            name,
            rules.words_of(name, sku),
            given.get("category_id"),
            given.get("brand_id"),
            rules.price(given.get("price_minor")),
            given.get("is_active"),
            "category_id" in given,
            "brand_id" in given,
            "price_minor" in given,
        )
        await audit.record(
            actor,
            "products.saved",
            target=("Product", product_id),
            after={"sku": sku, "name": name, **given},
            program_id=program_id,
            business_id=business_id,
        )
        await outbox.announce(
            ProductSaved(program_id=program_id, business_id=business_id, product_id=product_id, sku=sku)
        )
        return (await products_by_id(program_id, business_id, [product_id]))[product_id]


async def _check_owned(program_id: UUID, business_id: UUID, given: ProductValues) -> None:
    category_id, brand_id = given.get("category_id"), given.get("brand_id")
    if category_id and not await categories_by_id(program_id, business_id, [category_id]):
        raise NotFound("There is no such category.", path=("categoryId",))
    if brand_id and not await product_brands_by_id(program_id, business_id, [brand_id]):
        raise NotFound("There is no such brand.", path=("brandId",))
