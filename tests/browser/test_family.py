"""Points from hand to hand: a gift on two phones, a household made and joined, a bill paid with points."""

import asyncio
import re

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.axe import violations
from tests.browser.people import find_by_phone, open_till, sign_in_customer, sign_in_staff, type_amount
from tests.browser.shops import Member, Shop
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]


async def open_card(windows: Windows, shop: Shop, customer: Member) -> Page:
    page = await windows.phone()
    await sign_in_customer(page, shop.site, customer.phone)
    await page.get_by_role("link", name=shop.name).first.click()
    await expect(page.get_by_role("heading", name="Together")).to_be_visible()
    return page


async def test_a_gift_goes_from_phone_to_phone(shop: Shop, windows: Windows) -> None:
    shop.allows_sharing()
    shop.sell(500_000)
    friend = shop.enrol("Ravi Menon")
    giver, receiver = await open_card(windows, shop, shop.customer), await open_card(windows, shop, friend)
    await giver.get_by_role("link", name="Give points").click()
    await expect(giver.get_by_text("From 10 to 500. You have 500.")).to_be_visible()
    assert await violations(giver, "giving points") == []
    await giver.get_by_role("button", name="Look at it first").click()
    await expect(giver.get_by_text("Type a number or scan a card.")).to_be_visible()
    await giver.get_by_label("Phone number").fill(friend.local)
    await giver.get_by_label("How many points").fill("120")
    await giver.get_by_label("A few words").fill("For the cake")
    await giver.get_by_role("button", name="Look at it first").click()
    sheet = giver.get_by_role("dialog", name="Give 120 points?")
    await expect(sheet.get_by_test_id("recipient")).to_contain_text(friend.phone[-4:])
    await expect(sheet.get_by_text("380 points")).to_be_visible()
    assert await violations(giver, "confirming a gift") == []
    await sheet.get_by_role("button", name="Give 120 points").click()
    await expect(giver.get_by_text("120 points are on their way.")).to_be_visible()
    await expect(giver.get_by_text(re.compile("On the way or arrived"))).to_be_visible()

    await expect(receiver.get_by_test_id("balance").first).to_have_attribute("data-value", "120")
    await receiver.goto(f"{receiver.url}/gift")
    await expect(receiver.get_by_text("For the cake")).to_be_visible()


async def test_a_household_is_made_joined_limited_and_left(shop: Shop, windows: Windows) -> None:
    shop.allows_sharing()
    shop.sell(300_000)
    child = shop.enrol("Ira Rao")
    phone, theirs = await open_card(windows, shop, shop.customer), await open_card(windows, shop, child)
    await phone.get_by_role("link", name="Household").click()
    assert await violations(phone, "no household yet") == []
    await phone.get_by_label("Name").fill("The Raos")
    await phone.get_by_role("button", name="Make a household").click()
    await expect(phone.get_by_test_id("pool")).to_have_text("300")
    assert await violations(phone, "a household") == []
    await phone.get_by_role("button", name="Invite somebody").click()
    sheet = phone.get_by_role("dialog", name="Invite somebody")
    await sheet.get_by_label("Role").select_option("CHILD")
    await sheet.get_by_role("button", name="Make the invitation").click()
    code = (await sheet.get_by_test_id("invitation-code").text_content() or "").strip()
    assert await violations(phone, "an invitation") == []
    await phone.keyboard.press("Escape")

    await theirs.get_by_role("link", name="Household").click()
    await theirs.get_by_label("Invitation code").fill(code.lower())
    await theirs.get_by_role("button", name="Join").click()
    await expect(theirs.get_by_test_id("spendable")).to_have_text(
        "You can spend 300: 0 of your own, 300 of the others’."
    )
    await expect(phone.get_by_role("button", name="Ira")).to_be_visible()
    await phone.get_by_role("button", name="Ira").click()
    terms = phone.get_by_role("dialog", name="What Ira may do")
    await terms.get_by_label("A day").fill("50")
    assert await violations(phone, "a member's terms") == []
    await terms.get_by_role("button", name="Save").click()
    await expect(theirs.get_by_test_id("spendable")).to_contain_text("You can spend 50:")

    await theirs.get_by_role("button", name="Leave the household").click()
    await theirs.get_by_role("dialog").get_by_role("button", name="Leave the household").click()
    await expect(theirs.get_by_role("heading", name="Make a household")).to_be_visible()
    await expect(phone.get_by_role("button", name="Ira")).to_have_count(0)


async def test_a_bill_is_paid_in_part_with_points(shop: Shop, windows: Windows) -> None:
    shop.sell(1_000_000)
    phone, till = await windows.phone(), await windows.phone()
    await sign_in_customer(phone, shop.site, shop.customer.phone)  # which proves the number
    await open_till(till, shop)
    await find_by_phone(till, shop.customer.local)
    typed = asyncio.Event()

    async def held(route: Route) -> None:
        """What the whole bill may be paid with is told after the cashier has typed on."""
        if "20000" in (route.request.post_data or ""):
            await typed.wait()
        await route.continue_()

    await till.route("**/graphql", held)
    await type_amount(till, "200")
    await expect(till.get_by_role("button", name="Pay with points")).to_be_visible()
    await type_amount(till, "00")
    await till.get_by_role("button", name="Pay with points").click()
    sheet = till.get_by_role("dialog", name="Pay with points")
    await sheet.get_by_role("textbox", name="How many points").fill("500")
    typed.set()
    await expect(sheet.get_by_text("₹150.00")).to_be_visible()
    assert await violations(till, "paying with points") == []
    await sheet.get_by_role("button", name="Pay with 500 points").click()
    await expect(till.get_by_test_id("left")).to_have_text("₹150.00 left to pay")
    await till.get_by_role("button", name="Give 15 points").click()
    await expect(till.get_by_test_id("earned")).to_have_text("+15")
    await expect(till.get_by_text("₹50.00 with 500 points")).to_be_visible()
    assert shop.balance() == 515


async def test_the_owner_sets_the_rules(shop: Shop, windows: Windows) -> None:
    page = await windows.desk()
    await sign_in_staff(page, shop.site, shop.owner, to="/office")
    await page.goto(f"{shop.site.url}/office/program")
    await expect(page.get_by_role("heading", name="Paying, giving, sharing")).to_be_visible()
    await page.get_by_label("Customers may give points to each other").check()
    await page.get_by_label("One gift, at most").fill("200")
    await expect(page.get_by_text("Asha gives Ravi 10 to 200 points.")).to_be_visible()
    assert await violations(page, "rules of sharing") == []
    gifts = page.locator("form").filter(has_text="Gifts between customers")
    await gifts.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved.").first).to_be_visible()
    assert shop.run("{ giftRules { isOn maxPoints } }") == {"isOn": True, "maxPoints": 200}
