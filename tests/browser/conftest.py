"""One installation and one browser per worker."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Playwright, async_playwright

from tests.browser.chromium import launch
from tests.browser.site import Site
from tests.support.servers import Addresses


@pytest.fixture(scope="session")
def site(addresses: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running installation with demo data."""
    started = Site(log=Path(tmp_path_factory.mktemp("site")) / "server.log")
    started.run("demo")
    started.start()
    yield started
    started.stop()


@pytest_asyncio.fixture(scope="session")
async def playwright() -> AsyncIterator[Playwright]:
    """The driver."""
    async with async_playwright() as driver:
        yield driver


@pytest_asyncio.fixture(scope="session")
async def chromium(playwright: Playwright) -> AsyncIterator[Browser]:
    """The browser; a machine without one fails here, and is told how to get one."""
    browser = await launch(playwright)
    yield browser
    await browser.close()
