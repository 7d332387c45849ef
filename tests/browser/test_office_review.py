"""The review queue: rules kept in the office, held points released or taken back, and the count on the overview."""

import secrets
from typing import Any, Final

import pytest
from playwright.async_api import expect

from tests.browser.people import sign_in_customer, sign_in_staff
from tests.browser.shops import Shop
from tests.browser.site import Json
from tests.browser.test_office import open_office
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]

RULES: Final = """mutation($input: SaveReviewRulesInput!) {
  saveReviewRules(input: $input) { rules { kind } errors { code message } } }"""
KEPT: Final = "{ reviewRules { kind action most days fromHour toHour } }"
AWARD: Final = """mutation($input: AwardPointsInput!) {
  awardPoints(input: $input) { transaction { id } errors { code message } } }"""
SIGN_IN: Final = """mutation($input: SignInStaffInput!) {
  signInStaff(input: $input) { tokens { accessToken } errors { code message } } }"""


def hold(shop: Shop, *points: int) -> None:
    """Awards by hand of a colleague, all of them held."""
    rule = {"kind": "POINTS_AT_ONCE", "action": "REVIEW", "most": 1}
    shop.run(RULES, {"input": {"rules": [rule]}})
    colleague = shop.hire("Ravi Patil", "Manager")
    token = shop.run(SIGN_IN, {"input": {"email": colleague.email, "password": colleague.password}})["tokens"]
    for count in points:
        given: Json = {
            "idempotencyKey": secrets.token_urlsafe(16),
            "customerId": shop.customer.id,
            "points": count,
            "description": "A long wait",
            "storeId": shop.store_id,
        }
        shop.run(AWARD, {"input": given}, token["accessToken"])


async def test_held_points_are_released_and_taken_back(shop: Shop, windows: Windows) -> None:
    hold(shop, 30, 40, 50)
    phone = await windows.phone()
    await sign_in_customer(phone, shop.site, shop.customer.phone, to="/activity")
    await expect(phone.get_by_text("being checked").first).to_be_visible()
    page = await windows.desk()
    await sign_in_staff(page, shop.site, shop.owner, to="/office")
    await page.get_by_role("navigation", name="Main").get_by_role("link", name="Review").click()
    queue = page.get_by_role("list", name="Review")
    await expect(queue.get_by_text("Many points at once")).to_have_count(3)
    await expect(queue).to_contain_text("by Ravi Patil · 3 awards of Ravi Patil were held in 90 days")
    await page.get_by_role("checkbox", name="Choose Ananya Deshpande, 40 points").check()
    await page.get_by_role("button", name="Take back").click()
    dialog = page.get_by_role("dialog", name="Take back 1 award?")
    await dialog.get_by_role("button", name="Take back").click()
    await expect(dialog.get_by_text("Say why.")).to_be_visible()
    await dialog.get_by_label("Why").fill("Nobody waited")
    await dialog.get_by_role("button", name="Take back").click()
    await expect(page.get_by_text("1 award taken back.")).to_be_visible()
    await page.get_by_role("button", name="Choose all").click()
    await page.get_by_role("button", name="Release", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="Release").click()
    await expect(page.get_by_text("2 awards released.")).to_be_visible()
    await expect(page.get_by_text("Nothing waits for a decision.")).to_be_visible()
    assert shop.balance() == 80
    await page.get_by_role("button", name="Taken back").click()
    await expect(queue).to_contain_text("Nobody waited")


async def test_the_rules_are_kept(shop: Shop, windows: Windows) -> None:
    page = await open_office(windows, shop, "Review")
    await page.get_by_role("button", name="Rules").click()
    await expect(page.get_by_role("heading", name="What is unusual")).to_be_visible()
    own = page.get_by_role("listitem").filter(has_text="Somebody gives points to their own card")
    await own.get_by_label("What happens").select_option("Refuse")
    visits = page.get_by_role("listitem").filter(has_text="A customer has more bills than this on a day")
    await visits.get_by_label("What happens").select_option("Review")
    await visits.get_by_label("More than").fill("x")
    await page.get_by_role("button", name="Save the rules").click()
    await expect(visits.get_by_text("Type a whole number.")).to_be_visible()
    await visits.get_by_label("More than").fill("4")
    await page.get_by_role("button", name="Save the rules").click()
    await expect(page.get_by_text("The rules hold from now on.")).to_be_visible()
    kept: dict[str, Any] = {
        each["kind"]: each for each in shop.site.graphql(KEPT, None, shop.token)["reviewRules"]
    }
    assert (kept["OWN_CARD"]["action"], kept["MEMBER_VISITS_PER_DAY"]["most"]) == ("REFUSE", 4)
    assert kept["ODD_HOURS"]["action"] == "ALLOW"


async def test_the_overview_tells_how_many_wait(shop: Shop, windows: Windows) -> None:
    shop.sell(50_000)
    hold(shop, 30, 40)
    page = await windows.desk()
    await sign_in_staff(page, shop.site, shop.owner, to="/office")
    await page.get_by_role("link", name="2 awards wait for review").click()
    await expect(page.get_by_role("heading", name="Review", level=1)).to_be_visible()
