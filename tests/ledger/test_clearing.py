"""Clearing: who gave the points pays whoever took them, in the posting's own transaction, to the last cent."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api import ledger
from api.core import db
from tests.factories.clearing import Shared
from tests.factories.ledger import FOREVER, NOON, day

CENT = 1_000_000


@pytest_asyncio.fixture
async def shared(db: None) -> AsyncIterator[Shared]:
    """A program of three businesses, whose invariants are checked when the test is over."""
    made = Shared()
    yield made
    assert await ledger.verify(made.program_id) == []


async def test_points_of_another_are_paid_by_their_issuer(shared: Shared) -> None:
    """100 points of A at half a cent, spent at B: A owes B 50 cents."""
    a, b = shared.business_id, shared.other
    await shared.rate(CENT // 2)
    await shared.earn_at(a, 100)
    spent = await shared.redeem_at(b, 100)
    assert await shared.lines(spent.tx_id) == [("redemption", a, a, b, 100, 50)]
    assert await shared.owed() == {a: -50, b: 50}


async def test_own_points_and_points_without_a_rate_move_no_money(shared: Shared) -> None:
    """Neither before the first rate, nor at home."""
    a, b = shared.business_id, shared.other
    await shared.earn_at(a, 100)
    await shared.redeem_at(b, 20)
    await shared.rate(CENT, at=day(1))
    await shared.redeem_at(a, 30, at=day(2))
    assert await shared.owed() == {}


async def test_a_rate_holds_from_its_moment_and_the_issuers_own_comes_first(shared: Shared) -> None:
    """The general one, then another from day 3, then A's own."""
    a, b, c = shared.business_id, shared.other, shared.third
    await shared.rate(2 * CENT)
    await shared.rate(3 * CENT, at=day(3))
    await shared.rate(5 * CENT, a, at=day(5))
    await shared.earn_at(a, 100)
    await shared.earn_at(b, 100)
    await shared.redeem_at(c, 10, at=day(2))
    await shared.redeem_at(c, 10, at=day(3))
    await shared.redeem_at(c, 80, at=day(5))
    await shared.redeem_at(c, 10, at=day(5) + timedelta(hours=1))
    assert await shared.owed() == {a: -20 - 30 - 400, b: -30, c: 20 + 30 + 400 + 30}


async def test_a_rate_of_nothing_ends_charging(shared: Shared) -> None:
    """From its moment on."""
    await shared.rate(CENT)
    await shared.rate(0, at=day(1))
    await shared.earn_at(shared.business_id, 100)
    await shared.redeem_at(shared.other, 10)
    await shared.redeem_at(shared.other, 10, at=day(1))
    assert await shared.owed() == {shared.business_id: -10, shared.other: 10}


async def test_cents_are_rounded_once_and_go_to_the_largest_remainders(shared: Shared) -> None:
    """5 and 6 points at 0.3 cents are 1.5 and 1.8, together 3.3: 3 cents, of which 1.8 gets the second."""
    a, b, c = shared.business_id, shared.other, shared.third
    await shared.rate(300_000)
    await shared.earn_at(a, 5)
    await shared.earn_at(b, 6)
    spent = await shared.redeem_at(c, 11)
    assert {line[1]: line[5] for line in await shared.lines(spent.tx_id)} == {a: 1, b: 2}
    assert await shared.owed() == {a: -1, b: -2, c: 3}


async def test_what_is_given_back_is_posted_back_at_the_rate_of_then(shared: Shared) -> None:
    """In thirds of 7 cents, with another rate meanwhile: nothing is left after the last."""
    a, b = shared.business_id, shared.other
    await shared.rate(700_000)
    await shared.earn_at(a, 10)
    spent = await shared.redeem_at(b, 10)
    await shared.rate(9 * CENT, at=day(1))
    left = []
    for points in (3, 3, 4):
        request = shared.request(day(2), business_id=b)
        await ledger.reverse_redeem(request, spent.tx_id, points, FOREVER, now=day(2))
        left.append((await shared.owed()).get(b, 0))
    assert left == [7 - 2, 7 - 4, 0]
    assert await shared.owed() == {}


async def test_a_returned_bill_takes_others_points_at_their_issuers_cost(shared: Shared) -> None:
    """B's points were spent at C, so B has paid; what the return takes of A's lots, A pays to B."""
    a, b, c = shared.business_id, shared.other, shared.third
    await shared.rate(CENT)
    earned = await shared.earn_at(b, 40)
    await shared.redeem_at(c, 40)
    await shared.earn_at(a, 100)
    request = shared.request(business_id=b)
    await ledger.reverse_earn(request, earned.tx_id, 40, FOREVER, now=NOON)
    assert await shared.owed() == {a: -40, c: 40}


async def test_adjustments_transfers_and_expiry_move_no_money(shared: Shared) -> None:
    """They take points, and nobody gave goods for them."""
    a, b = shared.business_id, shared.other
    await shared.rate(CENT)
    await shared.earn_at(a, 100)
    hand = shared.request(business_id=b, staff_id=b, reason="mistake")
    await ledger.adjust(hand, -10, FOREVER, now=NOON)
    await ledger.transfer(shared.request(business_id=b), shared.third, 20, now=NOON)
    await shared.open(30, day(1))
    await ledger.expire(shared.program_id, day(2))
    assert await shared.owed() == {}
    await ledger.redeem(shared.request(day(2), business_id=b, membership_id=shared.third), 20, now=day(2))
    assert await shared.owed() == {a: -20, b: 20}


