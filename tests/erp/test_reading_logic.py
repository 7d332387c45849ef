"""Logic ERP as it is found in the field, read through SQL Server's own protocol."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from api.erp.types import Position
from api.integrations.sql_erp import SqlSources
from tests.erp.logic import LogicErp
from tests.erp.logic_tables import BILLS, CUSTOMERS, LINES
from tests.erp.shops import at, source_of
from tests.erp.tds import TdsServer

pytestmark = pytest.mark.integration

YEAR = "20252026"
DAY = date(2026, 2, 1)


@pytest.fixture
def erp(tds: TdsServer) -> LogicErp:
    """An ERP whose books are open for two years."""
    return LogicErp(tds, ("20242025", YEAR))


async def test_bills_come_with_branch_series_and_member(
    reader: SqlSources, tds: TdsServer, erp: LogicErp
) -> None:
    """Given a bill and a return of a member, when bills are read, then each tells all that the ledger needs."""
    source = source_of(tds)
    member = erp.add_customer("9822041763", "Asha\r\nRao")
    bill = erp.add_bill(DAY, [1200, 300], member=member, branch=2)
    given_back = erp.add_return(DAY, [300], member=member, keyed_at=at("2026-02-01 18:00"))
    erp.add_bill(DAY, [9999], series=3)
    assert await reader.years(source, BILLS) == ["20242025", YEAR]
    page = await reader.page(source, BILLS, YEAR, None, limit=10)
    facts = [(row[0], row[2], row[6], row[7], row[9], row[10]) for row in page.rows]
    assert facts == [
        (bill, datetime(2026, 2, 1), "Laxmi Road", "SL", "9822041763", Decimal("1500.00")),  # noqa: DTZ001
        (given_back, datetime(2026, 2, 1), "Karol Bagh", "SR", "9822041763", Decimal("300.00")),  # noqa: DTZ001
    ]


async def test_lines_are_found_by_their_bill(reader: SqlSources, tds: TdsServer, erp: LogicErp) -> None:
    """Given bills of several lines, when lines are asked for by bills, then theirs come with item and group."""
    source = source_of(tds)
    first = erp.add_bill(DAY, [1200, 300], item=2)
    erp.add_bill(DAY, [50])
    page = await reader.by_keys(source, LINES, YEAR, [f"{YEAR}:{first}"])
    assert [(row[1], row[2], row[3], row[4], row[6]) for row in page.rows] == [
        (first, "8901100000002", "Kurta\r\n plain", "Kurta", Decimal("1200.00")),
        (first, "8901100000002", "Kurta\r\n plain", "Kurta", Decimal("300.00")),
    ]
    assert list(page.keys) == [f"{YEAR}:1", f"{YEAR}:2"]


async def test_late_bills_are_new_and_silent_edits_are_found(
    reader: SqlSources, tds: TdsServer, erp: LogicErp
) -> None:
    """Given a month of trade, when bills are keyed late, edited, moved and deleted unseen, then each way shows."""
    source = source_of(tds)
    members = [erp.add_customer(f"98220{n:05d}") for n in range(5)]
    erp.add_days(date(2026, 2, 1), 5, 6, members)
    end: Position | None = None
    while not (page := await reader.page(source, BILLS, YEAR, end, limit=7)).is_last:
        end = page.end
    end = page.end
    before = await reader.digests(source, BILLS, YEAR, DAY, date(2026, 2, 28))
    late = erp.add_bill(date(2026, 2, 2), [500], keyed_at=at("2026-02-20 10:00"))
    assert list((await reader.page(source, BILLS, YEAR, end, limit=9)).keys) == [f"{YEAR}:{late}"]
    erp.edit_bill(YEAR, 1, amount=7777)
    erp.move_customer(YEAR, 8, None if (await _member(reader, tds, 8)) else members[0])
    erp.delete_bill(YEAR, 14, vanish=True)
    erp.delete_bill(YEAR, 20)
    after = await reader.digests(source, BILLS, YEAR, DAY, date(2026, 2, 28))
    assert before is not None
    assert after is not None
    assert {digest.day.day for digest in set(before) ^ set(after)} == {1, 2, 3, 4}
    assert (await reader.page(source, BILLS, YEAR, end, limit=9)).is_last


async def _member(reader: SqlSources, tds: TdsServer, code: int) -> object:
    page = await reader.by_keys(source_of(tds), BILLS, YEAR, [f"{YEAR}:{code}"])
    return page.rows[0][8]


async def test_customers_are_read_as_they_stand(reader: SqlSources, tds: TdsServer, erp: LogicErp) -> None:
    """Given members, when one changes number and name, then a reading of all has another hash for that one alone."""
    source = source_of(tds)
    for number in range(3):
        erp.add_customer(f"98220{number:05d}")
    before = await reader.page(source, CUSTOMERS, "", None, limit=10)
    erp.change_customer(2, phone="9999999999", name="Devika Iyer")
    after = await reader.page(source, CUSTOMERS, "", None, limit=10)
    assert list(after.keys) == ["1", "2", "3"]
    assert [a == b for a, b in zip(before.hashes, after.hashes, strict=True)] == [True, False, True]
    assert after.rows[1][1:3] == ("9999999999", "Devika Iyer")
