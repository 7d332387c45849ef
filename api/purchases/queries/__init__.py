"""Reads of sales, batch first."""

from api.purchases.queries.bills import (
    bill_by_key,
    bill_for_update,
    lines_of,
    purchases_by_id,
    return_by_key,
)
from api.purchases.queries.earn_rules import earn_rules_by_id, earn_rules_of
from api.purchases.queries.invariants import verify
from api.purchases.queries.liability import Liability, liability_of

__all__ = [
    "Liability",
    "bill_by_key",
    "bill_for_update",
    "earn_rules_by_id",
    "earn_rules_of",
    "liability_of",
    "lines_of",
    "purchases_by_id",
    "return_by_key",
    "verify",
]
