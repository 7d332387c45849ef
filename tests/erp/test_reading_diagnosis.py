"""What stands in the way of a source is told apart, in words, and without the password."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from api.erp.types import Problem, Source, SourceFailed, SourceKind
from api.integrations.sql_erp import SqlSources
from tests.erp.shops import BILLS, PASSWORD, YEAR, Shop, at

pytestmark = pytest.mark.integration

BY_NETWORK = {SourceKind.MSSQL, SourceKind.POSTGRESQL, SourceKind.MYSQL}


@pytest.fixture
def remote(shop: Shop) -> Shop:
    """A shop; tests of the network have nothing to ask of a file."""
    if shop.kind is SourceKind.SQLITE:
        shop = replace(shop, source=replace(shop.source, path=f"{shop.source.path}.gone"))
    return shop


async def problem_of(reader: SqlSources, source: Source) -> Problem | None:
    """What a test of the connection finds; every read fails for the same reason, and no word is the password."""
    found = await reader.test(source)
    assert not found.is_ok
    assert len(found.message) > 30
    with pytest.raises(SourceFailed) as refused:
        await reader.page(source, BILLS, YEAR, None, limit=5)
    assert refused.value.problem is found.problem
    for secret in filter(None, (source.password, PASSWORD)):
        assert secret not in found.message
        assert secret not in str(refused.value)
    return found.problem


async def test_a_good_connection_tells_what_is_there(reader: SqlSources, shop: Shop) -> None:
    """Given a shop that can be read, when its connection is tested, then version, clock and tables are told."""
    found = await reader.test(shop.source)
    assert (found.is_ok, found.problem, found.tables) == (True, None, 2)
    assert found.message.startswith("2 tables can be read.")
    assert found.latency_ms >= 1
    assert abs(found.clock_skew_seconds) <= 2
    assert found.can_write is False
    assert "could also write" not in found.message
    names = {
        SourceKind.MSSQL: "SQL Server",
        SourceKind.POSTGRESQL: "PostgreSQL",
        SourceKind.MYSQL: "MariaDB",
        SourceKind.SQLITE: "SQLite",
    }
    assert names[shop.kind] in found.server_version


async def test_an_unknown_host(reader: SqlSources, remote: Shop) -> None:
    """Given a name of no machine, or the path of no file, when it is read, then just that is told."""
    problem = await problem_of(reader, replace(remote.source, host="nowhere.invalid"))
    assert problem is (Problem.NAME_NOT_FOUND if remote.kind in BY_NETWORK else Problem.PATH_NOT_FOUND)


async def test_a_refused_port(reader: SqlSources, remote: Shop) -> None:
    """Given a port on which nothing listens, when the source is read, then just that is told."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    problem = await problem_of(reader, replace(remote.source, port=port))
    assert problem is (Problem.CONNECTION_REFUSED if remote.kind in BY_NETWORK else Problem.PATH_NOT_FOUND)


async def test_a_wrong_password(reader: SqlSources, remote: Shop) -> None:
    """Given a password that is wrong, when the source is read, then the sign-in is named, and the password is not."""
    problem = await problem_of(reader, replace(remote.source, password="Wr0ng-secret"))
    assert problem is (Problem.LOGIN_FAILED if remote.kind in BY_NETWORK else Problem.PATH_NOT_FOUND)


async def test_an_unknown_user(reader: SqlSources, remote: Shop) -> None:
    """Given a user that is unknown, when the source is read, then the sign-in is named."""
    problem = await problem_of(reader, replace(remote.source, username="nobody"))
    assert problem is (Problem.LOGIN_FAILED if remote.kind in BY_NETWORK else Problem.PATH_NOT_FOUND)


async def test_an_unknown_database(reader: SqlSources, remote: Shop) -> None:
    """Given a database that is not there, when it is read, then just that is told."""
    problem = await problem_of(reader, replace(remote.source, database="nothing_here"))
    expected = {
        SourceKind.SQLITE: {Problem.PATH_NOT_FOUND},
        # MariaDB does not tell a login without rights whether a database is there
        SourceKind.MYSQL: {Problem.DATABASE_UNKNOWN, Problem.RIGHTS_MISSING},
    }
    assert problem in expected.get(remote.kind, {Problem.DATABASE_UNKNOWN})


async def test_a_server_that_says_nothing(reader: SqlSources, remote: Shop) -> None:
    """Given something that takes connections and stays silent, when it is read, then it is given up in time."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        source = replace(remote.source, port=silent.getsockname()[1], connect_timeout_seconds=1)
        problem = await problem_of(reader, source)
    assert problem is (Problem.TIMED_OUT if remote.kind in BY_NETWORK else Problem.PATH_NOT_FOUND)


async def test_a_server_that_cannot_encrypt(reader: SqlSources, remote: Shop) -> None:
    """Given a server without a certificate, when the connection must be encrypted, then just that is told."""
    problem = await problem_of(reader, replace(remote.source, is_encrypted=True))
    assert problem is (Problem.ENCRYPTION_FAILED if remote.kind in BY_NETWORK else Problem.PATH_NOT_FOUND)


async def test_a_zone_that_is_none_is_told(reader: SqlSources, shop: Shop) -> None:
    """Given a time zone that does not exist, when the clock is asked for, then the connection's test does not break."""
    found = await reader.test(replace(shop.source, time_zone="Nowhere/Here"))
    if shop.kind in {SourceKind.SQLITE, SourceKind.POSTGRESQL}:
        assert found.problem is Problem.UNEXPECTED
    else:
        assert found.is_ok


