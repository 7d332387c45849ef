"""Pages of a stream: the same of every kind of system."""

import time
from dataclasses import replace

import pytest

from api.erp.types import (
    Comparison,
    CursorKind,
    Page,
    Position,
    Problem,
    SourceFailed,
    SourceKind,
    StreamSpec,
    Where,
)
from api.integrations.sql_erp import SqlSources
from tests.erp.shops import BILLS, BY_KEY, YEAR, Shop, at

pytestmark = pytest.mark.integration


async def read_all(
    reader: SqlSources, shop: Shop, spec: StreamSpec, *, limit: int, after: Position | None = None
) -> list[str]:
    """The keys of all pages, without their year."""
    keys: list[str] = []
    while True:
        page = await reader.page(shop.source, spec, YEAR, after, limit=limit)
        assert len(page.rows) <= limit
        keys += bare(page)
        if page.is_last:
            return keys
        after = page.end


def bare(page: Page) -> list[str]:
    """A page's keys without their year."""
    assert all(key.startswith(f"{YEAR}:") for key in page.keys)
    return [key.removeprefix(f"{YEAR}:") for key in page.keys]


async def test_pages_go_to_the_end_through_ties(reader: SqlSources, shop: Shop) -> None:
    """Given bills keyed in the same second, when pages of two are read, then each bill comes once, in order."""
    for code in (5, 3, 1, 4, 2):
        shop.add(code, at("2026-02-01 10:00:00"))
    shop.add(6, at("2026-02-01 09:59:59"))
    shop.add(7, at("2026-02-01 10:00:01"))
    assert await read_all(reader, shop, BILLS, limit=2) == ["6", "1", "2", "3", "4", "5", "7"]
    assert await read_all(reader, shop, BY_KEY, limit=3) == ["1", "2", "3", "4", "5", "6", "7"]


async def test_the_last_page_knows_that_it_is_the_last(reader: SqlSources, shop: Shop) -> None:
    """Given as many bills as a page holds, when it is read, then no other page has to be asked for."""
    shop.add(1, at("2026-02-01 10:00"))
    shop.add(2, at("2026-02-01 10:01"))
    page = await reader.page(shop.source, BILLS, YEAR, None, limit=2)
    assert (bare(page), page.is_last) == (["1", "2"], True)
    assert page.end == Position(at("2026-02-01 10:01"), (2,))
    empty = await reader.page(shop.source, BILLS, YEAR, page.end, limit=2)
    assert (list(empty.rows), empty.end, empty.is_last) == ([], None, True)


async def test_moments_are_exact(reader: SqlSources, shop: Shop) -> None:
    """Given moments that no clock rounds alike, when pages of one go on from each, then none comes twice."""
    for code in range(1, 8):
        shop.add(code, at("2026-02-01 10:00:00").replace(microsecond=3_333 * code))
    assert await read_all(reader, shop, BILLS, limit=1) == ["1", "2", "3", "4", "5", "6", "7"]


async def test_rows_keyed_after_the_position_are_read(reader: SqlSources, shop: Shop) -> None:
    """Given a stream read to its end, when a bill of last week is keyed now, then it is the only one that is read."""
    shop.add(1, at("2026-02-01 10:00"))
    end = (await reader.page(shop.source, BILLS, YEAR, None, limit=10)).end
    shop.add(2, at("2026-02-01 10:00"), day=at("2026-01-25").date())
    shop.add(3, at("2026-02-08 11:00"), day=at("2026-01-25").date())
    assert await read_all(reader, shop, BILLS, limit=10, after=end) == ["2", "3"]


async def test_a_position_without_a_key_begins_with_its_moment(reader: SqlSources, shop: Shop) -> None:
    """Given a window that overlaps, when it begins at a moment, then rows of that very moment are read again."""
    shop.add(1, at("2026-02-01 10:00"))
    shop.add(2, at("2026-02-01 11:00"))
    assert await read_all(reader, shop, BILLS, limit=10, after=Position(at("2026-02-01 10:00"))) == ["1", "2"]


async def test_nothing_after_the_bound_is_read(reader: SqlSources, shop: Shop) -> None:
    """Given an upper bound, when pages are read, then they end with it and the last one says so."""
    for code, minute in ((1, 0), (2, 1), (3, 1), (4, 2)):
        shop.add(code, at(f"2026-02-01 10:0{minute}"))
    for until, keys in (
        (Position(at("2026-02-01 10:01")), ["1", "2", "3"]),
        (Position(at("2026-02-01 10:01"), (2,)), ["1", "2"]),
        (Position(at("2026-02-01 09:00")), []),
    ):
        page = await reader.page(shop.source, BILLS, YEAR, None, limit=3, until=until)
        assert (bare(page), page.is_last) == (keys, True)


