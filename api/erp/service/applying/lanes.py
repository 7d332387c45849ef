"""A large page of history in lanes that do not meet: two transactions use two cores of the database."""

from collections.abc import Sequence
from zlib import crc32

from api.erp.types import Document, Invoice

LANES = 2
"""How many transactions go side by side."""
WIDE = 2_000
"""Bills of a page from which on lanes pay."""


def is_wide(invoices: Sequence[Invoice]) -> bool:
    """Whether lanes pay."""
    return len(invoices) >= WIDE


def parted(invoices: Sequence[Invoice]) -> tuple[list[list[Invoice]], list[Invoice]]:
    """Sales by their customers, each customer in one lane; and all others, which may be of bills in any lane.

    A key that comes twice goes with the others: its last word counts.
    """
    lanes: list[list[Invoice]] = [[] for _ in range(LANES)]
    others: list[Invoice] = []
    newest = {invoice.key: invoice for invoice in invoices}
    for place, invoice in enumerate(newest.values()):
        if invoice.document is Document.SALE:
            named = invoice.customer
            lanes[(crc32(named.encode()) if named else place) % LANES].append(invoice)
        else:
            others.append(invoice)
    return lanes, others
