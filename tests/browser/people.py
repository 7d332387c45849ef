"""What people do in the app: sign in, open the till, sell."""

import asyncio
import re

from playwright.async_api import Page, expect

from tests.browser.shops import Shop, Staff
from tests.browser.site import Site


async def sign_in_customer(page: Page, site: Site, phone: str, *, to: str = "/") -> None:
    """By phone and the code from the development inbox; ends at `to`."""
    await page.goto(f"{site.url}/sign-in?next={to}")
    await page.get_by_label("Phone number").fill(phone)
    await page.get_by_role("button", name="Send me a code").click()
    await expect(page.get_by_role("heading", name="Enter the six digits")).to_be_visible()
    await page.get_by_label("Six-digit code").fill(site.code_for(phone))
    await expect(page).to_have_url(site.url + to)


REQUEST_CODE = """mutation($input: RequestSignInCodeInput!) {
  requestSignInCode(input: $input) { errors { code } } }"""
VERIFY_CODE = """mutation($input: VerifySignInCodeInput!) {
  verifySignInCode(input: $input) { errors { code } } }"""


def prove_number(site: Site, phone: str) -> None:
    """Signs in elsewhere, which proves the number; a number that got a code a moment ago has done so."""
    asked = site.graphql(REQUEST_CODE, {"input": {"phone": phone}})["requestSignInCode"]
    if not asked["errors"]:
        site.graphql(VERIFY_CODE, {"input": {"phone": phone, "code": site.code_for(phone)}})


async def open_live_card(page: Page, site: Site, phone: str, shop_name: str) -> None:
    """Signs in, opens the card, and waits until what happens to it is heard."""
    heard = asyncio.Event()

    def listen(frame: str | bytes) -> None:
        if "cardChanged" in str(frame):
            heard.set()

    page.on("websocket", lambda socket: socket.on("framereceived", listen))
    await sign_in_customer(page, site, phone)
    await page.get_by_role("link", name=shop_name).first.click()
    await expect(page.get_by_role("heading", name="Recently")).to_be_visible()
    await heard.wait()


async def sign_in_staff(page: Page, site: Site, staff: Staff, *, to: str = "/till") -> None:
    """With e-mail and password; ends at `to`."""
    await page.goto(f"{site.url}/staff/sign-in?next={to}")
    await page.get_by_label("E-mail").fill(staff.email)
    await page.get_by_label("Password").fill(staff.password)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page).to_have_url(re.compile(re.escape(f"{site.url}{to}") + "$"))


async def open_till(page: Page, shop: Shop, staff: Staff | None = None, *, store: str | None = None) -> None:
    """Signs in at the till; the only store is chosen by itself, of several the one that is named."""
    await sign_in_staff(page, shop.site, staff or shop.owner)
    if store:
        await page.get_by_role("button", name=store).click()
    await expect(page.get_by_role("link", name="Scan a customer")).to_be_visible()


async def find_by_phone(page: Page, phone: str) -> None:
    """From the till's home to the amount of that customer's sale."""
    await page.get_by_role("link", name="Phone number").click()
    await page.get_by_label("Phone of the customer").fill(phone)
    await page.get_by_role("button", name="To the amount").click()
    await expect(page.get_by_test_id("amount")).to_be_visible()


async def type_amount(page: Page, digits: str) -> None:
    """Taps the pad; digits count the smallest unit."""
    for digit in digits:
        await page.get_by_role("button", name=digit, exact=True).click()


async def give(page: Page) -> int:
    """Gives the points of the typed amount; how many."""
    await page.get_by_role("button", name=re.compile("^Give")).click()
    earned = await page.get_by_test_id("earned").inner_text()
    return int(re.sub(r"\D", "", earned))


async def sell(page: Page, phone: str, digits: str) -> int:
    """A whole sale from the till's home, and back to it; the points given."""
    await find_by_phone(page, phone)
    await type_amount(page, digits)
    earned = await give(page)
    await page.get_by_role("link", name="To the till").click()
    return earned
