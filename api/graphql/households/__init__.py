"""Households in the schema: rules for the office, and everything their members do on their phones."""
