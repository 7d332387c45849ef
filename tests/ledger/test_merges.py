"""Two members become one and two again: every point is somewhere, and goes back as far as it is left."""

import contextlib
import random
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from api import customers, ledger
from api.businesses import PendingKind
from api.core import clock, db
from api.core.audit import SYSTEM
from api.core.errors import NotFound, Refusal
from api.core.ids import new_id
from tests.factories.ledger import FOREVER, Books

pytestmark = pytest.mark.integration


def at(days: int) -> datetime:
    """So many days from now on."""
    return clock.now() + timedelta(days=days)


def joining(books: Books, gone: UUID, *family: UUID, kept: UUID | None = None) -> customers.Joining:
    """A merge of `gone` into the books' member."""
    return customers.Joining(
        new_id(), SYSTEM, books.program_id, books.business_id, kept or books.member, gone, (gone, *family)
    )


async def merged(who: customers.Joining) -> dict[str, Any]:
    """Merges the points, whole or not at all; what was taken along."""
    async with db.transaction():
        return dict(await ledger.PEOPLE_PART.merge(who))


async def parted(who: customers.Joining, taken: dict[str, Any]) -> None:
    """Undoes it."""
    async with db.transaction():
        await ledger.PEOPLE_PART.unmerge(who, taken)


async def opened(books: Books, points: int, days: int, member: UUID | None = None) -> ledger.Posting:
    """Points that expire in so many days."""
    request = books.request(clock.now(), membership_id=member or books.member)
    return await ledger.opening_balance(request, points, at(days))


async def spent(books: Books, points: int, member: UUID | None = None) -> ledger.Posting:
    """Points redeemed now."""
    return await ledger.redeem(books.request(clock.now(), membership_id=member or books.member), points)


async def both(books: Books, other: UUID) -> tuple[int, int]:
    """Balances of the kept one and of the other."""
    now = clock.now()
    return (await books.balance(now))[0], (await books.balance(now, other))[0]


@pytest.mark.parametrize(
    ("second_expires", "left"), [(20, (80, 0)), (40, (20, 60))], ids=["first to go", "last to go"]
)
async def test_points_are_spent_first_expiring_first_whosever_they_were(
    books: Books, second_expires: int, left: tuple[int, int]
) -> None:
    """Given 100 and 60 points, when 80 are spent together, then each gets back what is left of their own lots."""
    other = new_id()
    await opened(books, 100, 30)
    await opened(books, 60, second_expires, other)
    who = joining(books, other)
    taken = await merged(who)
    assert await both(books, other) == (160, 0)
    await spent(books, 80)
    await parted(who, taken)
    assert await both(books, other) == left
    assert await books.sums() == {"available": 80, "opening": -160, "redeemed": 80}


async def test_who_is_gone_gets_and_spends_nothing(books: Books) -> None:
    """Given somebody who was merged, when points are posted to them, alone or many at once, then nothing changes."""
    other = new_id()
    await opened(books, 60, 30, other)
    first = books.request(clock.now(), membership_id=other, idempotency_key="before")
    await ledger.earn(first, 5, FOREVER)
    await merged(joining(books, other))
    before = await books.everything()
    for refused in (
        ledger.earn(books.request(clock.now(), membership_id=other), 10, FOREVER),
        spent(books, 1, other),
        ledger.transfer(books.request(clock.now()), other, 5),
    ):
        with pytest.raises(Refusal) as refusal:
            await refused
        assert refusal.value.code == "CARD_MERGED"
    assert await books.everything() == before
    assert (await ledger.earn(first, 5, FOREVER)).is_replay


async def in_debt(books: Books, points: int, member: UUID) -> None:
    """Spends points and has the purchase that gave them come back."""
    earned = await ledger.earn(books.request(clock.now(), membership_id=member), points, FOREVER)
    await spent(books, points, member)
    await ledger.reverse_earn(books.request(clock.now(), membership_id=member), earned.tx_id, points, FOREVER)


@pytest.mark.parametrize("earned", [0, 30, 500])
@pytest.mark.parametrize(("kept", "gone"), [(-50, 80), (80, -50), (-80, 50), (50, -80), (-10, -20)])
async def test_a_debt_is_repaid_and_comes_back(books: Books, kept: int, gone: int, earned: int) -> None:
    """Given points on one side and a debt on the other, when merged and parted, then both are as they were, and what
    was earned meanwhile is the kept one's, after the debt that it repaid.
    """
    other = new_id()
    for member, points in ((books.member, kept), (other, gone)):
        if points < 0:
            await in_debt(books, -points, member)
        else:
            await opened(books, points, 30, member)
    who = joining(books, other)
    taken = await merged(who)
    assert await both(books, other) == (kept + gone, 0)
    if earned:
        await ledger.earn(books.request(clock.now()), earned, FOREVER)
    await parted(who, taken)
    first, second = await both(books, other)
    assert first + second == kept + gone + earned
    debt = min(kept + gone, 0)
    repaid_for_the_other = min(earned, -debt) if gone < 0 else 0
    # of two debts the earning repaid one pot: the other keeps theirs as far as there is still one
    assert second == (
        max(gone, debt + repaid_for_the_other) if kept < 0 > gone else gone + repaid_for_the_other
    )


