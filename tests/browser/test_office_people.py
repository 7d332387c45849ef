"""Two entries made one and two again, one's own data, and a wish to be forgotten: as the office and holders do it."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.people import sign_in_customer
from tests.browser.shops import Shop
from tests.browser.test_office import open_office
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]


async def test_a_double_entry_is_merged_and_parted(shop: Shop, windows: Windows) -> None:
    """Given somebody entered twice, when the owner merges, then one has it all; undone, each has theirs."""
    twice = shop.enrol("Anania Deshpande")
    shop.sell(120_000)
    shop.sell(50_000, twice)
    page = await open_office(windows, shop, "Customers")
    rows = page.get_by_role("region", name="Customers")
    await rows.get_by_role("link", name=re.compile("Ananya")).click()
    panel = page.get_by_role("dialog", name="Ananya Deshpande")
    await panel.get_by_role("button", name="Merge", exact=True).click()
    sheet = page.get_by_role("dialog", name="Merge with Ananya Deshpande")
    await sheet.get_by_label("The other entry").fill(twice.phone[-6:])
    await sheet.get_by_role("button", name=re.compile("Anania")).click()
    await expect(sheet.get_by_text("50 points")).to_be_visible()
    await sheet.get_by_label("Why").fill("Entered twice")
    await sheet.get_by_role("button", name="Merge the two").click()
    await expect(page.get_by_text("They are one now.")).to_be_visible()
    await expect(panel.get_by_test_id("customer-balance")).to_have_text("170")
    await expect(panel.get_by_text("Anania Deshpande was merged into this customer")).to_be_visible()
    assert shop.balance() == 170

    await panel.get_by_role("button", name="Undo").click()
    await page.get_by_role("dialog", name="Make them two again?").get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("They are two again.")).to_be_visible()
    await expect(panel.get_by_test_id("customer-balance")).to_have_text("120")


async def test_a_holder_takes_data_along_wishes_to_go_and_stays(shop: Shop, windows: Windows) -> None:
    """Given a holder with points, when they ask for their file, wish to go and stay, then the app says each."""
    shop.sell(120_000)
    page = await windows.phone()
    await sign_in_customer(page, shop.site, shop.customer.phone)
    await page.goto(shop.site.url + "/you/data")
    await page.get_by_role("button", name="Make my file").click()
    link = page.get_by_role("link", name="Open my file")
    await expect(link).to_be_visible()
    assert (await link.get_attribute("href") or "").startswith("/exports/")

    await expect(page.get_by_text(re.compile("120 points at"))).to_be_visible()
    await page.get_by_role("button", name="Delete my account").click()
    await page.get_by_role("button", name="Delete in 14 days").click()
    await expect(page.get_by_text("Your account is deleted on").first).to_be_visible()
    await page.get_by_role("button", name="I stay").click()
    await expect(page.get_by_text("You stay. Nothing is deleted.")).to_be_visible()
