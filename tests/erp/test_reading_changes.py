"""Row versions and change tracking, as SQL Server has them."""

from dataclasses import replace

import pytest

from api.erp.types import CursorKind, Page, Position, Problem, Source, SourceFailed, StreamKind, StreamSpec
from api.integrations.sql_erp import SqlSources
from tests.erp.shops import source_of
from tests.erp.tds import TdsServer

pytestmark = pytest.mark.integration

BY_VERSION = StreamSpec(
    kind=StreamKind.CUSTOMER,
    table="Cust",
    columns=(("code", "t.code"), ("name", "t.name"), ("version", "t.RowVer")),
    key=("code",),
    cursor=CursorKind.ROWVERSION,
    cursor_column="version",
)
TRACKED = replace(
    BY_VERSION, columns=BY_VERSION.columns[:2], cursor=CursorKind.CHANGE_TRACKING, cursor_column=None
)


@pytest.fixture
def source(tds: TdsServer) -> Source:
    """A source with a table of customers."""
    tds.execute("CREATE TABLE Cust (code INT PRIMARY KEY, name NVARCHAR(50))")
    return source_of(tds)


def add(tds: TdsServer, *codes: int) -> None:
    """Adds customers."""
    for code in codes:
        tds.execute("INSERT INTO Cust (code, name) VALUES (?, ?)", (code, f"C{code}"))


async def all_pages(
    reader: SqlSources,
    source: Source,
    spec: StreamSpec,
    after: Position | None,
    until: Position | None = None,
) -> tuple[list[str], Position | None]:
    """Keys of all pages of two rows, and where they end."""
    keys: list[str] = []
    for _ in range(50):
        page: Page = await reader.page(source, spec, "", after, limit=2, until=until)
        keys += page.keys
        after = page.end or after
        if page.is_last:
            return keys, after
    raise AssertionError("the pages have no end")


async def test_row_versions_order_the_rows(reader: SqlSources, tds: TdsServer, source: Source) -> None:
    """Given row versions, when rows change, then they are read by their versions, which are whole numbers."""
    tds.add_row_versions("Cust")
    add(tds, 3, 1, 2)
    keys, end = await all_pages(reader, source, BY_VERSION, None)
    assert keys == ["3", "1", "2"]
    assert end is not None
    assert isinstance(end.at, int)
    tds.execute("UPDATE Cust SET name = 'new' WHERE code = 3")
    assert (await all_pages(reader, source, BY_VERSION, end))[0] == ["3"]


async def test_nothing_at_or_after_an_open_transaction_is_read(
    reader: SqlSources, tds: TdsServer, source: Source
) -> None:
    """Given an open transaction, when the bound is asked for, then it lies before its first version."""
    tds.add_row_versions("Cust")
    add(tds, 1, 2, 3)
    ((version,),) = tds.execute("SELECT RowVer + 0 FROM Cust WHERE code = 2")
    tds.hold_row_versions(int(version))
    bound = await reader.bound(source, BY_VERSION)
    assert bound == Position(int(version) - 1)
    assert (await all_pages(reader, source, BY_VERSION, None, bound))[0] == ["1"]
    tds.hold_row_versions(None)
    bound = await reader.bound(source, BY_VERSION)
    assert (await all_pages(reader, source, BY_VERSION, None, bound))[0] == ["1", "2", "3"]
    assert not any("DBTS" in statement for statement in tds.statements)


async def test_change_tracking_reads_all_and_then_what_changed(
    reader: SqlSources, tds: TdsServer, source: Source
) -> None:
    """Given tracked changes, when a table is read for the first time and edited meanwhile, then no change is lost."""
    tds.track_changes("Cust", "code")
    add(tds, 1, 2, 3, 4)
    first = await reader.page(source, TRACKED, "", None, limit=2)
    assert (list(first.keys), first.is_last) == (["1", "2"], False)
    tds.execute("UPDATE Cust SET name = 'edited meanwhile' WHERE code = 1")
    add(tds, 5)
    bound = await reader.bound(source, TRACKED)
    keys, end = await all_pages(reader, source, TRACKED, first.end, bound)
    assert keys == ["3", "4", "5", "1", "5"]
    assert end == bound
    assert await all_pages(reader, source, TRACKED, end, bound) == ([], bound)


async def test_pages_of_changes_go_on_within_a_version(
    reader: SqlSources, tds: TdsServer, source: Source
) -> None:
    """Given many changes of one transaction, when pages are smaller, then each changed row comes once."""
    tds.track_changes("Cust", "code")
    add(tds, 1, 2, 3, 4, 5)
    _, end = await all_pages(reader, source, TRACKED, None)
    tds.execute("UPDATE Cust SET name = 'x'")
    tds.execute('UPDATE "__changes_Cust" SET version = (SELECT value FROM __tracking)')
    tds.execute("DELETE FROM Cust WHERE code = 4")
    keys, later = await all_pages(reader, source, TRACKED, end)
    assert keys == ["1", "2", "3", "5"]
    assert await all_pages(reader, source, TRACKED, later) == ([], later)


async def test_an_end_stays_young_without_changes(reader: SqlSources, tds: TdsServer, source: Source) -> None:
    """Given changes elsewhere only, when a stream without changes is read, then its position moves on with them."""
    tds.track_changes("Cust", "code")
    add(tds, 1)
    _, end = await all_pages(reader, source, TRACKED, None)
    tds.execute("UPDATE __tracking SET value = value + 1000")
    keys, moved = await all_pages(reader, source, TRACKED, end, await reader.bound(source, TRACKED))
    assert (keys, moved) == ([], Position(1001))
    tds.forget_changes(1001)
    assert (await all_pages(reader, source, TRACKED, moved))[0] == []


async def test_forgotten_changes_want_a_reading_anew(
    reader: SqlSources, tds: TdsServer, source: Source
) -> None:
    """Given a position older than what the server remembers, when changes are read, then that is told."""
    tds.track_changes("Cust", "code")
    add(tds, 1)
    _, end = await all_pages(reader, source, TRACKED, None)
    add(tds, 2, 3)
    tds.forget_changes(3)
    with pytest.raises(SourceFailed) as refused:
        await reader.page(source, TRACKED, "", end, limit=2)
    assert (refused.value.problem, refused.value.is_transient) == (Problem.RESYNC_NEEDED, False)


async def test_change_tracking_that_is_off_is_told(
    reader: SqlSources, tds: TdsServer, source: Source
) -> None:
    """Given a database that tracks no changes, when they are asked for, then somebody is told what to switch on."""
    add(tds, 1)
    with pytest.raises(SourceFailed) as refused:
        await reader.bound(source, TRACKED)
    assert refused.value.problem is Problem.VERSION_UNSUPPORTED
    assert "change tracking" in refused.value.message
