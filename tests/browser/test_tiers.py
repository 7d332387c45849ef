"""A member's tier: on the card, what is missing to the next, the whole ladder, and the moment of reaching it."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.axe import violations
from tests.browser.people import sign_in_customer
from tests.browser.shops import Shop
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]

# which texts have no clearing of their own in the layer of what falls
BARE = """() => {
  const layer = document.querySelector('.chads');
  const at = layer.getBoundingClientRect();
  const clear = [...getComputedStyle(layer).maskImage.matchAll(/at ([\\d.]+)px ([\\d.]+)px/g)];
  return [...document.querySelectorAll('[data-text]')].filter((text) => {
    const box = text.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2 - at.x, box.y + box.height / 2 - at.y];
    return !clear.some((each) => Math.abs(each[1] - x) < 3 && Math.abs(each[2] - y) < 3);
  }).map((text) => text.textContent);
}"""


async def open_card(windows: Windows, shop: Shop, **options: str) -> Page:
    page = await windows.phone(**options)
    await sign_in_customer(page, shop.site, shop.customer.phone)
    await page.get_by_role("link", name=shop.name).first.click()
    await expect(page.get_by_role("heading", name="Recently")).to_be_visible()
    return page


async def test_the_card_says_where_one_stands_and_what_is_missing(shop: Shop, windows: Windows) -> None:
    shop.has_tiers()
    shop.sell(120_000)
    page = await open_card(windows, shop)

    panel = page.get_by_role("region", name="Silver")
    await expect(panel).to_contain_text("140 points missing to Gold, about 2 visits.")
    await expect(panel).to_contain_text("You keep Silver until")
    await expect(page.locator("[data-card]").get_by_text("Silver", exact=True)).to_be_visible()

    await panel.get_by_role("button", name="What Silver brings").click()
    sheet = page.get_by_role("dialog", name="The steps of Saffron Crumb")
    steps = sheet.get_by_role("list").first.locator("> li")
    await expect(steps).to_have_count(3)
    await expect(steps.nth(1)).to_contain_text("You are here")
    await expect(steps.nth(1)).to_contain_text("Every purchase earns a quarter more")
    await expect(steps.nth(2)).to_contain_text("From 260 points")
    await expect(steps.nth(2)).to_contain_text("A table kept for you")
    assert await violations(page, "the ladder") == []
    await page.keyboard.press("Escape")
    await expect(panel.get_by_role("button", name="What Silver brings")).to_be_focused()


async def test_without_tiers_nothing_of_them_shows(shop: Shop, windows: Windows) -> None:
    page = await open_card(windows, shop)
    await expect(page.get_by_text(re.compile("missing to"))).to_have_count(0)


async def test_reaching_a_tier_is_celebrated_with_the_sale_and_no_paper_falls_on_words(
    shop: Shop, windows: Windows
) -> None:
    shop.has_tiers()
    page = await open_card(windows, shop, reduced_motion="no-preference")
    shop.sell(120_000)

    moment = page.get_by_role("region", name="+120")
    await expect(moment.get_by_text("for your bill of ₹1,200, just now")).to_be_visible()
    await expect(moment.get_by_text("You are Silver now")).to_be_visible()
    await expect(moment.get_by_text(re.compile("^You keep Silver until"))).to_be_visible()
    assert await page.evaluate("() => document.querySelectorAll('[data-text]').length") == 4
    assert await page.evaluate(BARE) == []

    await moment.get_by_role("button", name="See what it brings").click()
    await expect(page.get_by_role("region", name="Silver")).to_be_visible()
