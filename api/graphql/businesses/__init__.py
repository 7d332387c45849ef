"""Tenants in the schema: businesses, brands, stores, programs."""
