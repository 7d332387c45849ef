"""A screen of the app, how it is reached, and when it stands still."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from playwright.async_api import Page, expect

from tests.browser.shops import Shop

Face = Literal["anyone", "customer", "staff"]
Steps = Callable[[Page, Shop], Awaitable[None]]


async def _nothing(_page: Page, _shop: Shop) -> None:
    """The address is enough."""


@dataclass(frozen=True)
class Screen:
    """A screen: its address, and what to do there until it is the one that is meant."""

    name: str
    face: Face
    path: str
    steps: Steps = _nothing

    @property
    def is_an_address(self) -> bool:
        """Whether nothing has to be pressed to see it."""
        return self.steps is _nothing

    async def open(self, page: Page, shop: Shop) -> None:
        """Goes there and waits until it stands still: loaded, drawn, fonts there, nothing more to come."""
        await page.goto(shop.site.url + self.path)
        await expect(page.locator("#main")).to_be_visible()
        await self.steps(page, shop)
        await settle(page)


async def settle(page: Page) -> None:
    """No skeleton, no running animation but endless ones, all pictures and fonts loaded."""
    await expect(page.locator("h1").first).to_be_attached()
    if "/dev/" not in page.url:  # the gallery shows waiting itself
        await expect(page.locator("[aria-busy=true]:visible, .shapes:visible")).to_have_count(0)
    await page.evaluate(
        """async () => {
          await document.fonts.ready;
          const ending = document.getAnimations().filter((each) => {
            const timing = each.effect?.getComputedTiming();
            return timing && Number.isFinite(timing.endTime) && timing.endTime < 3000;
          });
          await Promise.allSettled(ending.map((each) => each.finished));
          await Promise.all([...document.images].map((each) => each.decode().catch(() => undefined)));
        }"""
    )


def click(role: Literal["button", "link", "tab"], name: str, *more: str) -> Steps:
    """Presses one control after another."""

    async def steps(page: Page, _shop: Shop) -> None:
        for each in (name, *more):
            await page.get_by_role(role, name=each).first.click()

    return steps
