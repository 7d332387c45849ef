"""Which bill a return is of: by the key or number that it names, now or once that bill has come."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from api.core import db
from api.erp.service.applying import docs as documents
from api.erp.service.applying.docs import COLUMNS, Doc, to_doc
from api.erp.service.loading import Work
from api.erp.types import DocState, Document, Invoice

PENDING = "?"
"""In front of a parent that is not known yet: "?k:" and its key, "?n:" and its number in small letters."""
BY_NUMBER = """
    SELECT DISTINCT ON (lower(bill_number)) lower(bill_number) AS number, idem_key FROM purchase
    WHERE business_id = $1 AND lower(bill_number) = ANY ($2::text[]) AND program_id = $3 AND source = $4
    ORDER BY lower(bill_number), occurred_at DESC, id DESC
"""
AWAITED = """
    SELECT DISTINCT parent_key FROM erp_doc
    WHERE connection_id = $1 AND parent_key <> '' AND starts_with(parent_key, '?') AND kind = 'invoice'
        AND state IN ('waiting', 'unreferenced', 'unattached')
"""
ANY_AWAITED = f"SELECT EXISTS ({AWAITED})"
FEW = 2_000
"""Names up to which each is looked up, and returns up to which it is asked who waits."""
WAITING = f"""
    SELECT {COLUMNS} FROM erp_doc
    WHERE connection_id = $1 AND parent_key = ANY ($2::text[]) AND parent_key <> '' AND kind = 'invoice'
        AND state IN ('waiting', 'unreferenced', 'unattached')
"""


async def parents_of(work: Work, returns: Sequence[Invoice]) -> dict[str, str]:
    """The parent of each return that names one, by the return's key: a bill's key, or `PENDING` and what it named."""
    keys = {each.key: _key_of(each) for each in returns if each.reference_key}
    known = await documents.by_key(work, keys.values())
    numbers = {each.key: each.reference_number.lower() for each in returns if each.reference_number}
    by_number = await _by_number(work, list(numbers.values()))
    found: dict[str, str] = {}
    for each in returns:
        key, number = keys.get(each.key, ""), numbers.get(each.key, "")
        if key in known and known[key].document is Document.SALE:
            found[each.key] = key
        elif number in by_number:
            found[each.key] = by_number[number]
        elif key or number:
            found[each.key] = f"{PENDING}k:{key}" if key else f"{PENDING}n:{number}"
    return found


def _key_of(invoice: Invoice) -> str:
    """A key without its year is of the return's own year."""
    key = invoice.reference_key
    return key if not invoice.year or ":" in key else f"{invoice.year}:{key}"


async def _by_number(work: Work, numbers: list[str]) -> dict[str, str]:
    if not numbers:
        return {}
    tenant = (work.program.id, work.bills_source)
    rows = await db.fetch(BY_NUMBER, work.business_id, numbers, *tenant)
    return {row["number"]: row["idem_key"] for row in rows}


async def link_waiting(work: Work, made: Mapping[str, Doc]) -> dict[str, Doc]:
    """Returns that came before their bill, which is among these documents: they are of it from now on."""
    if len(made) > FEW and not await db.fetchval(ANY_AWAITED, work.connection_id) and not _has_returns(made):
        return {}
    named: dict[str, str] = {}
    for doc in made.values():
        if doc.is_bill:
            named[f"{PENDING}k:{doc.key}"] = doc.key
            if doc.number:
                named[f"{PENDING}n:{doc.number.lower()}"] = doc.key
    if not named:
        return {}
    early = {
        doc.key: doc for doc in made.values() if doc.document is Document.RETURN and doc.parent_key in named
    }
    wanted = await _awaited(work, named)
    for row in await db.fetch(WAITING, work.connection_id, wanted) if wanted else ():
        if row["key"] not in made:
            early[row["key"]] = to_doc(row)
    return {
        key: replace(doc, state=DocState.LIVE, parent_key=named[doc.parent_key]) for key, doc in early.items()
    }


def _has_returns(made: Mapping[str, Doc]) -> bool:
    return any(doc.document is Document.RETURN for doc in made.values())


async def _awaited(work: Work, named: Mapping[str, str]) -> list[str]:
    """Those of the names that returns wait for: of many names not each is looked up, as long as few returns wait."""
    if len(named) <= FEW:
        return list(named)
    rows = await db.fetch(f"{AWAITED} LIMIT $2", work.connection_id, FEW)
    if len(rows) == FEW:
        return list(named)
    return [row["parent_key"] for row in rows if row["parent_key"] in named]
