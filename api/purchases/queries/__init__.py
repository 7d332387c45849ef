"""Reads of sales, batch first."""

from api.purchases.queries.bills import (
    bill_by_key,
    bill_for_update,
    lines_of,
    purchases_by_id,
    return_by_key,
    returns_by_id,
    returns_of,
)
from api.purchases.queries.days import store_days
from api.purchases.queries.earn_rules import earn_rules_by_id, earn_rules_of
from api.purchases.queries.lists import (
    PurchaseFilter,
    count_purchases,
    latest_purchases,
    list_purchases,
)

__all__ = [
    "PurchaseFilter",
    "bill_by_key",
    "bill_for_update",
    "count_purchases",
    "earn_rules_by_id",
    "earn_rules_of",
    "latest_purchases",
    "lines_of",
    "list_purchases",
    "purchases_by_id",
    "return_by_key",
    "returns_by_id",
    "returns_of",
    "store_days",
]
