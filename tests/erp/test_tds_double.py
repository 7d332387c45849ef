"""The stand-in for SQL Server, asked by a real client of it."""

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from typing import Any

import pymssql
import pytest

from tests.erp.tds import TdsServer
from tests.erp.tds.translation import statements, translated

pytestmark = pytest.mark.integration


def connect(server: TdsServer, **changed: Any) -> Any:
    """A client's connection."""
    given: dict[str, Any] = {
        "user": server.username,
        "password": server.password,
        "database": server.database,
        "timeout": 1,
    }
    return pymssql.connect(server="127.0.0.1", port=str(server.port), tds_version="7.4", **(given | changed))


@pytest.fixture
def client(tds: TdsServer) -> Iterator[Any]:
    """A client's cursor."""
    with closing(connect(tds)) as connection:
        yield connection.cursor()


def test_values_come_in_their_types(tds: TdsServer, client: Any) -> None:
    """Given a table with every type, when it is selected, then each value is what SQL Server's client would give."""
    tds.execute(
        "CREATE TABLE v (i INT, f FLOAT, d DECIMAL(18,2), m MONEY, t DATETIME, w DATETIME2, s NVARCHAR, b BLOB)"
    )
    moment = datetime.fromisoformat("2026-02-01 10:00:00.003")
    row = (
        7,
        0.5,
        Decimal("-12.50"),
        Decimal("3.1"),
        moment,
        "2026-02-01 10:00:00.1234567",
        "x" * 5000,
        b"\0\1",
    )
    tds.execute("INSERT INTO v VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    tds.execute("INSERT INTO v VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (None,) * 8)
    client.execute("SELECT * FROM [dbo].[v]")
    first, second = client.fetchall()
    assert first[:4] == (7, 0.5, Decimal("-12.50"), Decimal("3.1000"))
    assert first[4].isoformat(timespec="milliseconds") == "2026-02-01T10:00:00.003"
    assert first[5:] == (datetime.fromisoformat("2026-02-01 10:00:00.123456"), "x" * 5000, b"\0\1")
    assert second == (None,) * 8


def test_calls_of_sp_executesql_take_parameters(tds: TdsServer) -> None:
    """Given a call with parameters, when it is made, then they are values and not text."""
    with closing(connect(tds)) as connection:
        cursor = connection.cursor()
        cursor.callproc(
            "sp_executesql", ("SELECT @a + 1 AS n, @b AS t", "@a INT, @b NVARCHAR(20)", 6, "it's")
        )
        assert cursor.fetchall() == [(7, "it's")]


def test_errors_have_their_numbers(tds: TdsServer, client: Any) -> None:
    """Given statements that fail, when they are sent, then the numbers are those of SQL Server."""
    tds.execute("CREATE TABLE v (i INT)")
    tds.denied_tables.add("v")
    for statement, number in (
        ("SELECT * FROM absent", 208),
        ("SELECT absent FROM v", 207),
        ("SELECT FROM WHERE", 102),
        ("SELECT * FROM [v]", 229),
    ):
        with pytest.raises(pymssql.Error) as refused:
            client.execute(statement)
        assert refused.value.args[0] == number, statement


def test_a_slow_query_can_be_given_up(tds: TdsServer, client: Any) -> None:
    """Given a server that is slow, when the client's time is over, then it says so."""
    tds.faults.slow(5)
    started = time.monotonic()
    with pytest.raises(pymssql.Error):
        client.execute("SELECT 1")
    assert time.monotonic() - started < 3


def test_a_link_is_cut_after_so_many_queries(tds: TdsServer, client: Any) -> None:
    """Given a link to be cut after two queries, when three are sent, then the third finds it cut."""
    tds.faults.drop_after(2)
    for _ in range(2):
        client.execute("SELECT 1")
        assert client.fetchall() == [(1,)]
    with pytest.raises(pymssql.Error):
        client.execute("SELECT 1")


@pytest.mark.parametrize(
    ("tsql", "sqlite"),
    [
        (
            "SELECT TOP 5 [a]]b], N'it''s [x]' FROM [dbo].[t]",
            "SELECT \"a]b\", 'it''s [x]' FROM \"t\" LIMIT 5",
        ),
        ("SELECT ISNULL(a, 'GETDATE()') FROM t", "SELECT ifnull(a, 'GETDATE()') FROM t"),
        ("SELECT CAST(N'2026-02-01' AS DATE)", "SELECT tds_cast('2026-02-01', 'date')"),
        (
            "SELECT a FROM t ORDER BY a OFFSET 5 ROWS FETCH NEXT 2 ROWS ONLY",
            "SELECT a FROM t ORDER BY a LIMIT 2 OFFSET 5",
        ),
    ],
)
def test_statements_are_translated(tsql: str, sqlite: str) -> None:
    """Given a statement of T-SQL, when it is translated, then texts and names stay as they are."""
    assert translated(tsql) == sqlite


def test_a_batch_is_cut_outside_of_texts() -> None:
    """Given semicolons in a text and in a name, when a batch is cut, then only those between statements count."""
    assert statements("SET A ON; SELECT ';' AS [b;c]; ") == ["SET A ON", " SELECT ';' AS [b;c]"]
