"""Goods in the schema: products, categories, brands."""
