"""Reads of goods, each within the caller's own business."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

import strawberry

from api import products
from api.core.ids import key_of
from api.graphql.base import After, Connection, First, Info, query, reads_nodes, requires, shown
from api.graphql.products.types import (
    Category,
    Product,
    ProductBrand,
    show_category,
    show_product,
    show_product_brand,
)


def the_tenant(info: Info) -> tuple[UUID, UUID]:
    """Program and business in which the caller works."""
    viewer = info.context.viewer
    return viewer.the_program(), viewer.the_business()


@strawberry.type
class Queries:
    """Fields of Query."""

    @query(requires("products.read"), description="What the business sells, by name.")
    async def products(
        self,
        info: Info,
        search: Annotated[
            str | None,
            strawberry.argument(description="Beginnings of words of name or code; all must be found."),
        ] = None,
        category_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Of this category alone.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Product]:
        """One's own business."""
        tenant = the_tenant(info)
        category = None if category_id is None else key_of(category_id, "Category", path=("categoryId",))
        page = await products.list_products(
            *tenant, search=search, category_id=category, first=first, after=after
        )
        return Connection[Product].of(
            page,
            show_product,
            after=after,
            count=lambda: products.count_products(*tenant, search=search, category_id=category),
        )

    @query(requires("products.read"), description="All groups of goods of the business, by name.")
    async def categories(self, info: Info) -> list[Category]:
        """One's own business."""
        return shown(await products.categories_of(*the_tenant(info)), show_category)

    @query(requires("products.read"), description="All makers of goods that the business sells, by name.")
    async def product_brands(self, info: Info) -> list[ProductBrand]:
        """One's own business."""
        return shown(await products.product_brands_of(*the_tenant(info)), show_product_brand)


@reads_nodes(Product, requires("products.read"))
async def read_products(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, Product]:
    """Those of one's own business."""
    found = await products.products_by_id(*the_tenant(info), keys)
    return {key: show_product(each) for key, each in found.items()}


@reads_nodes(Category, requires("products.read"))
async def read_categories(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, Category]:
    """Those of one's own business."""
    found = await products.categories_by_id(*the_tenant(info), keys)
    return {key: show_category(each) for key, each in found.items()}


@reads_nodes(ProductBrand, requires("products.read"))
async def read_product_brands(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, ProductBrand]:
    """Those of one's own business."""
    found = await products.product_brands_by_id(*the_tenant(info), keys)
    return {key: show_product_brand(each) for key, each in found.items()}
