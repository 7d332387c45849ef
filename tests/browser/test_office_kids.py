"""Birthdays: a promotion made in the office, and what a parent is told of it in the wallet."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from playwright.async_api import expect

from tests.browser.people import sign_in_customer
from tests.browser.shops import Shop
from tests.browser.site import Json
from tests.browser.test_office import open_office
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]

PROMOTIONS: Final = """{ promotions { name audience ageFrom ageTo points announceDays validDays budget isActive
  reward { name } } }"""
PROMOTION: Final = """mutation($input: SavePromotionInput!) {
  savePromotion(input: $input) { promotion { id } errors { code message } } }"""
KID: Final = """mutation($input: AddKidInput!) {
  addKid(input: $input) { kid { id } errors { code message } } }"""


def promotions(shop: Shop) -> list[Json]:
    """The promotions, as the server has them."""
    return list(shop.site.graphql(PROMOTIONS, None, shop.token)["promotions"])


def add_kid(shop: Shop, days_ahead: int, turns: int) -> None:
    """A child of the customer with its birthday in so many days."""
    day = datetime.now(UTC).date() + timedelta(days=days_ahead)
    birthday = {"day": day.day, "month": day.month, "year": day.year - turns}
    kid = {"customerId": shop.customer.id, "firstName": "Ira", "birthday": birthday, "guardianConsent": True}
    shop.run(KID, {"input": kid})


async def test_a_promotion_is_made_and_put_out_of_use(shop: Shop, windows: Windows) -> None:
    shop.has_reward("Birthday cupcake", isListed=False)
    add_kid(shop, 3, 7)
    page = await open_office(windows, shop, "Kids and birthdays")
    await expect(page.get_by_text("1 birthday in the next seven days")).to_be_visible()
    await page.get_by_role("button", name="Add a promotion").last.click()
    form = page.get_by_role("dialog", name="Add a promotion")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_text("A promotion needs a name.")).to_be_visible()
    await expect(form.get_by_text("Choose a reward.")).to_be_visible()
    await form.get_by_label("Name").fill("Cupcakes for children")
    await form.get_by_label("Turning at most").fill("12")
    await form.get_by_label("Reward", exact=True).select_option("Birthday cupcake")
    await form.get_by_label("Days before the birthday").fill("5")
    await form.get_by_label("Most presents").fill("50")
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    card = page.get_by_role("article").filter(has_text="Cupcakes for children")
    await expect(card).to_contain_text(
        "Birthday cupcake · Birthdays of children · turning up to 12 · 5 days before"
    )
    await expect(card).to_contain_text("0 of 50")
    (made,) = promotions(shop)
    assert made == {
        "name": "Cupcakes for children",
        "audience": "KIDS",
        "ageFrom": None,
        "ageTo": 12,
        "points": None,
        "announceDays": 5,
        "validDays": 14,
        "budget": 50,
        "isActive": True,
        "reward": {"name": "Birthday cupcake"},
    }
    await card.get_by_role("button", name="Edit").click()
    await page.get_by_role("dialog").get_by_role("button", name="Take out of use").click()
    await expect(card.get_by_text("Out of use")).to_be_visible()
    assert [each["isActive"] for each in promotions(shop)] == [False]


async def test_a_parent_sees_what_is_to_come(shop: Shop, windows: Windows) -> None:
    cake = shop.has_reward("Birthday cupcake", isListed=False)
    shop.run(
        PROMOTION, {"input": {"name": "Cupcakes", "audience": "KIDS", "rewardId": cake, "announceDays": 7}}
    )
    add_kid(shop, 20, 7)
    page = await windows.phone()
    await sign_in_customer(page, shop.site, shop.customer.phone, to="/you/kids")
    card = page.get_by_role("article").filter(has_text="Ira turns 7")
    await expect(card).to_contain_text("Birthday cupcake at Saffron Crumb")
    await expect(page.get_by_text("We use it for one thing")).to_be_visible()
