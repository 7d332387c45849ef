"""What customers did by bills of history, in the figures of profiles and tiers: at once, or many batches together.

A customer of a large import is in most of its batches. Each change of a profile is one of ten indexes, so what large
batches did is only noted with their bills, and added up once in a while.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

from api import customers, tiers
from api.core import db
from api.customers import Visit
from api.purchases.service.history.bills import Bill, Books

MANY = 2_000
"""From so many bills on a batch is counted later."""
AT_ONCE = 100_000
"""Noted bills that one transaction adds up, about: what it holds in memory, and how long it holds profiles."""
NOTE = """
    INSERT INTO uncounted_batch (program_id, business_id, part, members, months, earned, spent_minor, moments)
    SELECT program_id, business_id, uuid_hash(membership_id) & 63, array_agg(membership_id),
        array_agg(date_trunc('month', occurred_at AT TIME ZONE $3)::date),
        array_agg(points_earned - points_taken_back), array_agg(amount_minor - returned_minor), array_agg(occurred_at)
    FROM purchase WHERE program_id = $1 AND id = ANY ($2::text::uuid[]) AND membership_id IS NOT NULL
    GROUP BY 1, 2, 3
"""
PARTS = """
    SELECT part, sum(cardinality(members))::int AS bills FROM uncounted_batch WHERE program_id = $1
    GROUP BY part ORDER BY part
"""
TAKE = """
    WITH taken AS (
        DELETE FROM uncounted_batch WHERE program_id = $1 AND part BETWEEN $2 AND $3
        RETURNING business_id, members, months, earned, spent_minor, moments
    ), done AS MATERIALIZED (
        SELECT taken.business_id, bill.member, bill.month, sum(bill.earned) AS earned,
            sum(bill.spent_minor) AS spent_minor, count(*) AS visits, min(bill.at) AS first_at, max(bill.at) AS last_at
        FROM taken CROSS JOIN LATERAL unnest(members, months, earned, spent_minor, moments)
            AS bill (member, month, earned, spent_minor, at)
        GROUP BY 1, 2, 3
    )
    SELECT done.business_id, coalesce(card.merged_into_id, card.id) AS membership_id, done.month,
        sum(done.earned)::bigint AS earned, sum(done.spent_minor)::bigint AS spent_minor,
        sum(done.visits)::int AS visits, min(done.first_at) AS first_at, max(done.last_at) AS last_at
    FROM done JOIN membership AS card ON card.id = done.member AND card.erased_at IS NULL
    GROUP BY 1, 2, 3
"""
PROGRAMS = "SELECT DISTINCT program_id FROM uncounted_batch"


class Did(NamedTuple):
    """What a member did at a business in one month, by one bill or by many."""

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
    program_id = books.program.id
    if len(bills) < MANY:
        await _add(program_id, [_did(books, bill, bill.member_id) for bill in bills if bill.member_id])
    else:
        await db.execute(NOTE, program_id, db.id_list(bill.id for bill in bills), books.program.time_zone)


async def count_noted(program_id: UUID) -> None:
    """Counts what large batches noted until now, in transactions of its own: part by part of the customers, so that
    each profile changes once, however many batches a customer is in.
    """

    async def count_parts(first: int, last: int) -> None:
        async with db.transaction():
            rows = await db.fetch(TAKE, program_id, first, last)
            await _add(program_id, [Did(*row.values()) for row in rows])

    for first, last in _together(await db.fetch(PARTS, program_id)):
        await db.retrying(partial(count_parts, first, last))


async def count_all_noted() -> None:
    """Counts what imports noted that were cut off, whatever the program."""
    for row in await db.fetch(PROGRAMS):
        await count_noted(row["program_id"])


def _together(parts: Iterable[Mapping[str, int]]) -> Iterator[tuple[int, int]]:
    """First and last of parts that are counted together: about AT_ONCE bills, at least one part."""
    first, bills = None, 0
    for part in parts:
        if first is not None and bills + part["bills"] > AT_ONCE:
            yield first, part["part"] - 1
            first, bills = None, 0
        first = part["part"] if first is None else first
        bills += part["bills"]
    if first is not None:
        yield first, part["part"]


async def _add(program_id: UUID, did: Sequence[Did]) -> None:
    if did:
        await customers.record_visits(program_id, _visits(did))
        await tiers.count(program_id, _activity(did), assess=False)


def _did(books: Books, bill: Bill, member_id: UUID) -> Did:
    spent, at = bill.amount_minor - bill.returned_minor, bill.occurred_at
    return Did(books.business_id, member_id, books.month_of(at), bill.points, spent, 1, at, at)


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
