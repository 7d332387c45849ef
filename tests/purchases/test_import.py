"""Imports: in the books once, taken up after a crash, dead rows told with their reason."""

import asyncio
import csv
from pathlib import Path
from typing import Any

import pytest

from api import customers, ledger, purchases
from api.core import db
from api.core import db as core_db
from api.core.errors import Refusal
from api.purchases import (
    EarnConditions,
    EarnRuleKind,
    ImportProgress,
    ImportReport,
    NewEarnRule,
    Weekday,
)
from api.purchases.service.importing import progress
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.purchases import balance_of, record_sale, traces

pytestmark = pytest.mark.integration

HEADER = ["phone", "customer_ref", "name", "amount", "occurred_at", "external_id"]


def write(path: Path, rows: list[list[str]]) -> Path:
    """A file of bills."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


def some_rows(count: int, *, people: int = 20) -> list[list[str]]:
    """Bills of some people over a month, of 100 rupees and more."""
    phones = [some_phone() for _ in range(people)]
    return [
        [
            phones[at % people],
            "",
            f"Person {at % people}",
            str(100 + at),
            f"2026-01-{at % 28 + 1:02d}T10:00",
            f"B{at}",
        ]
        for at in range(count)
    ]


def read(path: str) -> list[list[str]]:
    """The cells of a file."""
    with Path(path).open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


async def load(tenant: Tenant, path: Path, **options: Any) -> ImportReport:
    """An import."""
    return await purchases.import_csv(tenant.owner, tenant.business_id, path, **options)


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


async def test_the_same_file_twice_and_a_longer_one(db: None, tmp_path: Path) -> None:
    """Given an imported file, when it comes again nothing changes; with ten more rows, ten are added."""
    tenant = await make_business()
    rows = some_rows(60)
    path = write(tmp_path / "bills.csv", rows[:50])
    await load(tenant, path)
    before = await traces(tenant)
    again = await load(tenant, path)
    assert (again.was_finished, again.rows_now, again.rows_done) == (True, 0, 50)
    assert await traces(tenant) == before
    longer = await load(tenant, write(tmp_path / "more.csv", rows), batch_rows=7)
    assert (longer.rows_done, longer.rows_dead) == (60, 0)
    after = await traces(tenant)
    assert (after["bills"], after["visits"]) == (60, 60)
    assert after["points"] == sum(int(row[3]) // 10 for row in rows)


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


async def test_killed_and_taken_up_equals_one_run(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given an import that dies before a commit and after another, when started again, then all is as in one run."""
    whole, broken = await make_business(), await make_business()
    rows = some_rows(200)
    rows[50][3] = rows[150][3] = "nothing"
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    await load(whole, write(one / "bills.csv", rows), batch_rows=30)
    path = write(other / "bills.csv", rows)
    die_at_batch(monkeypatch, 3)
    with pytest.raises(ConnectionError):
        await load(broken, path, batch_rows=30)
    assert (await traces(broken))["bills"] == 59
    monkeypatch.undo()

    def die_after(progress: ImportProgress) -> None:
        if progress.rows_done > 150:
            raise ConnectionError("killed after a commit")

    with pytest.raises(ConnectionError):
        await load(broken, path, batch_rows=30, on_progress=die_after)
    report = await load(broken, path, batch_rows=30)
    assert (report.rows_done, report.rows_dead) == (198, 2)
    assert report.rows_now < 60
    ours, theirs = await traces(whole), await traces(broken)
    assert {**ours, "facts": 0} == {**theirs, "facts": 0}
    assert (one / "bills.dead.csv").read_bytes() == (other / "bills.dead.csv").read_bytes()
    assert await ledger.verify(broken.program_id) == []


def die_at_batch(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """The process dies in that batch, after everything was written and before it was committed."""
    advance, seen = progress.advance, []

    async def dying(before: Any, after: Any) -> None:
        seen.append(after)
        await advance(before, after)
        if len(seen) == number:
            raise ConnectionError("killed before the commit")

    monkeypatch.setattr(progress, "advance", dying)


async def test_two_imports_of_one_file_at_once(db: None, tmp_path: Path) -> None:
    """Given one file imported twice at once, when both end, then every bill is in the books once."""
    tenant = await make_business()
    rows = some_rows(120)
    path = write(tmp_path / "bills.csv", rows)
    answers = await asyncio.gather(
        *(load(tenant, path, batch_rows=20) for _ in range(3)), return_exceptions=True
    )
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    assert all(answer.code == "CONFLICT" for answer in refused)
    assert len(refused) < 3
    left = await traces(tenant)
    assert (left["bills"], left["visits"]) == (120, 120)
    assert left["points"] == sum(int(row[3]) // 10 for row in rows)
    assert await ledger.verify(tenant.program_id) == []


async def test_one_bill_in_neighbouring_batches(db: None, tmp_path: Path) -> None:
    """Given a bill that comes again in the next batch, and once with another amount, then it counts once."""
    tenant = await make_business()
    rows = some_rows(60)
    rows[35] = rows[25]
    rows[36] = [*rows[26][:3], "777", *rows[26][4:]]
    report = await load(tenant, write(tmp_path / "bills.csv", rows), batch_rows=10)
    assert (report.rows_done, report.rows_dead) == (59, 1)
    assert [row[5:7] for row in read(report.dead_path)[1:]] == [[rows[26][5], "IDEMPOTENCY_MISMATCH"]]
    left = await traces(tenant)
    assert (left["bills"], left["visits"]) == (58, 58)
    assert (
        left["points"] == sum(int(row[3]) // 10 for row in rows if row[3] != "777") - int(rows[25][3]) // 10
    )
    assert await ledger.verify(tenant.program_id) == []


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


async def test_two_files_with_the_same_bills_at_once(db: None, tmp_path: Path) -> None:
    """Given two files that share every bill, when both are imported at once, then every bill is in the books once."""
    tenant = await make_business()
    rows = some_rows(200)
    files = [write(tmp_path / "one.csv", rows), write(tmp_path / "two.csv", rows[::-1])]
    reports = await asyncio.gather(*(load(tenant, path, batch_rows=20) for path in files))
    assert [(report.rows_done, report.rows_dead) for report in reports] == [(200, 0), (200, 0)]
    left = await traces(tenant)
    assert (left["bills"], left["visits"]) == (200, 200)
    assert left["points"] == sum(int(row[3]) // 10 for row in rows)
    assert await ledger.verify(tenant.program_id) == []


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