async def test_the_bound_is_the_sources_clock(reader: SqlSources, shop: Shop) -> None:
    """Given a source's clock, when the bound is asked for, then it is that, in its own time."""
    bound = await reader.bound(shop.source, BILLS)
    now = await reader.now(shop.source)
    assert bound is not None
    assert not isinstance(bound.at, int)
    assert bound.at is not None
    assert bound.at.tzinfo is None
    assert -0.5 <= (now.replace(tzinfo=None) - bound.at).total_seconds() <= 3
    assert now.utcoffset() is not None
    assert await reader.bound(shop.source, BY_KEY) is None


async def test_rows_without_a_moment_come_first_and_once(reader: SqlSources, shop: Shop) -> None:
    """Given bills whose time of keying is missing, when pages are read, then they come before all others."""
    shop.add(1, at("2026-02-01 10:00"))
    for code in (2, 3, 4):
        shop.add(code, None)
    assert await read_all(reader, shop, BILLS, limit=2) == ["2", "3", "4", "1"]
    assert await read_all(reader, shop, BILLS, limit=10) == ["2", "3", "4", "1"]


async def test_the_newest_come_first(reader: SqlSources, shop: Shop) -> None:
    """Given bills, when the newest are asked for, then they come newest first and those without a time last."""
    shop.add(1, at("2026-02-01 10:00"))
    shop.add(2, at("2026-02-03 10:00"))
    shop.add(3, None)
    assert bare(await reader.newest(shop.source, BILLS, YEAR, 2)) == ["2", "1"]
    assert bare(await reader.newest(shop.source, BILLS, YEAR, 5)) == ["2", "1", "3"]
    assert bare(await reader.newest(shop.source, BY_KEY, YEAR, 2)) == ["3", "2"]


async def test_rows_are_found_by_their_keys(reader: SqlSources, shop: Shop) -> None:
    """Given keys, when their rows are asked for, then those that are still there come, and nothing else."""
    for code in range(1, 5):
        shop.add(code, at("2026-02-01 10:00"))
    keys = [f"{YEAR}:{code}" for code in (4, 2, 99)]
    assert bare(await reader.by_keys(shop.source, BILLS, YEAR, keys)) == ["2", "4"]
    assert bare(await reader.by_keys(shop.source, BILLS, YEAR, [])) == []
    many = [f"{YEAR}:{code}" for code in range(1, 1_203)]
    assert bare(await reader.by_keys(shop.source, BILLS, YEAR, many)) == ["1", "2", "3", "4"]


async def test_a_key_of_two_columns_may_hold_colons(reader: SqlSources, shop: Shop) -> None:
    """Given keys joined by colons of values that hold some, when rows are asked for by them, then those come."""
    two = replace(BILLS, key=("branch", "name"))
    shop.add(1, at("2026-02-01 10:00"), branch="a:b", name="c")
    shop.add(2, at("2026-02-01 10:01"), branch="a", name="b:c")
    shop.add(3, at("2026-02-01 10:02"), branch="a", name="b:d")
    found = await reader.by_keys(shop.source, two, YEAR, [f"{YEAR}:a:b:d"])
    assert [row[0] for row in found.rows] == [3]
    both = await reader.by_keys(shop.source, two, YEAR, [f"{YEAR}:a:b:c"])
    assert sorted(str(row[0]) for row in both.rows) == ["1", "2"]


