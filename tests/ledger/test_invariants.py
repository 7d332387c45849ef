"""Each invariant sees the corruption that it is there for; the database's own guards refuse what they can."""

import asyncpg
import pytest

from api import ledger
from api.core import db
from api.gifts.queries import INVARIANTS as OF_GIFTS
from api.households.queries import INVARIANTS as OF_HOUSEHOLDS
from api.ledger.queries.invariants import INVARIANTS, OF_POINTS
from api.promotions.queries.invariants import INVARIANTS as OF_PROMOTIONS
from api.purchases.queries.invariants import INVARIANTS as OF_BILLS
from api.rewards.queries.invariants import INVARIANTS as OF_REWARDS
from api.stamps.queries.invariants import INVARIANTS as OF_STAMPS
from tests.factories.ledger import FOREVER, NOON, Books

BYPASS = """
    DO $$
    DECLARE
        books CONSTANT regclass[] := '{account,tx,entry,lot,lot_move}';
        guarded record;
    BEGIN
        FOR guarded IN SELECT unnest(books) AS name LOOP
            EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', guarded.name);
        END LOOP;
        FOR guarded IN
            SELECT conrelid::regclass AS name, conname AS guard FROM pg_constraint
            WHERE contype = 'f' AND (conrelid = ANY(books) OR confrelid = ANY(books))
        LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', guarded.name, guarded.guard);
        END LOOP;
    END $$;
    ALTER TABLE account DROP CONSTRAINT account_floor, DROP CONSTRAINT account_not_live;
    ALTER TABLE lot DROP CONSTRAINT lot_points, DROP CONSTRAINT lot_rest;
    DROP INDEX entry_chain;
"""
"""What the tables' owner may do: `session_replication_role` would be shorter, and asks for a superuser."""

AVAILABLE = "program_id = $1 AND kind = 'available'"
EARNED = "(SELECT id FROM tx WHERE program_id = $1 AND kind = 'earn')"
REDEEMED = "(SELECT id FROM tx WHERE program_id = $1 AND kind = 'redeem')"

PLANTED = [
    ("sum_zero", f"UPDATE entry SET amount = amount + 1 WHERE tx_id IN {EARNED} AND account_version IS NULL"),
    ("sum_zero", f"DELETE FROM entry WHERE tx_id IN {EARNED} AND account_version IS NULL"),
    ("balance_is_entries", f"UPDATE account SET balance = balance + 1 WHERE {AVAILABLE}"),
    ("lots_are_balance", "UPDATE lot SET remaining = remaining - 1 WHERE program_id = $1"),
    (
        "lots_are_balance",
        """
        INSERT INTO lot SELECT gen_random_uuid(), program_id, account_id, membership_id, tx_id, issuer_id, 5, 5, state,
            earned_at, release_at, expires_at FROM lot WHERE program_id = $1
        """,
    ),
    ("lot_is_moves", "UPDATE lot_move SET points = points + 1 WHERE program_id = $1"),
    ("lot_is_moves", "DELETE FROM lot_move WHERE program_id = $1"),
    ("lot_is_sound", "UPDATE lot SET state = 'used' WHERE program_id = $1"),
    ("lot_is_sound", "UPDATE lot SET remaining = points + 1 WHERE program_id = $1"),
    ("lot_is_sound", "UPDATE lot SET membership_id = gen_random_uuid() WHERE program_id = $1"),
    ("floor", f"UPDATE account SET floor = balance + 1 WHERE {AVAILABLE}"),
    (
        "chain",
        f"UPDATE entry SET balance_after = balance_after + 1 WHERE tx_id IN {EARNED} AND account_version = 1",
    ),
    ("chain", f"UPDATE entry SET account_version = 3 WHERE tx_id IN {REDEEMED} AND account_version = 2"),
    ("chain", f"UPDATE entry SET account_version = 1 WHERE tx_id IN {REDEEMED} AND account_version = 2"),
    ("chain", f"UPDATE entry SET balance_after = NULL WHERE tx_id IN {REDEEMED} AND account_version = 2"),
    ("chain_end", f"UPDATE account SET version = version + 1 WHERE {AVAILABLE}"),
    ("chain_end", "UPDATE account SET balance = 1 WHERE program_id = $1 AND kind = 'issued'"),
    ("tx_has_entries", f"DELETE FROM entry WHERE tx_id IN {REDEEMED}"),
    ("tx_is_entries", f"UPDATE tx SET points = points - 1 WHERE id IN {REDEEMED}"),
    ("credit_is_lots", f"UPDATE lot SET points = points + 1 WHERE tx_id IN {EARNED}"),
    ("credit_is_lots", f"DELETE FROM lot WHERE tx_id IN {EARNED}"),
    ("reversal_fits", "UPDATE tx SET points = 31 WHERE program_id = $1 AND kind = 'reverse_redeem'"),
    ("no_orphans", f"DELETE FROM tx WHERE id IN {REDEEMED}"),
    ("no_orphans", f"DELETE FROM account WHERE {AVAILABLE}"),
    ("no_orphans", "DELETE FROM lot WHERE program_id = $1"),
]


