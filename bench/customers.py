"""The office's list at 200,000 members: first rows by filter and sort, counts, figures, a run and an export.

`python -m bench.customers [--members N] [--rounds N]`
"""

import argparse
import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

from api import businesses, directory
from api.core import db
from api.core.audit import SYSTEM, Actor, ActorKind
from api.directory import BulkKind, BulkOrder, DirectoryFilter, FileFormat, Selection, Sort
from bench.harness import Result, open_servers, publish, say
from bench.search import SEED, described, fill

SPREAD = """
    UPDATE profile SET created_at = now() - random() * interval '900 days',
        last_visit_at = CASE WHEN random() < 0.9 THEN now() - random() * random() * interval '700 days' END,
        visits = (40 * random() * random())::int, birth_month = 1 + floor(random() * 12), birth_day = 5,
        email = CASE WHEN random() < 0.6 THEN substr(md5(id::text), 1, 10) || '@example.com' END
    WHERE business_id = $1
"""
ACCOUNTS = """
    INSERT INTO account (id, program_id, owner_kind, owner_id, kind, unit, is_live, balance, version, floor)
    SELECT gen_random_uuid(), program_id, 'membership', id, 'available', 'PTS:' || program_id, true,
        floor(random() * random() * 5000), 1, 0
    FROM membership WHERE program_id = $1
"""
TAG = "INSERT INTO tag (id, program_id, business_id, name) VALUES ($1, $2, $3, $4)"
WORN = """
    INSERT INTO membership_tag (id, program_id, business_id, tag_id, membership_id)
    SELECT gen_random_uuid(), $1, $2, $3, membership_id FROM profile WHERE business_id = $2 AND random() < $4
"""
CONSENTS = """
    INSERT INTO consent (id, program_id, business_id, membership_id, channel, is_granted, source, proof)
    SELECT gen_random_uuid(), $1, $2, membership_id, 'sms', random() < 0.8, 'staff', '' FROM profile
    WHERE business_id = $2 AND random() < 0.5
"""
TABLES = ("profile", "membership", "account", "membership_tag", "consent", "tag")
Work = Callable[[], Awaitable[object]]


async def spread(tenant: tuple[UUID, UUID]) -> tuple[UUID, UUID]:
    """Gives everybody a past, points, consents and tags; the ids of a frequent and of a rare tag."""
    program, business = tenant
    await db.execute(SPREAD, business)
    await db.execute(ACCOUNTS, program)
    await db.execute(CONSENTS, program, business)
    tags = (uuid4(), uuid4())
    for tag, name, share in zip(tags, ("frequent", "rare"), (0.1, 0.0002), strict=True):
        await db.execute(TAG, tag, program, business, name)
        await db.execute(WORN, program, business, tag, share)
    for table in TABLES:
        await db.execute(f"VACUUM ANALYZE {table}")
    return tags


def filters(frequent: UUID, rare: UUID) -> dict[str, DirectoryFilter]:
    """What is narrowed by."""
    return {
        "everybody": DirectoryFilter(),
        "frequent tag": DirectoryFilter(tag_id=frequent),
        "rare tag": DirectoryFilter(tag_id=rare),
        "churning": DirectoryFilter(standing="churning"),
        "VIP": DirectoryFilter(lifecycle="vip"),
        "away 365 days": DirectoryFilter(away_days=365),
        "joined within 7 days": DirectoryFilter(joined_days=7),
        "birthday in May": DirectoryFilter(birth_month=5),
        "4,900 points and more": DirectoryFilter(min_balance=4_900),
        "may be reached by SMS": DirectoryFilter(consent="sms"),
        "has kids (nobody)": DirectoryFilter(has_kids=True),
        "rare tag, VIP, e-mail": DirectoryFilter(tag_id=rare, lifecycle="vip", has_email=True),
    }


async def timed(work: Work, rounds: int) -> list[float]:
    """Milliseconds of each round, after one to warm up."""
    await work()
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        await work()
        took.append((time.perf_counter() - began) * 1000)
    return took


async def lists(tenant: tuple[UUID, UUID], tags: tuple[UUID, UUID], rounds: int) -> list[float]:
    """First 50 rows of every filter in every order; prints the worst order of each filter, gives all medians."""
    medians: list[float] = []
    for name, narrowed in filters(*tags).items():
        by_sort = {}
        for sort in Sort:

            async def first(narrowed: DirectoryFilter = narrowed, sort: Sort = sort) -> None:
                await directory.find(*tenant, narrowed=narrowed, sort=sort, first=50)

            by_sort[sort.value] = statistics.median(await timed(first, rounds))
        medians += by_sort.values()
        worst = max(by_sort, key=lambda key: by_sort[key])
        middle = statistics.median(by_sort.values())
        say(f"{name:26} median of orders {middle:7.1f} ms   worst {worst:14} {by_sort[worst]:7.1f} ms")

        async def count(narrowed: DirectoryFilter = narrowed) -> None:
            await directory.count(*tenant, narrowed=narrowed)

        say(f"{'':26} count            {statistics.median(await timed(count, rounds)):7.1f} ms")
    return medians


async def a_run(actor: Actor, tenant: tuple[UUID, UUID], order: BulkOrder) -> float:
    """Seconds from the order to its end."""
    began = time.perf_counter()
    await directory.start(actor, *tenant, order, idempotency_key=uuid4().hex)
    say(f"{order.kind.value:26} written down in {(time.perf_counter() - began) * 1000:,.0f} ms")
    while await directory.work_once():
        pass
    return time.perf_counter() - began


async def run(members: int, rounds: int) -> None:
    """Fills a business, lists it, acts on all of it, publishes."""
    random.seed(SEED)
    async with open_servers(4):
        business = await businesses.create_business(
            SYSTEM, name="List bench", currency="INR", time_zone="Asia/Kolkata", region="IN"
        )
        tenant = (business.program_id, business.id)
        await fill(tenant, members)
        tags = await spread(tenant)
        medians = await lists(tenant, tags, rounds)

        async def figures() -> None:
            await db.fetch("SELECT * FROM read.customer_figures WHERE business_id = $1", business.id)

        say(f"{'figures':26} {described(await timed(figures, rounds))}")
        remark = f"{len(medians)} filters and orders, median of each; all of them {statistics.median(medians):.0f} ms"
        what = f"list of {members:,} customers, first rows, slowest order of the slowest filter"
        publish(Result(what, max(medians), 0, "ms", "< 300 ms", remark))
        actor = Actor(ActorKind.STAFF, id=uuid4(), name="Bench", staff_id=uuid4())
        took = await a_run(actor, tenant, BulkOrder(BulkKind.TAG, Selection(), tag="All", confirmed=members))
        publish(rate("bulk run, tags", members, took))
        columns = ("name", "phone", "email", "tags", "points", "visits", "spent", "visit")
        for format_ in FileFormat:
            order = BulkOrder(BulkKind.EXPORT, Selection(), columns=columns, format=format_)
            publish(rate(f"export, {format_.value}", members, await a_run(actor, tenant, order)))


def rate(what: str, members: int, seconds: float) -> Result:
    """A line in customers a second."""
    remark = f"{members:,} customers in {seconds:.1f} s, batch by batch"
    return Result(what, members / seconds, 0, "customers/s", "", remark)


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    asyncio.run(run(given.members, given.rounds))


if __name__ == "__main__":
    main()
