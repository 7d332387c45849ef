"""`regulars erp`: a shop's own tables connected, mapped, read, repaired and compared from a terminal."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from api.cli.erp_asking import kind_of
from api.core import db as database
from api.core.errors import BadInput
from api.core.ids import to_global_id
from api.core.settings import get_settings
from api.erp import SourceKind
from tests.erp.desk import row_of
from tests.factories.businesses import Tenant, make_business
from tests.support.installation import regulars

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]

TABLES = """
    CREATE TABLE customers (id, phone, name, email, city, birthday, removed, staff, updated_at);
    CREATE TABLE bills (id INTEGER, number, bought_at, updated_at, amount, currency, type, deleted, branch, customer_id,
        phone, customer_name, returned_bill_id);
    CREATE TABLE bill_lines (id INTEGER, bill_id INTEGER, sku, name, quantity, amount, returned, deleted, updated_at);
    INSERT INTO bills VALUES
        (1, 'B-1', '2026-05-01 10:00:00', '2026-05-01 10:00:00', '640.00', NULL, 'sale', 0, NULL, NULL, '9822041763',
            'Meera', NULL),
        (2, 'B-2', '2026-05-02 10:00:00', '2026-05-02 10:00:00', '6x40', NULL, 'sale', 0, NULL, NULL, NULL, NULL, NULL);
    INSERT INTO bill_lines VALUES (1, 1, 'TEA', 'Tea', 1, '640.00', 0, 0, '2026-05-01 10:00:00');
"""


@pytest.fixture
def shop(scratch: Path) -> Path:
    """A SQLite file with a good bill and one whose amount is no number."""
    with closing(sqlite3.connect(scratch / "shop.db")) as connection:
        connection.executescript(TABLES)
    return scratch / "shop.db"


def command(tenant: Tenant, shop: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    """Runs `regulars erp ...` beside the tests' own servers."""
    settings = get_settings()
    done = regulars(
        "erp",
        *arguments,
        "--business",
        to_global_id("Business", tenant.business_id),
        cwd=shop.parent,
        DATABASE_URL=settings.database_url,
        REDIS_URL=settings.redis_url,
        SECRET_KEY=settings.secret_key.get_secret_value(),
        COLUMNS="200",
        **environment,
    )
    return done.returncode, done.stdout, done.stderr


def told(tenant: Tenant, shop: Path, *arguments: str, **environment: str) -> str:
    """What a command prints that ends well."""
    code, printed, problem = command(tenant, shop, *arguments, **environment)
    assert code == 0, problem
    return printed


async def test_a_shop_from_its_file_to_the_books(db: None, shop: Path) -> None:
    """Given a file of bills, when it is connected, mapped and read, then its points are in the books, once."""
    tenant = await make_business()
    connected = told(
        tenant, shop, "connect", "--path", "shop.db", ERP_DRIVER="sqlite", ERP_FILES_FOLDER=str(shop.parent)
    )
    assert connected.startswith("connection  ")
    assert "3 tables" in told(tenant, shop, "test")
    assert "invoice" in told(tenant, shop, "preset", "generic")
    early = command(tenant, shop, "poll")
    assert (early[0], "The stream is draft" in early[2]) == (1, True)
    previewed = told(tenant, shop, "preview", "--save")
    assert "amount_minor=64000" in previewed
    assert "3 rows tried, 1 dead" in previewed
    assert previewed.endswith("kept as version 1\n")
    assert told(tenant, shop, "backfill").startswith(
        "backfill done: 2 read, 1 new, 0 changed, 0 same, 1 dead"
    )
    points = "SELECT sum(points) FROM erp_doc WHERE business_id = $1"
    assert await database.fetchval(points, tenant.business_id) == 64
    assert "NOT_A_NUMBER" in told(tenant, shop, "dead")
    with closing(sqlite3.connect(shop)) as source:
        source.execute("UPDATE bills SET amount = '640.00' WHERE id = 2")
        source.commit()
    assert told(tenant, shop, "replay").startswith("1 taken, 0 still dead")
    told(tenant, shop, "poll")
    told(tenant, shop, "reconcile")
    assert await database.fetchval(points, tenant.business_id) == 64
    standing = told(tenant, shop, "status")
    assert "live" in standing
    assert "Main" in standing


async def test_defaults_come_from_the_settings(db: None, shop: Path) -> None:
    """Given ERP_... settings, when a connection is made without flags, then they are taken and its test is told."""
    tenant = await make_business()
    settings = {
        "ERP_HOST": "127.0.0.1",
        "ERP_PORT": "9",
        "ERP_DATABASE": "LogicERP",
        "ERP_USERNAME": "reader",
        "ERP_PASSWORD": "s3cret-word",
        "ERP_DRIVER": "ODBC Driver 17 for SQL Server",
    }
    code, printed, problem = command(tenant, shop, "connect", **settings)
    assert (code, printed.startswith("connection  ")) == (1, True)
    assert "s3cret" not in printed + problem
    key = await database.fetchval("SELECT id FROM erp_connection WHERE business_id = $1", tenant.business_id)
    row = await row_of("erp_connection", key)
    assert (row["kind"], row["host"], row["port"], row["database"], row["username"], row["state"]) == (
        "mssql",
        "127.0.0.1",
        9,
        "LogicERP",
        "reader",
        "failing",
    )


@pytest.mark.parametrize(
    ("driver", "kind"),
    [
        ("mssql", SourceKind.MSSQL),
        ("{ODBC Driver 18 for SQL Server}", SourceKind.MSSQL),
        ("FreeTDS", SourceKind.MSSQL),
        ("PostgreSQL Unicode", SourceKind.POSTGRESQL),
        ("MariaDB", SourceKind.MYSQL),
        ("CSV_folder", SourceKind.CSV_FOLDER),
    ],
)
def test_drivers_by_their_names(driver: str, kind: SourceKind) -> None:
    assert kind_of(driver) is kind


def test_an_unknown_driver_is_refused() -> None:
    with pytest.raises(BadInput):
        kind_of("oracle")
