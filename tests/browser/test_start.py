"""How people come in: a shop registers, a colleague accepts, a password changes, devices are signed out."""

import pytest
from playwright.async_api import expect

from tests.browser.people import open_till, sign_in_staff
from tests.browser.shops import ACCEPT, INVITE, PASSWORD, ROLES, Shop, fresh_email, open_shop
from tests.browser.site import Site
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120), pytest.mark.xdist_group("browser")]


async def test_a_shop_registers_and_is_told_what_to_do_next(site: Site, windows: Windows) -> None:
    page = await windows.phone()
    await page.goto(f"{site.url}/staff/sign-in")
    await page.get_by_role("link", name="Open your business").click()
    await page.get_by_role("button", name="Open the business").click()
    await expect(page.get_by_text("Type a name.").first).to_be_visible()

    await page.get_by_label("Name of the business").fill("Finch & Marlowe")
    await expect(page.get_by_role("heading", name="Finch & Marlowe")).to_be_visible()
    await expect(page.get_by_label("Currency of your tills")).to_have_value("INR")
    await expect(page.get_by_label("Time zone")).to_have_value("Asia/Kolkata")
    await page.get_by_label("Country").select_option("IE")
    await expect(page.get_by_label("Currency of your tills")).to_have_value("EUR")
    await page.get_by_role("button", name="Colours 3").click()
    await page.get_by_label("Your name").fill("Aoife Finch")
    await page.get_by_label("E-mail").fill(fresh_email("owner"))
    await page.get_by_label("Choose a password").fill("password12")
    await page.get_by_role("button", name="Open the business").click()
    await expect(page.get_by_text("This password is easy to guess.")).to_be_visible()
    await page.get_by_label("Choose a password").fill(PASSWORD)
    await page.get_by_role("button", name="Open the business").click()

    await expect(page).to_have_url(f"{site.url}/office")
    await expect(page.get_by_role("heading", name="What to do first")).to_be_visible()
    await page.get_by_role("link", name="Name your store").click()
    await expect(
        page.get_by_role("list", name="Stores").get_by_role("button", name="Finch & Marlowe")
    ).to_be_visible()


async def test_an_e_mail_that_is_taken_opens_no_second_business(shop: Shop, windows: Windows) -> None:
    page = await windows.phone()
    await page.goto(f"{shop.site.url}/staff/register")
    await page.get_by_label("Name of the business").fill("Copy of it")
    await page.get_by_label("Your name").fill("Somebody")
    await page.get_by_label("E-mail").fill(shop.owner.email)
    await page.get_by_label("Choose a password").fill(PASSWORD)
    await page.get_by_role("button", name="Open the business").click()

    await expect(page.get_by_text("This e-mail already has an account.")).to_be_visible()
    await expect(page).to_have_url(f"{shop.site.url}/staff/register")


async def test_an_invitation_is_accepted_once(shop: Shop, windows: Windows) -> None:
    _, token = shop.invite()
    page = await windows.phone()
    await page.goto(f"{shop.site.url}/invite/{token}")
    await page.get_by_label("Your name").fill("Ravi Patil")
    await page.get_by_label("Choose a password").fill(PASSWORD)
    await page.get_by_role("button", name="Join the team").click()
    await expect(page.get_by_role("link", name="Shift of Ravi Patil")).to_be_visible()

    again = await windows.phone()
    await again.goto(f"{shop.site.url}/invite/{token}")
    await again.get_by_label("Your name").fill("Somebody else")
    await again.get_by_label("Choose a password").fill(PASSWORD)
    await again.get_by_role("button", name="Join the team").click()
    await expect(again.get_by_text("This invitation has ended.")).to_be_visible()


async def test_who_works_in_two_places_is_asked_where(site: Site, shop: Shop, windows: Windows) -> None:
    other = open_shop(site, "Finch & Marlowe")
    roles = {each["name"]: each["id"] for each in other.run(ROLES)["roles"]}
    link = other.run(INVITE, {"input": {"email": shop.owner.email, "roleId": roles["Manager"]}})["link"]
    other.run(ACCEPT, {"input": {"token": link.rsplit("/", 1)[-1], "name": "Meera", "password": PASSWORD}})

    page = await windows.phone()
    await page.goto(f"{site.url}/staff/sign-in?next=/office")
    await page.get_by_label("E-mail").fill(shop.owner.email)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("heading", name="Where do you work today?")).to_be_visible()
    await page.get_by_role("button", name="Saffron Crumb").click()

    await expect(page).to_have_url(f"{site.url}/office")
    await expect(page.get_by_role("main").get_by_text("Saffron Crumb").first).to_be_visible()


async def test_a_changed_password_signs_other_devices_out(shop: Shop, windows: Windows) -> None:
    page, other = await windows.desk(), await windows.phone()
    await sign_in_staff(page, shop.site, shop.owner, to="/office")
    await open_till(other, shop)
    await page.get_by_role("link", name="password and devices").click()
    await expect(page.get_by_text("This device")).to_be_visible()
    await expect(page.get_by_role("button", name="Sign out", exact=True)).not_to_have_count(0)

    await page.get_by_role("button", name="Change the password").click()
    sheet = page.get_by_role("dialog", name="Change the password")
    await sheet.get_by_label("Present password").fill("not this one at all")
    await sheet.get_by_label("New password").fill("a wholly new sentence")
    await sheet.get_by_role("button", name="Change the password").click()
    await expect(sheet.get_by_text("E-mail and password do not fit together.")).to_be_visible()
    await sheet.get_by_label("Present password").fill(PASSWORD)
    await sheet.get_by_role("button", name="Change the password").click()
    await expect(page.get_by_text("Your password is changed.")).to_be_visible()

    await other.reload()
    await expect(other.get_by_role("heading", name="Behind the counter")).to_be_visible()
