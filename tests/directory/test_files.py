"""Lists in and out: what is read of a file, the dry run, the import, the export and its link."""

import csv
import io
from asyncio import to_thread
from datetime import date
from uuid import UUID, uuid4

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from api import customers, directory
from api.core import db as database
from api.core.errors import BadInput, Refusal
from api.customers import Birthday
from api.directory import BulkKind, BulkOrder, FileFormat, Selection
from api.directory.rules.columns import COLUMNS, neutral
from api.directory.rules.mapping import guess, read_birthday, read_line
from api.directory.rules.tables import read_table
from tests.factories.businesses import Tenant
from tests.factories.customers import list_members, make_member
from tests.factories.directory import begin, outcomes, run_of, work

TODAY = date(2026, 11, 29)
LIST = """Mobile;First name;Last name;E-mail;Birthday;Town
98220 41763;Asha;Patel;asha@example.com;31.05.1990;Pune
+91 98220 41764;Ben;;;;
12;Wrong;Phone;;;
98220 41765;Chitra;Rao;not an address;;
98220 41763;Again;;;;
"""


def workbook(*rows: list[object]) -> bytes:
    """An Excel file."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    for nr, row in enumerate(rows):
        sheet.write_row(nr, 0, row)
    book.close()
    return file.getvalue()


@pytest.mark.unit
def test_tables_are_read_whatever_wrote_them() -> None:
    for content in (
        "﻿Name,Phone\nZoë,1\n".encode(),
        "Name;Phone\nZoë;1\n\n".encode(),
        "Name\tPhone\r\nZoë\t1\r\n".encode("cp1252"),
        "Name,Phone\nZoë,1\n".encode("utf-16"),
        workbook(["Name", "Phone"], ["Zoë", 1]),
    ):
        assert read_table(content) == [["Name", "Phone"], ["Zoë", "1"]]


@pytest.mark.unit
@pytest.mark.parametrize(
    "content", [b"", b"Name\n", b"PK\x03\x04rubbish", b"\xd0\xcf\x11\xe0rubbish", b"a\0b\nc\n"]
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput):
        read_table(content)


@pytest.mark.unit
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(content: bytes) -> None:
    """Given any bytes, then they are a table or refused, nothing else."""
    try:
        table = read_table(content)
    except BadInput:
        return
    assert len({len(line) for line in table}) == 1


@pytest.mark.unit
def test_heads_are_understood() -> None:
    assert guess(["Mobile", "First name", "Last_Name", "E-Mail", "DOB", "City"]) == {
        "phone": 0, "first_name": 1, "last_name": 2, "email": 3, "birthday": 4, "city": 5,
    }  # fmt: skip
    assert guess(["Kunde", "Telefon", "Geburtsdatum", "Ort"]) == {
        "phone": 1,
        "name": 0,
        "birthday": 2,
        "city": 3,
    }
    assert guess(["x"]) == {}


@pytest.mark.unit
def test_birthdays_in_the_order_of_the_country() -> None:
    for text in ("1990-05-31", "31.05.1990", "31/5/90", "31-05-1990"):
        assert read_birthday(text, "IN") == Birthday(5, 31, 1990)
    assert read_birthday("5/31/1990", "US") == Birthday(5, 31, 1990)
    assert read_birthday("29.2.", "DE") == Birthday(2, 29)
    with pytest.raises(BadInput):
        read_birthday("soon", "IN")


@pytest.mark.unit
def test_a_line_keeps_what_it_says_and_a_number_finds_its_plus() -> None:
    line = read_line(["4915112345678", "Asha"], {"phone": 0, "name": 1}, "IN", TODAY)
    assert (line.phone, dict(line.columns)) == ("+4915112345678", {"name": "Asha"})


@pytest.mark.unit
@given(st.text(max_size=30))
def test_no_cell_is_a_formula(text: str) -> None:
    """Given any text, then its cell does not begin as a formula does, but for a phone number."""
    cell = neutral(text)
    assert cell.endswith(text)
    assert not cell.startswith(("=", "-", "@", "\t", "\r"))
    assert cell[:1] != "+" or cell[1:].isdecimal()


async def bring(tenant: Tenant, content: bytes, key: str | None = None) -> UUID:
    """An import whose dry run is done."""
    run_id = await directory.begin_import(
        tenant.owner,
        tenant.program_id,
        tenant.business_id,
        content,
        "list.csv",
        idempotency_key=key or uuid4().hex,
    )
    await work()
    return run_id


@pytest.mark.integration
async def test_a_list_is_checked_then_taken_in(tenant: Tenant) -> None:
    """Given wrong lines, then the dry run changes nothing, the run enrols the right ones, a second nobody."""
    key = uuid4().hex
    run_id = await bring(tenant, LIST.encode(), key)
    assert await outcomes(run_id) == [
        ("new", ""), ("new", ""), ("refused", "BAD_PHONE:phone"), ("refused", "BAD_INPUT:email"),
        ("refused", "REPEATED"),
    ]  # fmt: skip
    run = await run_of(run_id)
    assert (run["state"], run["created"], run["refused"]) == ("ready", 2, 3)
    assert list((await list_members(tenant.program_id, tenant.business_id)).items) == []
    assert (
        await directory.begin_import(
            tenant.owner,
            tenant.program_id,
            tenant.business_id,
            LIST.encode(),
            "list.csv",
            idempotency_key=key,
        )
        == run_id
    )

    await directory.start_import(tenant.program_id, tenant.business_id, run_id)
    await work()
    run = await run_of(run_id)
    assert (run["state"], run["created"], run["refused"]) == ("done", 2, 3)
    asha = (await customers.members_by_phone(tenant.program_id, tenant.business_id, ["+919822041763"]))[
        "+919822041763"
    ]
    assert (asha.name, asha.email, asha.birthday, asha.city) == (
        "Asha Patel", "asha@example.com", Birthday(5, 31, 1990), "Pune",
    )  # fmt: skip
    found = await list_members(tenant.program_id, tenant.business_id, search="asha@example")
    assert [each.name for each in found.items] == ["Asha Patel"]
    wrong = list(
        csv.reader(io.StringIO(await directory.wrong_lines(tenant.program_id, tenant.business_id, run_id)))
    )
    assert [(line[0], line[1]) for line in wrong[1:]] == [
        ("4", "BAD_PHONE:phone"), ("5", "BAD_INPUT:email"), ("6", "REPEATED"),
    ]  # fmt: skip

    changed = LIST.replace("Pune", "Nashik")
    again = await bring(tenant, changed.encode())
    assert (await outcomes(again))[:2] == [("changed", ""), ("same", "")]
    await directory.start_import(tenant.program_id, tenant.business_id, again)
    await work()
    run = await run_of(again)
    assert (run["state"], run["changed"], run["same"], run["created"]) == ("done", 1, 1, 0)


@pytest.mark.integration
async def test_columns_that_were_not_understood_are_named(tenant: Tenant, other: Tenant) -> None:
    """Given heads that say nothing, then the import waits for a mapping; others cannot give it."""
    run_id = await bring(tenant, b"a,b\n9822041763,Asha\n")
    assert (await run_of(run_id))["state"] == "ready"
    for refused in (
        directory.start_import(tenant.program_id, tenant.business_id, run_id),
        directory.map_import(tenant.program_id, tenant.business_id, run_id, {"name": 1}),
        directory.map_import(tenant.program_id, tenant.business_id, run_id, {"phone": 2}),
        directory.map_import(other.program_id, other.business_id, run_id, {"phone": 0}),
    ):
        with pytest.raises(Refusal):
            await refused
    await directory.map_import(tenant.program_id, tenant.business_id, run_id, {"phone": 0, "name": 1})
    await work()
    assert await outcomes(run_id) == [("new", "")]


@pytest.mark.integration
@pytest.mark.parametrize("format_", list(FileFormat))
async def test_a_list_is_written_as_a_file(tenant: Tenant, format_: FileFormat) -> None:
    """Given names that a spreadsheet would run, then the file has them as texts; its link ends and is not another's."""
    await make_member(tenant, name="=HYPERLINK(1)", phone="+919822041763")
    await make_member(tenant, name="Zoë, the baker")
    order = BulkOrder(
        BulkKind.EXPORT, Selection(sort=directory.Sort.NAME), columns=tuple(COLUMNS), format=format_
    )
    run_id = await begin(tenant, order)
    await work()
    assert (await run_of(run_id))["state"] == "done"
    path = await directory.link_to(tenant.program_id, tenant.business_id, run_id)
    _, _, run, until, signature = path.split("/")
    assert run == str(run_id)
    file, pieces = await directory.download(run_id, int(until), signature)
    content = b"".join([piece async for piece in pieces])
    rows = await to_thread(rows_of, content, format_)
    assert file.name.endswith(format_.value)
    assert rows[0] == list(COLUMNS.values())
    assert [row[0] for row in rows[1:]] == ["'=HYPERLINK(1)", "Zoë, the baker"]
    assert (rows[1][1], rows[1][11]) == ("+919822041763", "0")
    for late, forged in ((int(until) + 1, signature), (1, signature), (int(until), "0" * 64)):
        with pytest.raises(Refusal) as refused:
            await directory.download(run_id, late, forged)
        assert refused.value.code == "NOT_FOUND"


def rows_of(content: bytes, format_: FileFormat) -> list[list[str]]:
    """The cells of a file."""
    if format_ is FileFormat.CSV:
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return [[f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]


@pytest.mark.integration
async def test_old_files_are_forgotten(tenant: Tenant) -> None:
    await make_member(tenant)
    run_id = await begin(tenant, BulkOrder(BulkKind.EXPORT, Selection(), columns=("name",)))
    await work()
    await database.execute(
        "UPDATE bulk_file SET created_at = now() - interval '8 days' WHERE run_id = $1", run_id
    )
    await database.execute(
        "UPDATE bulk_run SET created_at = now() - interval '91 days' WHERE id = $1", run_id
    )
    await directory.forget_old()
    for table in ("bulk_file", "bulk_item"):
        assert await database.fetchval(f"SELECT count(*) FROM {table} WHERE run_id = $1", run_id) == 0
