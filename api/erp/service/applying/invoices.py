"""A batch of bills and returns in the books: documents, members, and the bills that are another amount now."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from api.core import clock
from api.erp.rules.documents import ignored, moment_of
from api.erp.service.applying import docs as documents
from api.erp.service.applying.docs import NOTHING, Doc
from api.erp.service.applying.members import members_of
from api.erp.service.applying.pins import pin_hash
from api.erp.service.applying.returns import PENDING, link_waiting, parents_of
from api.erp.service.applying.stating import state
from api.erp.service.loading import Work
from api.erp.types import DocState, Document, Invoice, Tally


async def take_invoices(
    work: Work,
    invoices: Sequence[Invoice],
    *,
    is_history: bool,
    members: Mapping[str, UUID] | None = None,
    beside: Mapping[str, Doc] = NOTHING,
) -> Tally:
    """Brings the books to what these documents are now, in the caller's transaction. Refuses as `state_bills` does.

    `members` are those of the documents' customers, where they were looked up before; `beside` are new bills that were
    written in this transaction as if nothing had come back of them.
    """
    if not invoices and not beside:
        return Tally()
    newest = {invoice.key: invoice for invoice in invoices}
    known = await documents.by_key(work, newest)
    fresh = [invoice for invoice in newest.values() if not _is_same(invoice, known.get(invoice.key))]
    tally = Tally(read=len(invoices), same=len(invoices) - len(fresh))
    await documents.touch(work, _rehashed(newest, known))
    if not fresh and not beside:
        return tally
    known |= await documents.by_key(work, [each.key for each in fresh if each.key in known], hold=True)
    if members is None:
        members = await members_of(work, fresh)
    parents = await parents_of(work, [each for each in fresh if each.document is Document.RETURN])
    made = {invoice.key: doc_of(work, invoice, known.get(invoice.key), members, parents) for invoice in fresh}
    made |= await link_waiting(work, {**beside, **made})
    tally.points = await state(work, made, known, is_history=is_history, beside=beside)
    tally.changed = sum(invoice.key in known for invoice in fresh)
    tally.new = len(fresh) - tally.changed
    return tally


def _is_same(invoice: Invoice, known: Doc | None) -> bool:
    return known is not None and known.row_hash == invoice.row_hash and known.state is not DocState.DELETED


def _rehashed(newest: Mapping[str, Invoice], known: Mapping[str, Doc]) -> dict[str, int]:
    return {
        key: newest[key].source_hash or 0
        for key, doc in known.items()
        if _is_same(newest[key], doc) and newest[key].source_hash not in (None, doc.source_hash)
    }


def doc_of(
    work: Work,
    invoice: Invoice,
    known: Doc | None,
    members: Mapping[str, UUID],
    parents: Mapping[str, str],
) -> Doc:
    """The document with its state; what the row does not say stays as it was."""
    moment = moment_of(invoice, work.rules)
    why = ignored(invoice, work.rules, work.zone)
    member = members.get(invoice.customer)
    if member is None and known is not None and known.state is DocState.CLAIMED:
        member = known.membership_id
    doc = Doc(
        key=invoice.key,
        row_hash=invoice.row_hash,
        source_hash=invoice.source_hash,
        state=DocState.IGNORED,
        document=invoice.document,
        year=invoice.year,
        day=invoice.day,
        branch=invoice.branch,
        number=invoice.number,
        amount_minor=invoice.amount_minor,
        occurred_at=moment,
        reason=why.value if why else "",
        pin_hash=pin_hash(work.connection_id, invoice.number, invoice.claim_pin),
        parent_key=parents.get(invoice.key, ""),
        phone=invoice.phone,
        membership_id=member,
        purchase_id=known.purchase_id if known else None,
        points=known.points if known else 0,
        gift_card_minor=invoice.gift_card_minor,
        lines=invoice.lines,
        first_seen_at=known.first_seen_at if known else clock.now(),
        is_kept=known is not None,
    )
    doc.state = _state(work, doc, invoice, known)
    return doc


def _state(work: Work, doc: Doc, invoice: Invoice, known: Doc | None) -> DocState:
    if invoice.is_deleted:
        return DocState.CANCELLED
    if doc.reason:
        return DocState.IGNORED
    if invoice.document is Document.RETURN:
        return _state_of_return(work, doc)
    return _state_of_sale(doc, invoice, known)


def _state_of_sale(doc: Doc, invoice: Invoice, known: Doc | None) -> DocState:
    if doc.membership_id is None:
        return DocState.UNATTACHED
    is_claimed = (
        known is not None and known.state is DocState.CLAIMED and known.membership_id == doc.membership_id
    )
    return DocState.CLAIMED if is_claimed and not invoice.customer else DocState.LIVE


def _state_of_return(work: Work, doc: Doc) -> DocState:
    """With its bill: live. Without: it waits for it as long as the rules say, then it goes to the customer's newest."""
    if doc.parent_key and not doc.parent_key.startswith(PENDING):
        return DocState.LIVE
    wait = timedelta(hours=work.rules.return_wait_hours)
    if doc.parent_key and doc.first_seen_at is not None and clock.now() < doc.first_seen_at + wait:
        return DocState.WAITING
    return DocState.UNATTACHED if doc.membership_id is None else DocState.UNREFERENCED
