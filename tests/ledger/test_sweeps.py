"""Time's work in batches: expiry and release over many members."""

from dataclasses import replace

from api import ledger
from api.businesses import ExpiryKind, PendingKind
from api.core import db
from api.core.ids import new_id
from tests.factories.ledger import FOREVER, NOON, Books, day

MONTHLY = replace(FOREVER, expiry_kind=ExpiryKind.ROLLING_MONTHS, expiry_months=1)


def rows(books: Books, members: int, each: int) -> list[ledger.BulkEarn]:
    """Awards of 10 points, some per member."""
    people = [new_id() for _ in range(members)]
    return [
        ledger.BulkEarn(new_id(), person, f"{person}-{turn}", "ab", 10, day(turn))
        for person in people
        for turn in range(each)
    ]


async def test_expiry_in_batches_takes_everything_due_and_nothing_else(books: Books) -> None:
    """40 members with lots of days 0, 1 and 2: 80 are due, in batches of about 16."""
    await ledger.earn_many(books.program_id, books.business_id, "test", rows(books, 40, 3), MONTHLY, now=NOON)
    moment = day(33)
    batches = []
    while done := await ledger.expire(books.program_id, moment, 16):
        batches.append(done)
    assert sum(batches) == 80
    assert len(batches) >= 3
    assert await books.sums() == {"available": 400, "issued": -1200, "breakage": 800}
    assert await db.fetchval(
        "SELECT count(*) FROM tx WHERE program_id = $1 AND kind = 'expire'", books.program_id
    ) == await db.fetchval(
        "SELECT count(*) FROM outbox WHERE program_id = $1 AND payload ->> 'kind' = 'expire'",
        books.program_id,
    )


async def test_lots_of_several_issuers_expire_each_to_its_own(books: Books) -> None:
    """Two businesses of a coalition each take the breakage of what they issued."""
    partner = new_id()
    await books.earn(30, MONTHLY)
    await books.earn(12, MONTHLY, business_id=partner)
    assert await ledger.expire(books.program_id, day(60)) == 2
    expired = "SELECT business_pk, points FROM read.transaction WHERE program_id = $1 AND kind = 'expire'"
    found = {tuple(row) for row in await db.fetch(expired, books.program_id)}
    assert found == {(books.business_id, -30), (partner, -12)}
    assert await books.balance(day(60)) == (0, 0)


async def test_everywhere(books: Books) -> None:
    """The jobs find programs by themselves; run again they find nothing of this one."""
    delayed = replace(MONTHLY, pending_kind=PendingKind.DELAY, pending_days=5)
    await books.earn(10, delayed)
    assert await ledger.release_due(day(5)) >= 1
    assert await books.balance(day(5)) == (10, 0)
    assert await ledger.expire_due(day(40)) >= 1
    assert await books.lots() == [(10, 0, "expired")]


async def test_a_released_lot_that_is_past_its_expiry_goes_at_the_next_sweep(books: Books) -> None:
    """Nobody swept for a year: released and expired, both in the books, and never shown as spendable."""
    delayed = replace(MONTHLY, pending_kind=PendingKind.DELAY, pending_days=5)
    await books.earn(10, delayed)
    assert await ledger.release(books.program_id, day(365)) == 1
    assert await books.balance(day(365)) == (0, 0)
    assert await ledger.expire(books.program_id, day(365)) == 1
    assert await books.sums() == {"issued": -10, "breakage": 10}
