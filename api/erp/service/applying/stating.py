"""Bills whose amount, customer or returns changed, stated to `purchases`; and what they gave, written down."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from api import purchases
from api.core import db
from api.erp.rules.documents import Loose, Standing, allocate
from api.erp.service.applying import docs as documents
from api.erp.service.applying.docs import COLUMNS, NOTHING, Doc, to_doc
from api.erp.service.applying.returns import PENDING
from api.erp.service.loading import Work, store_of
from api.erp.types import Document
from api.purchases import LineInput, StatedBill, StatedChange

RETURNED = """
    SELECT parent_key, sum(amount_minor)::bigint AS amount_minor FROM erp_doc
    WHERE connection_id = $1 AND parent_key = ANY ($2::text[]) AND parent_key <> '' AND state = 'live'
        AND document = 'return' AND program_id = $3
    GROUP BY parent_key
"""
LOOSE = f"""
    SELECT {COLUMNS} FROM erp_doc
    WHERE connection_id = $1 AND membership_id = ANY ($2::uuid[]) AND state = 'unreferenced' AND program_id = $3
"""
ANY_LOOSE = """
    SELECT EXISTS (SELECT FROM erp_doc WHERE connection_id = $1 AND state = 'unreferenced' AND program_id = $2)
"""
FEW = 1_000
"""Members up to whom each is looked up at once."""
BILLS_OF = f"""
    SELECT {", ".join(f"doc.{name.strip()}" for name in COLUMNS.split(","))}, bill.membership_id AS holder_id
    FROM purchase AS bill
    JOIN erp_doc AS doc ON doc.program_id = bill.program_id AND doc.connection_id = $3 AND doc.kind = 'invoice'
        AND doc.key = bill.idem_key
    WHERE bill.program_id = $1 AND bill.source = $4 AND bill.membership_id = ANY ($2::uuid[])
        AND doc.state IN ('live', 'claimed')
"""
SETTLE = """
    UPDATE erp_doc SET points = told.points, purchase_id = told.purchase, membership_id = told.member
    FROM unnest($3::text[], $4::bigint[], $5::uuid[], $6::uuid[]) AS told (key, points, purchase, member)
    WHERE program_id = $1 AND connection_id = $2 AND kind = 'invoice' AND erp_doc.key = told.key
