"""One connection to a source, which nobody else has to wait for; and nothing is written through it."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest

from api import wiring
from api.core.settings import get_settings
from api.erp import ports
from api.erp.types import Problem, Source, SourceFailed, SourceKind
from api.integrations.sql_erp import SqlSources
from api.integrations.sql_erp.engines import engine_of
from api.integrations.sql_erp.links import Link
from tests.erp.shops import BILLS, YEAR, Shop, at, source_of
from tests.erp.tds import TdsServer

pytestmark = pytest.mark.integration


async def until(true: Callable[[], bool]) -> None:
    """Waits a little for something to become true."""
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.fixture
def till(tds: TdsServer) -> TdsServer:
    """A server with a table of three bills."""
    Shop(source_of(tds), tds.execute, "DATETIME").make_tables()
    for code in (1, 2, 3):
        tds.execute(f'INSERT INTO "Bills{YEAR}" (code, keyed) VALUES (?, ?)', (code, at("2026-02-01 10:00")))
    return tds


@pytest.fixture
def source(till: TdsServer) -> Source:
    """How it is read."""
    return source_of(till)


async def test_a_source_has_one_connection(reader: SqlSources, till: TdsServer, source: Source) -> None:
    """Given many reads of one source at once, when they run, then one login and one link serve them all."""
    found = await asyncio.gather(
        *(reader.count(source, BILLS, YEAR) for _ in range(20)), reader.tables(source)
    )
    assert found[:20] == [3] * 20
    assert (till.logins, till.most_connections) == (1, 1)


async def test_forget_closes_the_link(reader: SqlSources, till: TdsServer, source: Source) -> None:
    """Given an open link, when the source is forgotten, then it is closed, and a later read opens another."""
    await reader.count(source, BILLS, YEAR)
    assert till.connections == 1
    await reader.forget(source.id)
    await until(lambda: till.connections == 0)
    await reader.forget(uuid.uuid4())
    await reader.count(source, BILLS, YEAR)
    assert (till.logins, till.most_connections) == (2, 1)


async def test_the_wired_reader_is_made_when_it_is_asked_for(db: None) -> None:
    """Given the wiring of a process, when the reader is asked for, then it is this one, and always the same."""
    wiring.wire(get_settings())
    reader = ports.source_reader()
    assert isinstance(reader, SqlSources)
    assert ports.source_reader() is reader


async def test_an_idle_link_is_closed(till: TdsServer, source: Source) -> None:
    """Given a link that lies idle for longer than it may, when its time is over, then it is closed."""
    reader = SqlSources(idle_seconds=0.2)
    for _ in range(3):
        await reader.count(source, BILLS, YEAR)
        await asyncio.sleep(0.1)
    assert (till.logins, till.connections) == (1, 1)
    await until(lambda: till.connections == 0)
    await reader.close()


async def test_a_changed_source_is_opened_anew(reader: SqlSources, till: TdsServer, source: Source) -> None:
    """Given an open link, when the source's settings change, then the old link is closed and the new ones count."""
    await reader.count(source, BILLS, YEAR)
    await reader.count(replace(source, version=2, query_timeout_seconds=7), BILLS, YEAR)
    assert (till.logins, till.most_connections) == (2, 1)
    with pytest.raises(SourceFailed) as refused:
        await reader.count(replace(source, version=3, password="old"), BILLS, YEAR)
    assert refused.value.problem is Problem.LOGIN_FAILED


async def test_a_test_opens_a_link_of_its_own(reader: SqlSources, till: TdsServer, source: Source) -> None:
    """Given an open link, when the connection is tested, then it is opened afresh, and stays the only one."""
    await reader.count(source, BILLS, YEAR)
    assert (await reader.test(source)).is_ok
    await reader.count(source, BILLS, YEAR)
    assert (till.logins, till.most_connections) == (2, 1)


async def test_a_link_cut_in_between_is_mended(reader: SqlSources, till: TdsServer, source: Source) -> None:
    """Given a link that a firewall cut while it lay idle, when the source is read, then nobody sees it."""
    await reader.count(source, BILLS, YEAR)
    till.drop_now()
    await until(lambda: till.connections == 0)
    assert await reader.count(source, BILLS, YEAR) == 3
    assert till.logins == 2


async def test_a_link_that_keeps_breaking_is_told(
    reader: SqlSources, till: TdsServer, source: Source
) -> None:
    """Given a link cut in the middle of pages, when it goes on breaking, then that is told; later reads go on."""
    page = await reader.page(source, BILLS, YEAR, None, limit=1)
    till.faults.drop_after(0)
    with pytest.raises(SourceFailed) as refused:
        await reader.page(source, BILLS, YEAR, page.end, limit=1)
    assert (refused.value.problem, refused.value.is_transient) == (Problem.CONNECTION_LOST, True)
    till.faults.clear()
    rest = await reader.page(source, BILLS, YEAR, page.end, limit=5)
    assert list(rest.keys) == [f"{YEAR}:2", f"{YEAR}:3"]


