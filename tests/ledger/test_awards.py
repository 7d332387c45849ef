"""Earning, opening balances, adjustments, and the limits of earning."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from api import ledger
from api.businesses import ExpiryKind, PendingKind
from api.core import db
from api.core.errors import BadInput, IdempotencyMismatch
from api.core.ids import new_id
from tests.factories.ledger import FOREVER, NOON, Books, day

MONTHLY = replace(FOREVER, expiry_kind=ExpiryKind.ROLLING_MONTHS, expiry_months=1)
DELAYED = replace(MONTHLY, pending_kind=PendingKind.DELAY, pending_days=3)


async def test_earn_opens_a_lot_that_the_business_owes(books: Books) -> None:
    """Available +120, issued -120, one lot, one fact with the new balance."""
    store = new_id()
    posted = await books.earn(120, MONTHLY, store_id=store)
    assert (posted.points, posted.balance, posted.pending, posted.is_replay) == (120, 120, 0, False)
    assert await books.lots() == [(120, 120, "open")]
    assert await books.sums() == {"available": 120, "issued": -120}
    row = await db.fetchrow("SELECT * FROM outbox WHERE program_id = $1", books.program_id)
    assert row is not None
    fact = ledger.PointsPosted.model_validate(orjson.loads(row["payload"]))
    assert row["name"] == fact.name == "ledger.points_posted"
    assert (fact.tx_id, fact.points, fact.balance, fact.kind) == (posted.tx_id, 120, 120, "earn")
    assert (fact.business_id, fact.occurred_at) == (books.business_id, NOON)
    assert tuple(row["topics"]) == fact.topics() == (f"card:{books.member}", f"store:{store}")


async def test_a_replay_returns_the_first_answer_and_changes_nothing(books: Books) -> None:
    """Also when the balance has moved on since."""
    request = books.request()
    first = await ledger.earn(request, 100, FOREVER, now=NOON)
    await books.redeem(30)
    before = await books.everything()
    again = await ledger.earn(request, 100, FOREVER, now=day(9))
    assert again == replace(first, is_replay=True)
    assert await books.everything() == before


async def test_a_key_with_other_content_is_refused(books: Books) -> None:
    """IDEMPOTENCY_MISMATCH, for every verb that meets the key."""
    await ledger.earn(books.request(idempotency_key="same"), 100, FOREVER, now=NOON)
    before = await books.everything()
    other = books.request(idempotency_key="same", request_hash="ab" * 32)
    with pytest.raises(IdempotencyMismatch):
        await ledger.earn(other, 90, FOREVER, now=NOON)
    with pytest.raises(IdempotencyMismatch):
        await ledger.redeem(other, 10, now=NOON)
    with pytest.raises(IdempotencyMismatch):
        await ledger.earn(replace(other, membership_id=new_id()), 90, FOREVER, now=NOON)
    assert await books.everything() == before


@pytest.mark.parametrize("points", [0, -1, -(2**63), ledger.MAX_POINTS + 1, 2**63, 2**200])
async def test_absurd_points_are_refused(books: Books, points: int) -> None:
    """By every verb, with nothing changed."""
    earned = await books.earn(50)
    before = await books.everything()
    by_hand = books.request(reason="why", staff_id=new_id())
    for attempt in (
        ledger.earn(books.request(), points, FOREVER, now=NOON),
        ledger.redeem(books.request(), points, now=NOON),
        ledger.opening_balance(books.request(), points, None, now=NOON),
        ledger.transfer(books.request(), new_id(), points, now=NOON),
        ledger.reverse_earn(books.request(), earned.tx_id, points, FOREVER, now=NOON),
        ledger.reverse_redeem(books.request(), earned.tx_id, points, FOREVER, now=NOON),
        ledger.adjust(by_hand, 0 if points == -1 else points, FOREVER, now=NOON),
    ):
        with pytest.raises(BadInput):
            await attempt
    assert await books.everything() == before


@pytest.mark.parametrize(
    "given",
    [{"idempotency_key": ""}, {"idempotency_key": "k" * 161}, {"reason": "r" * 301}, {"reason": "a\0b"}],
)
async def test_bad_texts_are_refused(books: Books, given: dict[str, Any]) -> None:
    """Before anything is written."""
    with pytest.raises(BadInput):
        await books.earn(10, **given)
    assert await books.everything() == ()


async def test_pending_points_wait(books: Books) -> None:
    """Three days: not spendable, then released by the sweep with the expiry counted from release."""
    posted = await books.earn(80, DELAYED)
    assert (posted.points, posted.balance, posted.pending) == (80, 0, 80)
    assert await books.lots() == [(80, 80, "pending")]
    with pytest.raises(ledger.InsufficientPoints):
        await books.redeem(1, at=day(1))
    assert await ledger.release(books.program_id, day(2)) == 0
    assert await ledger.release(books.program_id, day(3)) == 1
    assert await ledger.release(books.program_id, day(3)) == 0
    assert await books.balance(day(3)) == (80, 0)
    assert await books.lots() == [(80, 80, "open")]
    expires = await db.fetchval("SELECT expires_at FROM lot WHERE membership_id = $1", books.member)
    assert expires == NOON.replace(
        month=4, day=13, hour=18
    )  # released on the 13th, good through 13 April in Kolkata
    assert await books.sums() == {"available": 80, "issued": -80}


async def test_opening_balance_keeps_its_expiry(books: Books) -> None:
    """The date that it had where it comes from."""
    posted = await books.open(500, day(5))
    assert (posted.kind, posted.balance) == (ledger.TxKind.OPENING_BALANCE, 500)
    assert await books.balance(day(5) - timedelta(seconds=1)) == (500, 0)
    assert await books.balance(day(5)) == (0, 0)
    assert await books.sums() == {"available": 500, "opening": -500}


async def test_adjust_up_and_down(books: Books) -> None:
    """With a reason and a person, both kept."""
    staff = new_id()
    given = await ledger.adjust(books.request(reason="Sorry!", staff_id=staff), 70, FOREVER, now=NOON)
    taken = await ledger.adjust(books.request(reason="Typo", staff_id=staff), -20, FOREVER, now=NOON)
    assert (given.points, given.balance, taken.points, taken.balance) == (70, 70, -20, 50)
    assert await books.sums() == {"available": 50, "adjustment": -50}
    found = await ledger.transactions_by_id([taken.tx_id])
    assert (found[taken.tx_id].reason, found[taken.tx_id].staff_id) == ("Typo", staff)


async def test_adjust_refusals(books: Books) -> None:
    """No reason, nobody, or more than there is: nothing changes, no debt is made."""
    await books.earn(10)
    before = await books.everything()
    staff = new_id()
    with pytest.raises(BadInput) as without_reason:
        await ledger.adjust(books.request(reason="  ", staff_id=staff), 5, FOREVER, now=NOON)
    with pytest.raises(BadInput) as without_person:
        await ledger.adjust(books.request(reason="why"), 5, FOREVER, now=NOON)
    with pytest.raises(ledger.InsufficientPoints) as too_much:
        await ledger.adjust(books.request(reason="why", staff_id=staff), -11, FOREVER, now=NOON)
    assert (without_reason.value.path, without_person.value.path) == (("reason",), ("staffId",))
    assert too_much.value.params == {"available": 10, "needed": 11}
    assert await books.everything() == before


async def test_activity_slides_the_expiry_of_everything(books: Books) -> None:
    """Inactivity of one month: a second earn and a redemption move the first lot along."""
    sliding = replace(FOREVER, expiry_kind=ExpiryKind.INACTIVITY, expiry_months=1)
    await books.earn(10, sliding)
    await books.earn(5, sliding, at=day(20))
    assert await books.balance(day(45)) == (15, 0)
    await ledger.redeem(books.request(day(45)), 3, sliding, now=day(45))
    assert await books.balance(day(70)) == (12, 0)
    assert await books.balance(day(77)) == (0, 0)
