"""Searches among 200,000 members of one business: median and 95th percentile by kind of search, in milliseconds.

`python -m bench.search [--members N] [--rounds N]`
"""

import argparse
import asyncio
import random
import statistics
import time
from uuid import UUID

from api import businesses, directory
from api.core import db
from api.core.audit import SYSTEM
from api.core.ids import new_id
from api.customers.rules import name_key, tokens_of
from api.directory import Sort
from bench.harness import Result, open_servers, publish, say

SEED = 2026
SYLLABLES = (
    "an ash ba bha cha da dev di ga ha in ja ka la ma me na om pa pri ra sa shi ta ul va ya zo".split()
)
BATCH = 10_000
SPREAD = 73_856_093  # no factor in common with a hundred million: numbers are all different and in no order
PROFILE = (
    "id program_id business_id membership_id name name_key city preferences status visits spent_minor version"
)
Tenant = tuple[UUID, UUID]


def a_word(dice: random.Random) -> str:
    """A word that sounds like a name; a few are frequent, most are rare."""
    return "".join(dice.choice(SYLLABLES) for _ in range(dice.choice((2, 2, 3)))).capitalize()


async def fill(tenant: Tenant, members: int) -> list[tuple[str, str]]:
    """Writes members, their profiles and words by COPY; some of their names and phones."""
    dice = random.Random(SEED)
    sample: list[tuple[str, str]] = []
    for start in range(0, members, BATCH):
        people = []
        for nr in range(start, min(start + BATCH, members)):
            name = f"{a_word(dice)} {a_word(dice)}"
            phone = f"+9198{nr * SPREAD % 10**8:08d}"
            people.append((new_id(), new_id(), name, phone, f"{10_000_000 + nr}0"))
            if nr % 997 == 0:
                sample.append((name, phone))
        await copy(tenant, people, dice)
    await db.execute("VACUUM ANALYZE search_token")
    await db.execute("VACUUM ANALYZE profile")
    await db.execute("VACUUM ANALYZE membership")
    await db.execute("VACUUM ANALYZE phone_claim")
    return sample


def counts(dice: random.Random) -> tuple[int, int, int]:
    """Visits, spending and version of a profile."""
    return dice.randrange(50), dice.randrange(10**7), 1


async def copy(tenant: Tenant, people: list[tuple[UUID, UUID, str, str, str]], dice: random.Random) -> None:
    """One batch into every table that a search reads."""
    program, business = tenant
    async with db.connection() as raw:
        await raw.copy_records_to_table(
            "person",
            records=[(person, program, name, "en") for person, _, name, *_ in people],
            columns=["id", "program_id", "name", "language"],
        )
        await raw.copy_records_to_table(
            "phone_claim",
            records=[(new_id(), person, program, phone) for person, _, _, phone, *_ in people],
            columns=["id", "person_id", "program_id", "phone"],
        )
        await raw.copy_records_to_table(
            "membership",
            records=[
                (card, program, business, person, number, "active", 1)
                for person, card, _, _, number in people
            ],
            columns=["id", "program_id", "business_id", "person_id", "number", "status", "version"],
        )
        await raw.copy_records_to_table(
            "profile",
            records=[
                (new_id(), program, business, card, name, name_key(name), "", "{}", "active", *counts(dice))
                for _, card, name, *_ in people
            ],
            columns=PROFILE.split(),
        )
        await raw.copy_records_to_table(
            "search_token",
            records=[
                (program, business, token, card)
                for _, card, name, phone, number in people
                for token in tokens_of(name=name, email=None, phone=phone, number=number)
            ],
            columns=["program_id", "business_id", "token", "membership_id"],
        )


SEARCHES = {
    "whole name": "{name}",
    "first three letters": "{name:.3}",
    "first letter": "{name:.1}",
    "two words, two letters each": "{name:.2} {family:.2}",
    "phone": "{phone}",
    "first six digits": "{national:.6}",
    "last four digits": "{ending}",
    "nobody": "{name} xyzzy",
}


def typed(template: str, name: str, phone: str) -> str:
    """What somebody types who looks for this member."""
    return template.format(
        name=name, family=name.split()[1], phone=phone, national=phone[3:], ending=phone[-4:]
    )


async def measure(tenant: Tenant, sample: list[tuple[str, str]], rounds: int) -> list[float]:
    """Every kind of search in every order, one after another; prints each, gives all."""
    dice = random.Random(SEED)
    everything: list[float] = []
    for kind, template in SEARCHES.items():
        for sort in (Sort.NEWEST, Sort.NAME, Sort.SPENT):
            took = []
            for name, phone in dice.choices(sample, k=rounds):
                began = time.perf_counter()
                await directory.find(*tenant, search=typed(template, name, phone), sort=sort, first=20)
                took.append((time.perf_counter() - began) * 1000)
            everything += took
            say(f"{kind:30}{sort.value:12}{described(took)}")
    return everything


def described(milliseconds: list[float]) -> str:
    """Median, 95th percentile and worst."""
    p95 = statistics.quantiles(milliseconds, n=20)[-1]
    return f"p50 {statistics.median(milliseconds):7.1f}  p95 {p95:7.1f}  worst {max(milliseconds):7.1f} ms"


async def run(members: int, rounds: int) -> None:
    """Fills a business, searches it, publishes."""
    async with open_servers(4):
        business = await businesses.create_business(
            SYSTEM, name="Search bench", currency="INR", time_zone="Asia/Kolkata", region="IN"
        )
        tenant = (business.program_id, business.id)
        began = time.perf_counter()
        sample = await fill(tenant, members)
        say(f"{members:,} members written in {time.perf_counter() - began:.1f} s")
        everything = await measure(tenant, sample, rounds)
        say(f"{'all':42}{described(everything)}")
        p95 = statistics.quantiles(everything, n=20)[-1]
        remark = f"{len(everything)} searches of 8 kinds in 3 orders; median {statistics.median(everything):.1f} ms"
        publish(Result(f"search among {members:,} members, p95", p95, 0, "ms", "< 50 ms", remark))


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=40)
    given = parser.parse_args()
    asyncio.run(run(given.members, given.rounds))


if __name__ == "__main__":
    main()
