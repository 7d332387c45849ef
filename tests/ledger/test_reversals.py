"""Returns take points back, cancelled redemptions give points back: whole, in parts, after expiry, into debt."""

from dataclasses import replace

import pytest

from api import ledger
from api.businesses import ExpiryKind, PendingKind, ShortfallPolicy
from api.core.errors import NotFound
from api.core.ids import new_id
from tests.factories.ledger import FOREVER, NOON, Books, day

MONTHLY = replace(FOREVER, expiry_kind=ExpiryKind.ROLLING_MONTHS, expiry_months=1)


async def take_back(
    books: Books, earned: ledger.Posting, points: int, policy: ledger.LedgerPolicy = FOREVER, days: int = 0
) -> ledger.Posting:
    """Reverses an earning."""
    return await ledger.reverse_earn(books.request(day(days)), earned.tx_id, points, policy, now=day(days))


async def give_back(
    books: Books, redeemed: ledger.Posting, points: int, policy: ledger.LedgerPolicy = FOREVER, days: int = 0
) -> ledger.Posting:
    """Reverses a redemption."""
    return await ledger.reverse_redeem(
        books.request(day(days)), redeemed.tx_id, points, policy, now=day(days)
    )


async def test_a_whole_return_cancels_its_own_lot(books: Books) -> None:
    """Nothing was spent: other lots stay."""
    earned = await books.earn(100)
    await books.earn(40)
    posted = await take_back(books, earned, 100)
    assert (posted.points, posted.balance, posted.result["own"]) == (-100, 40, 100)
    assert await books.lots() == [(100, 0, "cancelled"), (40, 40, "open")]
    assert await books.sums() == {"available": 40, "issued": -40}


async def test_parts_add_up_and_no_more(books: Books) -> None:
    """30 + 70 of 100, then 1 is refused and nothing changes."""
    earned = await books.earn(100)
    assert (await take_back(books, earned, 30)).balance == 70
    with pytest.raises(ledger.ReversalTooLarge) as refused:
        await take_back(books, earned, 71)
    assert refused.value.params == {"reversible": 70, "needed": 71}
    assert (await take_back(books, earned, 70)).balance == 0
    before = await books.everything()
    with pytest.raises(ledger.ReversalTooLarge):
        await take_back(books, earned, 1)
    assert await books.everything() == before


async def test_own_lot_then_the_issuers_newest_then_any(books: Books) -> None:
    """120 of a bill whose lot holds 50: those, then 60 of the issuer's newest, then 10 of another issuer's."""
    partner = new_id()
    old = await books.earn(30)
    bill = await books.earn(120, at=day(1))
    spent = await books.redeem(130, at=day(2))
    await books.earn(50, at=day(3), business_id=partner)
    await books.earn(60, at=day(4))
    await give_back(books, spent, 30, days=5)
    assert old.points == 30
    assert await books.lots() == [(30, 0, "used"), (120, 50, "open"), (50, 50, "open"), (60, 60, "open")]
    posted = await take_back(books, bill, 120, days=6)
    assert posted.result == {
        "target": 120,
        "own": 50,
        "others": 70,
        "expired": 0,
        "shortfall": 0,
        "policy": "debt",
    }
    assert await books.lots() == [(30, 0, "used"), (120, 0, "cancelled"), (50, 40, "open"), (60, 0, "used")]


async def test_a_shortfall_becomes_a_debt_that_the_next_earning_repays(books: Books) -> None:
    """100 earned, 80 spent, all returned: -80; 50 repay to -30 with no lot left; 70 repay the rest and 40 remain."""
    earned = await books.earn(100)
    await books.redeem(80)
    posted = await take_back(books, earned, 100)
    assert (posted.points, posted.balance, posted.result["shortfall"]) == (-100, -80, 80)
    with pytest.raises(ledger.InsufficientPoints):
        await books.redeem(1)
    second = await books.earn(50)
    assert (second.balance, second.result) == (-30, {"repaid": 50})
    third = await books.earn(70)
    assert (third.balance, third.result) == (40, {"repaid": 30})
    assert await books.lots() == [(100, 0, "cancelled"), (50, 0, "used"), (70, 40, "open")]


@pytest.mark.parametrize("policy", [ShortfallPolicy.WRITE_OFF, ShortfallPolicy.REVIEW])
async def test_a_shortfall_written_off_or_laid_up(books: Books, policy: ShortfallPolicy) -> None:
    """The member keeps 0, the business bears 80 in the account of that name."""
    earned = await books.earn(100)
    await books.redeem(80)
    posted = await take_back(books, earned, 100, replace(FOREVER, shortfall=policy))
    assert (posted.points, posted.balance) == (-20, 0)
    assert await books.sums() == {"redeemed": 80, policy.value: -80}


async def test_a_return_before_release_cancels_the_pending_lot(books: Books) -> None:
    """40 of 100 first, then the rest: spendable points are never touched."""
    delayed = replace(FOREVER, pending_kind=PendingKind.DELAY, pending_days=7)
    await books.earn(500)
    bill = await books.earn(100, delayed)
    part = await take_back(books, bill, 40, delayed, days=1)
    assert (part.points, part.balance, part.pending) == (-40, 500, 60)
    rest = await take_back(books, bill, 60, delayed, days=1)
    assert (rest.points, rest.balance, rest.pending) == (-60, 500, 0)
    assert await books.lots() == [(500, 500, "open"), (100, 0, "cancelled")]
    assert await ledger.release(books.program_id, day(30)) == 0


