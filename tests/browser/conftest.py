"""One installation and one browser per worker; a shop and windows of its own for each test."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Playwright, async_playwright, expect

from tests.browser.chromium import launch
from tests.browser.shops import Shop, open_shop
from tests.browser.site import Site
from tests.browser.windows import Windows
from tests.support.plugin import worker_of
from tests.support.servers import Addresses, apart

PATIENCE_MS = 20_000  # the machine may be busy with other tests; nothing waits longer than it must


@pytest.fixture(scope="session")
def site(
    addresses: Addresses, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[Site]:
    """A running installation on a database of its own."""
    with apart(addresses, f"site_{worker_of(pytestconfig)}") as environment:
        started = Site(log=Path(tmp_path_factory.mktemp("site")) / "server.log", environment=environment)
        try:
            started.start()
            yield started
        finally:
            started.stop()


@pytest_asyncio.fixture(scope="session")
async def playwright() -> AsyncIterator[Playwright]:
    """The driver."""
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as driver:
        yield driver


@pytest_asyncio.fixture(scope="session")
async def chromium(playwright: Playwright) -> AsyncIterator[Browser]:
    """The browser; a machine without one fails here, and is told how to get one."""
    browser = await launch(playwright)
    yield browser
    await browser.close()


@pytest_asyncio.fixture
async def windows(chromium: Browser) -> AsyncIterator[Windows]:
    """Windows that must have nothing to complain of: no error, no refused script or style."""
    opened = Windows(chromium)
    yield opened
    await opened.close()
    assert opened.complaints == []


@pytest.fixture
def shop(site: Site) -> Shop:
    """A business that nobody else works in."""
    return open_shop(site)
