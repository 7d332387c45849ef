"""Reads of clearing: rates, packs, periods, statements."""

from datetime import datetime
from uuid import UUID

import asyncpg

from api.core import db
from api.core.errors import NotFound
from api.ledger.types import ClearedPoints, Netting, PeriodInfo, PeriodState, Statement, StatementLine

PERIOD = """
    SELECT id, program_id, number, starts_at, ends_at, state, netting, currency FROM settlement_period
"""
STATEMENT = """
    SELECT s.*, b.name AS business, g.name AS program, g.time_zone
    FROM settlement_statement s JOIN business b ON b.id = s.business_id JOIN program g ON g.id = s.program_id
    WHERE s.id = $1 AND s.program_id = $2 AND (s.business_id = $3 OR $3 = (SELECT business_id FROM participant
        WHERE program_id = $2 AND role = 'owner'))
"""
LINES = """
    SELECT b.name AS partner, l.side, l.kind, l.postings, l.points, l.amount_minor
    FROM settlement_line l JOIN business b ON b.id = l.partner_id
    WHERE l.statement_id = $1 ORDER BY b.name, l.side, l.kind
"""
PAYMENTS = """
    SELECT b.name AS partner, CASE WHEN y.payee_id = $2 THEN 'gets' ELSE 'owes' END AS side,
        CASE WHEN y.tx_id IS NULL THEN 'open' ELSE 'paid' END AS kind, 1 AS postings, 0 AS points,
        CASE WHEN y.payee_id = $2 THEN y.amount_minor ELSE -y.amount_minor END AS amount_minor
    FROM settlement_payment y JOIN business b ON b.id = CASE WHEN y.payee_id = $2 THEN y.payer_id ELSE y.payee_id END
    WHERE y.period_id = $1 AND $2 IN (y.payer_id, y.payee_id) ORDER BY b.name
"""
# only the business itself is told of single redemptions, whoever else may see its sums
CLEARED = """
    SELECT c.occurred_at, b.name AS partner, c.kind, coalesce(c.store_name, '') AS store,
        coalesce(c.card_ends_with, '') AS card_ends_with, c.points, c.micro_minor, c.amount_minor, c.tx_pk AS tx_id
    FROM read.cleared c JOIN business b ON b.id = c.partner_pk
    WHERE c.period_pk = $1 AND c.business_id = $2 ORDER BY c.occurred_at, c.pk LIMIT $3
"""
RATE = "SELECT id, micro_minor, currency FROM clearing_rate_at($1, $2, $3)"
PACK = """
    SELECT t.request_hash, k.id FROM tx t JOIN clearing_pack k ON k.tx_id = t.id
    WHERE t.program_id = $1 AND t.source = $2 AND t.idem_key = $3
"""
MAX_CLEARED = 200_000


async def open_period(program_id: UUID) -> PeriodInfo | None:
    """The period that is under way; None where nothing was ever agreed."""
    row = await db.fetchrow(PERIOD + "WHERE program_id = $1 AND state = 'open'", program_id)
    return None if row is None else period_of(row)


async def period_by_id(program_id: UUID, period_id: UUID, *, lock: bool = False) -> PeriodInfo:
    """A period of the program, locked where it is to be changed. Refuses another program's with NOT_FOUND."""
    row = await db.fetchrow(
        PERIOD + f"WHERE program_id = $1 AND id = $2{' FOR UPDATE' if lock else ''}", program_id, period_id
    )
    if row is None:
        raise NotFound("There is no such period.", path=("periodId",))
    return period_of(row)


async def periods_due(now: datetime) -> list[PeriodInfo]:
    """Open periods that are over, in all programs."""
    rows = await db.fetch(PERIOD + "WHERE state = 'open' AND ends_at <= $1 ORDER BY ends_at, id", now)
    return [period_of(row) for row in rows]


async def rate_at(program_id: UUID, issuer_id: UUID, at: datetime) -> tuple[UUID, int, str] | None:
    """Id, millionths of the smallest unit and currency of the rate that holds for an issuer's points; None for none."""
    row = await db.fetchrow(RATE, program_id, issuer_id, at)
    return None if row is None else (row["id"], row["micro_minor"], row["currency"])


async def pack_by_key(program_id: UUID, source: str, key: str) -> tuple[UUID, str] | None:
    """The pack that was bought under an idempotency key, and the content of that request."""
    row = await db.fetchrow(PACK, program_id, source, key)
    return None if row is None else (row["id"], row["request_hash"])


async def statement_for(
    program_id: UUID, business_id: UUID, statement_id: UUID, *, with_cleared: bool = False
) -> Statement:
    """A statement for the business that it is of, or for the owner of the program; others: NOT_FOUND.

    `with_cleared` adds single redemptions, which only the business itself is told of.
    """
    row = await db.fetchrow(STATEMENT, statement_id, program_id, business_id)
    if row is None:
        raise NotFound("There is no such statement.", path=("statementId",))
    period = await period_by_id(program_id, row["period_id"])
    payments = await db.fetch(PAYMENTS, period.id, row["business_id"])
    is_own = row["business_id"] == business_id
    cleared = await db.fetch(CLEARED, period.id, business_id, MAX_CLEARED) if with_cleared and is_own else []
    return Statement(
        id=row["id"],
        period=period,
        program=row["program"],
        time_zone=row["time_zone"],
        business=row["business"],
        opening_minor=row["opening_minor"],
        owed_minor=row["owed_minor"],
        due_minor=row["due_minor"],
        settled_minor=row["settled_minor"],
        closing_minor=row["closing_minor"],
        lines=tuple(StatementLine(**each) for each in await db.fetch(LINES, statement_id)),
        payments=tuple(StatementLine(**each) for each in payments),
        cleared=tuple(ClearedPoints(**each) for each in cleared),
    )


def period_of(row: asyncpg.Record) -> PeriodInfo:
    """A row of PERIOD."""
    return PeriodInfo(**{**dict(row), "state": PeriodState(row["state"]), "netting": Netting(row["netting"])})
