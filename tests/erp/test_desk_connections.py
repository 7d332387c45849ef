"""Connections at the desk: secrets go in and never come out, hosts are guarded, tests are kept, others stay out."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api import erp
from api.core import crypto
from api.core import db as database
from api.core.ids import new_id
from api.core.settings import get_settings
from api.erp import SourceKind
from api.erp.ports import source_reader, use_source_reader
from api.erp.types import Problem
from tests.erp.desk import audited, facts_of, place, refused, row_of, scope
from tests.erp.fakes import FakeReader
from tests.factories.businesses import Tenant, make_business
from tests.factories.desk import details, make_bill, make_connection, make_stream, make_streams

pytestmark = pytest.mark.integration

MARK = """
    INSERT INTO erp_staff (id, program_id, business_id, connection_id, customer_key) VALUES ($1, $2, $3, $4, 'C-1')
"""


async def test_a_connection_is_kept_with_its_secret_sealed(tenant: Tenant, reading: FakeReader) -> None:
    """Given typed values, when they are kept, then the password is sealed and in no audit; a test sees it open."""
    made = await erp.save_connection(*scope(tenant), details())
    row = await row_of("erp_connection", made)
    assert (row["name"], row["kind"], row["host"], row["state"], row["version"]) == (
        "Main shop",
        "mssql",
        "192.168.1.20",
        "untested",
        1,
    )
    assert crypto.decrypt(row["secret"]) == "s3cret-word"
    found = await erp.test_connection(*scope(tenant), connection_id=made, details=None)
    assert (found.is_ok, found.server_version) == (True, "SQL Server 2019")
    assert reading.tested[0].password == "s3cret-word"
    assert (await row_of("erp_connection", made))["state"] == "working"
    assert [action for action, _ in await audited(tenant)] == [
        "erp.connection_saved",
        "erp.connection_tested",
    ]
    assert not any("s3cret-word" in after for _, after in await audited(tenant))
    assert await facts_of(tenant) == [
        ("erp.connection_changed", "saved"),
        ("erp.connection_changed", "tested"),
    ]


async def test_what_makes_another_source_of_it_raises_its_version(
    tenant: Tenant, reading: FakeReader
) -> None:
    """Given a working connection, when its name changes it still works; another database asks for a new test."""
    made = await make_connection(tenant)
    renamed = details("Old shop", password=None)
    assert await erp.save_connection(*scope(tenant), renamed, connection_id=made, version=1) == made
    row = await row_of("erp_connection", made)
    assert (row["name"], row["state"], row["version"]) == ("Old shop", "working", 1)
    moved = replace(renamed, database="LogicNew")
    await erp.save_connection(*scope(tenant), moved, connection_id=made)
    row = await row_of("erp_connection", made)
    assert (row["state"], row["version"], row["diagnosis"]) == ("untested", 2, None)
    assert crypto.decrypt(row["secret"]) == "s3cret-word"
    assert reading.forgotten == [made, made]
    stale = erp.save_connection(*scope(tenant), moved, connection_id=made, version=1)
    assert await refused(tenant, stale) == ("CONFLICT", ("version",))


async def test_a_kept_password_is_sent_to_no_other_host(tenant: Tenant, reading: FakeReader) -> None:
    """Given a kept password, when another host is saved or tested without it, then it is asked for again."""
    made = await make_connection(tenant)
    for changes in ({"host": "10.0.0.9"}, {"port": 14_330}):
        elsewhere = details(password=None, **changes)
        asked = ("BAD_INPUT", ("password",))
        saved = erp.save_connection(*scope(tenant), elsewhere, connection_id=made)
        assert await refused(tenant, saved) == asked
        tried = erp.test_connection(*scope(tenant), connection_id=made, details=elsewhere)
        assert await refused(tenant, tried) == asked
    assert reading.tested == []
    typed = details(host="10.0.0.9", password="new")
    await erp.test_connection(*scope(tenant), connection_id=made, details=typed)
    assert [(each.host, each.password) for each in reading.tested] == [("10.0.0.9", "new")]
    assert (await row_of("erp_connection", made))["host"] == "192.168.1.20"


@pytest.mark.security
@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "[fe80::1]",
        "fe80::1%eth0",
        "0.0.0.0",
        "0",
        "2852039166",
        "0xa9fea9fe",
        "224.0.0.1",
        "ff02::1",
        "255.255.255.255",
        "64:ff9b::a9fe:a9fe",
        "100.100.100.200",
        "fd00:ec2::254",
    ],
)
async def test_addresses_of_this_machines_own_link_are_never_read(
    tenant: Tenant, reading: FakeReader, host: str
) -> None:
    assert await refused(tenant, erp.save_connection(*scope(tenant), details(host=host))) == (
        "BAD_INPUT",
        ("host",),
    )
    tried = erp.test_connection(*scope(tenant), connection_id=None, details=details(host=host))
    assert await refused(tenant, tried) == ("BAD_INPUT", ("host",))
    assert reading.tested == []


@pytest.mark.security
@pytest.mark.parametrize(
    "host",
    [
        "",
        "a b",
        "srv:1433",
        "srv,1433",
        "http://srv",
        "/var/run",
        "srv;DATABASE=x",
        "user@srv",
        "-srv",
        "a" * 300,
    ],
)
async def test_a_host_is_a_name_or_an_address(tenant: Tenant, host: str) -> None:
    assert await refused(tenant, erp.save_connection(*scope(tenant), details(host=host))) == (
        "BAD_INPUT",
        ("host",),
    )


@pytest.mark.parametrize(
    ("host", "allowed", "is_read"),
    [
        ("192.168.1.20", (), True),
        ("127.0.0.1", (), True),
        ("192.168.1.20", ("192.168.0.0/16",), True),
        ("10.1.1.1", ("192.168.0.0/16",), False),
        ("SRV.lan\\SHOP", ("srv.lan",), True),
        ("other.lan", ("srv.lan",), False),
        ("169.254.169.254", ("169.254.169.254",), False),
    ],
)
async def test_an_installation_may_name_the_hosts(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, host: str, allowed: tuple[str, ...], is_read: bool
) -> None:
    """Given a list of hosts and networks, when others are named, then they are refused; the never-read ones always."""
    monkeypatch.setattr(get_settings(), "erp_allowed_hosts", allowed)
    if is_read:
        await erp.save_connection(*scope(tenant), details(host=host))
    else:
        saved = erp.save_connection(*scope(tenant), details(host=host))
        assert await refused(tenant, saved) == ("BAD_INPUT", ("host",))


@pytest.mark.security
async def test_files_lie_below_their_folder(
    tenant: Tenant, reading: FakeReader, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a folder for files, when a path or a link leads out of it, then it is refused; below it is read."""
    root = scratch / "files"
    (root / "drops").mkdir(parents=True)
    (scratch / "secret.db").touch()
    (root / "link.db").symlink_to(scratch / "secret.db")
    monkeypatch.setattr(get_settings(), "erp_files_folder", root)
    for path in ("../secret.db", str(scratch / "secret.db"), "link.db", "drops/../../secret.db"):
        saved = erp.save_connection(*scope(tenant), details(kind=SourceKind.SQLITE, path=path))
        assert await refused(tenant, saved) == ("BAD_INPUT", ("path",))
    made = await erp.save_connection(*scope(tenant), details(kind=SourceKind.CSV_FOLDER, path="drops"))
    row = await row_of("erp_connection", made)
    assert (row["path"], row["host"], row["secret"]) == (str((root / "drops").resolve()), "", "")


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"port": 0}, "port"),
        ({"database": ""}, "database"),
        ({"username": "a\0b"}, "username"),
        ({"password": "x" * 129}, "password"),
        ({"query_timeout_seconds": 601}, "query_timeout_seconds"),
        ({"rows_per_second": 0}, "rows_per_second"),
    ],
)
async def test_bad_values_are_refused_in_their_place(
    tenant: Tenant, changes: dict[str, Any], path: str
) -> None:
    assert await refused(tenant, erp.save_connection(*scope(tenant), details(**changes))) == (
        "BAD_INPUT",
        (path,),
    )


