"""Rewards: seen, taken, held as vouchers on the phone; vouchers looked up and used at the till."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.axe import violations
from tests.browser.people import find_by_phone, open_till, sign_in_customer, type_amount
from tests.browser.shops import STORE, Shop, open_shop
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]


async def open_rewards(windows: Windows, shop: Shop) -> Page:
    page = await windows.phone()
    await sign_in_customer(page, shop.site, shop.customer.phone)
    await page.get_by_role("link", name=shop.name).first.click()
    await page.get_by_role("list", name="Rewards").get_by_role("link").click()
    await expect(page.get_by_role("heading", name="Rewards")).to_be_visible()
    return page


async def look_up(till: Page, code: str) -> None:
    await till.get_by_role("link", name="Voucher").click()
    await till.get_by_label("Code of the voucher").fill(code)
    await till.get_by_role("button", name="Look it up").click()


def spelled(code: str) -> str:
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


async def test_rewards_say_what_is_ready_what_is_missing_and_what_opens_them(
    shop: Shop, windows: Windows
) -> None:
    shop.has_tiers()
    shop.sell(120_000)
    gold = shop.run("{ tierLadder { tiers { id name } } }")["tiers"][2]["id"]
    shop.has_reward("Cardamom bun", pointsPrice=100, value=9_000, validDays=30, stock=3)
    shop.has_reward("Sourdough", pointsPrice=150)
    shop.has_reward("Cake, half price", pointsPrice=50, conditions={"tierIds": [gold]})
    page = await open_rewards(windows, shop)

    await expect(page.get_by_text("You have 120 points.")).to_be_visible()
    nearly = page.get_by_role("listitem").filter(has_text="Sourdough")
    await expect(nearly).to_contain_text("30 points missing")
    await expect(nearly.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "80")
    await expect(page.get_by_role("listitem").filter(has_text="Cake")).to_contain_text("Opens at Gold")
    assert await violations(page, "rewards") == []

    await page.get_by_role("button", name=re.compile("^Take.*Cardamom bun")).click()
    sheet = page.get_by_role("dialog", name="Cardamom bun")
    await expect(sheet.get_by_text("Good for 30 days")).to_be_visible()
    await expect(sheet.get_by_text("3 pieces are left")).to_be_visible()
    await expect(sheet.get_by_test_id("remains")).to_have_text("20 points")
    assert await violations(page, "taking a reward") == []
    await sheet.get_by_role("button", name="Take it for 100 points").click()

    await expect(page.get_by_role("heading", name="Show this at the till")).to_be_visible()
    await expect(page.get_by_role("img", name="The code of your voucher")).to_be_visible()
    await expect(page.get_by_test_id("voucher-code")).to_have_text(
        re.compile(r"^[A-Z]{4} [A-Z]{4} [A-Z]{4}$")
    )
    await expect(page.get_by_text("Good until")).to_be_visible()
    assert await violations(page, "a voucher") == []
    assert shop.balance() == 20
    await page.get_by_role("button", name="Back").click()
    await expect(page.get_by_role("heading", name="Yours to use")).to_be_visible()


async def test_a_voucher_is_used_once_and_the_phone_and_the_next_till_know(
    shop: Shop, windows: Windows
) -> None:
    code = shop.give_voucher(shop.has_reward("Free flat white", description="Any milk, any size."))
    phone, till = await open_rewards(windows, shop), await windows.phone()
    await phone.get_by_role("link", name=re.compile("Free flat white")).click()
    await expect(phone.get_by_test_id("voucher-code")).to_have_text(spelled(code))

    await open_till(till, shop)
    await look_up(till, "BCDF GHJK MNPQ")
    await expect(till.get_by_text("No voucher of yours has this code.")).to_be_visible()
    await till.get_by_label("Code of the voucher").fill(spelled(code).lower())
    await till.get_by_role("button", name="Look it up").click()
    await expect(till.get_by_role("heading", name="Free flat white")).to_be_visible()
    await expect(till.get_by_text("Any milk, any size.")).to_be_visible()
    await expect(till.get_by_text(f"Of {shop.customer.name}")).to_be_visible()
    assert await violations(till, "a voucher at the till") == []
    await till.get_by_role("button", name="Use it now").click()
    await expect(till.get_by_text("Used: Free flat white.")).to_be_visible()
    await expect(till.get_by_role("button", name="Use it now")).to_have_count(0)
    await expect(phone.get_by_text(f"Used in {STORE}")).to_be_visible()

    await till.get_by_role("link", name="Back").click()
    await look_up(till, code)
    told = till.get_by_role("alert")
    await expect(told).to_have_text(re.compile(rf"{spelled(code)} was already used in {STORE} at \d\d:\d\d"))
    assert await violations(till, "a used voucher at the till") == []


async def test_a_gift_card_pays_in_parts(shop: Shop, windows: Windows) -> None:
    code = shop.give_voucher(shop.has_reward("Gift card", kind="GIFT_CARD", value=75_000, isListed=False))
    till = await windows.phone()
    await open_till(till, shop)
    await look_up(till, code)
    await expect(till.get_by_text("It holds ₹750")).to_be_visible()
    await expect(till.get_by_text("Type how much it pays.")).to_be_visible()
    await type_amount(till, "50000")
    await till.get_by_role("button", name="Pay ₹500 with it").click()
    await expect(till.get_by_text("₹500 paid. ₹250 are left on it.")).to_be_visible()
    await type_amount(till, "25000")
    await till.get_by_role("button", name="Pay ₹250 with it").click()
    await expect(till.get_by_text("₹250 paid. ₹0 are left on it.")).to_be_visible()
    await expect(till.get_by_role("button", name=re.compile("^Pay"))).to_have_count(0)


async def test_a_reward_is_held_at_the_till_and_given_or_let_go(shop: Shop, windows: Windows) -> None:
    shop.sell(200_000)
    await sign_in_customer(await windows.phone(), shop.site, shop.customer.phone)  # proves the number
    shop.has_reward("Cardamom bun", pointsPrice=100, stock=3)
    shop.has_reward("Sourdough", pointsPrice=500)
    till = await windows.phone()
    await open_till(till, shop)
    await till.get_by_role("link", name="Phone number").click()
    await till.get_by_label("Phone of the customer").fill(shop.customer.local)
    await till.get_by_role("button", name="Rewards").click()
    sheet = till.get_by_role("dialog", name="Rewards of Ananya Deshpande")
    await expect(sheet.get_by_role("listitem").filter(has_text="Sourdough")).to_contain_text(
        "300 points are missing"
    )
    assert await violations(till, "rewards at the till") == []

    await sheet.get_by_role("button", name=re.compile("^Hold it.*Cardamom bun")).click()
    await expect(sheet.get_by_text("Held for Ananya Deshpande")).to_be_visible()
    await expect(sheet.get_by_text(re.compile(r"^1[45]:\d\d$"))).to_be_visible()
    assert shop.balance() == 100
    assert await violations(till, "a held reward") == []
    await sheet.get_by_role("button", name="Let go", exact=True).click()
    await expect(sheet.get_by_text("Let go. Everything is back as it was.")).to_be_visible()
    assert shop.balance() == 200

    await sheet.get_by_role("button", name="Another reward").click()
    await sheet.get_by_role("button", name=re.compile("^Hold it.*Cardamom bun")).click()
    await sheet.get_by_role("button", name="Hand it over now").click()
    await expect(sheet.get_by_text("Cardamom bun is handed over.")).to_be_visible()
    assert shop.balance() == 100


async def test_the_rewards_of_all_cards_are_on_one_screen(shop: Shop, windows: Windows) -> None:
    other = open_shop(shop.site, "Indigo Reads")
    other.enrol("Ananya Deshpande", shop.customer.phone)
    shop.sell(120_000)
    shop.has_reward("Cardamom bun", pointsPrice=100, category="Bakery")
    shop.has_reward("Flat white", pointsPrice=150, category="Drinks")
    other.has_reward("A paperback", pointsPrice=300)
    page = await windows.phone()
    await sign_in_customer(page, shop.site, shop.customer.phone)
    await page.get_by_role("link", name="Rewards", exact=True).click()
    await expect(page.get_by_role("button", name=re.compile("^Take.*Cardamom bun"))).to_be_visible()
    near = page.get_by_role("listitem").filter(has_text="missing")
    await expect(near).to_have_count(2)
    await expect(near.first).to_contain_text("Flat white")
    assert await violations(page, "all rewards") == []
    await page.get_by_role("button", name="Indigo Reads").click()
    await expect(near).to_have_count(1)
    await expect(near).to_contain_text("A paperback")
    await page.get_by_role("button", name="All shops").click()
    await page.get_by_role("button", name="Drinks").click()
    await expect(page.get_by_role("button", name=re.compile("^Take.*Cardamom bun"))).to_have_count(0)
    await page.get_by_role("button", name="Bakery").click()
    await page.get_by_role("button", name=re.compile("^Take.*Cardamom bun")).click()
    await page.get_by_role("button", name="Take it for 100 points").click()
    await expect(page.get_by_text("It is yours")).to_be_visible()
    assert shop.balance() == 20


async def test_coming_stamps_are_told_before_the_sale(shop: Shop, windows: Windows) -> None:
    shop.has_stamps("Ten coffees", earning="PER_VISIT")
    till = await windows.phone()
    await open_till(till, shop)
    await find_by_phone(till, shop.customer.local)
    await type_amount(till, "24050")
    await expect(till.get_by_text("1 stamp on Ten coffees: 1 of 10")).to_be_visible()
