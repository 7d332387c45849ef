"""Digests by which a night's reconciliation finds what has changed unseen."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from api.erp.types import DayDigest, Problem, SourceFailed, SourceKind
from api.integrations.sql_erp import SqlSources
from tests.erp.shops import BILLS, YEAR, Shop, at

pytestmark = pytest.mark.integration

FIRST, SECOND = date(2026, 2, 1), date(2026, 2, 2)


async def digests(reader: SqlSources, shop: Shop) -> list[DayDigest]:
    """The digests of both days."""
    found = await reader.digests(shop.source, BILLS, YEAR, FIRST, SECOND)
    assert found is not None
    return sorted(found, key=lambda digest: (digest.day, digest.branch))


@pytest.fixture
def hashing(shop: Shop) -> Shop:
    """A shop with bills of two days and branches whose system has a hash; of the others nothing is asked."""
    shop.add(1, at("2026-02-01 10:00"), day=FIRST, amount=Decimal(100))
    shop.add(2, at("2026-02-01 11:00"), day=FIRST, amount=Decimal(200))
    shop.add(3, at("2026-02-01 11:00"), day=FIRST, amount=Decimal(300), branch="LR")
    shop.add(4, at("2026-02-02 11:00"), day=SECOND, amount=Decimal(400))
    shop.add(5, at("2026-02-03 11:00"), day=date(2026, 2, 3), amount=Decimal(500))
    return shop


async def test_a_system_without_hashes_says_so(reader: SqlSources, hashing: Shop) -> None:
    """Given SQLite, when digests are asked for, then there are none; of the others there is one a day and branch."""
    found = await reader.digests(hashing.source, BILLS, YEAR, FIRST, SECOND)
    if hashing.kind is SourceKind.SQLITE:
        assert found is None
        return
    assert found is not None
    parts = sorted((digest.day, digest.branch, digest.rows) for digest in found)
    assert parts == [(FIRST, "KB", 2), (FIRST, "LR", 1), (SECOND, "KB", 1)]
    assert await reader.digests(hashing.source, replace(BILLS, day=None), YEAR, FIRST, SECOND) is None


async def test_a_digest_is_the_sum_of_its_rows_hashes(reader: SqlSources, hashing: Shop) -> None:
    """Given a day, when its rows are read in any way, then their hashes are the same and make up its digest."""
    page = await reader.day(hashing.source, BILLS, YEAR, FIRST)
    assert list(page.keys) == [f"{YEAR}:{code}" for code in (1, 2, 3)]
    if hashing.kind is SourceKind.SQLITE:
        assert list(page.hashes) == []
        return
    kb, lr, _ = await digests(reader, hashing)
    assert (kb.hashes, lr.hashes) == (sum(page.hashes[:2]), page.hashes[2])
    assert (await reader.page(hashing.source, BILLS, YEAR, None, limit=3)).hashes == page.hashes
    assert (await reader.by_keys(hashing.source, BILLS, YEAR, page.keys)).hashes == page.hashes
    assert len(set(page.hashes)) == 3


@pytest.mark.parametrize(
    ("column", "value"),
    [("amount", Decimal("100.01")), ("amount", Decimal(-100)), ("name", "Bilal"), ("name", None)],
)
async def test_an_edit_shows_though_no_date_moves(
    reader: SqlSources, hashing: Shop, column: str, value: object
) -> None:
    """Given a bill, when it is edited and its dates stay, then the digest of its day and branch alone is another."""
    if hashing.kind is SourceKind.SQLITE:
        assert await reader.digests(hashing.source, BILLS, YEAR, FIRST, SECOND) is None
        return
    before = await digests(reader, hashing)
    hashing.change(1, column, value)
    after = await digests(reader, hashing)
    assert [a == b for a, b in zip(before, after, strict=True)] == [False, True, True]
    assert after[0].rows == 2


async def test_a_vanished_row_shows(reader: SqlSources, hashing: Shop) -> None:
    """Given a bill, when it vanishes, then its day's digest and its day's rows are without it."""
    hashing.execute(f'DELETE FROM "Bills{YEAR}" WHERE code = ?', (2,))
    assert list((await reader.day(hashing.source, BILLS, YEAR, FIRST)).keys) == [f"{YEAR}:1", f"{YEAR}:3"]
    if hashing.kind is not SourceKind.SQLITE:
        assert [digest.rows for digest in await digests(reader, hashing)] == [1, 1, 1]


async def test_a_branch_may_be_missing(reader: SqlSources, hashing: Shop) -> None:
    """Given a bill without a branch, when digests are asked for, then it is under the empty branch."""
    hashing.add(6, at("2026-02-02 12:00"), day=SECOND, branch=None)
    if hashing.kind is not SourceKind.SQLITE:
        assert [(d.branch, d.rows) for d in await digests(reader, hashing) if d.day == SECOND] == [
            ("", 1),
            ("KB", 1),
        ]
    assert len((await reader.day(hashing.source, BILLS, YEAR, SECOND)).rows) == 2


async def test_a_stream_without_days_has_no_day(reader: SqlSources, hashing: Shop) -> None:
    """Given a stream that names no day, when a day is asked for, then it is refused."""
    with pytest.raises(SourceFailed) as refused:
        await reader.day(hashing.source, replace(BILLS, day=None), YEAR, FIRST)
    assert refused.value.problem is Problem.COLUMN_UNKNOWN
