"""After a period is closed: it is invoiced, its payments are recorded, and with the last of them it is paid."""

from datetime import datetime
from uuid import UUID

import asyncpg

from api import businesses
from api.core import audit, clock, db, outbox
from api.core.audit import Actor
from api.core.errors import Forbidden, NotFound
from api.core.ids import new_id
from api.ledger.errors import WrongPeriodState
from api.ledger.events import PaymentRecorded
from api.ledger.queries import open_period, period_by_id
from api.ledger.types import PeriodInfo, PeriodState

INVOICED = (
    "UPDATE settlement_period SET state = 'invoiced', invoiced_at = $3 WHERE program_id = $1 AND id = $2"
)
PAID = """
    UPDATE settlement_period p SET state = 'paid', paid_at = $3
    WHERE p.program_id = $1 AND p.id = $2 AND p.state = 'invoiced'
        AND NOT EXISTS (SELECT FROM settlement_payment y WHERE y.period_id = p.id AND y.tx_id IS NULL)
"""
PAYMENT = "SELECT * FROM settlement_payment WHERE program_id = $1 AND id = $2"
RECORD = """
    UPDATE settlement_payment SET tx_id = $3, paid_at = $4, settled_in_id = $5 WHERE program_id = $1 AND id = $2
"""


async def mark_invoiced(
    actor: Actor, business_id: UUID, period_id: UUID, *, now: datetime | None = None
) -> PeriodInfo:
    """Says that the statements of a closed period went out. Where nobody pays anything it is paid with that.

    Repeating it changes nothing. Only the owner of the program may: FORBIDDEN. Refuses an open period: PERIOD_STATE.
    """
    program_id = await businesses.program_of(business_id)
    await businesses.must_own(program_id, business_id)
    moment = now or clock.now()
    async with db.transaction():
        period = await period_by_id(program_id, period_id, lock=True)
        if period.state is PeriodState.OPEN:
            raise WrongPeriodState("Please close this period first.", params={"state": period.state})
        if period.state is PeriodState.CLOSED:
            await db.execute(INVOICED, program_id, period_id, moment)
            await db.execute(PAID, program_id, period_id, moment)
            await audit.record(
                actor,
                "ledger.period_invoiced",
                target=("SettlementPeriod", period_id),
                after={"number": period.number},
                program_id=program_id,
                business_id=business_id,
            )
        return await period_by_id(program_id, period_id)


async def record_payment(
    actor: Actor, business_id: UUID, payment_id: UUID, *, now: datetime | None = None
) -> PeriodInfo:
    """Posts a payment of an invoiced period, once: repeating it changes nothing. The last makes the period paid.

    The owner of the program may, and whoever got the money; whoever pays is refused with FORBIDDEN, others NOT_FOUND.
    """
    program_id = await businesses.program_of(business_id)
    owner = await businesses.owner_of(program_id)
    moment = now or clock.now()

    async def run() -> PeriodInfo:
        async with db.transaction():
            row = await db.fetchrow(PAYMENT, program_id, payment_id)
            if row is None or business_id not in {owner, row["payee_id"], row["payer_id"]}:
                raise NotFound("There is no such payment.", path=("paymentId",))
            if business_id not in {owner, row["payee_id"]}:
                raise Forbidden("Whoever gets the money records it, or the owner of the program.")
            period = await period_by_id(program_id, row["period_id"], lock=True)
            row = await db.fetchrow(PAYMENT, program_id, payment_id)
            if row is not None and row["tx_id"] is None:
                if period.state is not PeriodState.INVOICED:
                    raise WrongPeriodState("This period is not invoiced.", params={"state": period.state})
                await _post(actor, period, row, moment)
            return await period_by_id(program_id, period.id)

    return await db.retrying(run)


async def _post(actor: Actor, period: PeriodInfo, row: asyncpg.Record, moment: datetime) -> None:
    under_way = await open_period(period.program_id)
    if under_way is None:
        raise RuntimeError("a program whose periods are closed has one open")
    # in the order of locks: the period that is under way must not close before this payment is in it
    under_way = await period_by_id(period.program_id, under_way.id, lock=True)
    if under_way.state is not PeriodState.OPEN:
        raise asyncpg.SerializationError("a period closed meanwhile")
    tx_id = new_id()
    await db.fetch(
        "SELECT settlement_pay($1, $2, $3, $4, $5)",
        period.program_id,
        row["id"],
        tx_id,
        moment,
        actor.staff_id,
    )
    await db.execute(RECORD, period.program_id, row["id"], tx_id, moment, under_way.id)
    await db.execute(PAID, period.program_id, period.id, moment)
    await audit.record(
        actor,
        "ledger.payment_recorded",
        target=("SettlementPayment", row["id"]),
        after={"amount_minor": row["amount_minor"]},
        program_id=period.program_id,
        business_id=row["payee_id"],
    )
    await outbox.announce(
        *(
            PaymentRecorded(
                program_id=period.program_id,
                business_id=each,
                payment_id=row["id"],
                period_id=period.id,
                amount_minor=row["amount_minor"],
                currency=period.currency,
            )
            for each in (row["payer_id"], row["payee_id"])
        )
    )
