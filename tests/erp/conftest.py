"""Shops to read, and the reader."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from api.erp.ports import source_reader, use_source_reader
from api.integrations.sql_erp import SqlSources
from tests.erp.fakes import FakeReader
from tests.erp.mariadb import mysql_shop, running
from tests.erp.shops import Shop, mssql_shop, postgresql_shop, sqlite_shop
from tests.erp.tds import TdsServer
from tests.factories.businesses import Tenant, make_business
from tests.support.servers import Addresses

KINDS = ["sqlite", "mssql", "postgresql", pytest.param("mysql", marks=pytest.mark.slow)]


@pytest_asyncio.fixture
async def reader() -> AsyncIterator[SqlSources]:
    """The reader of sources; its connections are closed in the end."""
    reader = SqlSources(files_anywhere=True)
    yield reader
    await reader.close()


@pytest.fixture(scope="session")
def mariadb(session_scratch: Path) -> Iterator[int]:
    """The port of a MariaDB of this run."""
    with running(session_scratch) as port:
        yield port


@pytest.fixture(params=KINDS)
def shop(request: pytest.FixtureRequest, scratch: Path, addresses: Addresses) -> Iterator[Shop]:
    """A shop of each kind with the tables of one financial year."""
    made = {
        "sqlite": lambda: sqlite_shop(scratch),
        "mssql": lambda: mssql_shop(scratch),
        "postgresql": lambda: postgresql_shop(addresses.admin_url),
        "mysql": lambda: mysql_shop(request.getfixturevalue("mariadb")),
    }
    with made[request.param]() as shop:
        shop.make_tables()
        shop.execute("INSERT INTO branches VALUES ('KB', 'Karol Bagh')")
        yield shop


@pytest.fixture
def tds(scratch: Path) -> Iterator[TdsServer]:
    """A server that speaks TDS over an empty file."""
    with TdsServer(scratch / "source.db") as server:
        yield server


@pytest.fixture
def reading(_connected: None) -> Iterator[FakeReader]:
    """A reader in memory serves until the test ends."""
    before, fake = source_reader(), FakeReader()
    use_source_reader(fake)
    yield fake
    use_source_reader(before)


@pytest.fixture
async def other(db: None) -> Tenant:
    """Somebody else's business."""
    return await make_business(name="Sari Palace")
