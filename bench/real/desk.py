"""What the shop's owner does at a desk and what a customer sees on a phone, in a real browser."""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page, expect

from tests.browser.erp import Address, say_where
from tests.browser.people import open_live_card
from tests.browser.shops import Shop
from tests.browser.test_live_sale import SHOWN, balance
from tests.browser.test_office import open_office
from tests.browser.windows import Windows

LOOK_SECONDS = 0.05
LATE_SECONDS = 60.0
"""How long after the poll a bill is waited for before the walk gives up."""
WATCH_PROGRESS = """() => {
  window.progress = [];
  const look = () => {
    const told = document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow');
    if (told && Number(told) !== window.progress.at(-1)) window.progress.push(Number(told));
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
}"""


@dataclass(frozen=True)
class Watched:
    """What the owner saw of a history that was read: how long it took, and every value of the progress bar."""

    seconds: float
    progress: list[int]


class Desk:
    """The owner's window; pictures of it go into a folder."""

    def __init__(self, page: Page, pictures: Path) -> None:
        self.page = page
        self._pictures = pictures

    async def connect(self, server: Address) -> None:
        """Says where the server is, tries it, keeps it, and chooses the preset."""
        page = self.page
        await page.get_by_role("button", name="Connect a system").click()
        sheet = page.get_by_role("dialog", name="Connect a system")
        await expect(sheet.get_by_label("Kind of system")).to_have_value("MSSQL")
        await say_where(page, server)
        await sheet.get_by_role("button", name="Test").click()
        await expect(sheet.get_by_text("The connection works")).to_be_visible()
        await sheet.get_by_role("button", name="Save and go on").click()
        await sheet.get_by_label("Choose the system").select_option("logic_erp")
        await self.take("1-preset")
        await sheet.get_by_role("button", name="Read this").click()
        streams = page.get_by_role("list", name="What is read of Main shop")
        await expect(streams.get_by_text("Needs its mapping")).to_have_count(3)

    async def leave_lines_out(self) -> None:
        """Bills are to be kept without what was bought."""
        page = self.page
        await page.get_by_role("button", name="More for Main shop").click()
        await page.get_by_role("menuitem", name="Rules for bills").click()
        await page.get_by_label("Keep the lines of bills").uncheck()
        await page.get_by_role("button", name="Save the rules").click()
        await expect(page.get_by_text("The rules hold for bills that are read from now on.")).to_be_visible()
        await page.get_by_role("link", name="All connections").click()

    async def map_bills(self) -> None:
        """The preset's mapping, tried over the newest bills and kept."""
        page = self.page
        await (
            page.get_by_role("list", name="What is read of Main shop")
            .get_by_role("link", name="Bills")
            .click()
        )
        await page.get_by_role("link", name="Say which field is what").click()
        await page.get_by_role("button", name="Dry run").click()
        await expect(page.get_by_test_id("dry-score")).to_contain_text("0 not taken")
        await self.take("2-dry-run")
        await page.get_by_role("button", name="Save version 1").click()
        await expect(page.get_by_text("Version 1 is in use from now on.")).to_be_visible()
        await page.get_by_role("link", name="Main shop · Bills").click()

    async def ask_every(self, seconds: int) -> None:
        """How often the source is to be asked."""
        page = self.page
        await page.get_by_text("How it is asked").click()
        await page.get_by_label("Ask every so many seconds").fill(str(seconds))
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(page.get_by_text("Saved.")).to_be_visible()
        await page.get_by_text("How it is asked").click()

    async def poll_seconds(self) -> int:
        """How often the source is asked."""
        told = await self.page.get_by_label("Ask every so many seconds").input_value()
        return int(told)

    async def read_history(self) -> Watched:
        """Starts the backfill and looks on until the stream is live."""
        page = self.page
        await page.evaluate(WATCH_PROGRESS)
        began = time.monotonic()
        await page.get_by_role("button", name="Read the history").click()
        await expect(page.get_by_role("progressbar")).to_be_visible()
        await self._watch()
        seconds = time.monotonic() - began
        log = page.get_by_role("list", name="What it did")
        await expect(log.get_by_role("listitem").filter(has_text="History")).to_contain_text("Done")
        await self.take("4-live")
        return Watched(seconds, await page.evaluate("() => window.progress"))

    async def take(self, name: str) -> None:
        """A picture of what stands on the screen."""
        await self.page.screenshot(path=self._pictures / f"{name}.png")

    async def _watch(self) -> None:
        status = self.page.get_by_role("region", name="How it stands").get_by_role("status")
        is_taken = False
        while await status.inner_text() == "Reading the history":
            seen: list[int] = await self.page.evaluate("() => window.progress")
            if not is_taken and seen and seen[-1] >= 40:
                await self.take("3-half-way")
                is_taken = True
            await asyncio.sleep(LOOK_SECONDS)
        await expect(status).to_have_text("Live")


class Phone:
    """The window of a customer on the card, who hears what happens to it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def wait_for(self, points: int, most_seconds: float) -> float:
        """Until so many points stand there; when that was. Raises TimeoutError."""
        until = time.monotonic() + most_seconds + LATE_SECONDS
        while time.monotonic() < until:
            shown = dict(await self.page.evaluate("() => window.shown"))
            if points in shown:
                text = await self.page.get_by_test_id("balance").first.inner_text()
                if re.sub(r"\D", "", text).endswith(str(points)):
                    return float(shown[points]) / 1000
            await asyncio.sleep(LOOK_SECONDS)
        raise TimeoutError(f"{points} points were not seen within {most_seconds + LATE_SECONDS:.0f} s")

    async def points(self) -> int:
        """What stands on the card."""
        return await balance(self.page)

    async def expect_recent(self, points: Sequence[int]) -> None:
        """What happened last is listed, the newest first."""
        section = self.page.locator("section").filter(has=self.page.locator("h2", has_text="Recently"))
        rows = section.get_by_role("listitem", include_hidden=True)
        for place, each in enumerate(points):
            await expect(rows.nth(place)).to_contain_text(f"+{each}")


async def open_desk(windows: Windows, shop: Shop, pictures: Path) -> Desk:
    """The owner, signed in, at the connections."""
    page = await open_office(windows, shop, "Connections")
    await expect(page.get_by_role("heading", name="Let your bills give the points")).to_be_visible()
    return Desk(page, pictures)


async def open_phone(windows: Windows, shop: Shop, phone: str) -> Phone:
    """A customer, signed in by the code, on the card."""
    page = await windows.phone()
    await open_live_card(page, shop.site, phone, shop.name)
    await page.evaluate(SHOWN)
    return Phone(page)
