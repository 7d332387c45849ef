"""Limits of earning: refused or capped, per member, staff member and store."""

from dataclasses import replace
from typing import Any

import pytest

from api import ledger
from api.businesses import LimitMode, PointLimits
from api.core.ids import new_id
from tests.factories.ledger import FOREVER, NOON, Books, day


def limited(mode: LimitMode = LimitMode.REFUSE, **limits: int) -> ledger.LedgerPolicy:
    """A policy with these limits."""
    return replace(FOREVER, limits=PointLimits(mode=mode, **limits))


@pytest.mark.parametrize(
    ("limit", "next_window"),
    [("per_day", day(1)), ("per_week", day(7)), ("per_month", day(22))],
)
async def test_windows_refuse_and_open_again(books: Books, limit: str, next_window: object) -> None:
    """100 per window: 60, then 41 is one too many, 40 fits; the next window is free."""
    values: dict[str, Any] = {limit: 100}
    policy = limited(**values)
    await books.earn(60, policy)
    before = await books.everything()
    with pytest.raises(ledger.LimitReached) as refused:
        await books.earn(41, policy)
    assert refused.value.params == {"limit": limit, "maximum": 100, "remaining": 40}
    assert await books.everything() == before
    assert (await books.earn(40, policy)).balance == 100
    with pytest.raises(ledger.LimitReached):
        await books.earn(1, policy)
    assert (await books.earn(100, policy, at=next_window)).balance == 200  # type: ignore[arg-type]


async def test_cap_gives_what_fits(books: Books) -> None:
    """60 of 100 used: 70 become 40, then 5 become 0, which is still recorded and replayed."""
    policy = limited(LimitMode.CAP, per_day=100)
    await books.earn(60, policy)
    capped = await books.earn(70, policy)
    assert (capped.points, capped.result) == (40, {"requested": 70, "cut_by": "per_day"})
    request = books.request()
    nothing = await ledger.earn(request, 5, policy, now=NOON)
    assert (nothing.points, nothing.balance) == (0, 100)
    again = await ledger.earn(request, 5, policy, now=day(1))
    assert (again.tx_id, again.points, again.is_replay) == (nothing.tx_id, 0, True)
    assert await books.lots() == [(60, 60, "open"), (40, 40, "open")]


async def test_what_was_taken_back_may_be_earned_again(books: Books) -> None:
    """A voided sale does not use up the day."""
    policy = limited(per_day=100)
    mistake = await books.earn(90, policy)
    await ledger.reverse_earn(books.request(), mistake.tx_id, 90, policy, now=NOON)
    assert (await books.earn(100, policy)).balance == 100


async def test_per_transaction_and_balance(books: Books) -> None:
    """The tighter of two limits is the one that is named."""
    policy = limited(LimitMode.CAP, per_transaction=50, balance=70)
    assert (await books.earn(80, policy)).points == 50
    second = await books.earn(80, policy)
    assert (second.points, second.result["cut_by"]) == (20, "balance")


async def test_staff_awards_per_hour(books: Books) -> None:
    """Two awards an hour by one person, whoever the member is; another person is free."""
    policy = limited(staff_awards_per_hour=2)
    staff = new_id()
    await books.earn(1, policy, staff_id=staff)
    await books.earn(1, policy, staff_id=staff, membership_id=new_id())
    before = await books.everything()
    with pytest.raises(ledger.LimitReached) as refused:
        await books.earn(1, policy, staff_id=staff)
    assert refused.value.params == {"limit": "staff_awards_per_hour", "maximum": 2, "remaining": 0}
    assert await books.everything() == before
    await books.earn(1, policy, staff_id=new_id())
    await books.earn(1, policy, staff_id=staff, at=day(1))


async def test_store_points_per_day(books: Books) -> None:
    """100 points a day in one store, over all its members."""
    policy = limited(LimitMode.CAP, store_points_per_day=100)
    store = new_id()
    await books.earn(70, policy, store_id=store)
    second = await books.earn(70, policy, store_id=store, membership_id=new_id())
    assert (second.points, second.result["cut_by"]) == (30, "store_points_per_day")
    assert (await books.earn(70, policy, store_id=new_id())).points == 70
    assert (await books.earn(70, policy, store_id=store, at=day(1))).points == 70