async def test_released_points_repay_a_debt(books: Books) -> None:
    """-50, then a pending 80 is released: 30 remain."""
    delayed = replace(FOREVER, pending_kind=PendingKind.DELAY, pending_days=2)
    bill = await books.earn(50)
    await books.earn(80, delayed)
    await books.redeem(50)
    await take_back(books, bill, 50)
    assert await books.balance() == (-50, 80)
    assert await ledger.release(books.program_id, day(2)) == 1
    assert await books.balance(day(2)) == (30, 0)
    assert await books.lots() == [(50, 0, "used"), (80, 30, "open")]


async def test_expired_points_are_not_taken_a_second_time(books: Books) -> None:
    """100 earned, 60 spent, 40 expired; the bill is returned: only the 60 are taken, from the 200 at hand."""
    bill = await books.earn(100, MONTHLY)
    await books.redeem(60)
    await books.open(200, None)
    posted = await take_back(books, bill, 100, days=60)
    assert (posted.points, posted.balance) == (-60, 140)
    assert (posted.result["expired"], posted.result["others"]) == (40, 60)
    assert await books.sums() == {"available": 140, "redeemed": 60, "opening": -200}


async def test_expired_points_count_once_over_partial_returns(books: Books) -> None:
    """The same in two halves: 50 meets the 40 expired and takes 10, the second 50 takes 50."""
    bill = await books.earn(100, MONTHLY)
    await books.redeem(60)
    await books.open(200, None)
    assert (await take_back(books, bill, 50, days=60)).points == -10
    assert (await take_back(books, bill, 50, days=60)).points == -50


async def test_spent_points_come_back_to_their_lots_with_their_expiry(books: Books) -> None:
    """75 of 50 (day 5) and 40 (day 9): back in two parts, the last to expire first."""
    await books.open(50, day(5))
    await books.open(40, day(9))
    spent = await books.redeem(75)
    part = await give_back(books, spent, 30)
    assert (part.points, part.balance) == (30, 45)
    assert await books.lots() == [(50, 5, "open"), (40, 40, "open")]
    await give_back(books, spent, 45)
    assert await books.lots() == [(50, 50, "open"), (40, 40, "open")]
    assert await books.balance(day(5)) == (40, 0)
    with pytest.raises(ledger.ReversalTooLarge) as refused:
        await give_back(books, spent, 1)
    assert refused.value.params == {"reversible": 0, "needed": 1}
    assert await books.sums() == {"available": 90, "opening": -90}


async def test_what_expired_meanwhile_gets_a_grace(books: Books) -> None:
    """Spent before day 5, given back on day 20: good for 30 days more, then gone."""
    await books.open(50, day(5))
    spent = await books.redeem(50)
    posted = await give_back(books, spent, 50, days=20)
    assert (posted.balance, posted.result["revived"]) == (50, 50)
    assert await books.balance(day(50)) == (50, 0)
    assert await books.balance(day(51)) == (0, 0)
    assert await ledger.expire(books.program_id, day(51)) == 1
    assert await books.sums() == {"opening": -50, "breakage": 50}


async def test_points_given_back_repay_a_debt_first(books: Books) -> None:
    """The bill that earned 100 is returned after they were spent (-100); then that spending is undone: 0."""
    earned = await books.earn(100)
    spent = await books.redeem(100)
    await take_back(books, earned, 100)
    posted = await give_back(books, spent, 100)
    assert (posted.balance, posted.result["repaid"]) == (0, 100)
    assert await books.lots() == [(100, 0, "used")]


async def test_adjustments_can_be_undone_both_ways(books: Books) -> None:
    """+60 taken back, -15 given back: the adjustment account ends at nothing."""
    staff = new_id()
    up = await ledger.adjust(books.request(reason="gift", staff_id=staff), 60, FOREVER, now=NOON)
    down = await ledger.adjust(books.request(reason="typo", staff_id=staff), -15, FOREVER, now=NOON)
    await give_back(books, down, 15)
    assert (await take_back(books, up, 60)).balance == 0
    assert await books.sums() == {}


async def test_reversals_replay_and_find_only_their_own(books: Books) -> None:
    """The same key answers the same; transactions of other members, programs and kinds are not found."""
    earned, stranger = await books.earn(100), Books()
    spent = await books.redeem(10)
    request = books.request()
    first = await ledger.reverse_earn(request, earned.tx_id, 60, FOREVER, now=NOON)
    before = await books.everything()
    again = await ledger.reverse_earn(request, earned.tx_id, 60, FOREVER, now=day(1))
    assert again == replace(first, is_replay=True)
    for attempt in (
        ledger.reverse_earn(books.request(), spent.tx_id, 1, FOREVER, now=NOON),
        ledger.reverse_redeem(books.request(), earned.tx_id, 1, FOREVER, now=NOON),
        ledger.reverse_earn(books.request(membership_id=new_id()), earned.tx_id, 1, FOREVER, now=NOON),
        ledger.reverse_earn(stranger.request(membership_id=books.member), earned.tx_id, 1, FOREVER, now=NOON),
        ledger.reverse_redeem(
            stranger.request(membership_id=books.member), spent.tx_id, 1, FOREVER, now=NOON
        ),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert await books.everything() == before
    assert await stranger.everything() == ()
