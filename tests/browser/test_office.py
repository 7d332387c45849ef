"""The office: customers and what is done for them, program and rules, stores, look, staff, keys, log."""

import re
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import httpx
import pytest
from PIL import Image
from playwright.async_api import Page, expect

from tests.browser.offers import SAVE_PRODUCT
from tests.browser.people import sign_in_customer, sign_in_staff
from tests.browser.shops import PASSWORD, Shop, fresh_email, fresh_phone
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]

BRANDS: Final = """{ business {
  shopBrands { id isActive brand { stockColor initials logoUrl } } stores { shopBrand { id } }
} }"""

MAKER: Final = """mutation($input: SaveProductBrandInput!) {
  saveProductBrand(input: $input) { productBrand { id } errors { code message } } }"""
FOUND: Final = "query($phone: String!) { customerByPhone(phone: $phone) { phone } }"
SOLD: Final = "{ purchases(first: 1) { nodes { occurredAt } } }"


async def open_office(windows: Windows, shop: Shop, place: str) -> Page:
    """The owner at a desk, in one of the office's places."""
    page = await windows.desk()
    await sign_in_staff(page, shop.site, shop.owner, to="/office")
    await page.get_by_role("navigation", name="Main").get_by_role("link", name=place).click()
    await expect(page.get_by_role("heading", name=place, level=1)).to_be_visible()
    return page


async def test_a_customer_is_found_and_cared_for(shop: Shop, windows: Windows) -> None:
    shop.enrol("Kabir Shah")
    shop.sell(120_000)
    page = await open_office(windows, shop, "Customers")
    rows = page.get_by_role("region", name="Customers")
    await expect(rows.get_by_text("Kabir Shah")).to_be_visible()

    await page.get_by_role("searchbox").fill("anan desh")
    await expect(rows.get_by_text("Kabir Shah")).to_have_count(0)
    await rows.get_by_role("link", name=re.compile("Ananya")).click()
    panel = page.get_by_role("dialog", name="Ananya Deshpande")
    await expect(panel.get_by_test_id("customer-balance")).to_have_text("120")

    await panel.get_by_label("Add a note").fill("Window seat, no sugar")
    await panel.get_by_role("button", name="Add a note").click()
    await expect(panel.get_by_text("Window seat, no sugar")).to_be_visible()
    await panel.get_by_label("Add a tag").fill("Book club")
    await panel.get_by_label("Add a tag").press("Enter")
    await expect(panel.get_by_role("button", name="Book club")).to_be_visible()

    await panel.get_by_role("button", name="Points", exact=True).click()
    adjust = page.get_by_role("dialog", name="Points of Ananya Deshpande")
    await adjust.get_by_role("button", name="Give 0 points").click()
    await expect(adjust.get_by_text("Say why.")).to_be_visible()
    await adjust.get_by_label("Points", exact=True).fill("30")
    await adjust.get_by_label("Reason").fill("Spilled coffee")
    await adjust.get_by_role("button", name="Give 30 points").click()
    await expect(page.get_by_text("Ananya Deshpande has 150 points.")).to_be_visible()
    await expect(panel.get_by_test_id("customer-balance")).to_have_text("150")
    assert shop.balance() == 150

    await panel.get_by_role("button", name="Close").click()
    await page.get_by_role("searchbox").fill("")
    await expect(rows.get_by_text("Kabir Shah")).to_be_visible()
    await page.get_by_role("button", name="Filter", exact=True).click()
    filters = page.get_by_role("dialog", name="Whom to show")
    await filters.get_by_label("Tag", exact=True).select_option("Book club")
    await filters.get_by_role("button", name="Show them").click()
    await expect(rows.get_by_text("Kabir Shah")).to_have_count(0)
    await expect(rows.get_by_text("Ananya Deshpande")).to_be_visible()


