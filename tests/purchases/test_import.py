"""Imports: bills, members and points come into the books; dead rows are told with their reason."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from api import customers, ledger, purchases
from api.core import db
from api.core import db as core_db
from api.core.errors import Refusal
from api.purchases import EarnConditions, EarnRuleKind, ImportProgress, NewEarnRule, Weekday
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.purchases import balance_of, record_sale, traces
from tests.purchases.files_of_bills import HEADER, load, read, some_rows, write

pytestmark = pytest.mark.integration


async def test_bills_members_points_and_profiles(db: None, tmp_path: Path) -> None:
    """Given 300 bills of 20 people, when imported, then books, balances and profiles are as if sold one by one."""
    tenant = await make_business()
    rows = some_rows(300)
    report = await load(tenant, write(tmp_path / "bills.csv", rows), batch_rows=70)
    assert (report.rows_done, report.rows_dead, report.rows_now, report.was_finished) == (300, 0, 300, False)
    left = await traces(tenant)
    assert (left["bills"], left["members"], left["visits"]) == (300, 20, 300)
    assert left["spent"] == sum(int(row[3]) for row in rows) * 100
    assert left["points"] == sum(int(row[3]) // 10 for row in rows)
    someone = await customers.member_by_phone(tenant.program_id, tenant.business_id, rows[7][0])
    assert someone is not None
    mine = [row for row in rows if row[0] == rows[7][0]]
    assert (someone.name, someone.visits) == ("Person 7", len(mine))
    assert await balance_of(someone.membership_id) == sum(int(row[3]) // 10 for row in mine)
    assert await ledger.verify(tenant.program_id) == []


async def test_an_imported_bill_can_be_returned(db: None, tmp_path: Path) -> None:
    """Given an imported bill of 100 rupees, when it comes back, then its ten points go."""
    tenant = await make_business()
    await load(tenant, write(tmp_path / "bills.csv", some_rows(1)))
    only = await core_db.fetchval("SELECT id FROM purchase WHERE business_id = $1", tenant.business_id)
    bill = (await purchases.purchases_by_id([only]))[only]
    assert [(step.rule, step.points) for step in bill.explanation] == [("Base rate: 1 point per 10 INR", 10)]
    request = purchases.ReturnPurchase("key", bill.id)
    made = await purchases.return_purchase(tenant.owner, tenant.business_id, request)
    assert made.purchase_return.points_taken_back == 10
    assert (await traces(tenant))["points"] == 0
    assert await ledger.verify(tenant.program_id) == []


async def test_nobody_s_card_is_told(db: None, tmp_path: Path) -> None:
    """Given known members, when their past bills are imported, then no fact has a card or a store as topic."""
    tenant = await make_business()
    member = await make_member(tenant)
    before = await card_facts(tenant)
    rows = [[member.phone or "", "", "", "100", "2026-01-01", str(at)] for at in range(50)]
    await load(tenant, write(tmp_path / "bills.csv", rows))
    assert await balance_of(member.membership_id) == 500
    assert await card_facts(tenant) == before


async def card_facts(tenant: Tenant) -> int:
    """Facts that would refresh a card or a store's screen."""
    found: int = await db_value(
        "SELECT count(*) FROM outbox WHERE program_id = $1 "
        "AND EXISTS (SELECT FROM unnest(topics) AS topic WHERE topic LIKE 'card:%' OR topic LIKE 'store:%')",
        tenant.program_id,
    )
    return found


async def db_value(sql: str, *args: object) -> Any:
    """One value."""
    return await db.fetchval(sql, *args)