async def test_names_are_taken_once_and_twenty_are_the_most(tenant: Tenant, other: Tenant) -> None:
    """Given twenty connections, when one more or a taken name is saved, then it is refused; others have their own."""
    made = [await erp.save_connection(*scope(tenant), details(f"Shop {number}")) for number in range(20)]
    taken = erp.save_connection(*scope(tenant), details("Shop 1"), connection_id=made[19])
    assert await refused(tenant, taken) == ("CONFLICT", ("name",))
    one_more = erp.save_connection(*scope(tenant), details("Shop 20"))
    assert await refused(tenant, one_more) == ("BAD_INPUT", ("connectionId",))
    await erp.save_connection(*scope(other), details("Shop 1"))


async def test_a_failed_test_is_kept_and_typed_values_are_not(tenant: Tenant, reading: FakeReader) -> None:
    """Given a login that fails, when the connection is tested, then it says so and why; typed values leave no trace."""
    made = await make_connection(tenant)
    reading.problem = Problem.LOGIN_FAILED
    await erp.test_connection(*scope(tenant), connection_id=made, details=details())
    assert (await row_of("erp_connection", made))["state"] == "working"
    found = await erp.test_connection(*scope(tenant), connection_id=made, details=None)
    assert found.problem is Problem.LOGIN_FAILED
    view = await database.fetchrow("SELECT * FROM read.erp_connection WHERE pk = $1", made)
    assert view is not None
    assert (view["state"], view["problem"], view["problem_text"]) == (
        "failing",
        "login_failed",
        "The server does not know this login.",
    )
    nothing = erp.test_connection(*scope(tenant), connection_id=None, details=None)
    assert await refused(tenant, nothing) == ("BAD_INPUT", ("connectionId",))


