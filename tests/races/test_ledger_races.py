"""Real rivals on connections of their own."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from dataclasses import replace

import pytest

from api import ledger
from api.businesses import LimitMode, PointLimits
from api.core import db
from api.core.errors import IdempotencyMismatch, Refusal
from api.core.ids import new_id
from tests.factories.ledger import FOREVER, NOON, Books, day

pytestmark = pytest.mark.integration


async def all_at_once(attempts: list[Coroutine[None, None, ledger.Posting]]) -> Counter[str]:
    """Runs them together; how many posted, replayed or were refused, by code."""

    async def outcome(attempt: Coroutine[None, None, ledger.Posting]) -> str:
        try:
            return "replay" if (await attempt).is_replay else "posted"
        except Refusal as refusal:
            return refusal.code

    return Counter(await asyncio.gather(*(outcome(attempt) for attempt in attempts)))


@pytest.fixture
async def books(db: None) -> Books:
    """A program of one's own."""
    return Books()


async def test_sixty_redeemers_of_100_on_1000(books: Books) -> None:
    """Exactly ten get it."""
    await books.earn(1000)
    outcomes = await all_at_once([books.redeem(100) for _ in range(60)])
    assert outcomes == {"posted": 10, "INSUFFICIENT_POINTS": 50}
    assert await books.balance() == (0, 0)
    assert await ledger.verify(books.program_id) == []


async def test_forty_same_keys(books: Books) -> None:
    """One posting, 39 replays, all with one transaction."""
    request = books.request()
    found = await asyncio.gather(*(ledger.earn(request, 25, FOREVER, now=NOON) for _ in range(40)))
    assert Counter(posting.is_replay for posting in found) == {False: 1, True: 39}
    assert len({posting.tx_id for posting in found}) == 1
    assert await books.balance() == (25, 0)


async def test_forty_same_keys_that_take_everything(books: Books) -> None:
    """The replays are replays, not refusals for want of points."""
    await books.earn(100)
    request = books.request()
    outcomes = await all_at_once([ledger.redeem(request, 100, now=NOON) for _ in range(40)])
    assert outcomes == {"posted": 1, "replay": 39}


async def test_same_key_other_content(books: Books) -> None:
    """Of two contents one wins; all of the other are refused."""
    ours, theirs = books.request(idempotency_key="k"), books.request(idempotency_key="k", request_hash="cd")
    outcomes = await all_at_once(
        [ledger.earn(request, 25, FOREVER, now=NOON) for request in (ours, theirs) for _ in range(15)]
    )
    assert outcomes == {"posted": 1, "replay": 14, IdempotencyMismatch.code: 15}
    assert await books.balance() == (25, 0)


async def test_same_key_for_different_members(books: Books) -> None:
    """The mutexes differ, the key is one: a single member gets the points."""
    members = [new_id() for _ in range(20)]
    outcomes = await all_at_once(
        [
            ledger.earn(
                books.request(idempotency_key="k", membership_id=member, request_hash=member.hex * 2),
                10,
                FOREVER,
                now=NOON,
            )
            for member in members
        ]
    )
    assert outcomes == {"posted": 1, IdempotencyMismatch.code: 19}
    balances = await ledger.balances_for(members, now=NOON)
    assert sorted(balance.available for balance in balances.values()) == [0] * 19 + [10]
    assert await ledger.verify(books.program_id) == []


async def test_bulks_with_the_same_keys_for_different_members(books: Books) -> None:
    """Ten imports of the same ten bills, each for people of its own: one wins each bill, the others find its answer."""
    found = await asyncio.gather(
        *(
            ledger.earn_many(
                books.program_id,
                books.business_id,
                "bulk",
                [ledger.BulkEarn(new_id(), new_id(), f"bill-{n}", "ab", 10, NOON) for n in range(10)],
                FOREVER,
                now=NOON,
            )
            for _ in range(10)
        )
    )
    assert sum(len(skipped) for skipped in found) == 90
    assert await db.fetchval("SELECT count(*) FROM tx WHERE program_id = $1", books.program_id) == 10
    assert await ledger.verify(books.program_id) == []


async def test_crossing_transfers(books: Books) -> None:
    """A to B and B to A at once, 30 each way: no deadlock, nothing lost."""
    friend = new_id()
    await books.earn(100)
    await books.earn(100, membership_id=friend)
    there = [ledger.transfer(books.request(), friend, 1, now=NOON) for _ in range(30)]
    back = [
        ledger.transfer(books.request(membership_id=friend), books.member, 2, now=NOON) for _ in range(30)
    ]
    assert await all_at_once([one for pair in zip(there, back, strict=True) for one in pair]) == {
        "posted": 60
    }
    assert (await books.balance(), await books.balance(member=friend)) == ((130, 0), (70, 0))
    assert await ledger.verify(books.program_id) == []


async def test_first_postings_of_one_member(books: Books) -> None:
    """Thirty at once open the account once."""
    outcomes = await all_at_once([books.earn(1) for _ in range(30)])
    assert outcomes == {"posted": 30}
    assert await books.balance() == (30, 0)


async def test_everything_at_once(books: Books) -> None:
    """Earn, redeem, return, bulk and sweeps on the same members: whatever won, the books are sound."""
    members = [new_id() for _ in range(5)]
    bills = [await books.earn(200, membership_id=member) for member in members]
    await asyncio.gather(
        *(books.open(50, day(1)) for _ in range(5)),
        *(all_at_once([books.redeem(30, at=day(1), membership_id=m)]) for m in members * 4),
        *(
            all_at_once(
                [ledger.reverse_earn(books.request(membership_id=m), bill.tx_id, 150, FOREVER, now=day(1))]
            )
            for m, bill in zip(members * 2, bills * 2, strict=True)
        ),
        *(ledger.expire(books.program_id, day(1), 3) for _ in range(6)),
        *(
            ledger.earn_many(
                books.program_id,
                books.business_id,
                "bulk",
                [ledger.BulkEarn(new_id(), m, f"{m}", "ab", 9, NOON) for m in members],
                FOREVER,
                now=day(1),
            )
            for _ in range(3)
        ),
    )
    assert await ledger.verify(books.program_id) == []
    posted = await db.fetchval(
        "SELECT count(*) FROM tx WHERE program_id = $1 AND kind = 'earn'", books.program_id
    )
    assert posted == 10


async def test_rivals_for_a_stores_day(books: Books) -> None:
    """Twenty awards of 10 for twenty members in a store that may give 100 a day: ten get theirs."""
    policy = replace(FOREVER, limits=PointLimits(mode=LimitMode.REFUSE, store_points_per_day=100))
    store = new_id()
    outcomes = await all_at_once(
        [books.earn(10, policy, store_id=store, membership_id=new_id()) for _ in range(20)]
    )
    assert outcomes == {"posted": 10, "LIMIT_REACHED": 10}


async def test_rivals_for_a_members_day(books: Books) -> None:
    """Twenty awards of 10 for one member who may earn 100 a day."""
    policy = replace(FOREVER, limits=PointLimits(mode=LimitMode.REFUSE, per_day=100))
    assert await all_at_once([books.earn(10, policy) for _ in range(20)]) == {
        "posted": 10,
        "LIMIT_REACHED": 10,
    }
    assert await db.fetchval("SELECT count(*) FROM tx WHERE program_id = $1", books.program_id) == 10
