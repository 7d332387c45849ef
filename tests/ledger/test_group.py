"""Postings that go together in one statement: each with its own answer, as if it had gone alone."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from typing import Any

import orjson
import pytest

from api import ledger
from api.businesses import ExpiryKind, PendingKind
from api.core import db
from api.core.errors import IdempotencyMismatch
from api.core.ids import new_id
from api.ledger.service import group
from tests.factories.ledger import FOREVER, NOON, Books, day

WAITING = replace(FOREVER, pending_kind=PendingKind.DELAY, pending_days=2)
SLIDING = replace(FOREVER, expiry_kind=ExpiryKind.INACTIVITY, expiry_months=1)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements for many that were run."""
    seen: list[str] = []
    fetch = db.fetch

    async def noticing(sql: str, *args: object) -> Any:
        if sql in (group.CREDIT_MANY, group.REDEEM_MANY):
            seen.append(sql)
        return await fetch(sql, *args)

    monkeypatch.setattr(db, "fetch", noticing)
    return seen


async def together(*attempts: Awaitable[ledger.Posting]) -> list[ledger.Posting | BaseException]:
    """All at once; refusals are results. The first ones are alone and under way while the others gather."""
    return await asyncio.gather(*attempts, return_exceptions=True)


async def test_each_award_has_its_own_answer(books: Books, statements: list[str]) -> None:
    """A debt repaid, a wait, a slide, a replay, a mismatch and two awards for one member, in two businesses."""
    debtor, waiter, slider, twice, partner = (new_id() for _ in range(5))
    bill = await books.earn(100, membership_id=debtor)
    await books.redeem(100, membership_id=debtor)
    back = books.request(membership_id=debtor)
    await ledger.reverse_earn(back, bill.tx_id, 100, FOREVER, now=NOON)
    old = books.request(idempotency_key="old")
    first = await ledger.earn(old, 5, FOREVER, now=NOON)
    other = books.request(idempotency_key="other")
    await ledger.earn(other, 5, FOREVER, now=NOON)
    await books.earn(7, SLIDING, membership_id=slider, at=day(-20))
    store = new_id()
    found = await together(
        books.earn(1),
        books.earn(2),
        books.earn(130, membership_id=debtor),
        books.earn(20, WAITING, membership_id=waiter, store_id=store),
        books.earn(3, SLIDING, membership_id=slider),
        ledger.earn(old, 5, FOREVER, now=NOON),
        ledger.earn(replace(other, request_hash="cd"), 5, FOREVER, now=NOON),
        books.earn(10, membership_id=twice, reason="first"),
        books.earn(11, membership_id=twice, business_id=partner),
    )
    assert set(statements) == {group.CREDIT_MANY}
    repaying, waiting, sliding, replay, mismatch, one, two = found[2:]
    assert isinstance(repaying, ledger.Posting)
    assert (repaying.balance, repaying.result) == (30, {"repaid": 100})
    assert isinstance(waiting, ledger.Posting)
    assert (waiting.balance, waiting.pending) == (0, 20)
    assert isinstance(sliding, ledger.Posting)
    assert sliding.balance == 10
    assert await books.balance(day(25), slider) == (10, 0)
    assert replay == replace(first, is_replay=True)
    assert isinstance(mismatch, IdempotencyMismatch)
    assert isinstance(one, ledger.Posting)
    assert isinstance(two, ledger.Posting)
    assert (one.balance, two.balance) == (10, 21)
    facts = await db.fetch("SELECT payload, topics FROM outbox WHERE program_id = $1", books.program_id)
    told = {orjson.loads(row["payload"])["tx_id"]: row for row in facts}
    fact = ledger.PointsPosted.model_validate(orjson.loads(told[str(waiting.tx_id)]["payload"]))
    assert (fact.pending, fact.store_id, fact.points) == (20, store, 20)
    assert tuple(told[str(waiting.tx_id)]["topics"]) == fact.topics()
    info = await ledger.transactions_by_id([one.tx_id, two.tx_id])
    assert (info[one.tx_id].reason, info[two.tx_id].business_id) == ("first", partner)


