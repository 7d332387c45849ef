"""Reads of balances and transactions."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from api.core import clock, db
from api.core.paging import Page, decode_cursor, encode_cursor, make_page, page_size
from api.ledger.types import Balance, ExpiringPoints, TransactionInfo, TxKind

BALANCES = """
    SELECT a.owner_id, a.version,
        a.balance - coalesce((SELECT sum(l.remaining) FROM lot l
            WHERE l.account_id = a.id AND l.state = 'open' AND l.expires_at <= $2), 0)::bigint AS available,
        coalesce(p.balance, 0) AS pending
    FROM account a LEFT JOIN account p ON p.program_id = a.program_id AND p.owner_kind = 'membership'
        AND p.owner_id = a.owner_id AND p.kind = 'pending' AND p.unit = a.unit
    WHERE a.owner_kind = 'membership' AND a.owner_id = ANY ($1::uuid[]) AND a.kind = 'available'
"""

EXPIRING = """
    SELECT l.membership_id, l.expires_at, sum(l.remaining)::bigint AS points
    FROM lot l JOIN account a ON a.id = l.account_id
    WHERE a.owner_kind = 'membership' AND a.owner_id = ANY ($1::uuid[]) AND a.kind = 'available'
        AND l.state = 'open' AND l.expires_at > $2 AND l.expires_at <= $3
    GROUP BY l.membership_id, l.expires_at ORDER BY l.expires_at
"""

TRANSACTION = """
    SELECT t.id, t.program_id, t.business_id, t.membership_id, t.store_id, t.staff_id, t.reference_id, t.kind, t.points,
        t.balance_after, t.pending_after, t.reason, t.occurred_at, t.recorded_at, opened.expires_at,
        coalesce(opened.is_pending, false) AS is_pending
    FROM tx t LEFT JOIN LATERAL (SELECT min(l.expires_at) AS expires_at, bool_or(l.state = 'pending') AS is_pending
        FROM lot l WHERE l.tx_id = t.id) opened ON true
"""

KNOWN = "SELECT EXISTS (SELECT FROM tx WHERE program_id = $1 AND source = $2 AND idem_key = $3)"

NARROWING = (
    "t.membership_id =",
    "t.business_id =",
    "t.store_id =",
    "t.kind =",
    "t.occurred_at >=",
    "t.occurred_at <",
)


async def balances_for(membership_ids: Sequence[UUID], *, now: datetime | None = None) -> dict[UUID, Balance]:
    """What each member has now. Points past their expiry are left out, swept or not. Every id asked has an answer."""
    rows = await db.fetch(BALANCES, list(membership_ids), now or clock.now())
    found = {row["owner_id"]: Balance(row["available"], row["pending"], row["version"]) for row in rows}
    return {key: found.get(key, Balance(0, 0, 0)) for key in membership_ids}


async def expiring_for(
    membership_ids: Sequence[UUID], within: timedelta, *, now: datetime | None = None
) -> dict[UUID, list[ExpiringPoints]]:
    """What expires in that time, soonest first, per member. Every id asked has an answer."""
    moment = now or clock.now()
    expiring: dict[UUID, list[ExpiringPoints]] = {key: [] for key in membership_ids}
    for row in await db.fetch(EXPIRING, list(membership_ids), moment, moment + within):
        expiring[row["membership_id"]].append(ExpiringPoints(row["points"], row["expires_at"]))
    return expiring


async def transactions_of(
    program_id: UUID,
    *,
    membership_id: UUID | None = None,
    business_id: UUID | None = None,
    store_id: UUID | None = None,
    kind: TxKind | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Page[TransactionInfo]:
    """A program's transactions, newest first, narrowed by what is given. `since` is inclusive, `until` exclusive."""
    size = page_size(first)
    where, arguments = _narrowed(program_id, membership_id, business_id, store_id, kind, since, until)
    if after:
        arguments += decode_cursor(after, datetime, UUID)
        where += f" AND (t.occurred_at, t.id) < (${len(arguments) - 1}, ${len(arguments)})"
    sql = (
        f"SELECT page.* FROM (SELECT t.id, t.occurred_at FROM tx t WHERE {where}"
        f" ORDER BY t.occurred_at DESC, t.id DESC LIMIT {size + 1}) keys"
        f" JOIN LATERAL ({TRANSACTION} WHERE t.id = keys.id) page ON true"
        " ORDER BY keys.occurred_at DESC, keys.id DESC"
    )
    items = [_transaction(row) for row in await db.fetch(sql, *arguments)]
    return make_page(items, [encode_cursor(item.occurred_at, item.id) for item in items], size)


async def count_transactions(
    program_id: UUID,
    *,
    membership_id: UUID | None = None,
    business_id: UUID | None = None,
    store_id: UUID | None = None,
    kind: TxKind | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> int:
    """How many transactions `transactions_of` walks through with the same narrowing."""
    where, arguments = _narrowed(program_id, membership_id, business_id, store_id, kind, since, until)
    return int(await db.fetchval(f"SELECT count(*) FROM tx t WHERE {where}", *arguments))


async def transactions_by_id(ids: Sequence[UUID]) -> dict[UUID, TransactionInfo]:
    """Transactions by their ids; the caller checks whose they are."""
    rows = await db.fetch(
        f"{TRANSACTION} WHERE t.id = ANY ($1::uuid[]) AND t.membership_id IS NOT NULL", list(ids)
    )
    return {row["id"]: _transaction(row) for row in rows}


async def latest_for(membership_ids: Sequence[UUID]) -> dict[UUID, TransactionInfo]:
    """Each member's newest transaction; members without any are left out."""
    sql = f"""
        SELECT newest.* FROM unnest($1::uuid[]) AS member(id) JOIN account a ON a.owner_kind = 'membership'
            AND a.owner_id = member.id AND a.kind = 'available'
        JOIN LATERAL ({TRANSACTION} WHERE t.program_id = a.program_id AND t.membership_id = member.id
            ORDER BY t.occurred_at DESC, t.id DESC LIMIT 1) newest ON true
    """
    rows = await db.fetch(sql, list(membership_ids))
    return {row["membership_id"]: _transaction(row) for row in rows}


async def is_posted(program_id: UUID, source: str, idempotency_key: str) -> bool:
    """Whether a posting has this key already."""
    known: bool = await db.fetchval(KNOWN, program_id, source, idempotency_key)
    return known


def _narrowed(program_id: UUID, *given: object) -> tuple[str, list[object]]:
    """Only what is given stands in the condition: a plan for all cases at once would find no index."""
    arguments: list[object] = [program_id]
    where = "t.program_id = $1 AND t.membership_id IS NOT NULL"
    for condition, value in zip(NARROWING, given, strict=True):
        if value is not None:
            arguments.append(value)
            where += f" AND {condition} ${len(arguments)}"
    return where, arguments


def _transaction(row: asyncpg.Record) -> TransactionInfo:
    values: Mapping[str, object] = dict(row)
    return TransactionInfo(**{**values, "kind": TxKind(row["kind"])})  # type: ignore[arg-type]  # columns are its fields
