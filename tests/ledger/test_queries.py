"""Reads: balances, what expires, transactions page by page."""

from datetime import timedelta

import pytest

from api import ledger
from api.core.ids import new_id
from api.core.paging import BadCursor, BadPageSize
from api.ledger import ExpiringPoints, TxKind
from tests.factories.ledger import NOON, Books, day


async def test_balances_of_many_with_strangers(books: Books) -> None:
    """Every id asked has an answer."""
    stranger = new_id()
    await books.earn(10)
    await books.redeem(4)
    assert await ledger.balances_for([books.member, stranger], now=NOON) == {
        books.member: ledger.Balance(6, 0, 2),
        stranger: ledger.Balance(0, 0, 0),
    }
    assert await ledger.balances_for([]) == {}


async def test_what_expires(books: Books) -> None:
    """Summed by moment, soonest first, within the time asked, without what is gone already."""
    for points, moment in ((5, day(9)), (7, day(3)), (2, day(3)), (9, day(40)), (100, None), (50, day(1))):
        await books.open(points, moment)
    found = await ledger.expiring_for([books.member], timedelta(days=30), now=day(1))
    assert found == {books.member: [ExpiringPoints(9, day(3)), ExpiringPoints(5, day(9))]}


async def test_pages_walk_through_everything_once(books: Books) -> None:
    """Seven transactions, three at the same moment, in pages of two, newest first; by id where moments are equal."""
    moments = [day(0 if n < 3 else n) for n in range(7)]
    made = [await books.earn(n + 1, at=moment) for n, moment in enumerate(moments)]
    seen, after = [], None
    while True:
        page = await ledger.transactions_of(
            books.program_id, membership_id=books.member, first=2, after=after
        )
        seen += [item.id for item in page.items]
        if not page.has_next:
            break
        after = page.cursors[-1]
    order = sorted(zip(moments, (posted.tx_id for posted in made), strict=True), reverse=True)
    assert seen == [tx_id for _, tx_id in order]


async def test_filters_and_counts(books: Books) -> None:
    """By member, business, store, kind and time; another program's are never seen."""
    store, partner = new_id(), new_id()
    await books.earn(10, store_id=store)
    await books.earn(20, at=day(2), business_id=partner)
    await books.redeem(5, at=day(3))
    asked: list[tuple[dict[str, object], list[int]]] = [
        ({}, [-5, 20, 10]),
        ({"store_id": store}, [10]),
        ({"business_id": partner}, [20]),
        ({"kind": TxKind.REDEEM}, [-5]),
        ({"since": day(2)}, [-5, 20]),
        ({"until": day(2)}, [10]),
        ({"membership_id": new_id()}, []),
    ]
    for given, points in asked:
        page = await ledger.transactions_of(books.program_id, **given)  # type: ignore[arg-type]
        assert [item.points for item in page.items] == points
        assert await ledger.count_transactions(books.program_id, **given) == len(points)  # type: ignore[arg-type]
    assert (await ledger.transactions_of(new_id())).items == []


async def test_bad_pages_are_refused(books: Books) -> None:
    """A foreign cursor, a page of 101."""
    with pytest.raises(BadCursor):
        await ledger.transactions_of(books.program_id, after="bm9wZQ")
    with pytest.raises(BadPageSize):
        await ledger.transactions_of(books.program_id, first=101)


async def test_newest_of_each_member(books: Books) -> None:
    """With the expiry of the lot it opened; members without any are left out."""
    other, stranger = new_id(), new_id()
    await books.earn(1)
    await books.open(2, day(9), at=day(1))
    await books.earn(3, membership_id=other)
    found = await ledger.latest_for([books.member, other, stranger])
    assert {key: (item.points, item.expires_at) for key, item in found.items()} == {
        books.member: (2, day(9)),
        other: (3, None),
    }
