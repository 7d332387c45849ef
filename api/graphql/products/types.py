"""Goods as clients see them."""

from uuid import UUID

import strawberry

from api import products
from api.core import money
from api.core.errors import NotFound
from api.graphql import loaders
from api.graphql.base import Info, Money, Node, field, resolver, shows


@strawberry.type(description="A department or group of goods.")
class Category(Node):
    """A category."""

    code: str = field("The shop's own code.")
    name: str = field("Its name.")


@strawberry.type(description="A maker of goods.")
class ProductBrand(Node):
    """A brand of goods."""

    code: str = field("The shop's own code.")
    name: str = field("Its name.")


@strawberry.type(description="Something that a shop sells.")
class Product(Node):
    """A product."""

    sku: str = field("The shop's own code, as on its labels.")
    name: str = field("Its name.")
    is_active: bool = field("Whether it is sold at present.")
    program_pk: strawberry.Private[UUID]
    business_pk: strawberry.Private[UUID]
    category_pk: strawberry.Private[UUID | None]
    brand_pk: strawberry.Private[UUID | None]
    price_minor: strawberry.Private[int | None]

    @resolver("The group that it belongs to; null for none.")
    async def category(self, info: Info) -> Category | None:
        """Reads through the loader."""
        if self.category_pk is None:
            return None
        key = products.GoodsKey(self.program_pk, self.business_pk, self.category_pk)
        found = await loaders.categories.load(info, key)
        return None if found is None else show_category(found)

    @resolver("Who makes it; null where that is not known.")
    async def brand(self, info: Info) -> ProductBrand | None:
        """Reads through the loader."""
        if self.brand_pk is None:
            return None
        key = products.GoodsKey(self.program_pk, self.business_pk, self.brand_pk)
        found = await loaders.product_brands.load(info, key)
        return None if found is None else show_product_brand(found)

    @resolver("What one costs, in the program's currency; null without a fixed price.")
    async def price(self, info: Info) -> Money | None:
        """Reads the currency through the loader."""
        if self.price_minor is None:
            return None
        program = await loaders.programs.load(info, self.program_pk)
        if program is None:
            raise NotFound("There is no such program.")
        return Money.of(money.Money(self.price_minor, program.currency))


@shows("Category")
def show_category(record: products.CategoryInfo) -> Category:
    """A category."""
    return Category(pk=record.id, code=record.code, name=record.name)


@shows("ProductBrand")
def show_product_brand(record: products.ProductBrandInfo) -> ProductBrand:
    """A brand of goods."""
    return ProductBrand(pk=record.id, code=record.code, name=record.name)


@shows("Product")
def show_product(record: products.ProductInfo) -> Product:
    """A product."""
    return Product(
        pk=record.id,
        sku=record.sku,
        name=record.name,
        is_active=record.is_active,
        program_pk=record.program_id,
        business_pk=record.business_id,
        category_pk=record.category_id,
        brand_pk=record.brand_id,
        price_minor=record.price_minor,
    )
