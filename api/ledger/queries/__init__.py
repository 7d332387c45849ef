"""Reads of the ledger, batch first."""

from api.ledger.queries.invariants import INVARIANTS, verify
from api.ledger.queries.liability import earned_months
from api.ledger.queries.points import (
    balances_for,
    count_transactions,
    expiring_for,
    latest_for,
    transactions_by_id,
    transactions_of,
)
from api.ledger.queries.settlement import (
    open_period,
    pack_by_key,
    period_by_id,
    periods_due,
    rate_at,
    statement_for,
)

__all__ = [
    "INVARIANTS",
    "balances_for",
    "count_transactions",
    "earned_months",
    "expiring_for",
    "latest_for",
    "open_period",
    "pack_by_key",
    "period_by_id",
    "periods_due",
    "rate_at",
    "statement_for",
    "transactions_by_id",
    "transactions_of",
    "verify",
]
