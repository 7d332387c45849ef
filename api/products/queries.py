"""Reads of goods, batch first; each within one business."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from api.core import db
from api.core.paging import Page, decode_cursor, encode_cursor, make_page, page_size
from api.products.rules import patterns
from api.products.types import CategoryInfo, ProductBrandInfo, ProductInfo

PRODUCT = """
    SELECT id, program_id, business_id, sku, name, words, category_id, brand_id, price_minor, is_active FROM product
"""
MINE = "program_id = $1 AND business_id = $2"
MATCHING = f"""
    {MINE} AND words LIKE ALL ($3::text[]) AND ($4::uuid IS NULL OR category_id = $4)
"""
COUNTED = 10_000


def to_product(row: asyncpg.Record) -> ProductInfo:
    """A row of PRODUCT."""
    return ProductInfo(
        id=row["id"],
        program_id=row["program_id"],
        business_id=row["business_id"],
        sku=row["sku"],
        name=row["name"],
        category_id=row["category_id"],
        brand_id=row["brand_id"],
        price_minor=row["price_minor"],
        is_active=row["is_active"],
    )


async def products_by_id(program_id: UUID, business_id: UUID, ids: Sequence[UUID]) -> dict[UUID, ProductInfo]:
    """Products of one business by id; others are left out."""
    rows = await db.fetch(
        f"{PRODUCT} WHERE {MINE} AND id = ANY ($3::uuid[])", program_id, business_id, list(ids)
    )
    return {row["id"]: to_product(row) for row in rows}


async def products_by_sku(program_id: UUID, business_id: UUID, skus: Sequence[str]) -> dict[str, ProductInfo]:
    """Products of one business by its own code; unknown codes are left out."""
    rows = await db.fetch(
        f"{PRODUCT} WHERE {MINE} AND sku = ANY ($3::text[])", program_id, business_id, list(skus)
    )
    return {row["sku"]: to_product(row) for row in rows}


async def list_products(
    program_id: UUID,
    business_id: UUID,
    *,
    search: str | None = None,
    category_id: UUID | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Page[ProductInfo]:
    """A page of products by name. `search`: beginnings of words of name and code, all must be found."""
    size = page_size(first)
    words, product_id = decode_cursor(after, str, UUID) if after else ("", UUID(int=0))
    rows = await db.fetch(
        f"{PRODUCT} WHERE {MATCHING} AND (words, id) > ($5, $6) ORDER BY words, id LIMIT $7",
        program_id,
        business_id,
        patterns(search or ""),
        category_id,
        words,
        product_id,
        size + 1,
    )
    cursors = [encode_cursor(row["words"], row["id"]) for row in rows]
    return make_page([to_product(row) for row in rows], cursors, size)


async def count_products(
    program_id: UUID, business_id: UUID, *, search: str | None = None, category_id: UUID | None = None
) -> int:
    """How many products the list has, counted up to 10,000."""
    counted: int = await db.fetchval(
        f"SELECT count(*) FROM (SELECT 1 FROM product WHERE {MATCHING} LIMIT {COUNTED}) AS few",
        program_id,
        business_id,
        patterns(search or ""),
        category_id,
    )
    return counted


async def categories_by_id(
    program_id: UUID, business_id: UUID, ids: Sequence[UUID]
) -> dict[UUID, CategoryInfo]:
    """Categories of one business by id; others are left out."""
    rows = await db.fetch(
        f"SELECT id, code, name FROM product_category WHERE {MINE} AND id = ANY ($3::uuid[])",
        program_id,
        business_id,
        list(ids),
    )
    return {row["id"]: CategoryInfo(**row) for row in rows}


async def product_brands_by_id(
    program_id: UUID, business_id: UUID, ids: Sequence[UUID]
) -> dict[UUID, ProductBrandInfo]:
    """Makers of one business's goods by id; others are left out."""
    rows = await db.fetch(
        f"SELECT id, code, name FROM product_brand WHERE {MINE} AND id = ANY ($3::uuid[])",
        program_id,
        business_id,
        list(ids),
    )
    return {row["id"]: ProductBrandInfo(**row) for row in rows}
