"""The wallet: cards, the code at the till, activity, kids, language, theme, devices, and life without a line."""

import re
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Page, Playwright, expect

from tests.browser.chromium import NO_SANDBOX, PHONE, find_chromium
from tests.browser.people import open_till, sign_in_customer
from tests.browser.shops import Shop
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]

GOAL_MS: Final = 500.0
FIRST_CARD = """() => {
  const look = () => {
    if (window.cardAt === undefined && document.querySelector('[data-card]')) window.cardAt = performance.now();
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true });
}"""
REGISTERED = """async () => {
  await new Promise(requestIdleCallback);  // the page's own turn was before this one
  await navigator.serviceWorker.register('/sw.js');
}"""
# pages ask for the version that is out, as they would if the file at the one address had changed
VERSIONS = """
  const workers = navigator.serviceWorker;  // an empty page has none
  const register = workers?.register.bind(workers);
  if (workers) workers.register = () => register(localStorage.getItem('version') ?? '/sw.js');
"""
NEWER = """async () => {
  localStorage.setItem('version', '/sw.js?newer');
  await navigator.serviceWorker.register('/sw.js');
}"""
IS_NEWER = "() => navigator.serviceWorker.controller?.scriptURL.endsWith('newer')"
KEPT = """() => new Promise((told) => {
  const opened = indexedDB.open('regulars', 1);
  opened.onsuccess = () => {
    const asked = opened.result.transaction('snapshots').objectStore('snapshots').get('customer:wallet');
    asked.onsuccess = () => told(asked.result?.value.cards.length > 0);
  };
})"""


async def open_wallet(windows: Windows, shop: Shop, *, script: str = "") -> Page:
    page = await windows.phone()
    await page.context.add_init_script(script)
    await sign_in_customer(page, shop.site, shop.customer.phone)
    await expect(page.get_by_role("link", name=shop.name).first).to_be_visible()
    return page


async def test_the_number_on_the_phone_is_typed_at_the_till(shop: Shop, windows: Windows) -> None:
    phone, till = await open_wallet(windows, shop), await windows.phone()
    await phone.get_by_role("link", name=shop.name).first.click()
    await expect(phone.get_by_test_id("balance").first).to_have_attribute("data-value", "0")
    await phone.get_by_role("link", name="Show my code").click()
    number = phone.get_by_text(re.compile(r"^\d{4} \d{4}$"))
    await expect(number).to_be_visible()

    await open_till(till, shop)
    await till.get_by_role("link", name="Type the code").click()
    await till.get_by_label("Code", exact=True).fill(await number.inner_text())
    await till.get_by_role("button", name="Use this code").click()

    await expect(till).to_have_url(f"{shop.site.url}/till/sale")
    await expect(till.get_by_role("heading", name=shop.customer.name)).to_be_visible()


async def test_what_happened_is_told(shop: Shop, windows: Windows) -> None:
    shop.sell(120_000)
    page = await open_wallet(windows, shop)
    await page.get_by_role("link", name="Activity").click()
    await expect(page.get_by_text("Bill of ₹1,200")).to_be_visible()
    await expect(page.get_by_text("+120").first).to_be_visible()


async def test_kids_are_added_changed_and_removed_by_their_guardian(shop: Shop, windows: Windows) -> None:
    page = await open_wallet(windows, shop)
    await page.get_by_role("link", name="You").last.click()
    await page.get_by_role("link", name=re.compile("Kids")).click()
    await page.get_by_label("First name").fill("Mira")
    await page.get_by_label("Day", exact=True).fill("14")
    await page.get_by_label("Month", exact=True).select_option("3")
    await page.get_by_role("button", name="Add Mira").click()
    await expect(page.get_by_text("Only a parent or guardian can add a child.")).to_be_visible()
    kids = "query($id: ID!) { customer(id: $id) { kids { firstName } } }"
    assert shop.run(kids, {"id": shop.customer.id})["kids"] == []

    await page.get_by_role("checkbox", name=re.compile("guardian")).press("Space")
    await page.get_by_role("button", name="Add Mira").click()
    await expect(page.get_by_text("Mira is here.")).to_be_visible()
    await page.get_by_role("button", name=re.compile("Mira")).click()
    sheet = page.get_by_role("dialog", name="Mira")
    await sheet.get_by_label("First name").fill("Meera")
    await sheet.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("button", name=re.compile("Meera"))).to_be_visible()
    assert shop.run(kids, {"id": shop.customer.id})["kids"] == [{"firstName": "Meera"}]

    await page.get_by_role("button", name=re.compile("Meera")).click()
    await page.get_by_role("button", name="Remove Meera").click()
    await page.get_by_role("button", name="Remove", exact=True).click()
    await expect(page.get_by_text("No child is here yet.")).to_be_visible()
    assert shop.run(kids, {"id": shop.customer.id})["kids"] == []


