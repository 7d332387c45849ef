"""A folder of CSV drops, read like any other system."""

import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from api.erp.types import (
    Comparison,
    CursorKind,
    Join,
    Problem,
    Source,
    SourceFailed,
    SourceKind,
    StreamKind,
    StreamSpec,
    Where,
)
from api.integrations.sql_erp import SqlSources, csv_folder
from tests.erp.shops import at

pytestmark = pytest.mark.integration

BILLS = StreamSpec(
    kind=StreamKind.INVOICE,
    table="bills",
    columns=(("number", "t.number"), ("keyed", "t.keyed"), ("net", "t.net"), ("branch", "b.title")),
    key=("number",),
    cursor=CursorKind.KEY,
    joins=(Join("branches", "b", "t.branch", "b.code"),),
)
HEAD = "number,keyed,net,branch\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two drops of bills and the branches."""
    drops = tmp_path / "drops"
    drops.mkdir()
    (drops / "bills-2026-02-01.csv").write_text(
        f"{HEAD}A1,2026-02-01 10:00,250.50,KB\nA2,2026-02-01T10:05,99,LR\n"
    )
    (drops / "bills-2026-02-02.csv").write_text(
        f"{HEAD}A3,2026-02-02 09:00,40,KB\nA1,2026-02-01 10:00,300,KB\n"
    )
    (drops / "branches.csv").write_text("code;title\nKB;Karol Bagh\n")
    return drops


@pytest.fixture
def source(folder: Path) -> Source:
    """The folder as a source."""
    return Source(id=uuid.uuid4(), version=1, kind=SourceKind.CSV_FOLDER, path=str(folder))


async def test_drops_of_a_table_are_one_table(reader: SqlSources, source: Source) -> None:
    """Given two drops, when the table is read by key, then a later row has replaced the earlier one of its key."""
    first = await reader.page(source, BILLS, "", None, limit=2)
    rest = await reader.page(source, BILLS, "", first.end, limit=2)
    assert [*first.rows, *rest.rows] == [
        ("A1", "2026-02-01 10:00", "300", "Karol Bagh"),
        ("A2", "2026-02-01T10:05", "99", None),
        ("A3", "2026-02-02 09:00", "40", "Karol Bagh"),
    ]
    assert (list(first.keys), first.is_last, rest.is_last) == (["A1", "A2"], False, True)
    assert await reader.count(source, BILLS, "") == 3


async def test_times_and_filters_work_as_elsewhere(reader: SqlSources, source: Source) -> None:
    """Given drops, when they are read by time and filtered, then rows come in the order of their times."""
    timed = replace(BILLS, cursor=CursorKind.TIME_KEY, cursor_column="keyed", day="keyed")
    page = await reader.page(source, timed, "", None, limit=2)
    assert page.end is not None
    assert (list(page.keys), page.end.at) == (["A1", "A2"], at("2026-02-01 10:05"))
    assert list((await reader.page(source, timed, "", page.end, limit=2)).keys) == ["A3"]
    assert list((await reader.day(source, timed, "", at("2026-02-01").date())).keys) == ["A1", "A2"]
    assert await reader.digests(source, timed, "", at("2026-02-01").date(), at("2026-02-01").date()) is None
    large = replace(BILLS, where=(Where("b.title", Comparison.IS, ("Karol Bagh",)),))
    assert list((await reader.newest(source, large, "", 5)).keys) == ["A3", "A1"]
    assert list((await reader.by_keys(source, BILLS, "", ["A2", "A9"])).keys) == ["A2"]


async def test_a_new_drop_is_seen_at_once(reader: SqlSources, source: Source, folder: Path) -> None:
    """Given a table that was read, when a drop comes or goes, then the next read has it or not."""
    assert await reader.count(source, BILLS, "") == 3
    (folder / "bills-2026-02-03.csv").write_text(f"{HEAD}A4,2026-02-03 10:00,1,KB\n")
    assert await reader.count(source, BILLS, "") == 4
    (folder / "bills-2026-02-01.csv").unlink()
    assert [row[2] for row in (await reader.page(source, BILLS, "", None, limit=9)).rows] == [
        "300",
        "40",
        "1",
    ]


