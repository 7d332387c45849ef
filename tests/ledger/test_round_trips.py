"""Hot verbs are one round trip; lists read by their index."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from api import ledger
from api.businesses import ExpiryKind
from api.core import db
from api.core.ids import new_id
from tests.factories.ledger import FOREVER, NOON, Books, day

pytestmark = pytest.mark.performance

WHOLE_READS = """
    SELECT json_object_agg(relname, seq_scan ORDER BY relname)::text FROM pg_stat_xact_user_tables
    WHERE relname IN ('account', 'tx', 'entry', 'lot', 'lot_move')
"""


async def statements_of(work: Callable[[], Awaitable[object]]) -> list[str]:
    """What reaches the database while this runs in one transaction."""
    seen: list[str] = []

    def log(query: Any) -> None:
        seen.append(query.query)

    async with db.transaction():
        async with db.connection() as raw:
            raw.add_query_logger(log)
        await work()
        async with db.connection() as raw:
            raw.remove_query_logger(log)
    return seen


async def test_each_verb_is_one_statement(books: Books) -> None:
    """With all that belongs to it: key, locks, lots, entries, fact."""
    earned = await books.earn(100)
    spent = await books.redeem(10)
    verbs: list[Callable[[], Awaitable[object]]] = [
        lambda: books.earn(5),
        lambda: books.redeem(5),
        lambda: ledger.reverse_earn(books.request(), earned.tx_id, 5, FOREVER, now=NOON),
        lambda: ledger.reverse_redeem(books.request(), spent.tx_id, 5, FOREVER, now=NOON),
        lambda: ledger.transfer(books.request(), new_id(), 5, now=NOON),
        lambda: ledger.expire(books.program_id, day(1)),
    ]
    for verb in verbs:
        assert len(await statements_of(verb)) == 1


async def test_a_bulk_is_three_statements_and_a_copy_whatever_its_size(books: Books) -> None:
    """A table for the rows, which are copied into it; the postings; and the one fact about them."""
    seen: list[str] = []
    ours: list[str] = []
    for size in (1, 1, 500):
        rows = [ledger.BulkEarn(new_id(), new_id(), str(new_id()), "ab", 5, NOON) for _ in range(size)]
        seen = await statements_of(
            lambda rows=rows: ledger.earn_many(  # type: ignore[misc]
                books.program_id, books.business_id, "bulk", rows, FOREVER, now=NOON
            )
        )
        ours = [
            sql
            for sql in seen
            if "ledger_history" in sql or "ledger_post_history" in sql or "INSERT INTO outbox" in sql
        ]
        assert len(ours) == 3  # the driver asks once per connection what arrays look like
    assert seen == ours


@pytest.mark.usefixtures("books")
async def test_a_bulk_into_an_empty_ledger_looks_up_by_whole_keys() -> None:
    """Its one plan is kept, and no other index begins like the key: an empty table hides which of two is best."""
    settings = await db.fetchval("SELECT proconfig FROM pg_proc WHERE proname = 'ledger_credit_many'")
    assert set(settings) == {"plan_cache_mode=force_generic_plan", "enable_seqscan=off"}
    led_by_program = await db.fetch(
        "SELECT indexdef FROM pg_indexes WHERE tablename = 'tx' AND indexdef LIKE '%(program_id,%'"
    )
    assert [re.findall(r"\(([^)]*)\)", row["indexdef"])[0] for row in led_by_program] == [
        "program_id, source, idem_key"
    ]


async def test_no_verb_reads_a_whole_table(books: Books) -> None:
    """Given a planner who does so only where he must, when every verb is called, then he never does."""
    fading = replace(FOREVER, expiry_kind=ExpiryKind.INACTIVITY, expiry_months=2)
    async with db.transaction():
        await db.execute("DISCARD PLANS")
        await db.execute("SET LOCAL enable_seqscan = off")
        before = await db.fetchval(WHOLE_READS)
        earned = await books.earn(100, fading)
        spent = await ledger.redeem(books.request(day(1)), 80, fading, now=day(1))
        await ledger.reverse_redeem(books.request(day(1)), spent.tx_id, 30, fading, now=day(1))
        await ledger.reverse_earn(books.request(day(1)), earned.tx_id, 60, fading, now=day(1))
        await ledger.adjust(books.request(day(1), staff_id=new_id(), reason="kind"), 90, fading, now=day(1))
        await ledger.transfer(books.request(day(1)), new_id(), 5, now=day(1))
        rows = [ledger.BulkEarn(new_id(), books.member, str(new_id()), "ab", 5, day(1)) for _ in range(3)]
        await ledger.earn_many(books.program_id, books.business_id, "bulk", rows, FOREVER, now=day(1))
        await ledger.release(books.program_id, day(400))
        await ledger.expire(books.program_id, day(400))
        assert await db.fetchval(WHOLE_READS) == before


async def test_a_members_history_is_read_by_its_index(books: Books) -> None:
    """Also for the ten-thousandth member of a program."""
    rows = [ledger.BulkEarn(new_id(), new_id(), str(n), "ab", 5, day(-n % 300)) for n in range(3000)]
    rows += [ledger.BulkEarn(new_id(), books.member, f"mine-{n}", "ab", 5, day(-n)) for n in range(30)]
    await ledger.earn_many(books.program_id, books.business_id, "bulk", rows, FOREVER, now=NOON)
    await db.execute("ANALYZE tx")
    history = """SELECT pk FROM read.transaction WHERE program_id = $1 AND membership_pk = $2
        ORDER BY occurred_at DESC, pk DESC LIMIT 10"""
    plan = await db.fetch(f"EXPLAIN {history}", books.program_id, books.member)
    conditions = [row[0] for row in plan if "Cond:" in row[0]]
    assert any("membership_id = " in condition for condition in conditions), plan