async def test_dead_rows_are_told_and_can_be_mended(db: None, tmp_path: Path) -> None:
    """Given good and bad rows, when imported, then the bad are in a file with code and reason."""
    tenant = await make_business()
    member = await make_member(tenant)
    good = some_rows(3)
    rows = [
        good[0],
        ["12", "", "", "5", "2026-01-01", "bad phone"],
        good[1],
        ["", "999999999", "", "5", "2026-01-01", "stranger"],
        ["", member.number, "", "50", "2026-01-01", "by number"],
        [*good[0][:3], "777", *good[0][4:]],
        ["", "", "", "free", "2026-01-01", "no amount"],
        good[2],
        good[2],
    ]
    report = await load(tenant, write(tmp_path / "bills.csv", rows))
    assert (report.rows_done, report.rows_dead) == (5, 4)
    assert report.dead_path == str(tmp_path / "bills.dead.csv")
    header, *dead = read(report.dead_path)
    assert header == [*HEADER, "refused_code", "refused_because"]
    assert {(row[5], row[6]) for row in dead} == {
        ("bad phone", "BAD_PHONE"),
        ("stranger", "NOT_FOUND"),
        (good[0][5], "IDEMPOTENCY_MISMATCH"),
        ("no amount", "AMOUNT_INVALID"),
    }
    assert all(row[7] for row in dead)
    left = await traces(tenant)
    assert left["bills"] == 4
    assert await balance_of(member.membership_id) == 5


async def test_a_member_by_number_and_then_by_phone(db: None, tmp_path: Path) -> None:
    """Given a member named by card in one batch and by phone in the next, when imported, then both bills are theirs."""
    tenant = await make_business()
    member = await make_member(tenant)
    rows = some_rows(60, people=5)
    rows[25][:2] = ["", member.number]
    rows[35][0] = member.phone or ""
    async with asyncio.timeout(60):
        await load(tenant, write(tmp_path / "bills.csv", rows), batch_rows=10)
    assert await balance_of(member.membership_id) == int(rows[25][3]) // 10 + int(rows[35][3]) // 10
    assert (await traces(tenant))["visits"] == 60


async def test_rules_of_their_time(db: None, tmp_path: Path) -> None:
    """Given a bonus for the first purchase and a double on Thursdays, when history comes, then both hold for it."""
    tenant = await make_business()
    welcome = NewEarnRule(
        "Welcome", EarnRuleKind.BONUS, conditions=EarnConditions(first_purchase=True), bonus_points=50
    )
    thursday = NewEarnRule(
        "Thursday",
        EarnRuleKind.MULTIPLIER,
        conditions=EarnConditions(weekdays=frozenset({Weekday.THU})),
        multiplier_bp=20_000,
    )
    for rule in (welcome, thursday):
        await purchases.save_earn_rule(tenant.owner, tenant.business_id, rule)
    old = await make_member(tenant)
    await record_sale(tenant, 10_000, membership_id=old.membership_id)
    before = await balance_of(old.membership_id)
    new = some_phone()
    days = ["2026-01-01", "2026-01-02"]  # a Thursday and a Friday
    rows = [[phone, "", "", "100", day, f"{phone}{day}"] for phone in (old.phone or "", new) for day in days]
    await load(tenant, write(tmp_path / "bills.csv", rows), batch_rows=1)
    fresh = await customers.member_by_phone(tenant.program_id, tenant.business_id, new)
    assert fresh is not None
    assert await balance_of(fresh.membership_id) == 20 + 50 + 10
    assert await balance_of(old.membership_id) - before == 20 + 10


async def test_a_file_that_does_not_fit_changes_nothing(db: None, tmp_path: Path) -> None:
    """Given a file with unknown columns, or another business's store, when imported, then it is refused."""
    tenant, other = await make_business(), await make_business()
    before = await traces(tenant)
    path = tmp_path / "bills.csv"
    path.write_text("amount,occurred_at,colour\n1,2026-01-01,red\n")
    with pytest.raises(Refusal) as refused:
        await load(tenant, path)
    assert refused.value.code == "BAD_INPUT"
    with pytest.raises(Refusal) as refused:
        await load(tenant, write(path, some_rows(1)), store_id=other.store_id)
    assert refused.value.code == "STORE_UNKNOWN"
    assert await traces(tenant) == before


async def test_progress_ends_at_the_end(db: None, tmp_path: Path) -> None:
    """Given an import of five batches, when it runs, then progress rises to the whole file."""
    tenant = await make_business()
    path = write(tmp_path / "bills.csv", some_rows(50))
    seen: list[ImportProgress] = []
    await load(tenant, path, batch_rows=10, on_progress=seen.append)
    assert [progress.rows_done for progress in seen][:5] == [10, 20, 30, 40, 50]
    assert seen[-1].bytes_done == seen[-1].bytes_total == path.stat().st_size
