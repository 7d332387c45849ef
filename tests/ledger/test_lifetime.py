"""Points that wait no longer: released, cancelled."""

import asyncio
from dataclasses import replace

import pytest

from api import ledger
from api.businesses import PendingKind
from api.core import db
from api.core.errors import Refusal
from api.ledger import rules
from tests.factories.ledger import FOREVER, NOON, Books, day
from tests.ledger.spans import MONTHLY

pytestmark = pytest.mark.integration

WAITING = replace(MONTHLY, pending_kind=PendingKind.EVENT, pending_days=30)


async def test_waiting_points_are_released_once(books: Books) -> None:
    """Given points that wait for an event, when it comes twice, then they are spendable once and expire a month on."""
    given = await books.earn(30, WAITING)
    assert await books.balance() == (0, 30)
    request = books.request(day(2))
    done = await ledger.release_pending(request, given.tx_id, WAITING, now=day(2))
    assert (done.points, done.balance, done.pending) == (30, 30, 0)
    assert (await ledger.release_pending(request, given.tx_id, WAITING, now=day(2))).is_replay
    with pytest.raises(ledger.PointsNotPending):
        await ledger.release_pending(books.request(day(3)), given.tx_id, WAITING, now=day(3))
    assert await ledger.release(books.program_id, day(40)) == 0
    end = await db.fetchval("SELECT expires_at FROM lot WHERE tx_id = $1", given.tx_id)
    assert end == rules.expires_at(WAITING, NOON, day(2))


async def test_released_points_repay_a_debt(books: Books) -> None:
    """Given a debt of 20, when 30 that waited are released, then ten can be spent."""
    spent = await books.earn(20)
    await books.redeem(20)
    await ledger.reverse_earn(books.request(), spent.tx_id, 20, FOREVER, now=NOON)
    waiting = await books.earn(30, WAITING)
    assert await books.balance() == (-20, 30)
    done = await ledger.release_pending(books.request(), waiting.tx_id, WAITING, now=NOON)
    assert (done.balance, done.pending) == (10, 0)
    assert await books.lots() == [(20, 0, "used"), (30, 10, "open")]


async def test_waiting_points_are_cancelled_once(books: Books) -> None:
    """Given points that wait, when they are cancelled twice, then they are gone once; released ones cannot be."""
    given = await books.earn(30, WAITING)
    request = books.request(day(1))
    assert (await ledger.cancel_pending(request, given.tx_id, WAITING, now=day(1))).points == -30
    assert (await ledger.cancel_pending(request, given.tx_id, WAITING, now=day(1))).is_replay
    assert await books.balance() == (0, 0)
    other = await books.earn(30, WAITING)
    await ledger.release_pending(books.request(day(1)), other.tx_id, WAITING, now=day(1))
    with pytest.raises(ledger.PointsNotPending):
        await ledger.cancel_pending(books.request(day(1)), other.tx_id, WAITING, now=day(1))
    assert await books.balance() == (30, 0)


async def test_sweep_and_event_at_once(db: None) -> None:
    """Given points whose time has come, when sweeps and events race, then they are released once."""
    books = Books()
    given = await books.earn(30, replace(WAITING, pending_days=1))

    async def event() -> str:
        try:
            await ledger.release_pending(books.request(day(5)), given.tx_id, WAITING, now=day(5))
        except Refusal as refusal:
            return refusal.code
        return "released"

    sweeps = [ledger.release(books.program_id, day(5)) for _ in range(3)]
    found = await asyncio.gather(*sweeps, *(event() for _ in range(5)))
    assert sum(each == 1 for each in found[:3]) + found.count("released") == 1
    assert await books.balance(day(5)) == (30, 0)
    assert await ledger.verify(books.program_id) == []
