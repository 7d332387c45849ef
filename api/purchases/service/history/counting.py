"""What customers did by bills of history, in the figures of profiles and tiers: at once, or many batches together.

A customer of a large import is in most of its batches. Each change of a profile is one of ten indexes, so what a large
batch did is only noted with its bills, as one row, and added up once in a while.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from api import businesses, customers, tiers
from api.core import db
from api.customers import Visit
from api.purchases.service.history.bills import Bill, Books

MANY = 2_000
"""From so many bills on a batch is counted later."""
AT_ONCE = 13
"""Batches that one transaction adds up: what it holds in memory, and how long it holds profiles."""
NOTE = """
    INSERT INTO uncounted_batch (program_id, business_id, members, earned, spent_minor, occurred_at)
    VALUES ($1, $2, $3, $4, $5, $6)
"""
HOLD = "SELECT id FROM uncounted_batch WHERE program_id = $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED"
# a member who was erased is null in the note
TAKE = """
    WITH taken AS (
        DELETE FROM uncounted_batch WHERE id = ANY ($1::bigint[])
        RETURNING business_id, members, earned, spent_minor, occurred_at
    )
    SELECT taken.business_id, bill.membership_id, date_trunc('month', bill.at AT TIME ZONE $2)::date AS month,
        sum(bill.earned)::bigint AS earned, sum(bill.spent_minor)::bigint AS spent_minor, count(*)::int AS visits,
        min(bill.at) AS first_at, max(bill.at) AS last_at
    FROM taken CROSS JOIN LATERAL unnest(taken.members, taken.earned, taken.spent_minor, taken.occurred_at)
        AS bill (membership_id, earned, spent_minor, at)
    WHERE bill.membership_id IS NOT NULL
    GROUP BY 1, 2, 3
"""
PROGRAMS = "SELECT DISTINCT program_id FROM uncounted_batch"


class Did(NamedTuple):
    """What a member did at a business in one month."""

    business_id: UUID
    membership_id: UUID
    month: date
    earned: int
    spent_minor: int
    visits: int
    first_at: datetime
    last_at: datetime


async def count(books: Books, bills: Sequence[Bill]) -> None:
    """Counts what these bills were, in the caller's transaction; of a large batch, notes it for `count_noted`."""
    if len(bills) < MANY:
        await _add(books.program.id, _did(books, bills))
        return
    theirs = [bill for bill in bills if bill.member_id is not None]
    await db.execute(
        NOTE,
        books.program.id,
        books.business_id,
        [bill.member_id for bill in theirs],
        [bill.points for bill in theirs],
        [bill.amount_minor - bill.returned_minor for bill in theirs],
        [bill.occurred_at for bill in theirs],
    )


async def count_noted(program_id: UUID) -> None:
    """Counts what large batches noted, in transactions of its own."""
    zone = (await businesses.rules_for(program_id)).time_zone

    async def count_some() -> bool:
        async with db.transaction():
            held = [row["id"] for row in await db.fetch(HOLD, program_id, AT_ONCE)]
            if held:
                await _add(program_id, [Did(*row.values()) for row in await db.fetch(TAKE, held, zone)])
        return bool(held)

    while await db.retrying(count_some):
        pass


async def count_all_noted() -> None:
    """Counts what imports noted that were cut off, whatever the program."""
    for row in await db.fetch(PROGRAMS):
        await count_noted(row["program_id"])


async def _add(program_id: UUID, did: Sequence[Did]) -> None:
    if did:
        await customers.record_visits(program_id, _visits(did))
        await tiers.count(program_id, _activity(did), assess=False)


def _did(books: Books, bills: Iterable[Bill]) -> list[Did]:
    by_month: defaultdict[tuple[UUID, date], list[Bill]] = defaultdict(list)
    for bill in bills:
        if bill.member_id is not None:
            by_month[bill.member_id, books.month_of(bill.occurred_at)].append(bill)
    return [_summed(books.business_id, *key, made) for key, made in by_month.items()]


def _summed(business_id: UUID, member_id: UUID, month: date, made: Sequence[Bill]) -> Did:
    if len(made) == 1:
        bill = made[0]
        spent, at = bill.amount_minor - bill.returned_minor, bill.occurred_at
        return Did(business_id, member_id, month, bill.points, spent, 1, at, at)
    return Did(
        business_id,
        member_id,
        month,
        earned=sum(bill.points for bill in made),
        spent_minor=sum(bill.amount_minor - bill.returned_minor for bill in made),
        visits=len(made),
        first_at=min(bill.occurred_at for bill in made),
        last_at=max(bill.occurred_at for bill in made),
    )


def _visits(did: Iterable[Did]) -> list[Visit]:
    """One change of the profile for each member, however many months they have."""
    by_profile: defaultdict[tuple[UUID, UUID], list[Did]] = defaultdict(list)
    for each in did:
        by_profile[each.business_id, each.membership_id].append(each)
    return [
        Visit(
            business_id,
            member_id,
            amount_minor=sum(each.spent_minor for each in months),
            occurred_at=max(each.last_at for each in months),
            visits=sum(each.visits for each in months),
            first_at=min(each.first_at for each in months),
        )
        for (business_id, member_id), months in by_profile.items()
    ]


def _activity(did: Iterable[Did]) -> list[tiers.Activity]:
    return [
        tiers.Activity(each.membership_id, each.month, each.earned, each.spent_minor, each.visits)
        for each in did
    ]
