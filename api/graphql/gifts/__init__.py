"""Gifts between members in the schema: rules for the office, two steps for the giver."""