async def test_pending_points_come_along_and_go_back_released_or_not(books: Books) -> None:
    """Given points that wait, when they are merged, released and parted, then they are the first owner's to spend."""
    other = new_id()
    policy = ledger.LedgerPolicy(time_zone="Asia/Kolkata", pending_kind=PendingKind.DELAY, pending_days=3)
    await ledger.earn(books.request(clock.now(), membership_id=other), 40, policy)
    who = joining(books, other)
    taken = await merged(who)
    assert await books.balance(clock.now()) == (0, 40)
    await ledger.release(books.program_id, at(4))
    assert await books.balance(clock.now()) == (40, 0)
    await parted(who, taken)
    assert await books.balance(clock.now(), other) == (40, 0)


async def test_what_the_gone_one_did_is_undone_for_the_kept_one(books: Books) -> None:
    """Given a purchase and a redemption of the one who is gone, when both come back, then the kept one answers."""
    other = new_id()
    earned = await ledger.earn(books.request(clock.now(), membership_id=other), 100, FOREVER)
    redeemed = await spent(books, 30, other)
    who = joining(books, other)
    taken = await merged(who)
    await ledger.reverse_redeem(books.request(clock.now()), redeemed.tx_id, 10, FOREVER)
    await ledger.reverse_earn(books.request(clock.now()), earned.tx_id, 50, FOREVER)
    assert await both(books, other) == (30, 0)
    await parted(who, taken)
    assert await both(books, other) == (0, 30)
    await ledger.reverse_redeem(books.request(clock.now(), membership_id=other), redeemed.tx_id, 20, FOREVER)
    assert await both(books, other) == (0, 50)


async def test_what_the_kept_one_spent_of_the_others_lots_comes_back_to_the_kept_one(books: Books) -> None:
    """Given points of a lot that went back in part, when the spending is undone, then a lot like it opens."""
    other = new_id()
    await opened(books, 100, 30, other)
    who = joining(books, other)
    taken = await merged(who)
    redeemed = await spent(books, 40)
    await parted(who, taken)
    assert await both(books, other) == (0, 60)
    for points in (10, 30):
        await ledger.reverse_redeem(books.request(clock.now()), redeemed.tx_id, points, FOREVER)
    assert await both(books, other) == (40, 60)
    with pytest.raises(Refusal, match="Only 0 points"):
        await ledger.reverse_redeem(books.request(clock.now()), redeemed.tx_id, 1, FOREVER)


@pytest.mark.parametrize("seed", range(12))
async def test_any_course_of_things_leaves_sound_books(books: Books, seed: int) -> None:
    """Given three members, when they earn, spend, return, merge and part in any order, then no point is lost."""
    dice = random.Random(seed)
    members = [books.member, new_id(), new_id()]
    merges: list[tuple[customers.Joining, dict[str, Any]]] = []
    done: list[tuple[ledger.Posting, UUID]] = []
    families: dict[UUID, tuple[UUID, ...]] = dict.fromkeys(members, ())

    async def verb(name: str, member: UUID) -> None:
        request = books.request(clock.now(), membership_id=member)
        if name == "earn":
            done.append((await ledger.earn(request, dice.randint(1, 90), FOREVER), member))
        elif name == "spend":
            done.append((await ledger.redeem(request, dice.randint(1, 60)), member))
        elif done:
            posting, _ = dice.choice(done)
            undo = ledger.reverse_earn if posting.points > 0 else ledger.reverse_redeem
            await undo(request, posting.tx_id, dice.randint(1, abs(posting.points)), FOREVER)

    for _ in range(40):
        live = [member for member in members if all(member != who.gone_id for who, _ in merges)]
        act = dice.choice(("earn", "earn", "spend", "undo", "undo", "merge", "part"))
        if act == "merge" and len(live) > 1:
            kept, gone = dice.sample(live, 2)
            who = joining(books, gone, *families[gone], kept=kept)
            merges.append((who, await merged(who)))
            families[kept] += (gone, *families[gone])
        elif act == "part" and merges:
            who, taken = merges.pop()
            await parted(who, taken)
            families[who.kept_id] = families[who.kept_id][: -len(who.family)]
        elif act not in ("merge", "part"):
            with contextlib.suppress(ledger.InsufficientPoints, ledger.ReversalTooLarge, NotFound):
                await verb(act, dice.choice(live))
        assert await ledger.verify(books.program_id) == [], act