async def test_german_and_dark_stay_chosen_and_every_device_is_signed_out(
    shop: Shop, windows: Windows
) -> None:
    page, other = await open_wallet(windows, shop), await open_wallet(windows, shop)
    await page.get_by_role("link", name="You").last.click()
    await page.get_by_role("radio", name="Dark").check(force=True)
    await page.get_by_label("Language").select_option("de")
    await expect(
        page.get_by_role("heading", name="Deutsch").or_(page.get_by_label("Sprache"))
    ).to_be_visible()
    await page.reload()
    await expect(page.get_by_label("Sprache")).to_have_value("de")
    assert await page.evaluate("() => document.documentElement.dataset.theme") == "dark"
    assert await page.evaluate("() => document.documentElement.lang") == "de"

    await page.get_by_role("link", name=re.compile("Geräte")).click()
    await page.get_by_role("button", name="Überall abmelden").click()
    await page.get_by_role("dialog").get_by_role("button", name="Überall abmelden").click()
    await expect(page.get_by_label("Telefonnummer")).to_be_visible()
    await other.reload()
    await expect(other.get_by_label("Phone number")).to_be_visible()


async def controlled(page: Page) -> None:
    """The service worker answers for this page from now on, and has kept the app's files."""
    await page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
    await page.wait_for_function("() => navigator.serviceWorker.controller !== null")


async def test_without_a_line_the_cards_are_there_at_once(
    shop: Shop, windows: Windows, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.sell(64_000)
    page = await open_wallet(windows, shop)
    await controlled(page)
    await page.wait_for_function(KEPT)
    await page.context.set_offline(True)
    again = await page.context.new_page()
    await page.close()
    await again.add_init_script(f"({FIRST_CARD})()")
    await again.goto(shop.site.url)

    await expect(again.get_by_text("You are offline. Your code still works.")).to_be_visible()
    await expect(again.get_by_text("Balances are from")).to_be_visible()
    await expect(again.get_by_role("link", name=shop.name).first).to_be_visible()
    took = float(await again.evaluate("() => window.cardAt"))
    with capsys.disabled():
        print(f"\noffline start > first card: {took:.0f} ms (goal {GOAL_MS:.0f})")


async def test_a_newer_version_waits_until_it_is_wanted(shop: Shop, windows: Windows) -> None:
    page = await open_wallet(windows, shop, script=VERSIONS)
    await controlled(page)
    await expect(page.get_by_text("A newer version is ready.")).to_have_count(0)

    await page.evaluate(NEWER)
    await expect(page.get_by_text("A newer version is ready.")).to_be_visible()
    assert not await page.evaluate(IS_NEWER)
    await page.get_by_role("button", name="Use it now").click()

    await page.wait_for_function(IS_NEWER)
    await expect(page.get_by_role("link", name=shop.name).first).to_be_visible()
    await expect(page.get_by_text("A newer version is ready.")).to_have_count(0)


async def test_a_tab_beside_it_changes_versions_with_its_next_screen(shop: Shop, windows: Windows) -> None:
    page = await open_wallet(windows, shop, script=VERSIONS)
    await controlled(page)
    beside = await page.context.new_page()
    await beside.goto(f"{shop.site.url}/")
    card = beside.get_by_role("link", name=shop.name).first
    await expect(card).to_be_visible()
    await beside.evaluate(REGISTERED)
    await beside.evaluate("() => { window.before = true; }")

    await page.evaluate(NEWER)
    await page.get_by_role("button", name="Use it now").click()
    await beside.wait_for_function(IS_NEWER)
    await expect(card).to_be_visible()
    assert await beside.evaluate("() => window.before")
    await card.click()

    await expect(beside.get_by_role("link", name="Show my code")).to_be_visible()
    assert await beside.evaluate("() => window.before") is None


async def test_it_can_be_installed(shop: Shop, playwright: Playwright, tmp_path: Path) -> None:
    context = await playwright.chromium.launch_persistent_context(
        str(tmp_path),
        executable_path=find_chromium(playwright),
        headless=True,
        args=NO_SANDBOX,
        viewport=PHONE,
    )
    page = context.pages[0]
    await page.goto(f"{shop.site.url}/sign-in")
    await controlled(page)
    tools = await context.new_cdp_session(page)
    errors = await tools.send("Page.getInstallabilityErrors")
    manifest = await tools.send("Page.getAppManifest")
    await context.close()
    assert errors["installabilityErrors"] == []
    assert manifest["errors"] == []