async def test_times_are_the_programs_wherever_the_browser_is(shop: Shop, windows: Windows) -> None:
    shop.sell(120_000)
    page = await windows.desk(timezone_id="America/New_York")
    await sign_in_staff(page, shop.site, shop.owner, to="/office")
    sold = datetime.fromisoformat(shop.run(SOLD)["nodes"][0]["occurredAt"])
    there = sold.astimezone(ZoneInfo("Asia/Kolkata"))
    row = page.get_by_role("listitem").filter(has_text=shop.customer.name)
    await expect(row).to_contain_text(f"{there:%I:%M} {there:%p}, Koregaon Park", ignore_case=True)


async def test_a_changed_program_shows_what_bills_earn_and_earns_it(shop: Shop, windows: Windows) -> None:
    page = await open_office(windows, shop, "Program")
    example = page.get_by_role("complementary")
    await expect(example.get_by_text("+200")).to_be_visible()
    await page.get_by_label("Points", exact=True).fill("3")
    await expect(example.get_by_text("+600")).to_be_visible()
    earning = page.locator("form").filter(has_text="Earning")
    await earning.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    assert shop.sell(100_000)["pointsEarned"] == 300


async def test_a_rule_is_made_changed_and_removed(shop: Shop, windows: Windows) -> None:
    page = await open_office(windows, shop, "Earn rules")
    await page.get_by_role("button", name="Add a rule").first.click()
    sheet = page.get_by_role("dialog", name="Add a rule")
    await sheet.get_by_label("Name").fill("Double days")
    await sheet.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("button", name="Double days")).to_be_visible()
    assert shop.sell(10_000)["pointsEarned"] == 20

    await page.get_by_role("button", name="Double days").click()
    sheet = page.get_by_role("dialog", name="Double days")
    await sheet.get_by_label("Times").fill("4")
    await sheet.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("4 times the points")).to_be_visible()
    assert shop.sell(10_000)["pointsEarned"] == 40

    await page.get_by_role("button", name="Double days").click()
    await sheet.get_by_role("button", name="Remove this rule").click()
    await expect(page.get_by_role("list", name="Earn rules").get_by_text("Off")).to_be_visible()
    assert shop.sell(10_000)["pointsEarned"] == 10


async def test_a_rule_is_for_a_brand_of_goods(shop: Shop, windows: Windows) -> None:
    page = await open_office(windows, shop, "Earn rules")
    await page.get_by_role("button", name="Add a rule").first.click()
    sheet = page.get_by_role("dialog", name="Add a rule")
    await expect(sheet.get_by_label("Name")).to_be_visible()
    await expect(sheet.get_by_role("group", name="Brands of goods")).to_have_count(0)

    for code, name in (("mill", "The Mill"), ("other", "Other")):
        shop.run(MAKER, {"input": {"code": code, "name": name}})
    await page.reload()
    await page.get_by_role("button", name="Add a rule").first.click()
    await sheet.get_by_label("Name").fill("The Mill twice")
    await sheet.get_by_role("group", name="Brands of goods").get_by_role("button", name="The Mill").click()
    await sheet.get_by_role("button", name="Save").click()
    await page.get_by_role("button", name="The Mill twice").click()
    brands = page.get_by_role("dialog", name="The Mill twice").get_by_role("group", name="Brands of goods")
    await expect(brands.get_by_role("button", name="The Mill", pressed=True)).to_be_visible()
    await expect(brands.get_by_role("button", name="Other", pressed=False)).to_be_visible()
    assert shop.sell(10_000)["pointsEarned"] == 10


