"""A page of history in two halves: new bills are entered without a lock, then settled with all that looks back."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from api import purchases
from api.core.turns import by_turns
from api.erp.service.applying import docs as documents
from api.erp.service.applying.docs import Doc
from api.erp.service.applying.invoices import doc_of, take_invoices
from api.erp.service.applying.stating import bill_of
from api.erp.service.loading import Work
from api.erp.types import Document, Invoice, Tally
from api.purchases import EnteredBills


@dataclass(frozen=True, slots=True)
class Entered:
    """Sales that were new, with their purchases; and the invoices that are left: returns, and what is known already."""

    docs: Mapping[str, Doc]
    bills: EnteredBills
    others: Sequence[Invoice]
    members: Mapping[str, UUID]
    repeated: int
    """Rows whose bill comes again later in the page."""


async def enter(
    work: Work,
    invoices: Sequence[Invoice],
    members: Mapping[str, UUID],
    earlier: Callable[[], Awaitable[object]],
) -> Entered:
    """Writes the page's new sales in the caller's transaction. `earlier` returns once the pages before are committed.

    Raises asyncpg.SerializationError where one of them is in a page before that is not committed: to be run again.
    """
    newest = {invoice.key: invoice for invoice in invoices}
    known = await documents.by_key(work, newest)
    fresh = [each for each in newest.values() if each.document is Document.SALE and each.key not in known]
    others = [each for each in newest.values() if each.document is not Document.SALE or each.key in known]
    made = await by_turns(lambda few: [doc_of(work, each, None, members, {}) for each in few], fresh)
    docs = {doc.key: doc for doc in made}
    told = await by_turns(lambda few: [bill_of(work, doc, 0) for doc in few if doc.is_bill], made)
    bills = await purchases.enter_bills(work.actor, work.business_id, work.bills_source, told, earlier)
    for outcome in bills.outcomes:
        doc = docs[outcome.key]
        doc.purchase_id, doc.points = outcome.purchase_id, outcome.points
    await documents.write(work, made)
    return Entered(docs, bills, others, members, len(invoices) - len(newest))


async def settle(work: Work, entered: Entered) -> Tally:
    """Posts what was entered in the same transaction, after the pages before; then books what is left of the page."""
    await purchases.settle_bills(entered.bills)
    new = len(entered.docs)
    tally = Tally(
        read=new + entered.repeated,
        new=new,
        same=entered.repeated,
        points=sum(doc.points for doc in entered.docs.values()),
    )
    tally.add(
        await take_invoices(
            work, entered.others, is_history=True, members=entered.members, beside=entered.docs
        )
    )
    return tally
