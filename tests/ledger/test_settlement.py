"""Settlement: periods close once, statements net to zero, every cent is explained, nothing changes after."""

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from api import ledger
from api.core import clock, db
from api.core.errors import Forbidden, NotFound
from api.ledger import Netting, PeriodState
from tests.factories.businesses import make_business
from tests.factories.coalition import Coalition, make_coalition
from tests.factories.ledger import FOREVER

pytestmark = pytest.mark.usefixtures("db")


async def test_statements_and_payments_of_a_month() -> None:
    """A owes B 50, B owes C 30, C owes A 10: netted A pays 40, and B and C get 20 each."""
    three = await make_coalition()
    a, b, c = three.all
    await three.spend(a, b, 50)
    await three.spend(b, c, 30)
    await three.spend(c, a, 10)
    closed = await three.close()
    assert closed.state is PeriodState.CLOSED
    assert await three.statements(closed.id) == {
        a.business_id: (0, 50, 10, 0, -40),
        b.business_id: (0, 30, 50, 0, 20),
        c.business_id: (0, 10, 30, 0, 20),
    }
    made = await three.payments(closed.id)
    assert sum(amount for _, _, amount in made) == 40
    assert {payee: amount for _, payee, amount in made} == {b.business_id: 20, c.business_id: 20}
    assert len(made) <= 2
    assert await ledger.verify(three.program_id) == []


async def test_bilateral_netting_settles_each_pair() -> None:
    """A owes B 50 and B owes A 20: one payment of 30; the third pair has its own."""
    three = await make_coalition()
    a, b, c = three.all
    await ledger.set_netting(a.owner, a.business_id, Netting.BILATERAL)
    await three.spend(a, b, 50)
    await three.spend(b, a, 20)
    await three.spend(b, c, 7)
    closed = await three.close()
    assert sorted(await three.payments(closed.id), key=lambda each: each[2]) == [
        (b.business_id, c.business_id, 7),
        (a.business_id, b.business_id, 30),
    ]
    period = await three.period()
    assert period.netting is Netting.BILATERAL
    assert await ledger.verify(three.program_id) == []


async def test_invoiced_then_paid_and_the_next_statement_says_so() -> None:
    """A payment is posted once, and brings the accounts to zero."""
    three = await make_coalition()
    a, b, _ = three.all
    await three.spend(a, b, 50)
    closed = await three.close()
    payment = await three.payment_ids(closed.id)
    with pytest.raises(ledger.WrongPeriodState):
        await ledger.record_payment(a.owner, a.business_id, payment[0])
    await ledger.mark_invoiced(a.owner, a.business_id, closed.id)
    for _ in range(2):
        paid = await ledger.record_payment(b.owner, b.business_id, payment[0])
        assert paid.state is PeriodState.PAID
    assert await three.balances() == {}
    after = await three.close()
    assert await three.statements(after.id) == {
        a.business_id: (-50, 0, 0, 50, 0),
        b.business_id: (50, 0, 0, -50, 0),
    }
    assert await ledger.verify(three.program_id) == []


async def test_who_pays_does_not_record_it() -> None:
    """Nor does a business that it does not concern."""
    three = await make_coalition()
    a, b, c = three.all
    await three.spend(b, c, 5)
    closed = await three.close()
    await ledger.mark_invoiced(a.owner, a.business_id, closed.id)
    (payment,) = await three.payment_ids(closed.id)
    with pytest.raises(Forbidden):
        await ledger.record_payment(b.owner, b.business_id, payment)
    stranger = await make_business()
    with pytest.raises(NotFound):
        await ledger.record_payment(stranger.owner, stranger.business_id, payment)
    assert (await three.payment_ids(closed.id, is_open=True)) == [payment]


async def test_a_period_without_payments_is_paid_when_invoiced() -> None:
    """Nobody owes anything."""
    three = await make_coalition()
    a = three.all[0]
    closed = await three.close()
    assert (await ledger.mark_invoiced(a.owner, a.business_id, closed.id)).state is PeriodState.PAID


