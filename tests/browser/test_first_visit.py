"""What a first visit really downloads, counted in the browser, against the budgets and against their own count."""

import gzip
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.async_api import Browser, Page, Request, WebSocket, expect

from tests.browser.chromium import PHONE
from tests.browser.people import sign_in_customer
from tests.browser.shops import Shop
from tests.browser.site import ROOT
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]

KB: Final = 1024
MOST_SCRIPTS: Final = 50 * KB
MOST_STYLES: Final = 12 * KB


class Fetched:
    """The code that a page asked for; what the service worker keeps afterwards is its own affair."""

    def __init__(self, page: Page) -> None:
        self.files: set[str] = set()
        self.subscribed = False
        self.operations: list[str] = []
        page.on("request", self._request)
        page.on("websocket", self._socket)

    def weight(self, site: str, ending: str) -> int:
        """Bytes of the files of one kind as they are sent, gzipped."""
        with httpx.Client(base_url=site, headers={"Accept-Encoding": "gzip"}) as client:
            sent = [client.get(f"/{name}") for name in sorted(self.files) if name.endswith(ending)]
        assert {response.headers["content-encoding"] for response in sent} == {"gzip"}
        return sum(len(gzip.compress(response.content, 9, mtime=0)) for response in sent)

    def _request(self, request: Request) -> None:
        path = urlsplit(request.url).path.lstrip("/")
        if path.endswith((".js", ".css")) and path != "sw.js":
            self.files.add(path)
        self.operations += [
            name for name in ("CertifyDevice", "WalletActivity") if name in (request.post_data or "")
        ]

    def _socket(self, socket: WebSocket) -> None:
        def sent(frame: str | bytes) -> None:
            self.subscribed |= '"subscribe"' in str(frame)

        socket.on("framesent", sent)


def counted(opening: str) -> set[str]:
    """The files that the budgets count for one way of opening."""
    command = ["node", "scripts/budgets.mjs", "--files", opening]
    return set(
        subprocess.run(command, cwd=ROOT / "pwa", check=True, capture_output=True, text=True).stdout.split()
    )


def judge(fetched: Fetched, site: str, opening: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Within the budgets, and file by file what they count."""
    scripts, styles = fetched.weight(site, ".js"), fetched.weight(site, ".css")
    with capsys.disabled():
        print(f"\n{opening}, first visit: {scripts / KB:.1f} kB of scripts, {styles / KB:.1f} kB of styles")
    assert fetched.files == counted(opening)
    assert scripts <= MOST_SCRIPTS
    assert styles <= MOST_STYLES


async def test_a_stranger_downloads_the_sign_in(
    shop: Shop, windows: Windows, capsys: pytest.CaptureFixture[str]
) -> None:
    page = await windows.phone()
    fetched = Fetched(page)
    await page.goto(shop.site.url)
    await expect(page.get_by_label("Phone number")).to_be_visible()
    await page.wait_for_load_state("networkidle")
    judge(fetched, shop.site.url, "sign-in", capsys)


@asynccontextmanager
async def only_signed_in(chromium: Browser, shop: Shop, windows: Windows) -> AsyncIterator[Page]:
    """A page of a device that knows the person and has never seen the app: no cache, no service worker, no cards."""
    page = await windows.phone()
    await sign_in_customer(page, shop.site, shop.customer.phone)
    await expect(page.get_by_role("link", name=shop.name).first).to_be_visible()
    stored = await page.context.storage_state(indexed_db=True)
    await page.context.close()
    for origin in stored["origins"]:
        origin["localStorage"] = []  # it would tell of an earlier visit
    fresh = await chromium.new_context(storage_state=stored, viewport=PHONE)
    try:
        yield await fresh.new_page()
    finally:
        await fresh.close()


async def test_a_customer_downloads_cards_that_are_live(
    shop: Shop, windows: Windows, chromium: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    async with only_signed_in(chromium, shop, windows) as page:
        fetched = Fetched(page)
        await page.goto(shop.site.url)
        balance = page.get_by_test_id("balance").first
        await expect(balance).to_contain_text("0")
        async with page.expect_request(lambda request: "WalletActivity" in (request.post_data or "")):
            pass
        await page.wait_for_load_state("networkidle")
        assert fetched.subscribed
        assert fetched.operations == ["CertifyDevice", "WalletActivity"]
        judge(fetched, shop.site.url, "wallet", capsys)

        shop.sell(120_000)
        await expect(balance).to_contain_text("120")
