"""The office's list: narrowed and kept as a view, many tagged and taken back, a list taken out and one brought in."""

import re
from asyncio import to_thread
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import expect

from tests.browser.people import sign_in_staff
from tests.browser.shops import Shop
from tests.browser.test_office import open_office
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]

TAGGED: Final = "query($id: ID!) { customer(id: $id) { tags { name } } }"
LISTED: Final = "{ customers(first: 50, sort: NAME) { nodes { name phone } } }"
NOTED: Final = """mutation($input: UpdateCustomerInput!) {
  updateCustomer(input: $input) { customer { id } errors { code message } } }"""


async def test_a_filter_is_kept_as_a_view(shop: Shop, windows: Windows) -> None:
    """Given two customers, when those with an e-mail are kept as a view, then it opens again after a reload."""
    shop.enrol("Kabir Shah")
    shop.run(NOTED, {"input": {"customerId": shop.customer.id, "email": "ananya@example.com"}})
    page = await open_office(windows, shop, "Customers")
    rows = page.get_by_role("region", name="Customers")
    await page.get_by_role("button", name="Filter", exact=True).click()
    sheet = page.get_by_role("dialog", name="Whom to show")
    await sheet.get_by_label("Has an e-mail").select_option("Yes")
    await sheet.get_by_role("button", name="Show them").click()
    await expect(rows.get_by_text("Ananya Deshpande")).to_be_visible()
    await expect(rows.get_by_text("Kabir Shah")).to_have_count(0)

    await page.get_by_role("button", name="Save this view").click()
    sheet = page.get_by_role("dialog", name="Save this view")
    await sheet.get_by_role("button", name="Save").click()
    await expect(sheet.get_by_text("A view needs a name.")).to_be_visible()
    await sheet.get_by_label("Name of the view").fill("Can be written to")
    await sheet.get_by_label("Everybody in the office sees it").press("Space")
    await sheet.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("The view Can be written to is kept.")).to_be_visible()

    await page.reload()
    await expect(rows.get_by_text("Kabir Shah")).to_be_visible()
    views = page.get_by_role("group", name="Views")
    await views.get_by_role("button", name="Can be written to").click()
    await expect(rows.get_by_text("Kabir Shah")).to_have_count(0)
    await page.get_by_role("button", name="Without “Has an e-mail: Yes”").click()
    await expect(rows.get_by_text("Kabir Shah")).to_be_visible()


async def test_customers_are_tagged_together_and_it_is_taken_back(shop: Shop, windows: Windows) -> None:
    """Given three customers, when all are tagged, then each wears it; taken back, none does."""
    others = [shop.enrol("Kabir Shah"), shop.enrol("Meera Rao")]
    page = await open_office(windows, shop, "Customers")
    rows = page.get_by_role("region", name="Customers")
    boxes = rows.get_by_role("checkbox")
    await expect(boxes).to_have_count(4)
    await boxes.nth(1).click()
    await boxes.nth(3).click(modifiers=["Shift"])
    bar = page.get_by_role("region", name="3 chosen")
    await bar.get_by_role("button", name="Tag", exact=True).click()
    sheet = page.get_by_role("dialog", name="Tag")
    await sheet.get_by_label("Which tag").fill("Spring")
    await expect(sheet.get_by_text("Will change")).to_be_visible()
    await sheet.get_by_role("button", name="Start").click()
    await expect(page.get_by_role("heading", name="Tag “Spring”")).to_be_visible()
    await expect(page.get_by_test_id("run-changed")).to_have_text("3", timeout=20_000)
    everybody = [shop.customer, *others]
    assert all(shop.run(TAGGED, {"id": each.id})["tags"] == [{"name": "Spring"}] for each in everybody)

    await page.get_by_role("button", name="Take it back").click()
    await page.get_by_role("dialog").get_by_role("button", name="Take it back").click()
    await expect(page.get_by_test_id("run-undone")).to_have_text("3", timeout=20_000)
    assert all(shop.run(TAGGED, {"id": each.id})["tags"] == [] for each in everybody)


async def test_a_list_is_taken_out_as_a_file(shop: Shop, windows: Windows) -> None:
    shop.enrol("=Kabir")
    page = await open_office(windows, shop, "Customers")
    await page.get_by_role("button", name="More for this list").click()
    await page.get_by_role("menuitem", name="Export", exact=True).click()
    sheet = page.get_by_role("dialog", name="Export")
    await expect(sheet.get_by_text("Lines in the file")).to_be_visible()
    await sheet.get_by_role("button", name="Start").click()
    button = page.get_by_role("button", name="Get the file")
    await expect(button).to_be_visible(timeout=20_000)
    async with page.expect_download() as started:
        await button.click()
    file = await started.value
    assert re.fullmatch(r"customers-\d{4}-\d\d-\d\d\.csv", file.suggested_filename)
    names = await to_thread(first_cells, Path(await file.path()))
    assert names == ["'=Kabir", "Ananya Deshpande", "Name"]


def first_cells(path: Path) -> list[str]:
    """The first cell of every line, in their order."""
    return sorted(line.split(",")[0] for line in path.read_text("utf-8-sig").splitlines())


async def test_on_a_phone_customers_are_cards(shop: Shop, windows: Windows) -> None:
    """Given a phone, then each customer is one card with points and standing, and opens."""
    shop.sell(120_000)
    page = await windows.phone()
    await sign_in_staff(page, shop.site, shop.owner, to="/office")
    await page.goto(f"{shop.site.url}/office/customers")
    card = page.get_by_role("region", name="Customers").get_by_role("link")
    await expect(card).to_contain_text("120")
    await expect(card).to_contain_text("Active")
    await card.click()
    await expect(page.get_by_test_id("customer-balance")).to_have_text("120")


async def test_a_list_is_brought_in_after_a_look_at_it(shop: Shop, windows: Windows, tmp_path: Path) -> None:
    """Given a list with a wrong line and a head that says nothing, then it is mapped, checked and taken in."""
    path = tmp_path / "list.csv"
    path.write_text("Number to call;Name\n9822041763;Kabir Shah\n12;Nobody\n", "utf-8")
    page = await open_office(windows, shop, "Customers")
    await page.get_by_role("button", name="More for this list").click()
    await page.get_by_role("menuitem", name="Import a list").click()
    await page.get_by_label("Choose a file").set_input_files(path)
    await expect(page.get_by_role("heading", name="Import of list.csv")).to_be_visible()
    await expect(page.get_by_text("Say which column has the phone number.")).to_be_visible()
    await page.get_by_label("Column Number to call").select_option("Phone number")
    await page.get_by_role("button", name="Check again").click()
    take = page.get_by_role("button", name="Take 1 line in")
    await expect(take).to_be_visible(timeout=20_000)
    await expect(page.get_by_test_id("run-refused")).to_have_text("1")
    await take.click()
    await expect(page.get_by_text("Done", exact=True)).to_be_visible(timeout=20_000)
    await expect(page.get_by_text("Not a phone number")).to_be_visible()
    names = [each["name"] for each in shop.run(LISTED)["nodes"]]
    assert names == ["Ananya Deshpande", "Kabir Shah"]