class Undo(Exception):
    """Ends a transaction without a trace."""


async def history(books: Books) -> None:
    """100 earned, 30 redeemed, 10 given back."""
    await books.earn(100)
    spent = await books.redeem(30)
    await ledger.reverse_redeem(books.request(), spent.tx_id, 10, FOREVER, now=NOON)


@pytest.mark.parametrize(("invariant", "corruption"), PLANTED)
async def test_planted_corruption_is_seen(books: Books, invariant: str, corruption: str) -> None:
    """With triggers and constraints out of the way, the view shows it, with a sample."""
    await history(books)
    assert await ledger.verify(books.program_id) == []
    with pytest.raises(Undo):
        async with db.transaction():
            await db.execute(BYPASS)
            await db.execute(corruption, books.program_id)
            found = {violation.invariant: violation for violation in await ledger.verify(books.program_id)}
            assert invariant in found
            assert found[invariant].rows == len(found[invariant].samples) > 0
            everywhere = {violation.invariant for violation in await ledger.verify()}
            assert invariant in everywhere
            raise Undo


def test_every_invariant_has_its_corruption() -> None:
    """None is left that nobody has seen bark."""
    assert {invariant for invariant, _ in PLANTED} == set(OF_POINTS)


@pytest.mark.usefixtures("books")
async def test_every_view_is_asked() -> None:
    """A new view cannot be forgotten in the `verify` of its domain."""
    others = (*OF_BILLS, *OF_REWARDS, *OF_STAMPS, *OF_GIFTS, *OF_HOUSEHOLDS, *OF_PROMOTIONS)
    rows = await db.fetch("SELECT viewname FROM pg_views WHERE viewname LIKE 'invariant\\_%'")
    assert {row["viewname"] for row in rows} == {f"invariant_{name}" for name in (*INVARIANTS, *others)}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE tx SET points = 1 WHERE program_id = $1",
        "DELETE FROM tx WHERE program_id = $1",
        "UPDATE entry SET amount = 1 WHERE program_id = $1",
        "DELETE FROM entry WHERE program_id = $1",
        "UPDATE lot_move SET points = 1 WHERE program_id = $1",
        "DELETE FROM lot_move WHERE program_id = $1",
        "DELETE FROM lot WHERE program_id = $1",
        "DELETE FROM account WHERE program_id = $1",
        f"UPDATE account SET balance = -1 WHERE {AVAILABLE}",
        "UPDATE account SET balance = 1 WHERE program_id = $1 AND kind = 'issued'",
        "UPDATE lot SET remaining = points + 1 WHERE program_id = $1",
        "UPDATE lot SET state = 'used' WHERE program_id = $1",
    ],
)
async def test_the_database_refuses(books: Books, change: str) -> None:
    """Even the owner of the tables cannot rewrite history or go below a floor."""
    await history(books)
    before = await books.everything()
    with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.CheckViolationError)):
        await db.execute(change, books.program_id)
    assert await books.everything() == before
