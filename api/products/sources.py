"""What is published of goods."""

from api.core.reading import Source

CATEGORIES = Source("category", ("program_id", "business_id"))
PRODUCT_BRANDS = Source("product_brand", ("program_id", "business_id"))
PRODUCTS = Source("product", ("program_id", "business_id"))
