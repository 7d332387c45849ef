"""Reads of balances."""

from api import ledger
from api.core.ids import new_id
from tests.factories.ledger import NOON, Books


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
