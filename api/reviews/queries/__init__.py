"""Reads of review rules and items."""

from api.reviews.queries.items import items_by_id
from api.reviews.queries.rules import rules_of

__all__ = ["items_by_id", "rules_of"]
