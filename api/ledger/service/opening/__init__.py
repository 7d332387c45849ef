"""Opening balances from a file: read in pieces, checked, posted in batches when somebody says so."""

from api.ledger.service.opening.posting import cancel_import, continue_imports, post_import
from api.ledger.service.opening.reading import add_rows, start_import
from api.ledger.service.opening.report import problems_as_csv

__all__ = [
    "add_rows",
    "cancel_import",
    "continue_imports",
    "post_import",
    "problems_as_csv",
    "start_import",
]