async def test_a_stalled_source_delays_no_other(reader: SqlSources, till: TdsServer, shop: Shop) -> None:
    """Given a source that answers nothing, when others are read meanwhile, then they are as quick as ever."""
    stalled = replace(source_of(till), query_timeout_seconds=1)
    await reader.count(stalled, BILLS, YEAR)
    await reader.count(shop.source, BILLS, YEAR)
    till.faults.stall()
    waiting = [asyncio.create_task(reader.count(stalled, BILLS, YEAR)) for _ in range(3)]
    await asyncio.sleep(0.05)
    started = time.monotonic()
    for _ in range(10):
        await reader.count(shop.source, BILLS, YEAR)
    assert time.monotonic() - started < 1
    assert not any(task.done() for task in waiting)
    with pytest.raises(SourceFailed) as refused:
        await waiting[0]
    assert refused.value.problem is Problem.TIMED_OUT
    till.faults.clear()
    assert await asyncio.gather(*waiting[1:], return_exceptions=True) == [3, 3]


async def test_a_stalled_login_delays_no_other(reader: SqlSources, till: TdsServer, shop: Shop) -> None:
    """Given a source whose login hangs, when others are read meanwhile, then they are as quick as ever."""
    await reader.count(shop.source, BILLS, YEAR)
    till.faults.stall()
    hanging = asyncio.create_task(reader.test(replace(source_of(till), connect_timeout_seconds=1)))
    await asyncio.sleep(0.05)
    started = time.monotonic()
    for _ in range(10):
        await reader.count(shop.source, BILLS, YEAR)
    assert time.monotonic() - started < 1
    assert not hanging.done()
    assert (await hanging).problem is Problem.TIMED_OUT


async def test_two_hundred_sources_are_read_beside_stalled_ones(
    reader: SqlSources, till: TdsServer, shop: Shop
) -> None:
    """Given ten stalled sources, when two hundred others are read, then all are read before the stalled give up."""
    if shop.kind is not SourceKind.SQLITE:
        return
    stalled = [replace(source_of(till), query_timeout_seconds=5) for _ in range(10)]
    await asyncio.gather(*(reader.count(source, BILLS, YEAR) for source in stalled))
    till.faults.stall()
    waiting = [asyncio.create_task(reader.count(source, BILLS, YEAR)) for source in stalled]
    others = [replace(shop.source, id=uuid.uuid4()) for _ in range(200)]
    assert await asyncio.gather(*(reader.count(other, BILLS, YEAR) for other in others)) == [0] * 200
    assert not any(task.done() for task in waiting)
    till.faults.clear()
    assert await asyncio.gather(*waiting) == [3] * 10


async def test_a_cancelled_read_keeps_its_place(reader: SqlSources, till: TdsServer, source: Source) -> None:
    """Given a read whose caller gave up, when the next one comes, then it waits until the link is free."""
    await reader.count(source, BILLS, YEAR)
    till.faults.slow(0.5)
    given_up = asyncio.create_task(reader.count(source, BILLS, YEAR))
    await asyncio.sleep(0.1)
    given_up.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await given_up
    till.faults.clear()
    assert await reader.count(source, BILLS, YEAR) == 3
    assert (till.logins, till.most_connections) == (1, 1)


async def test_only_selects_are_sent(reader: SqlSources, till: TdsServer, source: Source) -> None:
    """Given every kind of read, when the server looks at what came, then it set sessions up and selected."""
    await reader.test(source)
    page = await reader.page(source, BILLS, YEAR, None, limit=2)
    await reader.by_keys(source, BILLS, YEAR, page.keys)
    await reader.newest(source, BILLS, YEAR, 2)
    await reader.years(source, BILLS)
    await reader.bound(source, BILLS)
    day = at("2026-02-01").date()
    await reader.digests(source, BILLS, YEAR, day, day)
    await reader.day(source, BILLS, YEAR, day)
    words = {statement.split()[0].upper() for statement in till.statements}
    assert words <= {"SET", "USE", "SELECT"}
    assert not any("NOLOCK" in statement.upper() for statement in till.statements)
    assert "SET TRANSACTION ISOLATION LEVEL READ COMMITTED" in till.statements
    assert "SET LOCK_TIMEOUT 5000" in till.statements


async def test_the_session_itself_cannot_write(shop: Shop) -> None:
    """Given a login that may write, when something is written through the reader's session, then it is refused."""
    if shop.server is not None:
        return  # SQL Server has no read-only sessions: there it is the login that must not write
    shop.add(1, at("2026-02-01 10:00"))
    if shop.kind is SourceKind.POSTGRESQL:
        shop.execute(f'GRANT DELETE ON "Bills{YEAR}" TO "{shop.source.username}"')
    if shop.kind is SourceKind.MYSQL:
        shop.execute(f"GRANT DELETE ON {shop.source.database}.* TO '{shop.source.username}'@'127.0.0.1'")
    link = Link(shop.source, engine_of(shop.kind))
    quote = "`" if shop.kind is SourceKind.MYSQL else '"'
    with pytest.raises(SourceFailed) as refused:
        link.read(f"DELETE FROM {quote}Bills{YEAR}{quote}")
    link.close()
    assert "read" in refused.value.message.lower()
    reader = SqlSources(files_anywhere=True)
    assert await reader.count(shop.source, BILLS, YEAR) == 1
    await reader.close()