"""


async def state(
    work: Work,
    made: Mapping[str, Doc],
    known: Mapping[str, Doc],
    *,
    is_history: bool = False,
    beside: Mapping[str, Doc] = NOTHING,
) -> int:
    """Writes these documents and brings every bill that they concern to what it is now; the points that this moved.

    `known` are those of them that were there before; `beside` are bills that were just written, which returns without a
    bill may concern. Returns are written first: a bill asks for their sum.
    """
    returns = [doc for doc in made.values() if not _is_sale(doc)]
    await documents.write(work, returns)
    bills = {key: doc for key, doc in made.items() if _is_sale(doc) or _was_bill(key, known)}
    bills |= await _parents(work, returns, known, bills)
    loose, others = await _of_customers_with_loose_returns(work, (made, known, bills, beside), known, bills)
    bills |= others
    returned = await _returned(work, _with_returns(bills, returns))
    extra = _allocated(bills, returned, loose)
    told = [
        bill_of(work, doc, returned.get(doc.key, 0) + extra.get(doc.key, 0))
        for doc in bills.values()
        if doc.purchase_id is not None or doc.is_bill
    ]
    outcomes = await purchases.state_bills(
        work.actor, work.business_id, work.bills_source, told, is_history=is_history
    )
    moved = 0
    for outcome in outcomes:
        doc = bills[outcome.key]
        moved += outcome.points - doc.points
        doc.purchase_id, doc.membership_id, doc.points = (
            outcome.purchase_id,
            outcome.membership_id,
            outcome.points,
        )
    await documents.write(work, [bills[key] for key, doc in made.items() if _is_sale(doc)])
    changed = {outcome.key for outcome in outcomes if outcome.change is not StatedChange.SAME}
    await _settle(work, [doc for key, doc in bills.items() if key in changed and not _is_sale(made.get(key))])
    return moved


def _is_sale(doc: Doc | None) -> bool:
    return doc is not None and doc.document is Document.SALE


def _was_bill(key: str, known: Mapping[str, Doc]) -> bool:
    return key in known and known[key].purchase_id is not None


async def _parents(
    work: Work, returns: Iterable[Doc], known: Mapping[str, Doc], bills: Mapping[str, Doc]
) -> dict[str, Doc]:
    """Bills that returns are of now, or were of before."""
    keys = set()
    for doc in returns:
        keys.add(doc.parent_key)
        if doc.key in known:
            keys.add(known[doc.key].parent_key)
    wanted = {key for key in keys if key and not key.startswith(PENDING) and key not in bills}
    return await documents.by_key(work, wanted)


async def _of_customers_with_loose_returns(
    work: Work,
    concerning: Iterable[Mapping[str, Doc]],
    known: Mapping[str, Doc],
    bills: Mapping[str, Doc],
) -> tuple[list[Doc], dict[str, Doc]]:
    """Returns without a bill of the customers concerned, and all their bills: what those take is worked out anew."""
    loose = await _loose(work, {doc.membership_id for docs in concerning for doc in docs.values()} - {None})
    # whoever has one now, or had one that is something else now
    members = {doc.membership_id for doc in loose} | {
        doc.membership_id for doc in known.values() if doc.is_loose
    }
    if not members:
        return [], {}
    found = await db.fetch(BILLS_OF, work.program.id, list(members), work.connection_id, work.bills_source)
    others = {row["key"]: replace(to_doc(row), membership_id=row["holder_id"]) for row in found}
    return loose, {key: doc for key, doc in others.items() if key not in bills}


async def _loose(work: Work, members: Collection[UUID | None]) -> list[Doc]:
    """Returns without a bill of these members; many members are only looked up where somebody has one."""
    if not members:
        return []
    if len(members) > FEW and not await db.fetchval(ANY_LOOSE, work.connection_id, work.program.id):
        return []
    return [to_doc(row) for row in await db.fetch(LOOSE, work.connection_id, list(members), work.program.id)]


def _with_returns(bills: Mapping[str, Doc], returns: Iterable[Doc]) -> list[str]:
    """Bills that returns may be of: a bill that is new has none but those that were just linked to it."""
    linked = {doc.parent_key for doc in returns}
    return [key for key, doc in bills.items() if doc.is_kept or key in linked]


async def _returned(work: Work, keys: list[str]) -> dict[str, int]:
    if not keys:
        return {}
    rows = await db.fetch(RETURNED, work.connection_id, keys, work.program.id)
    return {row["parent_key"]: row["amount_minor"] for row in rows}


def _allocated(bills: Mapping[str, Doc], returned: Mapping[str, int], loose: Iterable[Doc]) -> dict[str, int]:
    by_member: defaultdict[UUID | None, list[Standing]] = defaultdict(list)
    returns: defaultdict[UUID | None, list[Loose]] = defaultdict(list)
    for doc in loose:
        returns[doc.membership_id].append(Loose(doc.key, doc.occurred_at, doc.amount_minor))
    for doc in bills.values():
        if doc.is_bill and doc.membership_id in returns:
            left = doc.amount_minor - min(returned.get(doc.key, 0), doc.amount_minor)
            by_member[doc.membership_id].append(Standing(doc.key, doc.occurred_at, left))
    taken: dict[str, int] = {}
    for member, each in returns.items():
        taken |= allocate(by_member[member], each)
    return taken


def bill_of(work: Work, doc: Doc, returned_minor: int) -> StatedBill:
    store_id = store_of(work, doc.branch)
    if store_id is None:
        raise purchases.StoreUnknown(
            f"There is no store for the branch {doc.branch}. Name one in the rules of the connection.",
            path=("branch_code",),
        )
    return StatedBill(
        key=doc.key,
        store_id=store_id,
        occurred_at=doc.occurred_at,
        amount_minor=doc.amount_minor,
        membership_id=doc.membership_id,
        bill_number=doc.number or None,
        gift_card_minor=doc.gift_card_minor,
        returned_minor=returned_minor,
        earns=doc.amount_minor >= work.rules.min_bill_minor,
        is_cancelled=not doc.is_bill,
        lines=tuple(
            LineInput(line.amount_minor, sku=line.sku, name=line.name, quantity_milli=line.quantity_milli)
            for line in doc.lines
        ),
    )


async def _settle(work: Work, docs: Iterable[Doc]) -> None:
    """What bills that were not read again give now."""
    changed = list(docs)
    if changed:
        await db.execute(
            SETTLE,
            work.program.id,
            work.connection_id,
            [doc.key for doc in changed],
            [doc.points for doc in changed],
            [doc.purchase_id for doc in changed],
            [doc.membership_id for doc in changed],
        )
