"""Spending points and moving them: first-expiring first, never more than there is."""

import pytest

from api import ledger
from api.core import db
from api.core.errors import BadInput
from api.core.ids import new_id
from tests.factories.ledger import NOON, Books, day


async def test_first_expiring_first(books: Books) -> None:
    """Lots of 50 (day 9), 30 (day 3) and 20 (never): 60 take all 30, then 30 of the 50; then 30 more reach the last."""
    await books.open(50, day(9))
    await books.open(30, day(3))
    await books.open(20, None)
    first = await books.redeem(60)
    assert (first.points, first.balance) == (-60, 40)
    assert await books.lots() == [(50, 20, "open"), (30, 0, "used"), (20, 20, "open")]
    await books.redeem(30)
    assert await books.lots() == [(50, 0, "used"), (30, 0, "used"), (20, 10, "open")]
    assert await books.sums() == {"available": 10, "opening": -100, "redeemed": 90}


async def test_moves_name_issuer_and_redeemer(books: Books) -> None:
    """Earned at one business of a coalition, spent at another."""
    other = new_id()
    await books.earn(40)
    posted = await books.redeem(25, business_id=other)
    rows = await db.fetch(
        "SELECT points, issuer_id, redeemer_id FROM lot_move WHERE tx_id = $1", posted.tx_id
    )
    assert [tuple(row.values()) for row in rows] == [(25, books.business_id, other)]


async def test_one_more_than_there_is(books: Books) -> None:
    """Refused with both numbers, nothing changed; exactly what there is goes through."""
    await books.earn(99)
    before = await books.everything()
    with pytest.raises(ledger.InsufficientPoints) as refused:
        await books.redeem(100)
    assert refused.value.params == {"available": 99, "needed": 100}
    assert await books.everything() == before
    assert (await books.redeem(99)).balance == 0


async def test_a_stranger_has_nothing(books: Books) -> None:
    """A member who never earned; not even an account is opened."""
    with pytest.raises(ledger.InsufficientPoints):
        await books.redeem(1)
    assert await books.everything() == ()


async def test_expired_points_are_not_spent_even_before_the_sweep(books: Books) -> None:
    """100 expired an hour ago, 30 are good: 31 is refused; 30 go through and the expiry is booked on the way."""
    await books.open(100, day(1))
    await books.earn(30)
    before = await books.everything()
    with pytest.raises(ledger.InsufficientPoints) as refused:
        await books.redeem(31, at=day(1))
    assert refused.value.params == {"available": 30, "needed": 31}
    assert await books.everything() == before
    assert (await books.redeem(30, at=day(1))).balance == 0
    assert await books.lots() == [(100, 0, "expired"), (30, 0, "used")]
    assert await books.sums() == {"opening": -100, "issued": -30, "redeemed": 30, "breakage": 100}


async def test_transfer_keeps_issuer_and_expiry(books: Books) -> None:
    """70 of 50 (day 5) + 40 (never) arrive as 50 and 20 with the same expiry."""
    friend = new_id()
    await books.open(40, None)
    await books.open(50, day(5))
    posted = await ledger.transfer(books.request(), friend, 70, now=NOON)
    assert (posted.points, posted.balance) == (-70, 20)
    assert await books.balance() == (20, 0)
    assert await books.balance(member=friend) == (70, 0)
    assert await books.balance(day(5), member=friend) == (20, 0)
    arrived = "SELECT kind, points, reference_pk FROM read.transaction WHERE membership_pk = $1"
    assert [tuple(row) for row in await db.fetch(arrived, friend)] == [("transfer", 70, posted.tx_id)]
    assert await books.sums() == {"available": 90, "opening": -90}


async def test_transfer_replays_and_refuses(books: Books) -> None:
    """Once for one key; not to oneself; not more than there is."""
    friend = new_id()
    await books.earn(100)
    request = books.request()
    first = await ledger.transfer(request, friend, 60, now=NOON)
    before = await books.everything()
    again = await ledger.transfer(request, friend, 60, now=NOON)
    assert (again.tx_id, again.is_replay) == (first.tx_id, True)
    with pytest.raises(BadInput):
        await ledger.transfer(books.request(), books.member, 10, now=NOON)
    with pytest.raises(ledger.InsufficientPoints):
        await ledger.transfer(books.request(), friend, 41, now=NOON)
    assert await books.everything() == before


async def test_joins_the_callers_transaction(books: Books) -> None:
    """What the caller undoes leaves no trace."""
    await books.earn(100)
    before = await books.everything()

    class CallerFailed(Exception):
        """The caller's own trouble."""

    with pytest.raises(CallerFailed):
        async with db.transaction():
            await books.redeem(10)
            await books.earn(5)
            raise CallerFailed
    assert await books.everything() == before
