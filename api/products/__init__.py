"""What is sold: products, categories, brands, as the shop or its ERP names them."""

from api.products.events import ProductSaved
from api.products.queries import (
    categories_by_id,
    count_products,
    list_products,
    product_brands_by_id,
    products_by_id,
    products_by_sku,
)
from api.products.service import save_category, save_product, save_product_brand, save_products
from api.products.sources import (
    CATEGORIES,
    PRODUCT_BRANDS,
    PRODUCTS,
)
from api.products.types import CategoryInfo, ProductBrandInfo, ProductInfo, ProductValues, StatedProduct

__all__ = [
    "CATEGORIES",
    "PRODUCTS",
    "PRODUCT_BRANDS",
    "CategoryInfo",
    "ProductBrandInfo",
    "ProductInfo",
    "ProductSaved",
    "ProductValues",
    "StatedProduct",
    "categories_by_id",
    "count_products",
    "list_products",
    "product_brands_by_id",
    "products_by_id",
    "products_by_sku",
    "save_category",
    "save_product",
    "save_product_brand",
    "save_products",
]
