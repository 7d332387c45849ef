"""Many awards at once equal the same awards one by one."""

from dataclasses import replace
from random import Random

import pytest

from api import ledger
from api.businesses import ExpiryKind, PendingKind
from api.core import db
from api.core.errors import BadInput
from api.core.ids import new_id
from api.ledger import BulkEarn, BulkOutcome, BulkSkipped
from tests.factories.ledger import FOREVER, NOON, Books, day

FADING = replace(FOREVER, expiry_kind=ExpiryKind.ROLLING_MONTHS, expiry_months=3)
WAITING = replace(
    FOREVER,
    expiry_kind=ExpiryKind.ROLLING_MONTHS,
    expiry_months=3,
    pending_kind=PendingKind.DELAY,
    pending_days=4,
)
SLIDING = replace(FOREVER, expiry_kind=ExpiryKind.INACTIVITY, expiry_months=2)
STATE = """
    SELECT t.points, t.balance_after, t.pending_after, t.occurred_at, e.amount, e.balance_after AS chain,
        e.account_version, l.points AS lot, l.remaining, l.state, l.release_at > $3 AS waits, l.expires_at
    FROM tx t LEFT JOIN entry e ON e.tx_id = t.id AND e.seq = 1 LEFT JOIN lot l ON l.tx_id = t.id
    WHERE t.program_id = $1 AND t.membership_id = $2 AND t.kind = 'earn'
    ORDER BY t.occurred_at, t.points, e.account_version
"""


async def post_all(books: Books, rows: list[BulkEarn], policy: ledger.LedgerPolicy) -> list[BulkSkipped]:
    """In bulk, at day 10."""
    return await ledger.earn_many(books.program_id, books.business_id, "bulk", rows, policy, now=day(10))


@pytest.mark.parametrize("in_debt", [True, False])
@pytest.mark.parametrize("policy", [FOREVER, FADING, WAITING, SLIDING])
async def test_equals_single_awards(books: Books, policy: ledger.LedgerPolicy, in_debt: bool) -> None:
    """Random awards for three members, one perhaps in debt: same balances, chains, lots and expiries."""
    random = Random(7)
    members = [new_id() for _ in range(3)]
    twin = Books(business_id=books.business_id)
    rows = [
        BulkEarn(new_id(), random.choice(members), f"b{i}", "ab", random.randint(1, 60), day(i % 10))
        for i in range(60)
    ]
    for ledgers in (books, twin):
        bill = await ledgers.earn(300, membership_id=members[0])
        await ledgers.redeem(200, membership_id=members[0])
        back = ledgers.request(membership_id=members[0])
        await ledger.reverse_earn(back, bill.tx_id, 300 if in_debt else 100, policy, now=NOON)
        await ledgers.earn(25, WAITING, day(9), membership_id=members[1])
    assert await post_all(books, rows, policy) == []
    for row in sorted(rows, key=lambda row: row.occurred_at):
        await ledger.earn(
            twin.request(row.occurred_at, membership_id=row.membership_id), row.points, policy, now=day(10)
        )
    for member in members:
        ours = await db.fetch(STATE, books.program_id, member, day(10))
        theirs = await db.fetch(STATE, twin.program_id, member, day(10))
        assert [tuple(row) for row in ours] == [tuple(row) for row in theirs]
        assert await books.balance(day(10), member) == await books.balance(day(10), member)
    assert await ledger.verify(books.program_id) == await ledger.verify(twin.program_id) == []


async def test_what_is_due_is_left_to_the_sweep(books: Books) -> None:
    """Given history that has expired long since, when it comes in two bulks, then one sweep expires it once."""
    for turn in range(2):
        rows = [BulkEarn(new_id(), books.member, f"{turn}-{i}", "ab", 10, day(i - 200)) for i in range(5)]
        assert await post_all(books, rows, FADING) == []
    assert await books.lots() == [(10, 10, "open")] * 10
    assert await books.balance(day(10)) == (0, 0)
    assert await ledger.expire(books.program_id, day(10)) == 10
    assert await books.lots() == [(10, 0, "expired")] * 10
    assert await books.sums() == {"breakage": 100, "issued": -100}
    assert await ledger.verify(books.program_id) == []


async def test_a_second_time_posts_nothing(books: Books) -> None:
    """Every row is known, in the order given, with the first one's transaction."""
    rows = [BulkEarn(new_id(), books.member, f"b{i}", "ab", 5, NOON) for i in range(20)]
    assert await post_all(books, rows, FOREVER) == []
    before = await books.everything()
    again = [row._replace(tx_id=new_id()) for row in rows]
    assert await post_all(books, again, FOREVER) == [
        BulkSkipped(index, row.tx_id, BulkOutcome.REPLAY) for index, row in enumerate(rows)
    ]
    assert await books.everything() == before


async def test_known_repeated_and_contradicting_rows(books: Books) -> None:
    """Only the new row is posted; the others say which transaction holds their key."""
    single = await ledger.earn(
        books.request(idempotency_key="old", request_hash="ab", source="bulk"), 7, FOREVER, now=NOON
    )
    fresh = BulkEarn(new_id(), books.member, "new", "ab", 10, NOON)
    rows = [
        fresh._replace(tx_id=new_id(), idempotency_key="old"),
        fresh,
        fresh._replace(tx_id=new_id()),
        fresh._replace(tx_id=new_id(), request_hash="cd"),
        fresh._replace(tx_id=new_id(), idempotency_key="old", request_hash="cd"),
    ]
    assert await post_all(books, rows, FOREVER) == [
        BulkSkipped(0, single.tx_id, BulkOutcome.REPLAY),
        BulkSkipped(2, fresh.tx_id, BulkOutcome.REPLAY),
        BulkSkipped(3, fresh.tx_id, BulkOutcome.MISMATCH),
        BulkSkipped(4, single.tx_id, BulkOutcome.MISMATCH),
    ]
    assert await books.balance() == (17, 0)


async def test_all_or_nothing(books: Books) -> None:
    """One absurd row and nothing is posted; no rows at all is no work."""
    rows = [BulkEarn(new_id(), books.member, f"b{i}", "ab", i, NOON) for i in range(5)]
    with pytest.raises(BadInput):
        await post_all(books, rows, FOREVER)
    assert await post_all(books, [], FOREVER) == []
    assert await books.everything() == ()


async def test_opening_balances_and_one_fact(books: Books) -> None:
    """Against the opening account; one fact for the whole bulk."""
    rows = [BulkEarn(new_id(), new_id(), f"b{i}", "ab", 5, NOON) for i in range(10)]
    await ledger.earn_many(
        books.program_id,
        books.business_id,
        "crm",
        rows,
        FOREVER,
        kind=ledger.TxKind.OPENING_BALANCE,
        now=NOON,
    )
    assert await books.sums() == {"available": 50, "opening": -50}
    facts = await db.fetch("SELECT name, payload FROM outbox WHERE program_id = $1", books.program_id)
    assert [row["name"] for row in facts] == ["ledger.points_imported"]
    fact = ledger.PointsImported.model_validate_json(facts[0]["payload"])
    assert (fact.postings, fact.points, fact.source) == (10, 50, "crm")
    with pytest.raises(BadInput):
        await ledger.earn_many(
            books.program_id, books.business_id, "crm", rows, FOREVER, kind=ledger.TxKind.REDEEM
        )
