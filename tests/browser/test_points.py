"""How long points live, as people see it: the calendar and the inbox on the phone, and what the office does for it."""

import secrets
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.axe import violations
from tests.browser.balances import EXTEND, bring, in_days
from tests.browser.people import sign_in_customer
from tests.browser.shops import Shop
from tests.browser.test_office import open_office
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]


async def test_a_customer_sees_what_expires_and_is_told_that_it_lives_longer(
    shop: Shop, windows: Windows
) -> None:
    bring(shop, (40, 3), (60, 80))
    page = await windows.phone()
    await sign_in_customer(page, shop.site, shop.customer.phone)
    await page.get_by_role("link", name=shop.name).first.click()
    await page.get_by_role("link", name="Use-by calendar").click()
    await expect(page.get_by_role("heading", name="Use by", level=1)).to_be_visible()
    await expect(page.get_by_role("listitem").filter(has_text="3 days left")).to_contain_text("40")
    await expect(page.get_by_role("listitem").filter(has_text="80 days left")).to_contain_text("60")
    assert await violations(page, "use by") == []

    span = {"fromDay": in_days(0), "toDay": in_days(5), "untilDay": in_days(100)}
    given = {"idempotencyKey": secrets.token_urlsafe(16), "reason": "Happy holidays", "extension": span}
    shop.run(EXTEND, {"input": given})
    await expect(page.get_by_role("listitem").filter(has_text="100 days left")).to_contain_text("40")

    await page.goto(shop.site.url + "/")
    await page.get_by_role("link", name="1 new message").click()
    await expect(page.get_by_role("heading", name="Messages", level=1)).to_be_visible()
    row = page.get_by_role("listitem").filter(has_text="40 points live longer")
    await expect(row).to_contain_text("Happy holidays")
    assert await violations(page, "inbox") == []
    await row.get_by_role("link").click()
    await expect(page.get_by_role("heading", name="Use by", level=1)).to_be_visible()
    await page.goto(shop.site.url + "/")
    await expect(page.get_by_role("link", name="Messages", exact=True).first).to_be_visible()


async def test_the_office_lets_points_live_longer(shop: Shop, windows: Windows) -> None:
    bring(shop, (40, 3))
    page = await open_office(windows, shop, "Expiry & waiting")
    await expect(page.get_by_text("Nothing was extended yet")).to_be_visible()
    await page.get_by_role("button", name="Let points live longer").first.click()
    sheet = page.get_by_role("dialog", name="Let points live longer")
    await expect(sheet.get_by_test_id("preview")).to_have_text("40 points of 1 customer.")
    await sheet.get_by_role("button", name="Let points live longer").click()
    await expect(sheet.get_by_text("Say why.")).to_be_visible()
    await sheet.get_by_label("Reason").fill("We were closed")
    assert await violations(page, "extending") == []
    await sheet.get_by_role("button", name="Let points live longer").click()
    await expect(page.get_by_role("listitem").filter(has_text="We were closed")).to_contain_text("40 points")


async def test_opening_balances_are_checked_then_posted(shop: Shop, windows: Windows, tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text(f"phone,points\n{shop.customer.phone},25\n12,4\n", encoding="utf-8")
    page = await open_office(windows, shop, "Expiry & waiting")
    await page.get_by_role("tab", name="Opening balances").click()
    await page.get_by_label("CSV file").set_input_files(file)
    card = page.get_by_role("article").filter(has_text="old.csv")
    await expect(card).to_contain_text("25 points in 1 line can be posted.")
    await expect(card).to_contain_text("Line 3: this is no phone number")
    assert await violations(page, "opening balances") == []
    async with page.expect_download() as waiting:
        await card.get_by_role("button", name="Download what is wrong").click()
    saved = tmp_path / "problems.csv"
    await (await waiting.value).save_as(saved)
    assert saved.read_text(encoding="utf-8").splitlines()[1] == '3,this is no phone number,"12,4"'
    await card.get_by_role("button", name="Post them").click()
    await expect(card).to_contain_text("25 points in 1 line are posted.", timeout=60_000)
    assert shop.balance() == 25
