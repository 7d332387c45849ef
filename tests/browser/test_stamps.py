"""Stamp cards: on the phone their holes, gift, history and each stamp as it comes; at the till giving and undoing."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.axe import violations
from tests.browser.people import give, open_till, sign_in_customer, type_amount
from tests.browser.shops import Shop
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]


async def open_card(windows: Windows, shop: Shop) -> Page:
    page = await windows.phone()
    await sign_in_customer(page, shop.site, shop.customer.phone)
    await page.get_by_role("link", name=shop.name).first.click()
    await expect(page.get_by_role("heading", name="Recently")).to_be_visible()
    return page


async def test_holes_show_how_far_a_card_is_and_its_history_tells_why(shop: Shop, windows: Windows) -> None:
    shop.stamp(shop.has_stamps(validDays=90), 7)
    page = await open_card(windows, shop)

    await expect(page.get_by_role("heading", name="Ten coffees")).to_be_visible()
    await expect(page.get_by_role("list", name="7 of 10 stamps")).to_be_visible()
    await expect(page.get_by_text("A full card brings you: Free flat white. Fill it by")).to_be_visible()
    assert await violations(page, "stamp cards") == []

    await page.get_by_role("button", name="History of Ten coffees").click()
    sheet = page.get_by_role("dialog", name="History of Ten coffees")
    await expect(sheet.get_by_role("listitem")).to_have_count(1)
    await expect(sheet.get_by_text("Stamped at the till")).to_be_visible()
    await expect(sheet.get_by_text("+7")).to_be_visible()
    assert await violations(page, "history of stamps") == []


async def test_a_stamp_is_punched_before_the_eyes_and_the_last_one_is_celebrated(
    shop: Shop, windows: Windows
) -> None:
    design = shop.has_stamps()
    shop.stamp(design, 7)
    page = await open_card(windows, shop)
    await expect(page.get_by_role("list", name="7 of 10 stamps")).to_be_visible()

    shop.stamp(design)
    await expect(page.get_by_text("A stamp on Ten coffees: 8 of 10.")).to_be_visible()
    await expect(page.get_by_role("list", name="8 of 10 stamps")).to_be_visible()
    await expect(page.locator("li.fresh")).to_have_count(1)

    shop.stamp(design, 2)
    moment = page.get_by_role("region", name="10/10")
    await expect(moment.get_by_text("Ten coffees is full")).to_be_visible()
    await expect(moment.get_by_text("Full. Free flat white is yours.")).to_be_visible()
    await moment.get_by_role("button", name="Lovely").click()
    await expect(page.get_by_role("list", name="10 of 10 stamps")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("list", name=re.compile("Earlier"))).to_contain_text("Free flat white")


async def test_the_till_stamps_takes_back_and_says_what_a_bill_brought(shop: Shop, windows: Windows) -> None:
    shop.has_stamps()
    shop.has_stamps("Every visit", earning="PER_VISIT", stampsNeeded=2)
    till = await windows.phone()
    await open_till(till, shop)
    await till.get_by_role("link", name="Phone number").click()
    await till.get_by_label("Phone of the customer").fill(shop.customer.local)
    await till.get_by_role("button", name="Stamp cards").click()
    sheet = till.get_by_role("dialog", name=f"Stamp cards of {shop.customer.name}")
    row = sheet.get_by_role("listitem").filter(has_text="Ten coffees")

    await row.get_by_role("button", name="One more").click()
    await row.get_by_role("button", name="Give 2 stamps").click()
    await expect(row.get_by_text("2 stamps given.")).to_be_visible()
    await expect(row.get_by_text("2 of 10")).to_be_visible()
    assert await violations(till, "stamping") == []
    await row.get_by_role("button", name="Undo").click()
    await expect(row.get_by_text("0 of 10")).to_be_visible()
    await expect(row.get_by_text("2 stamps given.")).to_have_count(0)

    await till.keyboard.press("Escape")
    await till.get_by_role("button", name="To the amount").click()
    await type_amount(till, "50000")
    await give(till)
    await expect(till.get_by_text("1 stamp on Every visit")).to_be_visible()
    await expect(till.get_by_text("1 of 2")).to_be_visible()