async def test_a_connection_goes_only_while_it_has_no_documents(tenant: Tenant, reading: FakeReader) -> None:
    """Given a bill in the books, when its connection is removed, then it stays; without one it goes, with streams."""
    made = await make_connection(tenant)
    await make_streams(tenant, made)
    await make_bill(tenant, made)
    await database.execute(MARK, new_id(), tenant.program_id, tenant.business_id, made)
    assert await refused(tenant, erp.remove_connection(*scope(tenant), made)) == ("CONNECTION_IN_USE", ())
    await database.execute("DELETE FROM erp_doc WHERE connection_id = $1", made)
    await erp.remove_connection(*scope(tenant), made)
    left = "SELECT count(*) FROM {} WHERE business_id = $1"
    for table in ("erp_connection", "erp_stream", "erp_mapping", "erp_staff"):
        assert await database.fetchval(left.format(table), tenant.business_id) == 0
    assert reading.forgotten == [made]


async def test_another_kind_needs_another_connection(tenant: Tenant) -> None:
    stream = await make_stream(tenant)
    made = (await row_of("erp_stream", stream))["connection_id"]
    saved = erp.save_connection(*scope(tenant), details(kind=SourceKind.MYSQL), connection_id=made)
    assert await refused(tenant, saved) == ("STREAM_BUSY", ("kind",))


async def test_others_do_not_reach_it(tenant: Tenant, other: Tenant, reading: FakeReader) -> None:
    """Given a connection, when another business names it, then there is none."""
    made = await make_connection(tenant)
    partner = await make_business(name="Partner", program_id=tenant.program_id)
    for stranger in (other, partner):
        for verb in (
            erp.save_connection(*scope(stranger), details(), connection_id=made),
            erp.test_connection(*scope(stranger), connection_id=made, details=None),
            erp.test_connection(*scope(stranger), connection_id=made, details=details(password=None)),
            erp.remove_connection(*scope(stranger), made),
            erp.pause_connection(*scope(stranger), made),
            erp.add_streams(*scope(stranger), made, "logic_erp"),
            erp.tables_of(*place(stranger), made),
        ):
            assert await refused(tenant, verb) == ("NOT_FOUND", ("connectionId",))
    assert reading.tested == []


def test_the_reader_of_these_tests_is_the_newest_wired() -> None:
    kept = FakeReader()
    before = source_reader()
    use_source_reader(kept)
    assert source_reader() is kept
    use_source_reader(before)
