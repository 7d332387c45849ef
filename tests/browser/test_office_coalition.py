"""The coalition in the office: a partner is invited and joins, a rate is agreed, a month is closed and explained."""

import re
import secrets
from typing import Any, Final

import pytest
from playwright.async_api import Page, expect

from tests.browser.people import sign_in_customer
from tests.browser.shops import PASSWORD, Shop, fresh_email
from tests.browser.test_office import open_office
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]

RATE: Final = """mutation($input: SetClearingRateInput!) {
  setClearingRate(input: $input) { rate { id } errors { code message } } }"""
INVITE: Final = """mutation($input: InvitePartnerInput!) {
  invitePartner(input: $input) { link errors { code message } } }"""
ACCEPT: Final = """mutation($input: AcceptPartnerInvitationInput!) {
  acceptPartnerInvitation(input: $input) { tokens { accessToken } errors { code message } } }"""
STORES: Final = "{ business { stores { id } } }"
SELL: Final = """mutation($input: RecordPurchaseInput!) {
  recordPurchase(input: $input) { purchase { id } errors { code message } } }"""
REDEEM: Final = """mutation($input: RedeemPointsInput!) {
  redeemPoints(input: $input) { transaction { id } errors { code message } } }"""


def join(shop: Shop, name: str = "Birch Books") -> str:
    """A partner in the shop's program; the token of its owner."""
    invited = shop.run(INVITE, {"input": {"email": fresh_email("partner"), "terms": "Monthly."}})
    who = {
        "token": invited["link"].rsplit("/", 1)[-1],
        "businessName": name,
        "name": "Ida Birk",
        "password": PASSWORD,
    }
    return str(shop.run(ACCEPT, {"input": who})["tokens"]["accessToken"])


def spend(shop: Shop, partner: str, points: int) -> None:
    """The shop's customer earns at the partner, and pays with these points at the shop."""
    store = shop.site.graphql(STORES, None, partner)["business"]["stores"][0]["id"]
    sale: dict[str, Any] = {
        "storeId": store,
        "phone": shop.customer.phone,
        "amount": {"minorUnits": points * 1_000, "currency": "INR"},
        "idempotencyKey": secrets.token_urlsafe(16),
    }
    shop.run(SELL, {"input": sale}, partner)
    paid = {
        "customerId": shop.customer.id,
        "points": points,
        "description": "A loaf",
        "storeId": shop.store_id,
        "idempotencyKey": secrets.token_urlsafe(16),
    }
    shop.run(REDEEM, {"input": paid})


async def show(page: Page, view: str) -> None:
    """One of the views of the coalition."""
    await page.get_by_role("tab", name=view).click()


async def test_a_partner_is_invited_reads_the_terms_and_joins(shop: Shop, windows: Windows) -> None:
    page = await open_office(windows, shop, "Coalition")
    await expect(page.get_by_text("Share your program")).to_be_visible()
    await page.get_by_role("button", name="Invite a business").click()
    await page.get_by_role("button", name="Invite a business").click()
    form = page.get_by_role("dialog", name="Invite a business")
    await form.get_by_label("E-mail of its owner").fill(fresh_email("partner"))
    await form.get_by_label("Terms").fill("We settle monthly.\nNobody is charged twice.")
    await form.get_by_label("Money for each of its points (INR)").fill("0.1")
    await form.get_by_role("button", name="Send the invitation").click()
    link = await form.get_by_test_id("secret").inner_text()
    await form.get_by_role("button", name="Close").click()
    await expect(page.get_by_role("list", name="Invitations")).to_contain_text("Waits")

    guest = await windows.phone()
    await guest.goto(link)
    await expect(guest.get_by_role("region", name="Terms")).to_contain_text("Nobody is charged twice.")
    await expect(guest.get_by_role("region", name="Terms")).to_contain_text("₹0.10")
    await guest.get_by_role("button", name="Accept and take part").click()
    await expect(guest.get_by_text("How is your shop called?")).to_be_visible()
    await guest.get_by_label("Name of your shop").fill("Birch Books")
    await guest.get_by_label("Your name").fill("Ida Birk")
    await guest.get_by_label("Password").fill(PASSWORD)
    await guest.get_by_role("button", name="Accept and take part").click()
    await expect(guest.get_by_role("heading", name="Coalition", level=1)).to_be_visible()
    await show(guest, "Partners")
    await expect(guest.get_by_role("list", name="Partners")).to_contain_text(shop.name)

    await page.reload()
    await show(page, "Partners")
    await expect(page.get_by_role("list", name="Partners")).to_contain_text("Birch Books")
    await expect(page.get_by_role("list", name="Invitations")).to_contain_text("Accepted")


async def test_an_invitation_is_declined(shop: Shop, windows: Windows) -> None:
    link = shop.run(INVITE, {"input": {"email": fresh_email("partner"), "terms": "Monthly."}})["link"]
    guest = await windows.phone()
    await guest.goto(link)
    await guest.get_by_role("button", name="No, thank you").click()
    await expect(guest.get_by_text("You declined.")).to_be_visible()
    await guest.reload()
    await expect(guest.get_by_role("alert")).to_contain_text("This invitation has ended.")


async def test_a_month_is_closed_explained_and_paid(shop: Shop, windows: Windows) -> None:
    partner = join(shop)
    page = await open_office(windows, shop, "Coalition")
    await show(page, "Rates")
    await page.get_by_role("button", name="Agree a rate").click()
    form = page.get_by_role("dialog", name="Agree a rate")
    await form.get_by_label("Money for each of its points (INR)").fill("0.25")
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("list", name="Rates")).to_contain_text("₹0.25")
    await sign_in_customer(await windows.phone(), shop.site, shop.customer.phone)  # proves the number
    spend(shop, partner, 40)

    await page.reload()
    await expect(page.get_by_role("list", name="Not yet settled")).to_contain_text("Birch Books owes you")
    period = page.get_by_role("article", name="Period 1")
    await period.get_by_role("button", name="Close now").click()
    await (
        page.get_by_role("dialog", name="Close this period?").get_by_role("button", name="Close now").click()
    )
    await expect(page.get_by_text("Period 1 is closed.")).to_be_visible()
    await expect(period.get_by_role("list", name="Payments")).to_contain_text("₹10.00")

    await period.get_by_role("button", name=re.compile(f"Statement of {shop.name}")).click()
    sheet = page.get_by_role("dialog", name=f"Statement of {shop.name}")
    await sheet.get_by_role("button", name="Show each redemption").click()
    await expect(sheet.get_by_text(re.compile(r"40 × ₹0\.25"))).to_be_visible()
    async with page.expect_download() as download:
        await sheet.get_by_role("button", name="PDF").click()
    assert (await (await download.value).path()).read_bytes().startswith(b"%PDF-")
    async with page.expect_download() as download:
        await sheet.get_by_role("button", name="CSV").click()
    assert b"redemption" in (await (await download.value).path()).read_bytes()
    await sheet.get_by_role("button", name="Close").click()

    await period.get_by_role("button", name="Statements went out").click()
    await period.get_by_role("button", name="Payment came in").click()
    await expect(page.get_by_text("The payment is recorded.")).to_be_visible()
    await expect(period.get_by_text("Paid").first).to_be_visible()

    shop.sell(100_000)
    await show(page, "Liability")
    await expect(page.get_by_text("Provision")).to_be_visible()
