"""Expired points that are given back by hand."""

import asyncio
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from api import businesses, ledger
from api.core import clock, db
from api.core.errors import BadInput, NotFound, Refusal
from tests.factories.businesses import Tenant, make_business
from tests.factories.ledger import Books
from tests.ledger.spans import MONTHLY, a_shop, db_value, ends, facts, in_days

pytestmark = pytest.mark.integration


async def expired(books: Books, tenant: Tenant, *points: int) -> UUID:
    """Points that expired yesterday; the expiry's transaction."""
    for each in points:
        request = books.request(clock.now() - timedelta(days=9))
        end = clock.now() - timedelta(days=1)
        await ledger.opening_balance(request, each, end, now=clock.now() - timedelta(days=9))
    await ledger.expire(tenant.program_id, clock.now())
    found = await db.fetchval(
        "SELECT id FROM tx WHERE membership_id = $1 AND kind = 'expire' ORDER BY recorded_at DESC LIMIT 1",
        books.member,
    )
    assert isinstance(found, UUID)
    return found


async def reinstate(
    tenant: Tenant, tx_id: UUID, points: int | None = None, key: str = "", until: date | None = None
) -> ledger.Posting:
    """By the owner."""
    return await ledger.reinstate_by_hand(
        tenant.owner, tenant.business_id, tx_id, points, until, key or uuid4().hex, "We were closed"
    )


async def test_expired_points_come_back(db: None) -> None:
    """Given 50 expired points, when 20 and then all are given back, then breakage gives them back, and no more can."""
    tenant, books = await a_shop()
    tx_id = await expired(books, tenant, 30, 20)
    assert await books.sums() == {"opening": -50, "breakage": 50}
    first = await reinstate(tenant, tx_id, 20, key="one", until=in_days(10))
    assert (first.points, first.balance, first.is_replay) == (20, 20, False)
    assert (await reinstate(tenant, tx_id, 20, key="one", until=in_days(10))).is_replay
    assert (await reinstate(tenant, tx_id)).points == 30
    assert await books.sums() == {"opening": -50, "available": 50}
    assert await ends(books) == {in_days(10): 20, in_days(30): 30}
    with pytest.raises(ledger.ReversalTooLarge):
        await reinstate(tenant, tx_id)
    assert await facts(tenant, "ledger.points_reinstated") != []
    assert await ledger.verify(tenant.program_id) == []


async def test_a_return_after_reinstatement_takes_them(db: None) -> None:
    """Given points that expired and came back, when their purchase is returned, then they are taken, once."""
    tenant, books = await a_shop()
    given = await ledger.earn(
        books.request(clock.now() - timedelta(days=40)), 30, MONTHLY, now=clock.now() - timedelta(days=40)
    )
    await ledger.expire(tenant.program_id, clock.now())
    tx_id = await db_value("SELECT id FROM tx WHERE membership_id = $1 AND kind = 'expire'", books.member)
    assert isinstance(tx_id, UUID)
    await reinstate(tenant, tx_id, 10)
    back = await ledger.reverse_earn(books.request(clock.now()), given.tx_id, 30, MONTHLY)
    assert back.result == {
        "target": 30,
        "own": 10,
        "others": 0,
        "expired": 20,
        "shortfall": 0,
        "policy": "debt",
    }
    assert await ledger.verify(tenant.program_id) == []


async def test_when_and_whose_expiry_can_be_undone(db: None) -> None:
    """Given an expiry, when the window is over or another business asks, then it is refused and nothing moved."""
    tenant, books = await a_shop()
    tx_id = await expired(books, tenant, 30)
    partner = await make_business(program_id=tenant.program_id)
    with pytest.raises(NotFound):
        await reinstate(partner, tx_id)
    with pytest.raises(BadInput):
        await reinstate(tenant, tx_id, until=in_days(-1))
    await businesses.update_program(
        tenant.owner, tenant.program_id, {"reinstate_within_days": 0}, business_id=tenant.business_id
    )
    with pytest.raises(ledger.ReinstatementClosed):
        await reinstate(tenant, tx_id)
    assert await books.sums() == {"opening": -30, "breakage": 30}


async def test_two_who_give_back_at_once(db: None) -> None:
    """Given 30 expired points, when five give back 20 at once, then one does."""
    tenant, books = await a_shop()
    tx_id = await expired(books, tenant, 30)

    async def attempt() -> str:
        try:
            await reinstate(tenant, tx_id, 20)
        except Refusal as refusal:
            return refusal.code
        return "given"

    found = await asyncio.gather(*(attempt() for _ in range(5)))
    assert sorted(found) == ["REVERSAL_TOO_LARGE"] * 4 + ["given"]