async def test_filters_keep_what_they_say(reader: SqlSources, shop: Shop) -> None:
    """Given filters of each kind, when rows are counted and read, then a missing value counts as the empty one."""
    shop.add(1, at("2026-02-01 10:00"), gone=0, branch="KB")
    shop.add(2, at("2026-02-01 10:01"), gone=None, branch=None)
    shop.add(3, at("2026-02-01 10:02"), gone=1, branch="")
    shop.add(4, at("2026-02-01 10:03"), gone=2, branch="LR")
    for where, keys in (
        (Where("t.gone", Comparison.IS, (0,)), ["1", "2"]),
        (Where("t.gone", Comparison.IS, (1,)), ["3"]),
        (Where("t.gone", Comparison.IS_NOT, (1,)), ["1", "2", "4"]),
        (Where("t.gone", Comparison.IS_NOT, (0,)), ["3", "4"]),
        (Where("t.gone", Comparison.FROM, (1,)), ["3", "4"]),
        (Where("t.branch", Comparison.IN, ("KB", "")), ["1", "2", "3"]),
        (Where("t.branch", Comparison.IN, ("KB", "LR")), ["1", "4"]),
        (Where("t.branch", Comparison.IN, ()), []),
        (Where("t.branch", Comparison.NOT_IN, ("KB", "LR")), ["2", "3"]),
        (Where("t.branch", Comparison.NOT_IN, ("KB", "")), ["4"]),
        (Where("t.branch", Comparison.NOT_IN, ()), ["1", "2", "3", "4"]),
        (Where("b.title", Comparison.IS, ("Karol Bagh",)), ["1"]),
    ):
        spec = replace(BILLS, where=(where,))
        assert await read_all(reader, shop, spec, limit=10) == keys, where
        assert await reader.count(shop.source, spec, YEAR) == len(keys), where


async def test_years_are_those_with_a_table(reader: SqlSources, shop: Shop) -> None:
    """Given tables of two years and others beside, when years are asked for, then both come, the older first."""
    shop.make_tables("20242025")
    for name in ("Bills20242026", "Bills2025", "XBills20232024", "Bills20232024X"):
        shop.execute(f'CREATE TABLE "{name}" (code INTEGER)')
    assert await reader.years(shop.source, BILLS) == ["20242025", YEAR]
    assert await reader.years(shop.source, replace(BILLS, table="branches")) == [""]
    with pytest.raises(SourceFailed) as refused:
        await reader.years(shop.source, replace(BILLS, table="Nothing{FY}"))
    assert refused.value.problem is Problem.TABLE_UNKNOWN


async def test_a_table_without_years_has_keys_without_a_year(reader: SqlSources, shop: Shop) -> None:
    """Given a stream without years, when it is read and asked by key, then its keys are the bare ones."""
    shop.execute("INSERT INTO branches VALUES ('LR', 'Laxmi Road')")
    columns = (("code", "t.code"), ("title", "t.title"))
    spec = StreamSpec(BILLS.kind, "branches", columns, ("code",), cursor=CursorKind.SNAPSHOT)
    page = await reader.page(shop.source, spec, "", None, limit=1)
    assert (list(page.keys), page.is_last, page.end) == (["KB"], False, Position(None, ("KB",)))
    rest = await reader.page(shop.source, spec, "", page.end, limit=1)
    assert (list(rest.rows), rest.is_last) == ([("LR", "Laxmi Road")], True)
    assert list((await reader.by_keys(shop.source, spec, "", ["LR"])).keys) == ["LR"]


async def test_tables_are_listed_with_their_columns(reader: SqlSources, shop: Shop) -> None:
    """Given tables, when they are listed, then each comes with its columns in their order and types."""
    tables = {table.name: table.columns for table in await reader.tables(shop.source)}
    assert [name for name, _ in tables[f"Bills{YEAR}"]][:3] == ["code", "day", "keyed"]
    assert all(kind for _, kind in tables["branches"])


async def test_a_slow_pace_is_kept(reader: SqlSources, shop: Shop) -> None:
    """Given 20 rows a second at most, when two pages of five are read, then a quarter of a second lies between."""
    for code in range(1, 11):
        shop.add(code, at("2026-02-01 10:00"))
    slow = replace(shop, source=replace(shop.source, rows_per_second=20))
    first = await reader.page(slow.source, BILLS, YEAR, None, limit=5)
    started = time.monotonic()
    await reader.page(slow.source, BILLS, YEAR, first.end, limit=5)
    assert time.monotonic() - started >= 0.2


async def test_row_versions_are_refused_where_there_are_none(reader: SqlSources, shop: Shop) -> None:
    """Given a system without row versions, when a stream wants them, then it is told so."""
    if shop.kind is SourceKind.MSSQL:
        assert await reader.bound(shop.source, replace(BILLS, cursor=CursorKind.ROWVERSION)) == Position(0)
        return
    spec = replace(BILLS, cursor=CursorKind.ROWVERSION)
    for asked in (reader.bound(shop.source, spec), reader.page(shop.source, spec, YEAR, None, limit=1)):
        with pytest.raises(SourceFailed) as refused:
            await asked
        assert refused.value.problem is Problem.VERSION_UNSUPPORTED