async def test_a_rule_is_for_some_goods_and_some_days(shop: Shop, windows: Windows) -> None:
    shop.run(SAVE_PRODUCT, {"input": {"sku": "RYE", "name": "Dark rye"}})
    page = await open_office(windows, shop, "Earn rules")
    await page.get_by_role("button", name="Add a rule").first.click()
    sheet = page.get_by_role("dialog", name="Add a rule")
    await sheet.get_by_label("Name", exact=True).fill("Rye week")
    await sheet.get_by_label("From", exact=True).fill("2031-05-05")
    await sheet.get_by_label("Until and with").fill("2031-05-04")
    await sheet.get_by_role("button", name="Sat").click()
    await sheet.get_by_label("Only for these goods").fill("rye")
    await sheet.get_by_role("button", name="Dark rye").click()
    await sheet.get_by_role("button", name="Save").click()
    await expect(sheet.get_by_text("It ends before it begins.")).to_be_visible()
    await sheet.get_by_label("Until and with").fill("2031-05-11")
    await sheet.get_by_role("button", name="Save").click()

    told = page.get_by_role("listitem").filter(has_text="Rye week")
    await expect(told).to_contain_text("2 times the points · Sat · from 5 May · until 11 May")
    await expect(told).to_contain_text("1 chosen product")
    await expect(told.get_by_text("Not yet")).to_be_visible()
    await page.get_by_role("button", name="Rye week").click()
    sheet = page.get_by_role("dialog", name="Rye week")
    await expect(sheet.get_by_label("Until and with")).to_have_value("2031-05-11")
    await expect(sheet.get_by_role("button", name="Dark rye")).to_be_visible()
    assert shop.sell(10_000)["pointsEarned"] == 10


async def test_a_store_opens_and_the_card_gets_another_look(shop: Shop, windows: Windows) -> None:
    page = await open_office(windows, shop, "Stores")
    await page.get_by_role("button", name="Add a store").click()
    sheet = page.get_by_role("dialog", name="Add a store")
    await sheet.get_by_label("Name").fill("Baner")
    await sheet.get_by_label("Code").fill("BN")
    await sheet.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("button", name="Baner")).to_be_visible()
    await expect(page.get_by_text("2 stores").first).to_be_visible()

    await page.get_by_role("link", name="Look of the card").click()
    await page.get_by_label("Name of the business").fill("Saffron & Crumb")
    await expect(page.get_by_role("article").get_by_text("Saffron & Crumb")).to_be_visible()
    await page.get_by_label("Card", exact=True).fill("#12443a")
    async with page.expect_response(lambda response: "updateBusiness" in (response.request.post_data or "")):
        await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved.").last).to_be_visible()

    look = "{ business { name brand { stockColor } stores { name } } }"
    business = shop.run(look)
    assert business["name"] == "Saffron & Crumb"
    assert business["brand"]["stockColor"] == "#12443a"
    assert {store["name"] for store in business["stores"]} == {"Baner", "Koregaon Park"}


async def test_a_poster_brings_customers_to_the_card(shop: Shop, windows: Windows) -> None:
    page = await open_office(windows, shop, "Look of the card")
    await expect(page.get_by_role("img", name="Code that leads to your card")).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Poster as PDF").click()
    assert (await (await download.value).path()).read_bytes().startswith(b"%PDF-")
    link = await page.get_by_test_id("secret").inner_text()

    guest = fresh_phone()
    phone = await windows.phone()
    await sign_in_customer(phone, shop.site, guest, to=link.removeprefix(shop.site.url))
    await phone.get_by_role("button", name="Join").click()
    await expect(phone).to_have_url(re.compile("/cards/"))
    assert shop.run(FOUND, {"phone": guest})["phone"] == guest


