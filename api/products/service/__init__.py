"""Verbs of goods: each saves by the shop's own code, so that sending it again changes nothing."""

from api.products.service.many import save_products
from api.products.service.one import save_category, save_product, save_product_brand

__all__ = ["save_category", "save_product", "save_product_brand", "save_products"]
