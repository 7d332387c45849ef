"""Lists of bills, newest first, by keyset."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api import businesses
from api.core import db
from api.core.paging import Page, decode_cursor, encode_cursor, make_page, page_size
from api.purchases.queries.rows import PURCHASE_COLUMNS, to_purchase
from api.purchases.types import PurchaseInfo

LATEST = f"""
    SELECT asked.store_id AS asked_id, latest.*
    FROM unnest($1::uuid[]) AS asked (store_id)
    CROSS JOIN LATERAL (
        SELECT {PURCHASE_COLUMNS} FROM purchase WHERE purchase.store_id = asked.store_id
        ORDER BY purchase.occurred_at DESC, purchase.id DESC LIMIT 1) AS latest
"""


@dataclass(frozen=True, slots=True)
class PurchaseFilter:
    """Narrows the list of bills; what is None does not narrow. `search` is the start of a bill number."""

    store_ids: tuple[UUID, ...] | None = None
    membership_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    search: str | None = None


async def list_purchases(
    business_id: UUID, chosen: PurchaseFilter, *, after: str | None = None, first: int | None = None
) -> Page[PurchaseInfo]:
    """Bills of a business, newest first by the time of sale. Refuses with BAD_CURSOR and BAD_PAGE_SIZE."""
    size = page_size(first)
    scope, values = await _scope(business_id, chosen)
    if after:
        values += decode_cursor(after, datetime, UUID)
        scope += f" AND (occurred_at, id) < (${len(values) - 1}, ${len(values)})"
    rows = await db.fetch(
        f"SELECT {PURCHASE_COLUMNS} FROM purchase WHERE {scope} "
        f"ORDER BY occurred_at DESC, id DESC LIMIT {size + 1}",
        *values,
    )
    bills = [to_purchase(row) for row in rows]
    return make_page(bills, [encode_cursor(bill.occurred_at, bill.id) for bill in bills], size)


async def count_purchases(business_id: UUID, chosen: PurchaseFilter) -> int:
    """How many bills the list has in all."""
    scope, values = await _scope(business_id, chosen)
    found: int = await db.fetchval(f"SELECT count(*) FROM purchase WHERE {scope}", *values)
    return found


async def latest_purchases(store_ids: Iterable[UUID]) -> dict[UUID, PurchaseInfo]:
    """The newest sale of each store; stores without one are left out."""
    rows = await db.fetch(LATEST, list(store_ids))
    return {row["asked_id"]: to_purchase(row) for row in rows}


async def _scope(business_id: UUID, chosen: PurchaseFilter) -> tuple[str, list[object]]:
    """The condition with its values. Only what narrows is in it, so that each kind of list finds its own index."""
    wanted = (
        ("store_id = ANY ({}::uuid[])", None if chosen.store_ids is None else list(chosen.store_ids)),
        ("membership_id = {}", chosen.membership_id),
        ("occurred_at >= {}", chosen.since),
        ("occurred_at < {}", chosen.until),
        ("lower(bill_number) LIKE {}", _prefix(chosen.search)),
    )
    values: list[object] = [await businesses.program_of(business_id), business_id]
    scope = "program_id = $1 AND business_id = $2"
    for condition, value in wanted:
        if value is not None:
            values.append(value)
            scope += " AND " + condition.format(f"${len(values)}")
    return scope, values


def _prefix(search: str | None) -> str | None:
    words = (search or "").strip().lower()[:60].replace("\x00", "")
    if not words:
        return None
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