async def test_a_door_gets_a_name_of_its_own(shop: Shop, windows: Windows, tmp_path: Path) -> None:
    page = await open_office(windows, shop, "Shop brands")
    await expect(page.get_by_text("Over the door of Koregaon Park")).to_be_visible()
    await page.get_by_role("button", name="Add a brand").click()
    sheet = page.get_by_role("dialog", name="Add a brand")
    await sheet.get_by_role("button", name="Save").click()
    await expect(sheet.get_by_label("Name over the door")).to_have_attribute("aria-invalid", "true")
    assert shop.run(BRANDS)["shopBrands"] == []

    logo = tmp_path / "logo.png"
    Image.new("RGB", (64, 64), "#e3b765").save(logo)
    await sheet.get_by_label("Name over the door").fill("Crumb Corner")
    await expect(sheet.get_by_role("article").get_by_text("Crumb Corner")).to_be_visible()
    await sheet.get_by_label("Card", exact=True).fill("#1d4b52")
    await sheet.get_by_label("Choose a logo").set_input_files(logo)
    await sheet.get_by_label("Koregaon Park").press("Space")
    await sheet.get_by_role("button", name="Save").click()

    brand = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Crumb Corner"))
    await expect(brand.get_by_text("Over the door of Koregaon Park")).to_be_visible()
    await expect(page.get_by_text("Over no door yet")).to_be_visible()
    business = shop.run(BRANDS)
    (made,) = business["shopBrands"]
    assert (made["brand"]["stockColor"], made["brand"]["initials"]) == ("#1d4b52", "CC")
    assert made["brand"]["logoUrl"]
    assert [store["shopBrand"] for store in business["stores"]] == [{"id": made["id"]}]

    await brand.get_by_role("button", name="Edit").click()
    sheet = page.get_by_role("dialog", name="Crumb Corner")
    await sheet.get_by_role("switch", name="This brand is in use").press("Space")
    await sheet.get_by_label("Koregaon Park").press("Space")
    await sheet.get_by_role("button", name="Save").click()
    await expect(brand.get_by_text("Not in use")).to_be_visible()
    await expect(brand.get_by_text("Over no door yet")).to_be_visible()
    business = shop.run(BRANDS)
    assert [made["isActive"] for made in business["shopBrands"]] == [False]
    assert [store["shopBrand"] for store in business["stores"]] == [None]


async def test_a_colleague_is_invited_and_comes(shop: Shop, windows: Windows) -> None:
    email = fresh_email("baker")
    page = await open_office(windows, shop, "Team")
    await page.get_by_role("button", name="Invite").click()
    sheet = page.get_by_role("dialog", name="Invite")
    await sheet.get_by_label("E-mail").fill(email)
    await sheet.get_by_label("Role").select_option("Cashier")
    await sheet.get_by_role("button", name="Make the invitation").click()
    link = await sheet.get_by_test_id("secret").inner_text()
    await sheet.get_by_role("button", name="Close").click()
    await expect(page.get_by_text(email)).to_be_visible()

    colleague = await windows.phone()
    await colleague.goto(link)
    await colleague.get_by_label("Your name").fill("Sana Iyer")
    await colleague.get_by_label("Choose a password").fill(PASSWORD)
    await colleague.get_by_role("button", name="Join the team").click()
    await expect(colleague.get_by_role("link", name="Shift of Sana Iyer")).to_be_visible()
    await colleague.goto(f"{shop.site.url}/office/team")
    await expect(colleague.get_by_text("Your role works at the till.")).to_be_visible()

    await page.reload()
    await expect(page.get_by_role("button", name="Sana Iyer")).to_be_visible()


def call(shop: Shop, key: str) -> httpx.Response:
    """What a third-party app asks with its key."""
    return httpx.post(
        f"{shop.site.url}/graphql",
        json={"query": "{ customers(first: 1) { totalCount } }"},
        headers={"Authorization": f"Bearer {key}"},
    )


async def test_a_key_opens_what_it_may_until_it_is_revoked(shop: Shop, windows: Windows) -> None:
    page = await open_office(windows, shop, "API keys")
    await page.get_by_role("button", name="Make a key").first.click()
    sheet = page.get_by_role("dialog", name="Make a key")
    await sheet.get_by_label("What it is for").fill("Newsletter")
    await sheet.get_by_role("checkbox", name="customers.read").press("Space")
    await sheet.get_by_role("button", name="Make a key").click()
    key = await sheet.get_by_test_id("secret").inner_text()
    assert call(shop, key).json()["data"] == {"customers": {"totalCount": 1}}

    await sheet.get_by_role("button", name="Close").click()
    await page.get_by_role("button", name="Revoke").click()
    await expect(page.get_by_text("No keys yet.")).to_be_visible()
    refused = call(shop, key)
    assert (refused.json().get("data") or {}).get("customers") is None
    assert refused.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"

    await page.get_by_role("link", name="Audit log").click()
    await expect(page.get_by_text("Meera Kulkarni revoked an API key")).to_be_visible()