async def test_each_redemption_has_its_own_answer(books: Books, statements: list[str]) -> None:
    """First-expiring first over two lots, a refusal, a replay, a mismatch, a stranger; expired points stay out."""
    saver, poor, late, stranger = (new_id() for _ in range(4))
    for points, moment in ((40, day(9)), (30, day(3))):
        await ledger.opening_balance(books.request(membership_id=saver), points, moment, now=NOON)
    await books.earn(5, membership_id=poor)
    await ledger.opening_balance(books.request(membership_id=late), 50, day(0), now=day(-1))
    await books.earn(100)
    old = books.request(idempotency_key="old")
    first = await ledger.redeem(old, 10, now=NOON)
    found = await together(
        books.redeem(1),
        books.redeem(2),
        books.redeem(50, membership_id=saver),
        books.redeem(6, membership_id=poor),
        ledger.redeem(old, 10, now=NOON),
        ledger.redeem(replace(old, request_hash="cd", membership_id=saver), 10, now=NOON),
        books.redeem(1, membership_id=late),
        books.redeem(1, membership_id=stranger),
    )
    assert group.REDEEM_MANY in statements
    spent, refused, replay, mismatch, expired, unknown = found[2:]
    assert isinstance(spent, ledger.Posting)
    assert (spent.points, spent.balance) == (-50, 20)
    assert await books.lots(saver) == [(40, 20, "open"), (30, 0, "used")]
    assert isinstance(refused, ledger.InsufficientPoints)
    assert refused.params == {"available": 5, "needed": 6}
    assert replay == replace(first, is_replay=True)
    assert isinstance(mismatch, IdempotencyMismatch)
    assert isinstance(expired, ledger.InsufficientPoints)
    assert isinstance(unknown, ledger.InsufficientPoints)
    assert unknown.params == {"available": 0, "needed": 1}
    assert await db.fetchval("SELECT count(*) FROM account WHERE owner_id = $1", stranger) == 0


async def test_different_presents_do_not_mix(books: Books, statements: list[str]) -> None:
    """What has expired for one must not have expired for the other: days apart, they go apart."""
    await books.open(50, day(1))
    late, early = await together(books.earn(1, at=day(2), membership_id=new_id()), books.redeem(50))
    assert isinstance(late, ledger.Posting)
    assert isinstance(early, ledger.Posting)
    assert await books.balance(day(1)) == (0, 0)
    first, second = await together(
        books.earn(4, WAITING), books.earn(6, WAITING, at=day(3), membership_id=new_id())
    )
    assert isinstance(first, ledger.Posting)
    assert isinstance(second, ledger.Posting)
    assert (first.pending, second.pending) == (4, 6)
    assert statements == []


async def test_an_error_finds_its_owner(books: Books) -> None:
    """A balance beyond what is safe breaks the statement for all: the others are posted by themselves."""
    rich = new_id()
    for _ in range(2):
        await books.earn(ledger.MAX_POINTS, membership_id=rich)
    await db.execute(
        "ALTER TABLE account DROP CONSTRAINT account_safe, ADD CONSTRAINT account_safe CHECK (balance <= 2000000000000)"
    )
    try:
        found = await together(*(books.earn(1) for _ in range(6)), books.earn(1, membership_id=rich))
    finally:
        await db.execute(
            "ALTER TABLE account DROP CONSTRAINT account_safe,"
            " ADD CONSTRAINT account_safe CHECK (abs(balance) <= 9007199254740991)"
        )
    assert [isinstance(one, ledger.Posting) for one in found] == [True] * 6 + [False]
    assert await books.balance() == (6, 0)


async def test_a_caller_that_gives_up_harms_nobody(books: Books) -> None:
    """Cancelled while waiting: not posted, or posted whole; the others have their answers and no lane is left over."""
    tasks = [asyncio.create_task(books.earn(10)) for _ in range(30)]
    await asyncio.sleep(0)
    for task in tasks[10:20]:
        task.cancel()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    posted = [one for one in found if isinstance(one, ledger.Posting)]
    assert len(posted) >= 20
    available, _ = await books.balance()
    assert available >= 10 * len(posted)
    key = (ledger.TxKind.EARN, books.program_id)
    if key in group._lanes:  # whoever was answered need not wait for the lane to tidy up
        await asyncio.gather(*group._lanes[key].under_way)
    assert key not in group._lanes
