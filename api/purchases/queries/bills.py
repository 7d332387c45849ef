"""Single bills with their lines and returns."""

from collections.abc import Iterable
from uuid import UUID

from api.core import db
from api.purchases.queries.rows import (
    LINE_COLUMNS,
    PURCHASE_COLUMNS,
    RETURN_COLUMNS,
    to_line,
    to_purchase,
    to_return,
)
from api.purchases.types import LineInfo, PurchaseInfo, ReturnInfo

BY_ID = f"SELECT {PURCHASE_COLUMNS} FROM purchase WHERE id = ANY ($1::uuid[])"
BY_KEY = f"""
    SELECT {PURCHASE_COLUMNS}, request_hash FROM purchase
    WHERE program_id = $1 AND source = $2 AND idem_key = $3
"""
FOR_UPDATE = f"""
    SELECT {PURCHASE_COLUMNS} FROM purchase WHERE program_id = $1 AND business_id = $2 AND id = $3 FOR UPDATE
"""
LINES = (
    f"SELECT {LINE_COLUMNS} FROM purchase_line WHERE purchase_id = ANY ($1::uuid[]) ORDER BY purchase_id, seq"
)
RETURN_BY_KEY = f"""
    SELECT {RETURN_COLUMNS}, request_hash FROM purchase_return
    WHERE program_id = $1 AND source = $2 AND idem_key = $3
"""


async def purchases_by_id(ids: Iterable[UUID]) -> dict[UUID, PurchaseInfo]:
    """Bills by id, of any business: the caller checks whose they are."""
    rows = await db.fetch(BY_ID, list(ids))
    return {row["id"]: to_purchase(row) for row in rows}


async def bill_by_key(program_id: UUID, source: str, key: str) -> tuple[PurchaseInfo, str] | None:
    """The bill that was recorded with this idempotency key, and the hash of its content."""
    row = await db.fetchrow(BY_KEY, program_id, source, key)
    return None if row is None else (to_purchase(row), row["request_hash"])


async def bill_for_update(program_id: UUID, business_id: UUID, purchase_id: UUID) -> PurchaseInfo | None:
    """The business's bill, locked until the transaction ends."""
    row = await db.fetchrow(FOR_UPDATE, program_id, business_id, purchase_id)
    return None if row is None else to_purchase(row)


async def lines_of(purchase_ids: Iterable[UUID]) -> dict[UUID, list[LineInfo]]:
    """Lines of bills in their order; a bill without lines has an empty list."""
    found: dict[UUID, list[LineInfo]] = {key: [] for key in purchase_ids}
    for row in await db.fetch(LINES, list(found)):
        found[row["purchase_id"]].append(to_line(row))
    return found


async def return_by_key(program_id: UUID, source: str, key: str) -> tuple[ReturnInfo, str] | None:
    """The return that was made with this idempotency key, and the hash of its content."""
    row = await db.fetchrow(RETURN_BY_KEY, program_id, source, key)
    return None if row is None else (to_return(row), row["request_hash"])
