"""A new number in the wallet: asked for, proved by both codes, and told to the other devices."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.axe import violations
from tests.browser.people import sign_in_customer
from tests.browser.shops import Shop
from tests.browser.windows import Windows
from tests.factories.customers import some_phone

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]

NEW = "Code sent to the new number"
OLD = "Code sent to your number until now"


async def narrow(page: Page) -> None:
    """Nothing stands out of the screen sideways."""
    assert await page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


async def ask_for(page: Page, phone: str) -> None:
    await page.get_by_role("link", name="You").last.click()
    await page.get_by_role("link", name="Change number").click()
    await page.get_by_label("New phone number").fill(phone)
    await page.get_by_role("button", name="Send me both codes").click()


async def test_a_number_is_changed_by_both_codes(shop: Shop, windows: Windows, tmp_path: Path) -> None:
    """Given two devices, when one changes the number, then the card is kept and the other device is signed out."""
    site, old, new = shop.site, shop.customer.phone, some_phone()
    page, other = await windows.phone(), await windows.phone()
    for each in (page, other):
        await sign_in_customer(each, site, old)
        await expect(each.get_by_role("link", name=shop.name).first).to_be_visible()

    await ask_for(page, old)
    await expect(page.get_by_role("alert")).to_have_text(re.compile("the number that you have now"))
    await page.get_by_label("New phone number").fill(new)
    await page.screenshot(path=tmp_path / "number.png", full_page=True)
    assert await violations(page, "a new number") == []
    await narrow(page)
    await page.get_by_role("button", name="Send me both codes").click()
    await expect(page.get_by_role("heading", name="Enter both codes")).to_be_visible()
    await expect(page.get_by_label(re.compile(NEW))).to_be_focused()

    code, current = site.code_for(new), site.code_for(old)
    await page.keyboard.type(code)
    await expect(page.get_by_label(re.compile(OLD))).to_be_focused()
    await page.keyboard.type(wrong(current))
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Check the digits. 4 tries left.")).to_be_visible()
    await expect(page.get_by_label(re.compile(OLD))).to_be_focused()
    await page.screenshot(path=tmp_path / "codes.png", full_page=True)
    assert await violations(page, "both codes") == []
    await narrow(page)

    await page.keyboard.type(current)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(re.compile("^Your number is .* now"))).to_be_visible()
    await expect(page).to_have_url(f"{site.url}/you")
    await expect(page.get_by_role("link", name="Change number")).to_be_visible()
    await expect(page.get_by_text(re.compile(rf"{new[3:8]} {new[8:]}$"))).to_be_visible()
    await page.screenshot(path=tmp_path / "you.png", full_page=True)
    assert await violations(page, "oneself") == []
    await page.reload()
    await expect(page.get_by_text(re.compile(rf"{new[3:8]} {new[8:]}$"))).to_be_visible()

    await page.goto(f"{site.url}/inbox")
    await expect(page.get_by_text("Your number was changed")).to_be_visible()
    await page.screenshot(path=tmp_path / "told.png", full_page=True)
    await other.reload()
    await expect(other.get_by_label("Phone number")).to_be_visible()
    again = await windows.phone()
    await sign_in_customer(again, site, new)
    await expect(again.get_by_role("link", name=shop.name).first).to_be_visible()


async def test_codes_are_asked_for_in_german(shop: Shop, windows: Windows, tmp_path: Path) -> None:
    """Given a German app, then the codes' messages and the screen speak German, and fit a small phone."""
    site, new = shop.site, some_phone()
    page = await windows.phone(locale="de-DE")
    await page.goto(f"{site.url}/sign-in?next=/you/phone")
    await page.get_by_label("Telefonnummer").fill(shop.customer.phone)
    await page.get_by_role("button", name="Code senden").click()
    await expect(page.get_by_label("Sechsstelliger Code")).to_be_visible()
    await page.get_by_label("Sechsstelliger Code").fill(site.code_for(shop.customer.phone))
    await page.get_by_label("Neue Telefonnummer").fill(new)
    await page.get_by_role("button", name="Beide Codes senden").click()
    await expect(page.get_by_role("heading", name="Geben Sie beide Codes ein")).to_be_visible()
    await page.set_viewport_size({"width": 320, "height": 700})
    await narrow(page)
    await page.screenshot(path=tmp_path / "german.png", full_page=True)
    assert await violations(page, "both codes in German") == []
