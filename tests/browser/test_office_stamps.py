"""The office's stamp cards: begun, changed, taken out of use, and seen in a customer's profile."""

import secrets
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image
from playwright.async_api import expect

from tests.browser.offers import SAVE_PRODUCT, SAVE_STAMPS, STAMP
from tests.browser.people import sign_in_staff
from tests.browser.shops import Shop
from tests.browser.test_office import open_office
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]

DESIGNS: Final = """{ stampDesigns {
  id name stampsNeeded icon earning maxPerDay validDays isActive leastBill { minorUnits }
  endsAt productIds pictureUrl } }"""


def designs(shop: Shop) -> list[dict[str, Any]]:
    """The stamp cards, as the server has them."""
    return list(shop.site.graphql(DESIGNS, None, shop.token)["stampDesigns"])


def offer(shop: Shop, name: str = "Ten coffees", **values: Any) -> Any:
    """A stamp card that is there already."""
    given = {"name": name, "stampsNeeded": 10, "earning": "BY_HAND", "icon": "coffee", **values}
    return shop.run(SAVE_STAMPS, {"input": given})["stampDesign"]


async def test_a_stamp_card_is_offered_and_seen_before(shop: Shop, windows: Windows, tmp_path: Path) -> None:
    shop.run(SAVE_PRODUCT, {"input": {"sku": "FW", "name": "Flat white"}})
    page = await open_office(windows, shop, "Stamp cards")
    await page.get_by_role("button", name="Add a stamp card").last.click()
    form = page.get_by_role("dialog", name="Add a stamp card")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_text("A stamp card needs a name.")).to_be_visible()

    await form.get_by_label("Name").fill("Eight coffees")
    await form.get_by_label("Stamps that fill it").fill("8")
    await form.get_by_label("Coffee").check()
    card = form.get_by_role("article")
    await expect(card.get_by_role("heading", name="Eight coffees")).to_be_visible()
    await expect(card.get_by_test_id("balance")).to_have_text("3/8")
    picture = tmp_path / "picture.png"
    Image.new("RGB", (900, 600), "#7a2b12").save(picture)
    await form.get_by_label("Choose a picture").set_input_files(picture)
    await expect(card.locator("img[src^=blob]")).to_be_visible()

    await form.get_by_label("A stamp for").select_option("Each piece bought")
    await form.get_by_label("Only for these goods").fill("flat")
    await form.get_by_role("group", name="Found goods").get_by_role("button", name="Flat white").click()
    await expect(form.get_by_role("group", name="Only for these goods")).to_contain_text("Flat white")
    await form.get_by_label("From a bill of (INR)").fill("150")
    await form.get_by_label("Most stamps a day").fill("2")
    await form.get_by_label("Days from the first stamp").fill("90")
    await form.get_by_label("Until and with").fill("2031-12-31")
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()

    (design,) = designs(shop)
    assert (design["name"], design["stampsNeeded"], design["icon"]) == ("Eight coffees", 8, "coffee")
    assert (design["earning"], design["maxPerDay"], design["validDays"]) == ("PER_ITEM", 2, 90)
    assert design["leastBill"]["minorUnits"] == 15_000
    assert design["endsAt"] == "2031-12-31T18:30:00Z"  # midnight in Pune
    assert len(design["productIds"]) == 1
    assert design["pictureUrl"]


async def test_a_stamp_card_is_changed_and_taken_out_of_use(shop: Shop, windows: Windows) -> None:
    offer(shop)
    page = await open_office(windows, shop, "Stamp cards")
    await page.get_by_role("button", name="Edit Ten coffees").click()
    form = page.get_by_role("dialog", name="Ten coffees")
    await form.get_by_label("Name").fill("Coffee club")
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", name="Coffee club")).to_be_visible()

    await page.get_by_role("button", name="Edit Coffee club").click()
    await page.get_by_role("button", name="Take out of use").click()
    await expect(page.get_by_text("Coffee club is out of use.")).to_be_visible()
    await expect(page.get_by_text("Out of use", exact=True)).to_be_visible()
    assert [(each["name"], each["isActive"]) for each in designs(shop)] == [("Coffee club", False)]

    await page.get_by_role("button", name="Edit Coffee club").click()
    await page.get_by_role("switch", name="This stamp card is in use").press("Space")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Out of use", exact=True)).to_have_count(0)
    assert designs(shop)[0]["isActive"]


async def test_whoever_was_overtaken_is_told(shop: Shop, windows: Windows) -> None:
    design = offer(shop)
    page = await open_office(windows, shop, "Stamp cards")
    await page.get_by_role("button", name="Edit Ten coffees").click()
    offer(shop, "Espresso club", designId=design["id"], version=design["version"])
    form = page.get_by_role("dialog", name="Ten coffees")
    await form.get_by_label("Name").fill("Mine")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_role("alert")).to_contain_text("Somebody else changed this in the meantime.")
    assert designs(shop)[0]["name"] == "Espresso club"


async def test_a_customers_stamps_and_how_they_came(shop: Shop, windows: Windows) -> None:
    design = offer(shop)
    given = {
        "customerId": shop.customer.id,
        "designId": design["id"],
        "storeId": shop.store_id,
        "count": 3,
        "idempotencyKey": secrets.token_urlsafe(16),
    }
    shop.run(STAMP, {"input": given})
    page = await open_office(windows, shop, "Customers")
    await page.get_by_role("link", name=shop.customer.name).click()
    card = page.get_by_test_id("stamp-card")
    await expect(card).to_contain_text("Ten coffees")
    await expect(card).to_contain_text("3/10")
    await card.get_by_text("What was stamped").click()
    await expect(card.get_by_role("listitem").filter(has_text="By hand")).to_contain_text("Meera Kulkarni")
    await expect(card.get_by_text("+3")).to_be_visible()


async def test_whoever_may_not_change_stamp_cards_looks_at_them(shop: Shop, windows: Windows) -> None:
    offer(shop)
    page = await windows.phone()
    await sign_in_staff(page, shop.site, shop.hire("Nikhil Joshi", "Analyst"), to="/office")
    await page.goto(f"{shop.site.url}/office/stamps")
    await expect(page.get_by_role("heading", name="Ten coffees")).to_be_visible()
    await expect(page.get_by_role("button", name="Add a stamp card")).to_have_count(0)
    await expect(page.get_by_role("button", name="Edit Ten coffees")).to_have_count(0)
