"""Columns of time in SQL Server's newer types, whose digits a client does not see whole."""

import pytest

from api.erp.types import Position, StreamKind, StreamSpec
from api.integrations.sql_erp import SqlSources
from tests.erp.shops import at, source_of
from tests.erp.tds import TdsServer

pytestmark = pytest.mark.integration

SPEC = StreamSpec(
    kind=StreamKind.CUSTOMER,
    table="Cust",
    columns=(("code", "t.code"), ("keyed", "t.keyed")),
    key=("code",),
    cursor_column="keyed",
)


async def test_pages_go_on_behind_digits_that_are_cut_off(reader: SqlSources, tds: TdsServer) -> None:
    """Given a datetime2 to the ten-millionth of a second, when pages of one are read, then none comes twice."""
    tds.execute("CREATE TABLE Cust (code INT PRIMARY KEY, keyed DATETIME2(7))")
    for code, digits in ((1, "1234567"), (2, "1234567"), (3, "1234570"), (4, "9999999")):
        tds.execute("INSERT INTO Cust VALUES (?, ?)", (code, f"2026-02-01 10:00:00.{digits}"))
    source, keys = source_of(tds), list[str]()
    after: Position | None = None
    for _ in range(10):
        page = await reader.page(source, SPEC, "", after, limit=1)
        keys += page.keys
        after = page.end
        if page.is_last:
            break
    assert keys == ["1", "2", "3", "4"]
    assert after == Position(at("2026-02-01 10:00:00.999999"), (4,))
    assert (await reader.page(source, SPEC, "", after, limit=1)).rows == ()
    up_to = await reader.page(
        source, SPEC, "", None, limit=9, until=Position(at("2026-02-01 10:00:00.123456"))
    )
    assert list(up_to.keys) == ["1", "2"]
