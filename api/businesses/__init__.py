"""Tenants: businesses, shop brands, stores, programs and who takes part in them."""
