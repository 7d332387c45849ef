"""The office's vouchers: given with a reason, found by code, handed over step by step; codes made, exported, ended."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.people import sign_in_staff
from tests.browser.shops import Shop
from tests.browser.test_office import open_office
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]

STATES = "{ vouchers(first: 20) { nodes { code state reason fulfilment customer { name } } } }"


async def test_a_voucher_is_given_found_and_handed_over(shop: Shop, windows: Windows) -> None:
    shop.has_reward("Birthday cake", needsFulfilment=True)
    page = await open_office(windows, shop, "Customers")
    await page.get_by_role("link", name=shop.customer.name).click()
    await page.get_by_role("button", name="Give a voucher").click()
    sheet = page.get_by_role("dialog", name="A voucher for Ananya Deshpande")
    await sheet.get_by_role("button", name="Give a voucher").click()
    await expect(sheet.get_by_text("Say why.")).to_be_visible()
    await sheet.get_by_label("What for").fill("Happy birthday")
    await sheet.get_by_role("button", name="Give a voucher").click()
    await expect(page.get_by_text("Birthday cake is on the card.")).to_be_visible()
    (given,) = shop.run(STATES)["nodes"]
    assert (given["reason"], given["fulfilment"]) == ("Happy birthday", "OPEN")

    await page.goto(f"{shop.site.url}/office/rewards/orders")
    orders = page.get_by_role("list", name="To hand over").get_by_role("listitem")
    await expect(orders).to_contain_text("Ananya Deshpande")
    await orders.get_by_role("button", name=re.compile("^It is ready.*Birthday cake")).click()
    await expect(page.get_by_text("Nothing is to be made.")).to_be_visible()
    await page.get_by_role("button", name="Ready", exact=True).click()
    await orders.get_by_role("button", name=re.compile("^Handed over.*Birthday cake")).click()
    await expect(page.get_by_text("Birthday cake is handed over.")).to_be_visible()
    assert shop.run(STATES)["nodes"][0]["fulfilment"] == "HANDED_OVER"

    await page.get_by_role("link", name="Vouchers").click()
    code = str(given["code"])
    await page.get_by_label("Code of a voucher").fill("no such code")
    await expect(page.get_by_text("There is no such code here.")).to_be_visible()
    await page.get_by_label("Code of a voucher").fill(f"{code[:4]} {code[4:8]}-{code[8:]}".lower())
    found = page.get_by_role("list", name="Vouchers").get_by_role("listitem")
    await expect(found).to_contain_text("Ananya Deshpande")
    await found.get_by_role("button").click()
    await expect(page.get_by_role("dialog", name="Birthday cake")).to_contain_text("Happy birthday")


async def test_codes_of_a_file_are_brought_in_exported_and_ended(
    shop: Shop, windows: Windows, tmp_path: Path
) -> None:
    shop.has_reward("A film", kind="PARTNER", isListed=False)
    page = await open_office(windows, shop, "Rewards")
    await page.get_by_role("link", name="Codes").click()
    await page.get_by_role("button", name="Make codes").last.click()
    form = page.get_by_role("dialog", name="Make codes")
    await form.get_by_role("button", name="From a file").click()
    file = tmp_path / "Cinema in May.csv"
    file.write_text("code;seat\nFILM-0001;a\nFILM-0002;b\nfilm 0002;c\nx;d\n")
    await form.get_by_label("Choose a CSV file").set_input_files(file)
    await expect(form.get_by_role("status")).to_contain_text(
        "2 codes found · 1 stood there twice and counts once · 1 line is no code"
    )
    await expect(form.get_by_label("What for")).to_have_value("Cinema in May")
    await form.get_by_role("button", name="Bring in 2 codes").click()
    await expect(page.get_by_text("2 codes are ready.")).to_be_visible()

    await page.get_by_role("list", name="Codes").get_by_role("button", name="Cinema in May").click()
    sheet = page.get_by_role("dialog", name="Cinema in May")
    async with page.expect_download() as coming:
        await sheet.get_by_role("button", name="Download as CSV").click()
    download = await coming.value
    assert download.suggested_filename == "Cinema-in-May.csv"
    saved = tmp_path / "saved.csv"
    await download.save_as(saved)
    assert [line.split(",")[:2] for line in saved.read_text().splitlines()] == [
        ["code", "state"],
        ["FILM0001", "active"],
        ["FILM0002", "active"],
    ]
    await sheet.get_by_label("Reason").fill("The film was moved")
    await sheet.get_by_role("button", name="Take back 2 free codes").click()
    await expect(page.get_by_text("2 codes are taken back.")).to_be_visible()
    assert {each["state"] for each in shop.run(STATES)["nodes"]} == {"CANCELLED"}


async def test_whoever_only_reads_gives_and_makes_nothing(shop: Shop, windows: Windows) -> None:
    shop.give_voucher(shop.has_reward("Birthday cake", needsFulfilment=True))
    page = await windows.phone()
    await sign_in_staff(page, shop.site, shop.hire("Nikhil Joshi", "Analyst"), to="/office")
    await page.goto(f"{shop.site.url}/office/rewards/orders")
    await expect(page.get_by_role("list", name="To hand over")).to_contain_text("Birthday cake")
    await expect(page.get_by_role("button", name="It is ready")).to_have_count(0)
    await expect(page.get_by_role("link", name="Codes")).to_have_count(0)
