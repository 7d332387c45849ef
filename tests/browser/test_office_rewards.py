"""The office's rewards: made with the ticket in view, changed, taken out of use; vouchers taken back with a reason."""

import secrets
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image
from playwright.async_api import expect

from tests.browser.offers import GIVE_VOUCHER, SAVE_REWARD
from tests.browser.people import sign_in_customer, sign_in_staff
from tests.browser.shops import Shop
from tests.browser.test_office import open_office
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]

REWARDS: Final = """{ rewards(first: 20) { nodes {
  id name kind category pointsPrice stock stockLeft perMember period isActive discountPercent validDays pictureUrl
  cashPrice { minorUnits } value { minorUnits } translations { language name }
  conditions { weekdays fromHour toHour } endsAt } } }"""
REDEEM: Final = """mutation($input: RedeemRewardInput!) {
  redeemReward(input: $input) { voucher { id code } errors { code message } } }"""


def catalogue(shop: Shop) -> list[dict[str, Any]]:
    """The rewards, as the server has them."""
    return list(shop.run(REWARDS)["nodes"])


def offer(shop: Shop, name: str = "A flat white", **values: Any) -> Any:
    """A reward that is there already."""
    given = {"name": name, "kind": "PRODUCT", "pointsPrice": 100, **values}
    return shop.run(SAVE_REWARD, {"input": given})["reward"]


async def test_a_reward_is_made_with_its_ticket_in_view(shop: Shop, windows: Windows, tmp_path: Path) -> None:
    page = await open_office(windows, shop, "Rewards")
    await page.get_by_role("button", name="Add a reward").last.click()
    form = page.get_by_role("dialog", name="Add a reward")
    await form.get_by_label("Kind").select_option("An amount off a bill")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_text("A reward needs a name.")).to_be_visible()
    await expect(form.get_by_text("Type an amount.")).to_be_visible()

    ticket = form.get_by_role("group", name="As customers see it")
    await form.get_by_label("Name").fill("₹200 off")
    await form.get_by_label("Amount (INR)").fill("200")
    await form.get_by_label("Points", exact=True).fill("1500")
    await form.get_by_label("And money (INR)").fill("20")
    await expect(ticket).to_contain_text("₹200 off")
    await expect(ticket).to_contain_text("1,500 points + ₹20")
    picture = tmp_path / "picture.png"
    Image.new("RGB", (64, 64), "#7a2b12").save(picture)
    await form.get_by_label("Choose a picture").set_input_files(picture)
    await expect(ticket.locator("img")).to_be_visible()

    await form.get_by_label("Shelf").fill("Vouchers")
    await form.get_by_role("button", name="Add another language").click()
    await form.get_by_label("Name").last.fill("200 ₹ Nachlass")
    await form.get_by_label("Pieces in all").fill("12")
    await form.get_by_label("Each customer").fill("2")
    await form.get_by_label("These limits count").select_option("By month")
    await form.get_by_role("button", name="Mon", exact=True).click()
    await form.get_by_label("From hour").fill("9")
    await form.get_by_label("Until hour").fill("12")
    await form.get_by_label("Until and with").fill("2031-12-31")
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    row = page.get_by_role("list", name="Rewards").get_by_role("listitem")
    await expect(row).to_contain_text("Vouchers · 1,500 points + ₹20 · 12 of 12 left")

    (reward,) = catalogue(shop)
    assert (reward["kind"], reward["value"]["minorUnits"]) == ("DISCOUNT_AMOUNT", 20_000)
    assert (reward["pointsPrice"], reward["cashPrice"]["minorUnits"]) == (1500, 2_000)
    assert (reward["stockLeft"], reward["perMember"], reward["period"]) == (12, 2, "MONTH")
    assert reward["translations"] == [{"language": "de", "name": "200 ₹ Nachlass"}]
    assert reward["conditions"] == {"weekdays": ["MON"], "fromHour": 9, "toHour": 12}
    assert reward["endsAt"] == "2031-12-31T18:30:00Z"  # midnight in Pune
    assert reward["pictureUrl"]


