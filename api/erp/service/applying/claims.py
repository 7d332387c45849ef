"""A bill that had nobody becomes a customer's."""

from dataclasses import replace
from uuid import UUID

from api.core import db
from api.erp.errors import BillUnknown
from api.erp.service.applying.docs import COLUMNS, to_doc
from api.erp.service.applying.stating import state
from api.erp.service.loading import NotReady, load
from api.erp.types import DocState, Document

HOLD = f"""
    SELECT {COLUMNS}, connection_id FROM erp_doc
    WHERE program_id = $1 AND id = $2 AND state = 'unattached' AND kind = 'invoice' FOR UPDATE
"""
STREAM = "SELECT id FROM erp_stream WHERE connection_id = $1 AND kind = 'invoice'"


async def attach(program_id: UUID, doc_id: UUID, membership_id: UUID) -> tuple[UUID, int]:
    """Gives an unattached bill to a member, in the caller's transaction: its purchase and the points that it gave.

    Refuses BILL_UNKNOWN where it is no longer without a customer.
    """
    row = await db.fetchrow(HOLD, program_id, doc_id)
    if row is None or row["document"] != Document.SALE:
        raise BillUnknown("This bill has a customer already, or is no longer there.", path=("number",))
    stream_id = await db.fetchval(STREAM, row["connection_id"])
    try:
        work = await load(stream_id)
    except NotReady as error:
        raise BillUnknown("This bill cannot be claimed now.", path=("number",)) from error
    known = to_doc(row)
    made = replace(known, state=DocState.CLAIMED, membership_id=membership_id)
    points = await state(work, {made.key: made}, {known.key: known})
    purchase_id = await db.fetchval("SELECT purchase_id FROM erp_doc WHERE id = $1", doc_id)
    return purchase_id, points