async def test_missing_rights(reader: SqlSources, shop: Shop) -> None:
    """Given a table that the login may not read, when it is read, then the right is named."""
    if shop.kind is SourceKind.SQLITE:
        return
    if shop.server is not None:
        shop.server.denied_tables.add("branches")
    elif shop.kind is SourceKind.POSTGRESQL:
        shop.execute(f'REVOKE SELECT ON branches FROM "{shop.source.username}"')
    else:
        shop.execute(f"REVOKE SELECT ON {shop.source.database}.* FROM '{shop.source.username}'@'127.0.0.1'")
        shop.execute(f"GRANT SELECT ON \"Bills{YEAR}\" TO '{shop.source.username}'@'127.0.0.1'")
    with pytest.raises(SourceFailed) as refused:
        await reader.page(shop.source, BILLS, YEAR, None, limit=5)
    assert refused.value.problem is Problem.RIGHTS_MISSING
    assert "SELECT" in refused.value.message


async def test_unknown_tables_and_columns(reader: SqlSources, shop: Shop) -> None:
    """Given a table or a column that is not there, when it is read, then it is named."""
    with pytest.raises(SourceFailed) as no_table:
        await reader.page(shop.source, BILLS, "20192020", None, limit=5)
    assert no_table.value.problem is Problem.TABLE_UNKNOWN
    assert "bills20192020" in no_table.value.message.lower()
    more = replace(BILLS, columns=(*BILLS.columns, ("discount", "t.discount")))
    with pytest.raises(SourceFailed) as no_column:
        await reader.page(shop.source, more, YEAR, None, limit=5)
    assert no_column.value.problem is Problem.COLUMN_UNKNOWN
    assert "discount" in no_column.value.message
    assert not no_column.value.is_transient
    assert await reader.count(shop.source, BILLS, YEAR) == 0


async def test_a_statement_that_takes_too_long(reader: SqlSources, shop: Shop) -> None:
    """Given a source that needs longer than it may, when it is read, then it is given up and read again later."""
    quick = replace(shop.source, query_timeout_seconds=1)
    spec = BILLS
    if shop.server is not None:
        await reader.count(quick, spec, YEAR)
        shop.server.faults.slow(4)
    else:
        spec = replace(BILLS, table="slow")
        shop.execute(SLOW_VIEW[shop.kind])
    with pytest.raises(SourceFailed) as refused:
        await reader.count(quick, spec, YEAR)
    assert (refused.value.problem, refused.value.is_transient) == (Problem.TIMED_OUT, True)
    if shop.server is not None:
        shop.server.faults.clear()
    assert await reader.count(quick, BILLS, YEAR) == 0


NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) "
COLUMNS = "1 AS code, 1 AS day, 1 AS keyed, 1 AS amount, '' AS name, '' AS branch, COUNT(*) - COUNT(*) AS gone FROM n"
SLOW_VIEW = {
    SourceKind.SQLITE: f"CREATE VIEW slow AS {NUMBERS} SELECT {COLUMNS}",
    SourceKind.POSTGRESQL: f"CREATE VIEW slow AS {NUMBERS} SELECT {COLUMNS.replace('FROM n', 'FROM n, pg_sleep(4)')}",
    SourceKind.MYSQL: f"CREATE VIEW slow AS SELECT {COLUMNS.replace('FROM n', 'FROM (SELECT SLEEP(4)) n')}",
}


async def test_a_login_that_could_write_is_a_warning(reader: SqlSources, shop: Shop) -> None:
    """Given a login that may change the source, when it is tested, then the connection is good and the owner warned.

    A file has no login: it is opened so that nobody can write through it, and there is nothing to warn of.
    """
    if shop.server is not None:
        shop.server.can_write = True
    elif shop.kind is SourceKind.POSTGRESQL:
        shop.execute(f'GRANT INSERT ON branches TO "{shop.source.username}"')
    elif shop.kind is SourceKind.MYSQL:
        shop.execute(f"GRANT INSERT ON {shop.source.database}.* TO '{shop.source.username}'@'127.0.0.1'")
    found = await reader.test(shop.source)
    warned = shop.kind is not SourceKind.SQLITE
    assert (found.is_ok, found.can_write) == (True, warned)
    assert ("could also write" in found.message) is warned


async def test_a_login_that_sees_nothing_is_told_so(reader: SqlSources, shop: Shop) -> None:
    """Given a source without a readable table, when it is tested, then the message asks for the right to read."""
    shop.execute(f'DROP TABLE "Bills{YEAR}"')
    shop.execute("DROP TABLE branches")
    found = await reader.test(shop.source)
    assert (found.is_ok, found.tables) == (True, 0)
    assert "SELECT" in found.message


async def test_a_clock_that_is_wrong_is_told(
    reader: SqlSources, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a source whose clock is ten minutes behind, when it is tested, then that is told in seconds."""
    if shop.server is None:
        return
    monkeypatch.setattr("tests.erp.tds.database.now", lambda _: "2026-02-01 10:00:00.000000")
    found = await reader.test(shop.source)
    assert "behind: set it." in found.message
    assert found.clock_skew_seconds < -120


async def test_files_outside_of_their_folder_are_not_read(shop: Shop, tmp_path: Path) -> None:
    """Given a folder for files, when a source lies outside or no folder is given, then it is not opened."""
    if shop.kind is not SourceKind.SQLITE:
        return
    shop.add(1, at("2026-02-01 10:00"))
    folder = Path(shop.source.path).parent
    for reader, path, problem in (
        (SqlSources(files_under=folder), "shop.db", None),
        (SqlSources(files_under=tmp_path), "../../../../../../../../etc/passwd", Problem.PATH_NOT_FOUND),
        (SqlSources(files_under=tmp_path), shop.source.path, Problem.PATH_NOT_FOUND),
        (SqlSources(), shop.source.path, Problem.PATH_NOT_FOUND),
    ):
        assert (await reader.test(replace(shop.source, path=path))).problem is problem
        await reader.close()
