"""Reads of the ledger, batch first, always within one program or for given members."""

from api.ledger.queries.balances import (
    INVARIANTS,
    balances_for,
    count_transactions,
    expiring_for,
    is_posted,
    latest_for,
    transactions_by_id,
    transactions_of,
    verify,
)
from api.ledger.queries.expiry import (
    extension_by_key,
    extensions_by_id,
    preview_extension,
    running_extensions,
    unannounced,
)
from api.ledger.queries.pending import PendingLot, pending_by_tx

__all__ = [
    "INVARIANTS",
    "PendingLot",
    "balances_for",
    "count_transactions",
    "expiring_for",
    "is_posted",
    "extension_by_key",
    "extensions_by_id",
    "latest_for",
    "pending_by_tx",
    "preview_extension",
    "running_extensions",
    "transactions_by_id",
    "transactions_of",
    "unannounced",
    "verify",
]
