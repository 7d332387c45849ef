"""Imports that are repeated, killed, or run beside each other: every bill is in the books once."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from api import ledger
from api.core.errors import Refusal
from api.purchases import ImportProgress
from api.purchases.service.importing import progress
from tests.factories.businesses import make_business
from tests.factories.purchases import traces
from tests.purchases.files_of_bills import load, read, some_rows, write

pytestmark = pytest.mark.integration


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
