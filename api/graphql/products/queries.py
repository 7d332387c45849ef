"""Reads of goods, each within the caller's own business."""

from typing import Annotated, cast
from uuid import UUID

import strawberry

from api import products
from api.core.ids import key_of
from api.graphql.base import Coerced, Connection, Info, many, pages, read_all
from api.graphql.products.types import READERS, Category, Product, ProductBrand


def the_tenant(info: Info) -> tuple[UUID, UUID]:
    """Program and business in which the caller works."""
    viewer = info.context.viewer
    return viewer.the_program(), viewer.the_business()


async def found_products(info: Info, given: Coerced) -> Connection[Product]:
    """The list where it is searched: words are folded as they were when the product was saved."""
    tenant, search, category = the_tenant(info), given["search"], given.get("categoryId")
    group = None if category is None else key_of(category, "Category", path=("categoryId",))
    page = await products.list_products(
        *tenant, search=search, category_id=group, first=given.get("first"), after=given.get("after")
    )
    shown = await read_all(info, "Product", [each.id for each in page.items])
    return Connection[Product].of(
        page,
        lambda each: cast(Product, shown[each.id]),
        after=given.get("after"),
        count=lambda: products.count_products(*tenant, search=search, category_id=group),
    )


@strawberry.type
class Queries:
    """Fields of Query."""

    products: Connection[Product] = pages(
        "What the business sells, by name.",
        order="words, pk",
        args={
            "search": Annotated[
                str | None,
                strawberry.argument(description="Beginnings of words of name or code; all must be found."),
            ],
            "category_id": Annotated[
                strawberry.ID | None, strawberry.argument(description="Of this category alone.")
            ],
        },
        ids={"categoryId": "Category"},
        filters={"categoryId": "self.category_pk = :categoryId"},
        count_limit=10_000,
        unless=("search",),
        otherwise=found_products,
        guard=READERS,
    )
    categories: list[Category] = many(
        "All groups of goods of the business, by name.", "true", order="name, pk", guard=READERS
    )
    product_brands: list[ProductBrand] = many(
        "All makers of goods that the business sells, by name.", "true", order="name, pk", guard=READERS
    )
