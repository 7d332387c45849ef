"""Closing a settlement period: its lines are taken, statements and payments are written, the next one opens."""

from datetime import datetime
from uuid import UUID

import asyncpg

from api import businesses
from api.core import audit, clock, db, outbox
from api.core.audit import SYSTEM, Actor
from api.core.errors import NotFound
from api.core.ids import new_id
from api.ledger.errors import WrongPeriodState
from api.ledger.events import PeriodClosed
from api.ledger.queries import open_period, period_by_id, periods_due
from api.ledger.rules.netting import Debt, payments
from api.ledger.rules.periods import month_end
from api.ledger.types import Netting, PeriodInfo, PeriodState

SHORTEN = "UPDATE settlement_period SET ends_at = $3 WHERE program_id = $1 AND id = $2"
STATE = "SELECT settlement_state($1, $2, $3)"
DEBTS = """
    SELECT payer_id, redeemer_id, sum(amount_minor)::bigint AS amount_minor FROM clearing
    WHERE program_id = $1 AND period_id = $2 AND payer_id <> redeemer_id
    GROUP BY payer_id, redeemer_id ORDER BY payer_id, redeemer_id
"""
PAY = """
    INSERT INTO settlement_payment (id, program_id, period_id, payer_id, payee_id, amount_minor)
    SELECT id, $1, $2, payer, payee, amount FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[])
        AS made(id, payer, payee, amount)
"""
CLOSE = "UPDATE settlement_period SET state = 'closed', closed_at = $3 WHERE program_id = $1 AND id = $2"
NEXT = """
    INSERT INTO settlement_period (id, program_id, number, starts_at, ends_at, state, netting, currency)
    VALUES ($1, $2, $3, $4, $5, 'open', $6, $7)
"""
TOLD = """
    SELECT id, business_id, due_minor - owed_minor AS net_minor FROM settlement_statement
    WHERE program_id = $1 AND period_id = $2 ORDER BY business_id
"""
SET_NETTING = """
    UPDATE settlement_period SET netting = $3 WHERE program_id = $1 AND id = $2 AND state = 'open'
"""


async def close_period(
    actor: Actor, business_id: UUID, period_id: UUID, *, now: datetime | None = None
) -> PeriodInfo:
    """Closes the open period by hand, now or at its end, whichever is first. The period as it is then.

    A period that is closed already is returned as it is. Only the owner of the program may: FORBIDDEN.
    """
    program_id = await businesses.program_of(business_id)
    await businesses.must_own(program_id, business_id)
    return await db.retrying(lambda: _close(actor, program_id, business_id, period_id, now or clock.now()))


async def close_due(now: datetime) -> int:
    """Closes every period that is over, in all programs, each committed; how many. Several months at once where nobody
    closed for long.
    """
    closed = 0
    while due := await periods_due(now):
        for period in due:
            owner = await businesses.owner_of(period.program_id)
            await _close(SYSTEM, period.program_id, owner, period.id, period.ends_at)
            closed += 1
    return closed


async def set_netting(actor: Actor, business_id: UUID, netting: Netting) -> PeriodInfo:
    """How the open period, and those after it, become payments. Only the owner of the program may: FORBIDDEN."""
    program_id = await businesses.program_of(business_id)
    await businesses.must_own(program_id, business_id)
    async with db.transaction():
        found = await open_period(program_id)
        if found is None:
            raise NotFound("No money has been agreed for points yet.")
        await db.execute(SET_NETTING, program_id, found.id, netting)
        await audit.record(
            actor,
            "ledger.netting_set",
            target=("SettlementPeriod", found.id),
            before={"netting": found.netting},
            after={"netting": netting},
            program_id=program_id,
            business_id=business_id,
        )
        return await period_by_id(program_id, found.id)


async def _close(
    actor: Actor, program_id: UUID, business_id: UUID, period_id: UUID, moment: datetime
) -> PeriodInfo:
    """Under the period's lock, so that two who close at once close once."""
    program = await businesses.rules_for(program_id)
    async with db.transaction():
        period = await period_by_id(program_id, period_id, lock=True)
        if period.state is not PeriodState.OPEN:
            return period
        until = min(period.ends_at, moment)
        if until <= period.starts_at:
            raise WrongPeriodState("This period has not begun yet.", params={"state": period.state})
        if until < period.ends_at:
            await db.execute(SHORTEN, program_id, period_id, until)
        await db.fetch(STATE, program_id, period_id, until)
        rows = await db.fetch(DEBTS, program_id, period_id)
        await _write_payments(period, rows)
        await db.execute(CLOSE, program_id, period_id, clock.now())
        await db.execute(
            NEXT,
            new_id(),
            program_id,
            period.number + 1,
            until,
            month_end(until, program.time_zone),
            period.netting,
            period.currency,
        )
        await _tell(actor, period, business_id)
        return await period_by_id(program_id, period_id)


async def _write_payments(period: PeriodInfo, rows: list[asyncpg.Record]) -> None:
    made = payments(period.netting, (Debt(*row.values()) for row in rows))
    await db.execute(
        PAY,
        period.program_id,
        period.id,
        [new_id() for _ in made],
        [each.payer_id for each in made],
        [each.payee_id for each in made],
        [each.amount_minor for each in made],
    )


async def _tell(actor: Actor, period: PeriodInfo, business_id: UUID) -> None:
    await audit.record(
        actor,
        "ledger.period_closed",
        target=("SettlementPeriod", period.id),
        after={"number": period.number},
        program_id=period.program_id,
        business_id=business_id,
    )
    await outbox.announce(
        *(
            PeriodClosed(
                program_id=period.program_id,
                business_id=row["business_id"],
                period_id=period.id,
                number=period.number,
                statement_id=row["id"],
                net_minor=row["net_minor"],
                currency=period.currency,
            )
            for row in await db.fetch(TOLD, period.program_id, period.id)
        )
    )
