"""The office's tiers: begun, changed after seeing whom it moves, overtaken by somebody, only read."""

import re
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.offers import SAVE_LADDER
from tests.browser.people import sign_in_staff
from tests.browser.shops import Member, Shop
from tests.browser.test_office import open_office
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]

TIERS: Final = """{ tierLadder {
  graceDays tiers { name threshold multiplier memberCount benefits { text icon } } } }"""
TIER: Final = "query($id: ID!) { customer(id: $id) { tier { tier { name } } } }"


def save(shop: Shop, *steps: tuple[str, int], **rules: Any) -> None:
    """A ladder as somebody else saves it, by the points of all time within a year."""
    tiers = [{"name": name, "threshold": threshold} for name, threshold in steps]
    shop.run(
        SAVE_LADDER, {"input": {"measure": "EARNED", "window": "ROLLING_MONTHS", "tiers": tiers, **rules}}
    )


def tier_of(shop: Shop, member: Member | None = None) -> str | None:
    """The tier on which a customer stands."""
    standing = shop.run(TIER, {"id": (member or shop.customer).id})["tier"]
    return standing["tier"]["name"] if standing and standing["tier"] else None


async def change(page: Page, tier: str, **values: str) -> None:
    """Opens a step, types into its fields, and closes it."""
    await rungs(page).get_by_role("button", name=tier).click()
    for label, value in values.items():
        await page.get_by_label(label.replace("_", " "), exact=True).fill(value)
    await page.get_by_role("button", name="Done").click()


def rungs(page: Page) -> Locator:
    """The steps."""
    return page.get_by_role("list", name="Tiers")


async def see_impact(page: Page) -> Locator:
    """The sheet that says what saving would do."""
    await page.get_by_role("button", name="See what it changes").click()
    sheet = page.get_by_role("dialog", name="What this changes")
    await expect(sheet.get_by_test_id("finding")).to_be_visible()
    return sheet


async def test_a_business_begins_with_three_tiers(shop: Shop, windows: Windows) -> None:
    shop.sell(600_000)
    page = await open_office(windows, shop, "Tiers")
    await page.get_by_role("button", name="Start with Bronze, Silver, Gold").click()
    await expect(rungs(page).get_by_role("listitem")).to_have_count(3)

    await rungs(page).get_by_role("button", name="Silver").click()
    step = page.get_by_role("dialog", name="Silver")
    await step.get_by_label("Name").fill("")
    await step.get_by_role("button", name="Done").click()
    await expect(step.get_by_text("A tier needs a name.")).to_be_visible()
    await step.get_by_label("Name").fill("Friends")
    await expect(step.get_by_role("article").get_by_text("Friends")).to_be_visible()
    await step.get_by_role("button", name="Add a benefit").click()
    await step.get_by_label("Benefit 1", exact=True).fill("Coffee on the house")
    await step.get_by_role("button", name="Done").click()

    sheet = await see_impact(page)
    await expect(sheet.get_by_test_id("finding")).to_contain_text("1 customer rises to Friends")
    await expect(sheet.get_by_test_id("finding")).to_contain_text("150 points last year")
    await sheet.get_by_role("button", name="Save the tiers").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    await expect(rungs(page).get_by_text("1 customer", exact=True)).to_be_visible()

    ladder = shop.run(TIERS)
    assert [(tier["name"], tier["threshold"], tier["memberCount"]) for tier in ladder["tiers"]] == [
        ("Bronze", 0, 0),
        ("Friends", 500, 1),
        ("Gold", 2000, 0),
    ]
    assert ladder["tiers"][1]["benefits"] == [{"text": "Coffee on the house", "icon": ""}]
    assert ladder["graceDays"] == 30


async def test_who_would_fall_is_asked_about_and_moved_down_now(shop: Shop, windows: Windows) -> None:
    save(shop, ("Bronze", 0), ("Silver", 100))
    shop.sell(120_000)
    assert tier_of(shop) == "Silver"
    page = await open_office(windows, shop, "Tiers")
    await change(page, "Silver", From_points="400")
    sheet = await see_impact(page)
    await expect(sheet.get_by_test_id("finding")).to_contain_text("1 customer will fall")
    moves = sheet.get_by_role("table", name="Who moves").get_by_role("row")
    await expect(moves.nth(1)).to_contain_text("Silver")
    await expect(moves.nth(1)).to_contain_text("Bronze")
    await sheet.get_by_label("Move them down now").check()
    await sheet.get_by_role("button", name="Save the tiers").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    assert tier_of(shop) == "Bronze"


async def test_who_would_fall_keeps_the_tier_as_promised(shop: Shop, windows: Windows) -> None:
    save(shop, ("Bronze", 0), ("Silver", 100))
    shop.sell(120_000)
    page = await open_office(windows, shop, "Tiers")
    await change(page, "Silver", From_points="400")
    sheet = await see_impact(page)
    await expect(sheet.get_by_label("Let them keep it as promised")).to_be_checked()
    await sheet.get_by_role("button", name="Save the tiers").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    assert tier_of(shop) == "Silver"