async def test_a_reward_is_changed_and_taken_out_of_use(shop: Shop, windows: Windows) -> None:
    offer(shop)
    page = await open_office(windows, shop, "Rewards")
    rewards = page.get_by_role("list", name="Rewards")
    await rewards.get_by_role("button", name="A flat white").click()
    form = page.get_by_role("dialog", name="A flat white")
    await form.get_by_label("Points", exact=True).fill("140")
    await form.get_by_role("button", name="Save").click()
    await expect(rewards).to_contain_text("140 points")

    await rewards.get_by_role("button", name="A flat white").click()
    await form.get_by_role("button", name="Take out of use").click()
    await expect(page.get_by_text("A flat white is out of use.")).to_be_visible()
    await page.get_by_role("button", name="In use").click()
    await expect(page.get_by_text("None here.")).to_be_visible()
    await page.get_by_role("button", name="Out of use").click()
    await expect(rewards.get_by_role("button", name="A flat white")).to_be_visible()
    assert [(each["pointsPrice"], each["isActive"]) for each in catalogue(shop)] == [(140, False)]


async def test_whoever_was_overtaken_is_told(shop: Shop, windows: Windows) -> None:
    reward = offer(shop)
    page = await open_office(windows, shop, "Rewards")
    await page.get_by_role("button", name="A flat white").click()
    offer(shop, "An espresso", rewardId=reward["id"], version=reward["version"])
    form = page.get_by_role("dialog", name="A flat white")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_role("alert")).to_contain_text("Somebody else changed this in the meantime.")
    assert catalogue(shop)[0]["name"] == "An espresso"


async def test_a_voucher_is_taken_back_with_a_reason(shop: Shop, windows: Windows) -> None:
    reward = offer(shop, stock=5)
    shop.sell(200_000)
    await sign_in_customer(await windows.phone(), shop.site, shop.customer.phone)  # proves the number
    given = {"rewardId": reward["id"], "idempotencyKey": secrets.token_urlsafe(16)}
    shop.run(GIVE_VOUCHER, {"input": {**given, "customerId": shop.customer.id, "reason": "Welcome"}})
    given["idempotencyKey"] = secrets.token_urlsafe(16)
    voucher = shop.run(REDEEM, {"input": {**given, "customerId": shop.customer.id, "storeId": shop.store_id}})
    assert shop.balance() == 100
    page = await open_office(windows, shop, "Customers")
    await page.get_by_role("link", name=shop.customer.name).click()
    vouchers = page.get_by_role("list", name="Vouchers").get_by_role("listitem")
    await expect(vouchers).to_have_count(2)
    await vouchers.first.get_by_role("button").click()
    sheet = page.get_by_role("dialog", name="A flat white")
    code = voucher["voucher"]["code"]
    await expect(sheet.get_by_text(" ".join((code[:4], code[4:8], code[8:])))).to_be_visible()
    await expect(sheet.get_by_text("for 100 points")).to_be_visible()
    await sheet.get_by_role("button", name="Take it back").click()
    await expect(sheet.get_by_text("Say why.")).to_be_visible()
    await sheet.get_by_label("Reason").fill("The machine is broken")
    await sheet.get_by_role("button", name="Take it back").click()
    await expect(page.get_by_text("Taken back.")).to_be_visible()
    await expect(vouchers.first).to_contain_text("Taken back")
    await expect(vouchers.last).to_contain_text("Good")
    await expect(page.get_by_test_id("customer-balance")).to_have_text("200")
    assert catalogue(shop)[0]["stockLeft"] == 4


async def test_whoever_may_not_change_rewards_looks_at_them(shop: Shop, windows: Windows) -> None:
    offer(shop)
    page = await windows.phone()
    await sign_in_staff(page, shop.site, shop.hire("Nikhil Joshi", "Analyst"), to="/office")
    await page.goto(f"{shop.site.url}/office/rewards")
    await expect(page.get_by_role("list", name="Rewards")).to_contain_text("A flat white")
    await expect(page.get_by_role("button", name="Add a reward")).to_have_count(0)
    await expect(page.get_by_role("list", name="Rewards").get_by_role("button")).to_have_count(0)
