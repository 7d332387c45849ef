"""Saving many products at once, with their categories and makers, by the shop's own codes."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from api.core import db
from api.core.ids import new_ids
from api.products import rules
from api.products.types import StatedProduct

SAVE_CODES = """
    INSERT INTO {table} AS known (id, program_id, business_id, code, name)
    SELECT told.id, $1, $2, told.code, told.name
    FROM unnest($3::uuid[], $4::text[], $5::text[]) AS told (id, code, name)
    ORDER BY told.code
    ON CONFLICT (program_id, business_id, code) DO UPDATE SET name = excluded.name
    RETURNING known.code, known.id
"""
SAVE = """
    INSERT INTO product AS known (id, program_id, business_id, sku, name, words, category_id, brand_id, price_minor,
        is_active)
    SELECT told.id, $1, $2, told.sku, told.name, told.words, told.category_id, told.brand_id, told.price_minor,
        told.is_active
    FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::bigint[], $10::boolean[])
        AS told (id, sku, name, words, category_id, brand_id, price_minor, is_active)
    ORDER BY told.sku
    ON CONFLICT (program_id, business_id, sku) DO UPDATE SET name = excluded.name, words = excluded.words,
        category_id = coalesce(excluded.category_id, known.category_id),
        brand_id = coalesce(excluded.brand_id, known.brand_id),
        price_minor = coalesce(excluded.price_minor, known.price_minor), is_active = excluded.is_active
    WHERE (known.name, known.words, known.is_active) <> (excluded.name, excluded.words, excluded.is_active)
        OR known.category_id IS DISTINCT FROM coalesce(excluded.category_id, known.category_id)
        OR known.brand_id IS DISTINCT FROM coalesce(excluded.brand_id, known.brand_id)
        OR known.price_minor IS DISTINCT FROM coalesce(excluded.price_minor, known.price_minor)
    RETURNING xmax = 0 AS is_new
"""


async def save_products(
    program_id: UUID, business_id: UUID, goods: Sequence[StatedProduct]
) -> tuple[int, int]:
    """Adds products, or changes those with these codes, in the caller's transaction or its own, in three statements.

    How many are new, and how many are other than they were.

    What another system does not say (category, maker, price) stays. No fact is announced and nothing is audited: the
    other system is where goods are kept. Names and codes are cut to what fits.
    """
    newest = {product.sku[: rules.MAX_CODE]: product for product in goods if product.sku}
    if not newest:
        return 0, 0
    async with db.transaction():
        tenant = (program_id, business_id)
        categories = await _codes(
            "product_category", *tenant, {each.category_code: each.category_name for each in newest.values()}
        )
        brands = await _codes(
            "product_brand", *tenant, {each.brand_code: each.brand_name for each in newest.values()}
        )
        names = [(each.name or sku)[:200] for sku, each in newest.items()]
        saved = await db.fetch(
            SAVE,
            *tenant,
            new_ids(len(newest)),
            list(newest),
            names,
            [rules.words_of(name, sku) for name, sku in zip(names, newest, strict=True)],
            [categories.get(each.category_code) for each in newest.values()],
            [brands.get(each.brand_code) for each in newest.values()],
            [each.price_minor for each in newest.values()],
            [each.is_active for each in newest.values()],
        )
    fresh = sum(row["is_new"] for row in saved)
    return fresh, len(saved) - fresh


async def _codes(
    table: str, program_id: UUID, business_id: UUID, names: Mapping[str, str]
) -> dict[str, UUID]:
    """Ids by code; a code without a name is its own name."""
    named = {code: (name or code)[:160] for code, name in names.items() if code}
    if not named:
        return {}
    rows = await db.fetch(
        SAVE_CODES.format(table=table),
        program_id,
        business_id,
        new_ids(len(named)),
        list(named),
        list(named.values()),
    )
    return {row["code"]: row["id"] for row in rows}