async def test_a_replay_clears_nothing_again(shared: Shared) -> None:
    """The same key, the same money."""
    await shared.rate(CENT)
    await shared.earn_at(shared.business_id, 100)
    for _ in range(2):
        await shared.redeem_at(shared.other, 10, idempotency_key="same")
    assert await shared.owed() == {shared.business_id: -10, shared.other: 10}


async def test_many_at_once_clear_as_one_after_the_other(shared: Shared) -> None:
    """Given forty members with points of two issuers, redeemed together, then the group commit clears each."""
    a, b, c = shared.business_id, shared.other, shared.third
    await shared.rate(300_000)
    await shared.rate(450_000, b)
    members = [shared.member, *(Shared().member for _ in range(39))]
    for member in members:
        await shared.earn_at(a, 5, membership_id=member)
        await shared.earn_at(b, 6, membership_id=member)
    await asyncio.gather(
        *(
            shared.redeem_at(c if turn % 2 else b, 11, membership_id=member)
            for turn, member in enumerate(members)
        )
    )
    # at C: 5 x 0.3 + 6 x 0.45 = 4.2, so 4: 1.5 gets 1, 2.7 gets 3; at B only A's 1.5 count: 2
    assert await shared.owed() == {a: -20 * 1 - 20 * 2, b: -20 * 3 + 20 * 2, c: 20 * 4}


async def test_packs_are_used_oldest_first_and_the_rest_is_paid_on_redemption(shared: Shared) -> None:
    """30 and 50 points in advance, 100 redeemed: the holder pays for 80, the issuer for 20."""
    a, b, c = shared.business_id, shared.other, shared.third
    await shared.rate(CENT)
    old, new = await shared.pack(b, 30, at=day(-2)), await shared.pack(b, 50, at=day(-1))
    await shared.earn_at(b, 200)
    spent = await shared.redeem_at(c, 100)
    assert [(line[2], line[4], line[5]) for line in await shared.lines(spent.tx_id)] == [
        (a, 30, 30),
        (a, 50, 50),
        (b, 20, 20),
    ]
    assert (await shared.left(old), await shared.left(new)) == (0, 0)
    assert await shared.owed() == {a: -80, b: -20, c: 100}
    request = shared.request(business_id=c)
    await ledger.reverse_redeem(request, spent.tx_id, 60, FOREVER, now=NOON)
    assert (await shared.left(old), await shared.left(new)) == (0, 40)
    assert await shared.owed() == {a: -40, c: 40}


async def test_points_of_a_pack_redeemed_at_its_holder_cost_nothing_more(shared: Shared) -> None:
    """The holder has the money already."""
    a, b = shared.business_id, shared.other
    await shared.rate(CENT)
    pack = await shared.pack(b, 30)
    await shared.earn_at(b, 100)
    await shared.redeem_at(a, 40)
    assert await shared.left(pack) == 0
    assert await shared.owed() == {b: -10, a: 10}


async def test_a_low_pack_is_told_once(shared: Shared) -> None:
    """At the alert level, not before and not again."""
    b, c = shared.other, shared.third
    await shared.rate(CENT)
    await shared.pack(b, 100, alert=50)
    await shared.earn_at(b, 200)
    for points in (40, 10, 20):
        await shared.redeem_at(c, points)
    facts = await db.fetch(
        "SELECT payload->>'points_left' AS points, business_id FROM outbox"
        " WHERE program_id = $1 AND name = 'ledger.pack_low'",
        shared.program_id,
    )
    assert [(row["points"], row["business_id"]) for row in facts] == [("50", b)]


async def test_rivals_for_a_pack_never_overdraw_it(shared: Shared) -> None:
    """Given 100 points in advance, when twenty members redeem 10 at once, then exactly 100 are taken from it."""
    a, b, c = shared.business_id, shared.other, shared.third
    await shared.rate(CENT)
    pack = await shared.pack(b, 100)
    members = [Shared().member for _ in range(20)]
    for member in members:
        await shared.earn_at(b, 10, membership_id=member)
    await asyncio.gather(*(shared.redeem_at(c, 10, membership_id=member) for member in members))
    assert await shared.left(pack) == 0
    assert await shared.owed() == {a: -100, b: -100, c: 200}


amounts = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 9)), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts, amounts, st.integers(1, 3 * CENT), st.integers(0, 9))
@pytest.mark.usefixtures("db")
async def test_whatever_happens_the_sums_are_zero(
    earned: list[tuple[int, int]], spent: list[tuple[int, int]], rate: int, prepaid: int
) -> None:
    """Random earnings, redemptions and reversals of three businesses: every invariant holds."""
    shared = Shared()
    who = (shared.business_id, shared.other, shared.third)
    await shared.rate(rate)
    if prepaid:
        await shared.pack(shared.other, prepaid)
    for business, points in earned:
        await shared.earn_at(who[business], points)
    for business, points in spent:
        try:
            posted = await shared.redeem_at(who[business], points)
        except ledger.InsufficientPoints:
            continue
        if points > 2:
            request = shared.request(business_id=who[business])
            await ledger.reverse_redeem(request, posted.tx_id, points // 2, FOREVER, now=NOON)
    assert sum((await shared.owed()).values()) == 0
    assert await ledger.verify(shared.program_id) == []
