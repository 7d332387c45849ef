"""Reads of balances and transactions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from api.core import clock, db
from api.ledger.types import Balance, TransactionInfo, TxKind

BALANCES = """
    SELECT a.owner_id, a.version,
        a.balance - coalesce((SELECT sum(l.remaining) FROM lot l
            WHERE l.account_id = a.id AND l.state = 'open' AND l.expires_at <= $2), 0)::bigint AS available,
        coalesce(p.balance, 0) AS pending
    FROM account a LEFT JOIN account p ON p.program_id = a.program_id AND p.owner_kind = 'membership'
        AND p.owner_id = a.owner_id AND p.kind = 'pending' AND p.unit = a.unit
    WHERE a.owner_kind = 'membership' AND a.owner_id = ANY ($1::uuid[]) AND a.kind = 'available'
"""


TRANSACTION = """
    SELECT t.id, t.program_id, t.business_id, t.membership_id, t.store_id, t.staff_id, t.reference_id, t.kind, t.points,
        t.balance_after, t.pending_after, t.reason, t.occurred_at, t.recorded_at, opened.expires_at,
        coalesce(opened.is_pending, false) AS is_pending
    FROM tx t LEFT JOIN LATERAL (SELECT min(l.expires_at) AS expires_at, bool_or(l.state = 'pending') AS is_pending
        FROM lot l WHERE l.tx_id = t.id) opened ON true
"""

KNOWN = "SELECT EXISTS (SELECT FROM tx WHERE program_id = $1 AND source = $2 AND idem_key = $3)"


async def balances_for(membership_ids: Sequence[UUID], *, now: datetime | None = None) -> dict[UUID, Balance]:
    """What each member has now. Points past their expiry are left out, swept or not. Every id asked has an answer."""
    rows = await db.fetch(BALANCES, list(membership_ids), now or clock.now())
    found = {row["owner_id"]: Balance(row["available"], row["pending"], row["version"]) for row in rows}
    return {key: found.get(key, Balance(0, 0, 0)) for key in membership_ids}


async def transactions_by_id(ids: Sequence[UUID]) -> dict[UUID, TransactionInfo]:
    """Transactions by their ids; the caller checks whose they are."""
    rows = await db.fetch(
        f"{TRANSACTION} WHERE t.id = ANY ($1::uuid[]) AND t.membership_id IS NOT NULL", list(ids)
    )
    return {row["id"]: _transaction(row) for row in rows}


async def is_posted(program_id: UUID, source: str, idempotency_key: str) -> bool:
    """Whether a posting has this key already."""
    known: bool = await db.fetchval(KNOWN, program_id, source, idempotency_key)
    return known


def _transaction(row: asyncpg.Record) -> TransactionInfo:
    values: Mapping[str, object] = dict(row)
    return TransactionInfo(**{**values, "kind": TxKind(row["kind"])})  # type: ignore[arg-type]  # columns are its fields
