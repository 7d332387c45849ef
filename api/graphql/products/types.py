"""Goods as clients see them."""

import strawberry

from api import products
from api.graphql.base import Money, Node, column, embedded, money_columns, one, reads, requires

READERS = requires("products.read")


@reads(products.CATEGORIES, node="", guard=READERS)
@strawberry.type(description="A department or group of goods.")
class Category(Node):
    """A category."""

    code: str = column("The shop's own code.")
    name: str = column("Its name.")


@reads(products.PRODUCT_BRANDS, node="", guard=READERS)
@strawberry.type(description="A maker of goods.")
class ProductBrand(Node):
    """A brand of goods."""

    code: str = column("The shop's own code.")
    name: str = column("Its name.")


@reads(products.PRODUCTS, node="", guard=READERS)
@strawberry.type(description="Something that a shop sells.")
class Product(Node):
    """A product."""

    sku: str = column("The shop's own code, as on its labels.")
    name: str = column("Its name.")
    is_active: bool = column("Whether it is sold at present.")
    category: Category | None = one(
        "The group that it belongs to; null for none.", "self.pk = parent.category_pk"
    )
    brand: ProductBrand | None = one(
        "Who makes it; null where that is not known.", "self.pk = parent.brand_pk"
    )
    price: Money | None = embedded(
        "What one costs, in the program's currency; null without a fixed price.", money_columns("price_minor")
    )
