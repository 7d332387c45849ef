"""Changes of goods: each saves by the shop's own code, so that sending it again is safe."""

from typing import Annotated

import strawberry

from api import products
from api.core.ids import key_of
from api.graphql.base import Info, Payload, Points, field, mutation, read, requires
from api.graphql.products.queries import the_tenant
from api.graphql.products.types import (
    Category,
    Product,
    ProductBrand,
)


@strawberry.input(
    description="A product to add, or to change where the code is known. What is left out stays."
)
class SaveProductInput:
    """A product."""

    sku: str = field("The shop's own code, 1 to 80 characters; it tells which product is meant.")
    name: str = field("Its name, 1 to 200 characters.")
    category_id: strawberry.ID | None = field(
        "The group that it belongs to; null for none.", default=strawberry.UNSET
    )
    brand_id: strawberry.ID | None = field("Who makes it; null for nobody known.", default=strawberry.UNSET)
    price_minor_units: Points | None = field(
        "What one costs, in the smallest unit of the program's currency; null for no fixed price.",
        default=strawberry.UNSET,
    )
    is_active: bool | None = field("Whether it is sold at present; a new one is.", default=None)

    def values(self) -> products.ProductValues:
        """As the domain takes them."""
        values = products.ProductValues()
        if self.category_id is not strawberry.UNSET:
            given = self.category_id
            values["category_id"] = None if given is None else key_of(given, "Category", path=("categoryId",))
        if self.brand_id is not strawberry.UNSET:
            given = self.brand_id
            values["brand_id"] = None if given is None else key_of(given, "ProductBrand", path=("brandId",))
        if self.price_minor_units is not strawberry.UNSET:
            values["price_minor"] = self.price_minor_units
        if self.is_active is not None:
            values["is_active"] = self.is_active
        return values


@strawberry.input(description="A group of goods to add, or to rename where the code is known.")
class SaveCategoryInput:
    """A category."""

    code: str = field("The shop's own code, 1 to 80 characters; it tells which group is meant.")
    name: str = field("Its name, 1 to 160 characters.")


@strawberry.input(description="A maker of goods to add, or to rename where the code is known.")
class SaveProductBrandInput:
    """A brand of goods."""

    code: str = field("The shop's own code, 1 to 80 characters; it tells which maker is meant.")
    name: str = field("Its name, 1 to 160 characters.")


@strawberry.type(description="The product as it is now.")
class ProductPayload(Payload):
    """A product or why not."""

    product: Product | None = field("The product; null when refused.", default=None)


@strawberry.type(description="The group of goods as it is now.")
class CategoryPayload(Payload):
    """A category or why not."""

    category: Category | None = field("The group; null when refused.", default=None)


@strawberry.type(description="The maker of goods as it is now.")
class ProductBrandPayload(Payload):
    """A brand of goods or why not."""

    product_brand: ProductBrand | None = field("The maker; null when refused.", default=None)


@strawberry.type
class Mutations:
    """Fields of Mutation."""

    @mutation(requires("products.manage"), description="Adds a product, or changes the one with this code.")
    async def save_product(
        self, info: Info, input: Annotated[SaveProductInput, strawberry.argument(description="The product.")]
    ) -> ProductPayload:
        """In one's own business."""
        saved = await products.save_product(
            info.context.viewer.actor(),
            *the_tenant(info),
            sku=input.sku,
            name=input.name,
            values=input.values(),
        )
        return ProductPayload(product=await read(info, "Product", saved.id))

    @mutation(
        requires("products.manage"), description="Adds a group of goods, or renames the one with this code."
    )
    async def save_category(
        self, info: Info, input: Annotated[SaveCategoryInput, strawberry.argument(description="The group.")]
    ) -> CategoryPayload:
        """In one's own business."""
        saved = await products.save_category(
            info.context.viewer.actor(), *the_tenant(info), code=input.code, name=input.name
        )
        return CategoryPayload(category=await read(info, "Category", saved.id))

    @mutation(
        requires("products.manage"), description="Adds a maker of goods, or renames the one with this code."
    )
    async def save_product_brand(
        self,
        info: Info,
        input: Annotated[SaveProductBrandInput, strawberry.argument(description="The maker.")],
    ) -> ProductBrandPayload:
        """In one's own business."""
        saved = await products.save_product_brand(
            info.context.viewer.actor(), *the_tenant(info), code=input.code, name=input.name
        )
        return ProductBrandPayload(product_brand=await read(info, "ProductBrand", saved.id))
