"""Lists of bills, newest first, by keyset."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.core import db
from api.core.paging import Page, decode_cursor, encode_cursor, make_page, page_size
from api.purchases.queries.rows import PURCHASE_COLUMNS, to_purchase
from api.purchases.types import PurchaseInfo

# $1 business, $2 stores (null: all), $3 member (null: all), $4 from, $5 to, $6 start of the bill number, lower case
SCOPE = """
    FROM purchase
    WHERE purchase.business_id = $1
      AND ($2::uuid[] IS NULL OR purchase.store_id = ANY ($2))
      AND ($3::uuid IS NULL OR purchase.membership_id = $3)
      AND ($4::timestamptz IS NULL OR purchase.occurred_at >= $4)
      AND ($5::timestamptz IS NULL OR purchase.occurred_at < $5)
      AND ($6::text IS NULL OR lower(purchase.bill_number) LIKE $6)
"""
LIST = f"""
    SELECT {PURCHASE_COLUMNS} {SCOPE}
      AND ($7::timestamptz IS NULL OR (purchase.occurred_at, purchase.id) < ($7, $8::uuid))
    ORDER BY purchase.occurred_at DESC, purchase.id DESC LIMIT $9
"""
COUNT = f"SELECT count(*) {SCOPE}"
LATEST = f"""
    SELECT asked.store_id AS asked_id, latest.*
    FROM unnest($1::uuid[]) AS asked (store_id)
    CROSS JOIN LATERAL (
        SELECT {PURCHASE_COLUMNS} FROM purchase WHERE purchase.store_id = asked.store_id
        ORDER BY purchase.created_at DESC, purchase.id DESC LIMIT 1) AS latest
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
    moment, key = decode_cursor(after, datetime, UUID) if after else (None, None)
    rows = await db.fetch(LIST, business_id, *_scope(chosen), moment, key, size + 1)
    bills = [to_purchase(row) for row in rows]
    return make_page(bills, [encode_cursor(bill.occurred_at, bill.id) for bill in bills], size)


async def count_purchases(business_id: UUID, chosen: PurchaseFilter) -> int:
    """How many bills the list has in all."""
    found: int = await db.fetchval(COUNT, business_id, *_scope(chosen))
    return found


async def latest_purchases(store_ids: Iterable[UUID]) -> dict[UUID, PurchaseInfo]:
    """The bill that each store recorded last; stores without one are left out."""
    rows = await db.fetch(LATEST, list(store_ids))
    return {row["asked_id"]: to_purchase(row) for row in rows}


def _scope(chosen: PurchaseFilter) -> tuple[object, ...]:
    stores = None if chosen.store_ids is None else list(chosen.store_ids)
    return stores, chosen.membership_id, chosen.since, chosen.until, _prefix(chosen.search)


def _prefix(search: str | None) -> str | None:
    words = (search or "").strip().lower()[:60].replace("\x00", "")
    if not words:
        return None
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
