"""Reads of the ledger, batch first, always within one program or for given members."""

from api.ledger.queries.balances import (
    balances_for,
    is_posted,
    transactions_by_id,
)
from api.ledger.queries.expiry import (
    extension_by_key,
    extensions_by_id,
    preview_extension,
    running_extensions,
    unannounced,
)
from api.ledger.queries.invariants import INVARIANTS, verify
from api.ledger.queries.liability import earned_months
from api.ledger.queries.pending import PendingLot, pending_by_tx
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
    "PendingLot",
    "balances_for",
    "earned_months",
    "extension_by_key",
    "extensions_by_id",
    "is_posted",
    "open_period",
    "pack_by_key",
    "pending_by_tx",
    "period_by_id",
    "periods_due",
    "preview_extension",
    "rate_at",
    "running_extensions",
    "statement_for",
    "transactions_by_id",
    "unannounced",
    "verify",
]
