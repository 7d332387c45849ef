"""The office's list at 200,000 members: first rows by filter and sort, counts, figures, a run and an export.

`python -m bench.customers [--members N] [--rounds N]`
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

from api import businesses, directory
from api.core import db
from api.core.audit import SYSTEM, Actor, ActorKind
from api.directory import BulkKind, BulkOrder, DirectoryFilter, FileFormat, Selection, Sort
from bench.harness import Result, open_servers, publish, say
from bench.search import described

ID = "lpad(to_hex(m), 32, '0')::uuid"
MEMBERS = "generate_series(1, $1::int) AS m"
PEOPLE = f"INSERT INTO person (id, name, language) SELECT {ID}, 'Member', 'en' FROM {MEMBERS}"
PHONES = f"""
    INSERT INTO phone_claim (id, person_id, phone) SELECT ledger_new_id(), {ID}, '+91' || 9800000000 + m FROM {MEMBERS}
"""
CARDS = f"""
    INSERT INTO membership (id, program_id, business_id, person_id, number, status, version)
    SELECT {ID}, $2, $3, {ID}, lpad(m::text, 9, '0'), 'active', 1 FROM {MEMBERS}
"""
# names begin with any letter; most came lately and seldom, some often and long ago
PROFILES = f"""
    INSERT INTO profile (id, program_id, business_id, membership_id, name, name_key, city, preferences, status, version,
        email, birth_month, birth_day, visits, spent_minor, created_at, last_visit_at)
    SELECT ledger_new_id(), $2, $3, {ID}, called.name, lower(called.name), '', '{{}}', 'active', 1,
        CASE WHEN random() < 0.6 THEN m || '@example.com' END, 1 + floor(random() * 12), 5,
        (40 * random() * random())::int, floor(random() * 10000000),
        now() - random() * interval '900 days',
        CASE WHEN random() < 0.9 THEN now() - random() * random() * interval '700 days' END
    FROM {MEMBERS},
        LATERAL (SELECT concat(chr(65 + m % 26), left(md5(m::text), 6), ' ', chr(65 + m % 7), 'atel') AS name) called
"""
ACCOUNTS = """
    INSERT INTO account (id, program_id, owner_kind, owner_id, kind, unit, is_live, balance, version, floor)
    SELECT ledger_new_id(), program_id, 'membership', id, 'available', 'PTS:' || program_id, true,
        floor(random() * random() * 5000), 1, 0
    FROM membership WHERE program_id = $1
"""
TAG = "INSERT INTO tag (id, program_id, business_id, name) VALUES ($1, $2, $3, $4)"
WORN = """
    INSERT INTO membership_tag (id, program_id, business_id, tag_id, membership_id)
    SELECT ledger_new_id(), $1, $2, $3, membership_id FROM profile WHERE business_id = $2 AND random() < $4
"""
CONSENTS = """
    INSERT INTO consent (id, program_id, business_id, membership_id, channel, is_granted, source, proof)
    SELECT ledger_new_id(), $1, $2, membership_id, 'sms', random() < 0.8, 'staff', '' FROM profile
    WHERE business_id = $2 AND random() < 0.5
"""
TABLES = ("person", "phone_claim", "profile", "membership", "account", "membership_tag", "consent", "tag")
Work = Callable[[], Awaitable[object]]


async def fill(tenant: tuple[UUID, UUID], members: int) -> tuple[UUID, UUID]:
    """Members with a past, points, consents and tags; the ids of a frequent and of a rare tag."""
    program, business = tenant
    await db.execute("SELECT setseed(0.2026)")
    await db.execute(PEOPLE, members)
    await db.execute(PHONES, members)
    await db.execute(CARDS, members, program, business)
    await db.execute(PROFILES, members, program, business)
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
    async with open_servers(4):
        business = await businesses.create_business(
            SYSTEM, name="List bench", currency="INR", time_zone="Asia/Kolkata", region="IN"
        )
        tenant = (business.program_id, business.id)
        began = time.perf_counter()
        tags = await fill(tenant, members)
        say(f"{members:,} members written in {time.perf_counter() - began:.1f} s")
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
