"""Each invariant of clearing and settlement sees the corruption that it is there for."""

import pytest

from api import ledger
from api.core import db
from api.ledger import NewPack
from api.ledger.queries.invariants import OF_CLEARING
from tests.factories.coalition import Coalition, make_coalition
from tests.factories.ledger import FOREVER

pytestmark = pytest.mark.usefixtures("db")

BYPASS = """
    DO $$
    DECLARE
        guarded record;
    BEGIN
        FOR guarded IN SELECT unnest('{entry,lot_move,clearing,clearing_rate,clearing_pack,settlement_period,
            settlement_statement,settlement_line,settlement_payment}'::regclass[]) AS name LOOP
            EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', guarded.name);
        END LOOP;
    END $$
"""
BACK = "(SELECT id FROM clearing WHERE program_id = $1 AND kind = 'reversal')"
MONEY = "(SELECT id FROM account WHERE program_id = $1 AND kind = 'clearing')"

PLANTED = [
    ("clearing_is_moves", "DELETE FROM clearing WHERE program_id = $1 AND kind = 'reversal'"),
    (
        "clearing_is_moves",
        "UPDATE clearing SET points = points + 1 WHERE program_id = $1 AND kind = 'redemption'",
    ),
    ("clearing_is_moves", "UPDATE lot_move SET points = points + 1 WHERE program_id = $1"),
    ("clearing_is_moves", "UPDATE lot_move SET redeemer_id = gen_random_uuid() WHERE program_id = $1"),
    ("clearing_is_rate", "UPDATE clearing SET amount_minor = amount_minor + 1 WHERE program_id = $1"),
    ("clearing_is_rate", "UPDATE clearing_rate SET micro_minor = micro_minor + 1 WHERE program_id = $1"),
    (
        "clearing_is_rate",
        "UPDATE clearing_rate SET valid_from = now() + interval '1 day' WHERE program_id = $1",
    ),
    ("clearing_is_rate", "DELETE FROM clearing_rate WHERE program_id = $1"),
    ("clearing_back", f"UPDATE clearing SET amount_minor = amount_minor - 1 WHERE id IN {BACK}"),
    ("clearing_back", f"UPDATE clearing SET payer_id = gen_random_uuid() WHERE id IN {BACK}"),
    ("clearing_back", f"UPDATE clearing SET reverses_id = NULL WHERE id IN {BACK}"),
    ("clearing_is_entries", f"UPDATE entry SET amount = amount + 1 WHERE account_id IN {MONEY}"),
    ("clearing_is_entries", f"DELETE FROM entry WHERE account_id IN {MONEY}"),
    ("clearing_is_entries", "UPDATE settlement_payment SET tx_id = NULL WHERE program_id = $1"),
    ("pack_is_used", "UPDATE clearing_pack SET used = used + 1 WHERE program_id = $1"),
    ("period_is_lines", "UPDATE clearing SET period_id = NULL WHERE program_id = $1"),
    ("period_is_lines", "UPDATE settlement_line SET amount_minor = amount_minor + 1 WHERE program_id = $1"),
    ("period_is_lines", "UPDATE settlement_line SET postings = postings + 1 WHERE program_id = $1"),
    ("statements_net", "UPDATE settlement_statement SET due_minor = due_minor + 1 WHERE program_id = $1"),
    (
        "statements_net",
        "UPDATE settlement_statement SET opening_minor = opening_minor + 1 WHERE program_id = $1",
    ),
    ("statements_net", "DELETE FROM settlement_line WHERE program_id = $1"),
    (
        "payments_settle",
        "UPDATE settlement_payment SET amount_minor = amount_minor + 1 WHERE program_id = $1",
    ),
    ("payments_settle", "DELETE FROM settlement_payment WHERE program_id = $1"),
]


class Undo(Exception):
    """Ends a transaction without a trace."""


async def history() -> Coalition:
    """Redemptions across three businesses, one of them prepaid, one given back in part; a month closed and paid."""
    three = await make_coalition(rate=700_000)
    a, b, c = three.all
    await ledger.buy_pack(b.owner, b.business_id, NewPack("pack", 50))
    await three.spend(b, c, 30)
    spent = await three.spend(a, b, 10)
    await ledger.reverse_redeem(three.request(b), spent.tx_id, 4, FOREVER)
    closed = await three.close()
    await ledger.mark_invoiced(a.owner, a.business_id, closed.id)
    for payment in await three.payment_ids(closed.id):
        await ledger.record_payment(a.owner, a.business_id, payment)
    await three.close()
    return three


@pytest.mark.parametrize(("invariant", "corruption"), PLANTED)
async def test_planted_corruption_is_seen(invariant: str, corruption: str) -> None:
    """With the guards out of the way, the view shows it."""
    three = await history()
    assert await ledger.verify(three.program_id) == []
    with pytest.raises(Undo):
        async with db.transaction():
            await db.execute(BYPASS)
            await db.execute(corruption, three.program_id)
            assert invariant in {each.invariant for each in await ledger.verify(three.program_id)}
            raise Undo


def test_every_invariant_has_its_corruption() -> None:
    """None is left that nobody has seen bark."""
    assert {invariant for invariant, _ in PLANTED} == set(OF_CLEARING)