async def test_steps_stand_by_their_threshold_and_can_be_taken_out(shop: Shop, windows: Windows) -> None:
    save(shop, ("Bronze", 0), ("Silver", 100), ("Gold", 500))
    page = await open_office(windows, shop, "Tiers")
    await change(page, "Silver", From_points="900")
    await expect(rungs(page).get_by_role("button")).to_have_text(["Bronze", "Gold", "Silver"])
    await page.get_by_role("button", name="Add a tier").click()
    step = page.get_by_role("dialog", name="Add a tier")
    await step.get_by_label("Name").fill("Family")
    await step.get_by_label("From points").fill("900")
    await step.get_by_role("button", name="Done").click()
    await expect(step.get_by_text("Another tier begins here.")).to_be_visible()
    await step.get_by_label("From points").fill("50")
    await step.get_by_role("button", name="Done").click()
    await rungs(page).get_by_role("button", name="Bronze").click()
    await page.get_by_role("button", name="Take this tier out").click()
    await expect(rungs(page).get_by_role("button")).to_have_text(["Family", "Gold", "Silver"])
    await (await see_impact(page)).get_by_role("button", name="Save the tiers").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    assert [tier["name"] for tier in shop.run(TIERS)["tiers"]] == ["Family", "Gold", "Silver"]


@pytest.mark.parametrize("way", ["Keep my draft", "Take theirs"])
async def test_whoever_was_overtaken_chooses_whose_ladder_it_is(
    shop: Shop, windows: Windows, way: str
) -> None:
    save(shop, ("Bronze", 0), ("Silver", 100))
    page = await open_office(windows, shop, "Tiers")
    await change(page, "Silver", Points_times="3")
    sheet = await see_impact(page)
    save(shop, ("Stone", 0), ("Iron", 300))
    await sheet.get_by_role("button", name="Save the tiers").click()
    await expect(sheet.get_by_role("alert")).to_contain_text("Somebody else changed the tiers")
    assert [tier["name"] for tier in shop.run(TIERS)["tiers"]] == ["Stone", "Iron"]

    await sheet.get_by_role("button", name=way).click()
    if way == "Take theirs":
        await expect(rungs(page).get_by_role("button")).to_have_text(["Stone", "Iron"])
        return
    await expect(rungs(page).get_by_role("button")).to_have_text(["Bronze", "Silver"])
    await (await see_impact(page)).get_by_role("button", name="Save the tiers").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    tiers = shop.run(TIERS)["tiers"]
    assert [(tier["name"], tier["multiplier"]) for tier in tiers] == [("Bronze", 1), ("Silver", 3)]


async def test_whoever_may_not_change_tiers_reads_them(shop: Shop, windows: Windows) -> None:
    save(shop, ("Bronze", 0), ("Silver", 100), graceDays=14)
    page = await windows.phone()
    await sign_in_staff(page, shop.site, shop.hire("Farah Shaikh", "Manager"), to="/office")
    await page.goto(f"{shop.site.url}/office/tiers")
    await expect(rungs(page).get_by_text("from 100 points")).to_be_visible()
    await expect(page.get_by_text("14 days")).to_be_visible()
    await expect(page.get_by_role("button", name="See what it changes")).to_have_count(0)
    await expect(rungs(page).get_by_role("button")).to_have_count(0)


async def test_a_customer_is_put_on_a_tier_with_a_reason(shop: Shop, windows: Windows) -> None:
    save(shop, ("Bronze", 0), ("Silver", 100), ("Gold", 900))
    shop.sell(120_000)
    page = await open_office(windows, shop, "Customers")
    await page.get_by_role("link", name=shop.customer.name).click()
    strip = page.get_by_test_id("customer-tier")
    await expect(strip).to_contain_text("Silver")
    await expect(strip).to_contain_text("780 points to Gold")
    await expect(strip).to_contain_text("Kept until")

    await page.get_by_role("button", name="Put on a tier").click()
    sheet = page.get_by_role("dialog", name=f"Put {shop.customer.name} on a tier")
    await expect(sheet.get_by_label("Tier")).to_have_text(re.compile("Gold"))
    await sheet.get_by_role("button", name="Put on a tier").click()
    await expect(sheet.get_by_text("Say why.")).to_be_visible()
    await sheet.get_by_label("Reason").fill("Bakes with us every week")
    await sheet.get_by_label("Until").fill("2020-01-01")
    await sheet.get_by_role("button", name="Put on a tier").click()
    await expect(sheet.get_by_text("Choose today or a later day.")).to_be_visible()
    until = (datetime.now(ZoneInfo("Asia/Kolkata")) + timedelta(days=40)).date()
    await sheet.get_by_label("Until").fill(until.isoformat())
    await sheet.get_by_role("button", name="Put on a tier").click()
    await expect(page.get_by_text(f"{shop.customer.name} is on Gold until")).to_be_visible()

    await expect(strip).to_contain_text(f"Given until {until.day} {until:%B %Y}")
    assert tier_of(shop) == "Gold"
    await page.get_by_text("2 changes so far").click()
    history = page.get_by_role("list", name="2 changes so far").get_by_role("listitem")
    await expect(history.first).to_contain_text("Silver → Gold")
    await expect(history.first).to_contain_text("Bakes with us every week, Meera Kulkarni")
    await expect(history.last).to_contain_text("No tier → Silver")
