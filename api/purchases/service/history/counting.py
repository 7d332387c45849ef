"""What customers did by bills of history, in the figures of profiles and tiers: at once, or many batches together.

A customer of a large import is in most of its batches. Each change of a profile is one of ten indexes, so what large
batches did is only noted with their bills, and added up once in a while.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial
from math import ceil
from typing import NamedTuple
from uuid import UUID

from api import customers, tiers
from api.core import db
from api.customers import Visit
from api.purchases.service.history.bills import Bill, Books

MANY = 2_000
"""From so many bills on a batch is counted later."""
AT_ONCE = 100_000
"""Notes that one transaction adds up, about: what it holds in memory, and how long it holds profiles."""
NOTE = """
    INSERT INTO uncounted_sale (program_id, business_id, membership_id, month, earned, spent_minor, visits, first_at,
        last_at)
    SELECT program_id, business_id, membership_id, date_trunc('month', occurred_at AT TIME ZONE $3)::date,
        points_earned - points_taken_back, amount_minor - returned_minor, 1, occurred_at, occurred_at
    FROM purchase WHERE program_id = $1 AND id = ANY ($2::text::uuid[]) AND membership_id IS NOT NULL
"""
NOTES = "SELECT count(*) FROM uncounted_sale WHERE program_id = $1"
TAKE = """
    WITH taken AS (
        DELETE FROM uncounted_sale
        WHERE program_id = $1 AND mod(uuid_hash(membership_id)::bigint & 2147483647, $2) = $3
        RETURNING business_id, membership_id, month, earned, spent_minor, visits, first_at, last_at
    )
    SELECT taken.business_id, coalesce(card.merged_into_id, card.id) AS membership_id, taken.month,
        sum(taken.earned)::bigint AS earned, sum(taken.spent_minor)::bigint AS spent_minor,
        sum(taken.visits)::int AS visits, min(taken.first_at) AS first_at, max(taken.last_at) AS last_at
    FROM taken JOIN membership AS card ON card.id = taken.membership_id
    GROUP BY 1, 2, 3
"""
PROGRAMS = "SELECT DISTINCT program_id FROM uncounted_sale"


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
    parts = ceil(await db.fetchval(NOTES, program_id) / AT_ONCE)

    async def count_part(part: int) -> None:
        async with db.transaction():
            rows = await db.fetch(TAKE, program_id, parts, part)
            await _add(program_id, [Did(*row.values()) for row in rows])

    for part in range(parts):
        await db.retrying(partial(count_part, part))


async def count_all_noted() -> None:
    """Counts what imports noted that were cut off, whatever the program."""
    for row in await db.fetch(PROGRAMS):
        await count_noted(row["program_id"])


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
