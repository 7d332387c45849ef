"""The till: enrol, sell, undo, return, see others sell, be refused in words, go on without the net, change hands."""

import re

import pytest
from playwright.async_api import Page, Request, expect

from tests.browser.people import find_by_phone, give, open_till, sell, type_amount
from tests.browser.shops import PIN, Shop, fresh_phone
from tests.browser.site import Json
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]


async def test_a_new_phone_joins_buys_and_the_sale_is_undone(shop: Shop, windows: Windows) -> None:
    till = await windows.phone()
    await open_till(till, shop)
    phone = fresh_phone()

    await till.get_by_role("link", name="Phone number").click()
    await till.get_by_label("Phone of the customer").fill(phone.removeprefix("+91"))
    await expect(till.get_by_role("heading", name="New here")).to_be_visible()
    await till.get_by_label("Name (optional)").fill("Kabir Shah")
    await till.get_by_role("button", name="Make a card").click()
    await expect(till.get_by_role("heading", name="Kabir Shah")).to_be_visible()
    await type_amount(till, "45990")
    await expect(till.get_by_role("button", name="Give 45 points")).to_be_enabled()
    assert await give(till) == 45
    await expect(till.get_by_role("heading", name="Kabir Shah has 45 points")).to_be_visible()

    await till.get_by_role("button", name="Undo").click()
    await expect(till.get_by_text("its points are taken back")).to_be_visible()
    [bill] = shop.bills()
    assert (bill["status"], bill["pointsTakenBack"], bill["amount"]["minorUnits"]) == ("VOIDED", 45, 45990)


async def test_part_of_a_bill_comes_back(shop: Shop, windows: Windows) -> None:
    shop.sell(100_000)
    till = await windows.phone()
    await open_till(till, shop)

    await till.get_by_role("link", name="Bills").click()
    await till.get_by_role("link", name=re.compile("Ananya")).click()
    await till.get_by_role("button", name="Take a return").click()
    sheet = till.get_by_role("dialog", name="Take a return")
    await sheet.get_by_role("button", name="An amount").click()
    for digit in "30000":
        await sheet.get_by_role("button", name=digit, exact=True).click()
    await sheet.get_by_role("button", name="Return ₹300").click()

    await expect(till.get_by_text("₹300 returned, 30 points taken back.")).to_be_visible()
    await expect(till.get_by_text("Partly returned")).to_be_visible()
    assert shop.balance() == 70


async def test_todays_bills_appear_in_another_window(shop: Shop, windows: Windows) -> None:
    other, till = await windows.open({"width": 820, "height": 1180}), await windows.phone()
    await open_till(other, shop)
    await expect(other.get_by_text("0 bills").first).to_be_attached()

    await open_till(till, shop)
    await sell(till, shop.customer.local, "25000")

    await expect(other.get_by_role("heading", name="Ananya Deshpande")).to_be_visible()
    await expect(other.get_by_text("+25 points")).to_be_visible()


async def test_what_is_wrong_is_said_in_words(shop: Shop, windows: Windows) -> None:
    till = await windows.phone()
    await till.goto(f"{shop.site.url}/staff/sign-in")
    await till.get_by_label("E-mail").fill("nobody")
    await till.get_by_role("button", name="Sign in", exact=True).click()
    await expect(till.get_by_text("This is not a whole e-mail address yet.")).to_be_visible()
    await till.get_by_label("E-mail").fill(shop.owner.email)
    await till.get_by_label("Password").fill("wrong horse battery")
    await till.get_by_role("button", name="Sign in", exact=True).click()
    await expect(till.get_by_text("E-mail and password do not fit together.")).to_be_visible()

    await open_till(till, shop)
    await till.get_by_role("link", name="Type the code").click()
    await till.get_by_label("Code", exact=True).fill("1111 1111 1111 1111")
    await till.get_by_role("button", name="Use this code").click()
    await expect(till.get_by_text("This is not a code of ours.")).to_be_visible()
    await till.get_by_role("button", name="Close").click()
    await find_by_phone(till, shop.customer.local)
    await expect(till.get_by_role("button", name=re.compile("^Give"))).to_be_disabled()
    await expect(till.get_by_text("Type the amount of the bill.")).to_be_visible()
    assert shop.bills() == []


async def sell_without_the_net(till: Page, phone: str, digits: str) -> None:
    await till.get_by_role("link", name="Till", exact=True).click()
    await find_by_phone(till, phone)
    await type_amount(till, digits)
    await till.get_by_role("button", name="Give points").click()
    await expect(till.get_by_role("heading", name="Waiting", exact=True)).to_be_visible()


async def test_sales_made_without_the_net_are_sent_in_order_and_count_once(
    shop: Shop, windows: Windows
) -> None:
    till = await windows.phone()
    await open_till(till, shop)
    await till.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
    for place in ("Queue", "Till"):  # visited once, as on any working day
        await till.get_by_role("link", name=place, exact=True).click()
    await sell(till, shop.customer.local, "10000")
    sent: list[int] = []

    def keep(request: Request) -> None:
        body: Json = request.post_data_json or {}
        if "RecordSale" in str(body.get("query")):
            sent.append(body["variables"]["input"]["amount"]["minorUnits"])

    await till.context.set_offline(True)
    for digits in ("20000", "35000", "5000"):
        await sell_without_the_net(till, shop.customer.local, digits)
    await expect(till.get_by_role("heading", name="3 waiting, none lost")).to_be_visible()
    assert len(shop.bills()) == 1

    till.on("request", keep)
    await till.context.set_offline(False)
    await expect(till.get_by_text("Everything is sent.")).to_be_visible()

    assert list(dict.fromkeys(sent)) == [20000, 35000, 5000]
    assert sorted(bill["amount"]["minorUnits"] for bill in shop.bills()) == [5000, 10000, 20000, 35000]
    assert shop.balance() == 70


async def test_a_colleague_takes_over_with_a_pin(shop: Shop, windows: Windows) -> None:
    cashier = shop.hire("Ravi Patil")
    till = await windows.phone()
    await open_till(till, shop)
    await till.get_by_role("link", name="Shift", exact=True).click()
    await till.get_by_role("button", name="Ravi Patil").click()

    await till.get_by_role("textbox", name="PIN").fill("0000")
    await expect(till.get_by_text("This PIN is not right.")).to_be_visible()
    await till.get_by_role("textbox", name="PIN").fill(PIN)

    await expect(till.get_by_role("link", name=f"Shift of {cashier.name}")).to_be_visible()
    await sell(till, shop.customer.local, "50000")
    assert shop.balance() == 50
    await till.get_by_role("link", name="Shift", exact=True).click()
    await expect(till.get_by_role("heading", name=cashier.name)).to_be_visible()
    await expect(till.get_by_text("Cashier, Saffron Crumb")).to_be_visible()