async def test_late_corrections_go_into_the_next_period() -> None:
    """What comes back after closing, and what happened before and is told after, stand in the next statement."""
    three = await make_coalition()
    a, b, _ = three.all
    before = clock.now()
    spent = await three.spend(a, b, 50)
    closed = await three.close()
    request = three.request(b)
    await ledger.reverse_redeem(request, spent.tx_id, 20, FOREVER)
    await three.spend(a, b, 5, at=before)
    after = await three.close()
    assert (await three.statements(closed.id))[a.business_id] == (0, 50, 0, 0, -50)
    assert (await three.statements(after.id))[a.business_id] == (-50, -15, 0, 0, -35)
    late = await db.fetch(
        "SELECT is_late, amount_minor FROM read.cleared WHERE period_pk = $1 AND business_id = $2 ORDER BY 2",
        after.id,
        b.business_id,
    )
    assert [tuple(row) for row in late] == [(False, -20), (True, 5)]
    assert await ledger.verify(three.program_id) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE settlement_statement SET due_minor = 1 WHERE program_id = $1",
        "DELETE FROM settlement_line WHERE program_id = $1",
        "UPDATE settlement_payment SET amount_minor = 1 WHERE program_id = $1",
        "UPDATE settlement_period SET state = 'open' WHERE program_id = $1 AND state = 'closed'",
        "UPDATE settlement_period SET ends_at = now() WHERE program_id = $1 AND state = 'closed'",
        "UPDATE clearing SET amount_minor = 1 WHERE program_id = $1",
        "UPDATE clearing SET period_id = NULL WHERE program_id = $1",
        "DELETE FROM clearing WHERE program_id = $1",
        "UPDATE clearing_rate SET micro_minor = 1 WHERE program_id = $1",
        """
        INSERT INTO settlement_payment (id, program_id, period_id, payer_id, payee_id, amount_minor)
        SELECT gen_random_uuid(), $1, id, gen_random_uuid(), gen_random_uuid(), 5 FROM settlement_period
        WHERE program_id = $1 AND state = 'closed'
        """,
    ],
)
async def test_what_is_closed_never_changes(change: str) -> None:
    """The database refuses it, whoever asks."""
    three = await make_coalition()
    a, b, _ = three.all
    await three.spend(a, b, 50)
    closed = await three.close()
    before = await three.statements(closed.id)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await db.execute(change, three.program_id)
    assert await three.statements(closed.id) == before
    assert await ledger.verify(three.program_id) == []


async def test_two_who_close_at_once_close_once() -> None:
    """And redemptions meanwhile are in one period or the other, none is lost."""
    three = await make_coalition()
    a, b, _ = three.all
    period = await three.period()
    await asyncio.gather(
        *(three.spend(a, b, 1) for _ in range(10)),
        *(ledger.close_period(a.owner, a.business_id, period.id) for _ in range(3)),
    )
    assert (await three.period()).number == 2
    last = await three.close()
    assert (await three.statements(last.id))[b.business_id][4] == 10
    assert await ledger.verify(three.program_id) == []


async def test_the_job_closes_what_is_over_month_by_month() -> None:
    """Given nobody closed for two months, when the job runs, then both are closed and the third is open."""
    three = await make_coalition()
    first = await three.period()
    await ledger.close_due(first.ends_at - timedelta(seconds=1))
    assert await three.period() == first
    await ledger.close_due(first.ends_at + timedelta(days=40))
    period = await three.period()
    assert period.number == 3
    assert period.starts_at > first.ends_at


async def test_a_statement_is_for_its_business_and_the_owner() -> None:
    """The owner sees sums, the business itself its redemptions, a stranger nothing."""
    three = await make_coalition()
    a, b, c = three.all
    await three.spend(b, c, 5)
    closed = await three.close()
    ids = await three.statement_ids(closed.id)
    own = await ledger.statement_for(three.program_id, c.business_id, ids[c.business_id], with_cleared=True)
    assert [(each.points, each.amount_minor) for each in own.cleared] == [(5, 5)]
    sums = await ledger.statement_for(three.program_id, a.business_id, ids[c.business_id], with_cleared=True)
    assert (sums.closing_minor, sums.cleared) == (5, ())
    with pytest.raises(NotFound):
        await ledger.statement_for(three.program_id, b.business_id, ids[c.business_id])


async def explained(three: Coalition, period_id: UUID) -> dict[tuple[UUID, UUID, str], int]:
    """What each line comes to by its redemptions: (business, partner, side) -> cents."""
    rows = await db.fetch(
        "SELECT business_id, partner_pk, side, sum(amount_minor)::bigint AS amount FROM read.cleared"
        " WHERE program_id = $1 AND period_pk = $2 GROUP BY 1, 2, 3",
        three.program_id,
        period_id,
    )
    return {(row["business_id"], row["partner_pk"], row["side"]): row["amount"] for row in rows}


@pytest.mark.parametrize(
    "redemptions", [300, pytest.param(10_000, marks=[pytest.mark.slow, pytest.mark.timeout(900)])]
)
async def test_a_month_of_three_businesses_is_explained_to_the_cent(redemptions: int) -> None:
    """Many redemptions across each other, some given back: statements net to zero, and each line is its redemptions."""
    three = await make_coalition(rate=370_000)
    await three.busy_month(redemptions)
    closed = await three.close()
    sums = await three.statements(closed.id)
    assert sum(each[4] for each in sums.values()) == 0
    assert sum(each[1] for each in sums.values()) == sum(each[2] for each in sums.values()) > 0
    lines = await db.fetch(
        "SELECT business_id, partner_id, side, sum(amount_minor)::bigint AS amount FROM settlement_line"
        " WHERE program_id = $1 GROUP BY 1, 2, 3",
        three.program_id,
    )
    assert {(r["business_id"], r["partner_id"], r["side"]): r["amount"] for r in lines} == await explained(
        three, closed.id
    )
    assert len(await three.payments(closed.id)) <= 2
    assert await ledger.verify(three.program_id) == []
