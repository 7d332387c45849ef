"""The till's screens."""

import re
from typing import Final

from playwright.async_api import Page, expect

from tests.browser.people import find_by_phone, prove_number, type_amount
from tests.browser.screens.screen import Screen
from tests.browser.shops import Shop


async def _found(page: Page, shop: Shop) -> None:
    await page.get_by_label("Phone of the customer").fill(shop.customer.local)
    await expect(page.get_by_role("button", name="To the amount")).to_be_visible()


async def _till_stamps(page: Page, shop: Shop) -> None:
    await _found(page, shop)
    await page.get_by_role("button", name="Stamp cards").click()
    await expect(page.get_by_role("button", name="Give 1 stamp").first).to_be_visible()


async def _till_rewards(page: Page, shop: Shop) -> None:
    await _found(page, shop)
    await page.get_by_role("button", name="Rewards").click()
    await expect(page.get_by_role("dialog").get_by_role("listitem").first).to_be_visible()


async def _new_phone(page: Page, _shop: Shop) -> None:
    await page.get_by_label("Phone of the customer").fill("9811122233")
    await expect(page.get_by_role("heading", name="New here")).to_be_visible()


GIVE: Final = re.compile(r"^Give (124|186) points$")
"""For the whole amount: without a tier, and half as much again in the demo's highest."""


async def _amount(page: Page, shop: Shop) -> None:
    await find_by_phone(page, shop.customer.local)
    await type_amount(page, "124050")
    await expect(page.get_by_role("button", name=GIVE)).to_be_enabled()


async def _pay_points(page: Page, shop: Shop) -> None:
    prove_number(shop.site, shop.customer.phone)
    await _amount(page, shop)
    await page.get_by_role("button", name="Pay with points").click()
    await expect(page.get_by_role("slider", name="How many points")).to_be_visible()


async def _done(page: Page, shop: Shop) -> None:
    await _amount(page, shop)
    await page.get_by_role("button", name=GIVE).click()
    await expect(page.get_by_test_id("earned")).to_be_visible()


async def _bill(page: Page, _shop: Shop) -> None:
    await page.get_by_role("main").get_by_role("listitem").first.get_by_role("link").click()
    await expect(page.get_by_role("button", name="Take a return")).to_be_visible()


async def _return(page: Page, shop: Shop) -> None:
    await _bill(page, shop)
    await page.get_by_role("button", name="Take a return").click()
    await page.get_by_role("button", name="An amount").click()


TILL: tuple[Screen, ...] = (
    Screen("till", "staff", "/till"),
    Screen("till-scan", "staff", "/till/scan"),
    Screen("till-type-code", "staff", "/till/scan?type=1"),
    Screen("till-phone-found", "staff", "/till/phone", _found),
    Screen("till-phone-new", "staff", "/till/phone", _new_phone),
    Screen("till-stamps", "staff", "/till/phone", _till_stamps),
    Screen("till-rewards", "staff", "/till/phone", _till_rewards),
    Screen("till-voucher", "staff", "/till/voucher"),
    Screen("till-amount", "staff", "/till", _amount),
    Screen("till-pay-points", "staff", "/till", _pay_points),
    Screen("till-done", "staff", "/till", _done),
    Screen("till-bills", "staff", "/till/bills"),
    Screen("till-bill", "staff", "/till/bills", _bill),
    Screen("till-return", "staff", "/till/bills", _return),
    Screen("till-queue", "staff", "/till/queue"),
    Screen("till-shift", "staff", "/till/shift"),
    Screen("till-account", "staff", "/till/account"),
)