async def test_names_of_files_are_names_of_tables(reader: SqlSources, source: Source, folder: Path) -> None:
    """Given files of other tables whose names begin alike, when one is read, then they stay apart; years are found."""
    (folder / "bills_lines.csv").write_text("number,sku\nA1,8901\n")
    (folder / "notes.txt").write_text("not a table")
    for year in ("20242025", "20252026", "20252027"):
        (folder / f"Sl_Head{year}.csv").write_text(f"{HEAD}")
    assert await reader.count(source, BILLS, "") == 3
    tables = {table.name: [name for name, _ in table.columns] for table in await reader.tables(source)}
    assert tables["bills"] == ["number", "keyed", "net", "branch"]
    assert tables["bills_lines"] == ["number", "sku"]
    assert "notes" not in tables
    assert await reader.years(source, replace(BILLS, table="Sl_Head{FY}")) == ["20242025", "20252026"]
    assert await reader.years(source, BILLS) == [""]
    found = await reader.test(source)
    assert (found.is_ok, found.server_version, found.tables) == (True, "CSV files", len(tables))


async def test_texts_of_spreadsheets_come_whole(reader: SqlSources, source: Source, folder: Path) -> None:
    """Given a mark in front, breaks in quotes, old letters, short and long rows, when read, then all is there."""
    (folder / "bills-2026-02-03.csv").write_bytes(
        '\ufeffnumber,keyed,net,branch\r\nB1,,"1\r\n2",KB\r\nB2\r\nB3,,3,KB,more\r\n\r\n'.encode()
    )
    (folder / "branches.csv").write_bytes("code,title,title,\nKB,Café d’Or,x,y\n".encode("cp1252"))
    rows = (await reader.by_keys(source, BILLS, "", ["B1", "B2", "B3"])).rows
    assert list(rows) == [
        ("B1", "", "1\r\n2", "Café d’Or"),
        ("B2", "", "", None),
        ("B3", "", "3", "Café d’Or"),
    ]
    tables = {table.name: [name for name, _ in table.columns] for table in await reader.tables(source)}
    assert tables["branches"] == ["code", "title", "title 2", "column 4"]


@pytest.mark.parametrize("table", ["../secret", "/etc/passwd", "secret", "..", "", 'x" --', "bills*"])
async def test_nothing_outside_of_the_folder_is_read(
    reader: SqlSources, source: Source, folder: Path, table: str
) -> None:
    """Given a file beside the folder and a link to it, when a table is named after it, then there is no such table."""
    (folder.parent / "secret.csv").write_text(f"{HEAD}S1,,1,KB\n")
    (folder / "secret.csv").symlink_to(folder.parent / "secret.csv")
    with pytest.raises(SourceFailed) as refused:
        await reader.page(source, replace(BILLS, table=table), "", None, limit=5)
    assert refused.value.problem in {Problem.TABLE_UNKNOWN, Problem.UNEXPECTED}
    assert table != "secret" or refused.value.problem is Problem.TABLE_UNKNOWN


async def test_a_missing_folder_is_told(reader: SqlSources, source: Source) -> None:
    """Given a folder that is not there, when it is read, then its path is told."""
    gone = replace(source, path=f"{source.path}-gone")
    found = await reader.test(gone)
    assert (found.problem, gone.path in found.message) == (Problem.PATH_NOT_FOUND, True)


async def test_too_much_is_refused(
    reader: SqlSources, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given files larger than the limit, when they are read, then they are refused before they fill the memory."""
    monkeypatch.setattr(csv_folder, "SIZE_LIMIT_BYTES", 100)
    with pytest.raises(SourceFailed) as refused:
        await reader.count(source, BILLS, "")
    assert "larger" in refused.value.message
