"""Screens that need no sign-in."""

from playwright.async_api import Page, expect

from tests.browser.screens.screen import Screen
from tests.browser.shops import Shop


async def _code_step(page: Page, shop: Shop) -> None:
    await page.get_by_label("Phone number").fill(shop.customer.phone)
    await page.get_by_role("button", name="Send me a code").click()
    await expect(page.get_by_role("heading", name="Enter the six digits")).to_be_visible()


ANYONE: tuple[Screen, ...] = (
    Screen("sign-in", "anyone", "/sign-in"),
    Screen("sign-in-code", "anyone", "/sign-in", _code_step),
    Screen("staff-sign-in", "anyone", "/staff/sign-in"),
    Screen("register", "anyone", "/staff/register"),
    Screen("invitation", "anyone", "/invite/a-token"),
    Screen("partner-offer", "anyone", "/partner/a-token"),
    Screen("components", "anyone", "/dev/ui"),
)
