"""Tables of points as money: accounts, transactions, entries, lots and their moves; and what businesses owe each other.

Rows that refer to a transaction, account or lot are written by the ledger's own functions alone and are never deleted,
so these references carry no database constraint (a business's account under a constraint is a hot row: every posting
would lock it). The view `invariant_no_orphans` proves that none dangles.
"""

from api.ledger.models.lifetimes import (
    BalanceImport,
    BalanceImportRow,
    ExpiryReminder,
    ExpiryRun,
    Extension,
    ExtensionLot,
)
from api.ledger.models.postings import Account, Entry, LimitUse, Lot, LotMove, Tx
from api.ledger.models.settlement import (
    Clearing,
    ClearingPack,
    ClearingRate,
    SettlementLine,
    SettlementPayment,
    SettlementPeriod,
    SettlementStatement,
)

__all__ = [
    "Account",
    "BalanceImport",
    "BalanceImportRow",
    "Clearing",
    "ClearingPack",
    "ClearingRate",
    "Entry",
    "ExpiryReminder",
    "ExpiryRun",
    "Extension",
    "ExtensionLot",
    "LimitUse",
    "Lot",
    "LotMove",
    "SettlementLine",
    "SettlementPayment",
    "SettlementPeriod",
    "SettlementStatement",
    "Tx",
]
