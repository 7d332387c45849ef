"""The customer's screens."""

import re

from playwright.async_api import Page, expect

from tests.browser.screens.screen import Screen, click
from tests.browser.shops import Shop


async def _card(page: Page, shop: Shop) -> None:
    await page.locator("[data-card]").get_by_role("link", name=shop.name).click()
    await expect(page.get_by_test_id("balance").first).to_be_visible()
    await expect(page.get_by_role("heading", name="Recently")).to_be_visible()


async def _own_ladder(page: Page, shop: Shop) -> None:
    await _card(page, shop)
    await page.get_by_role("button", name=re.compile("^What .* brings$")).click()
    await expect(page.get_by_text("You are here")).to_be_visible()


async def _stamp_history(page: Page, shop: Shop) -> None:
    await _card(page, shop)
    await page.get_by_role("button", name=re.compile("^History of")).first.click()
    await expect(page.get_by_text("Stamped at the till").first).to_be_visible()


async def _use_by(page: Page, shop: Shop) -> None:
    await _card(page, shop)
    await page.get_by_role("link", name="Use-by calendar").click()
    await expect(page.get_by_role("heading", name="Use by", level=1)).to_be_visible()


async def _rewards(page: Page, shop: Shop) -> None:
    await _card(page, shop)
    await page.get_by_role("list", name="Rewards").get_by_role("link").click()
    await expect(page.get_by_text(re.compile("^You have"))).to_be_visible()


async def _reward(page: Page, shop: Shop) -> None:
    await _rewards(page, shop)
    await page.get_by_role("button", name=re.compile("^Take")).first.click()
    await expect(page.get_by_test_id("remains")).to_be_visible()


async def _voucher(page: Page, shop: Shop) -> None:
    await _rewards(page, shop)
    await page.get_by_role("link", name=re.compile("Use$")).first.click()
    await expect(page.get_by_test_id("voucher-code")).to_be_visible()


async def _gift(page: Page, shop: Shop) -> None:
    await _card(page, shop)
    await page.get_by_role("link", name="Give points").click()
    await expect(page.get_by_role("button", name="Look at it first")).to_be_visible()


async def _claim(page: Page, shop: Shop) -> None:
    await _card(page, shop)
    await page.goto(f"{page.url.split('?')[0]}/claim")
    await expect(page.get_by_role("button", name="Take this bill")).to_be_visible()


async def _household(page: Page, shop: Shop) -> None:
    await _card(page, shop)
    await page.get_by_role("link", name="Household").click()
    await expect(page.get_by_role("heading", name=re.compile("^(Make a household|Members)$"))).to_be_visible()


async def _code(page: Page, shop: Shop) -> None:
    await _card(page, shop)
    await page.get_by_role("link", name="Show my code").click()
    await expect(page.get_by_text(re.compile(r"^\d{4} \d{4}$"))).to_be_visible()  # the server has answered
    await expect(page.locator("[data-code]")).to_have_css("opacity", "1")


WALLET: tuple[Screen, ...] = (
    Screen("wallet", "customer", "/"),
    Screen("wallet-card", "customer", "/", _card),
    Screen("wallet-tiers", "customer", "/", _own_ladder),
    Screen("wallet-stamps", "customer", "/", _stamp_history),
    Screen("wallet-all-rewards", "customer", "/rewards"),
    Screen("wallet-rewards", "customer", "/", _rewards),
    Screen("wallet-reward", "customer", "/", _reward),
    Screen("wallet-voucher", "customer", "/", _voucher),
    Screen("wallet-gift", "customer", "/", _gift),
    Screen("wallet-household", "customer", "/", _household),
    Screen("wallet-code", "customer", "/", _code),
    Screen("wallet-activity", "customer", "/activity"),
    Screen("wallet-claim", "customer", "/", _claim),
    Screen("wallet-use-by", "customer", "/", _use_by),
    Screen("wallet-inbox", "customer", "/inbox"),
    Screen("wallet-you", "customer", "/you"),
    Screen("wallet-profile", "customer", "/you", click("button", "Edit")),
    Screen("wallet-kids", "customer", "/you/kids"),
    Screen("wallet-phone", "customer", "/you/phone"),
    Screen("wallet-devices", "customer", "/you/devices"),
    Screen("wallet-data", "customer", "/you/data"),
    Screen("wallet-nothing-here", "customer", "/nowhere/at/all"),
)
