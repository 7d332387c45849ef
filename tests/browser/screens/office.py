"""The back office's screens."""

import re

from playwright.async_api import Page, expect

from tests.browser.screens.screen import Screen, Steps, click
from tests.browser.shops import Shop


async def _extend(page: Page, _shop: Shop) -> None:
    await page.get_by_role("button", name="Let points live longer").first.click()
    await expect(page.get_by_test_id("preview")).not_to_be_empty()


async def _give_voucher(page: Page, shop: Shop) -> None:
    await _customer(page, shop)
    await page.get_by_role("button", name="Give a voucher").click()
    await expect(page.get_by_label("Of which reward")).to_be_visible()


async def _make_codes(page: Page, _shop: Shop) -> None:
    await page.get_by_role("button", name="Make codes").first.click()
    await expect(page.get_by_label("Of which reward")).to_be_visible()


async def _customer(page: Page, shop: Shop) -> None:
    await page.get_by_role("searchbox").fill(shop.customer.name)
    await page.get_by_role("link", name=shop.customer.name).first.click()
    await expect(page.get_by_test_id("customer-balance")).to_be_visible()


async def _adjust(page: Page, shop: Shop) -> None:
    await _customer(page, shop)
    panel = page.get_by_role("dialog")
    await panel.get_by_role("button", name="Points", exact=True).click()


async def _merge(page: Page, shop: Shop) -> None:
    other = shop.enrol("Ananya Deshpande (again)")
    await _customer(page, shop)
    await page.get_by_role("button", name="Merge", exact=True).click()
    await page.get_by_label("The other entry").fill(other.phone[-6:])
    await page.get_by_role("button", name=re.compile("again")).click()
    await expect(page.get_by_role("heading", name="Which one stays?")).to_be_visible()


async def _ladder(page: Page, _shop: Shop) -> None:
    start = page.get_by_role("button", name="Start with Bronze, Silver, Gold")
    await expect(start.or_(page.get_by_text("How customers rise"))).to_be_visible()
    if await start.is_visible():
        await start.click()


async def _tier(page: Page, shop: Shop) -> None:
    await _ladder(page, shop)
    await page.get_by_role("list", name="Tiers").get_by_role("button").nth(1).click()


async def _impact(page: Page, shop: Shop) -> None:
    await _tier(page, shop)
    await page.get_by_label("Points times").fill("2")
    await page.get_by_role("button", name="Done").click()
    await page.get_by_role("button", name="See what it changes").click()
    await expect(page.get_by_test_id("finding")).to_be_visible()


async def _put_on_tier(page: Page, shop: Shop) -> None:
    await _customer(page, shop)
    await page.get_by_role("button", name="Put on a tier").click()


async def _role(page: Page, _shop: Shop) -> None:
    await page.get_by_role("button", name="Cashier").last.click()


async def _coalition(page: Page, _shop: Shop) -> None:
    await expect(page.get_by_role("tab", name="Settlement")).to_be_visible()


def _coalition_view(name: str, wanted: str) -> Steps:
    async def steps(page: Page, shop: Shop) -> None:
        await _coalition(page, shop)
        await page.get_by_role("tab", name=name).click()
        await expect(page.get_by_text(wanted).first).to_be_visible()

    return steps


async def _has_connection(page: Page) -> bool:
    """A shop without one shows what it would do instead."""
    none = page.get_by_role("heading", name="Let your bills give the points")
    more = page.get_by_role("button", name=re.compile("^More for")).first
    await expect(none.or_(more)).to_be_visible()
    return await more.is_visible()


def _erp_stream(wanted: str) -> Steps:
    async def steps(page: Page, _shop: Shop) -> None:
        if await _has_connection(page):
            await page.get_by_role("link", name="Bills").first.click()
            await expect(page.get_by_role("link", name=wanted)).to_be_visible()

    return steps


def _erp_below(link: str, heading: str) -> Steps:
    async def steps(page: Page, shop: Shop) -> None:
        if await _has_connection(page):
            await _erp_stream(link)(page, shop)
            await page.get_by_role("link", name=link).click()
            await expect(page.get_by_role("heading", name=heading).first).to_be_visible()

    return steps


async def _erp_steps(page: Page, shop: Shop) -> None:
    if not await _has_connection(page):
        return
    await _erp_below("Mapping", "which field is what")(page, shop)
    fields = page.get_by_role("list", name="In Regulars").first
    await fields.locator("summary").first.click()
    steps = fields.get_by_text("Add a step").locator("visible=true")
    await steps.click()
    await steps.scroll_into_view_if_needed()


async def _erp_rules(page: Page, _shop: Shop) -> None:
    if await _has_connection(page):
        await page.get_by_role("button", name=re.compile("^More for")).first.click()
        await page.get_by_role("menuitem", name="Rules for bills").click()
        await expect(page.get_by_role("button", name="Save the rules")).to_be_visible()


async def _erp_table(page: Page, _shop: Shop) -> None:
    if await _has_connection(page):
        await page.get_by_role("button", name=re.compile("^More for")).first.click()
        await page.get_by_role("menuitem", name="Add a stream of your own").click()
        await expect(
            page.get_by_label("What its rows are").or_(page.get_by_text("Everything is read"))
        ).to_be_visible()


OFFICE: tuple[Screen, ...] = (
    Screen("office", "staff", "/office"),
    Screen("office-customers", "staff", "/office/customers"),
    Screen("office-customer", "staff", "/office/customers", _customer),
    Screen("office-filter-customers", "staff", "/office/customers", click("button", "Filter")),
    Screen("office-runs", "staff", "/office/customers/runs"),
    Screen("office-import", "staff", "/office/customers/import"),
    Screen("office-add-customer", "staff", "/office/customers", click("button", "Add a customer")),
    Screen("office-adjust", "staff", "/office/customers", _adjust),
    Screen("office-merge", "staff", "/office/customers", _merge),
    Screen("office-program", "staff", "/office/program"),
    Screen("office-rules", "staff", "/office/rules"),
    Screen("office-rule", "staff", "/office/rules", click("button", "Add a rule")),
    Screen("office-tiers", "staff", "/office/tiers"),
    Screen("office-tier", "staff", "/office/tiers", _tier),
    Screen("office-tiers-impact", "staff", "/office/tiers", _impact),
    Screen("office-stamps", "staff", "/office/stamps"),
    Screen("office-stamp-card", "staff", "/office/stamps", click("button", "Add a stamp card")),
    Screen("office-rewards", "staff", "/office/rewards"),
    Screen("office-reward", "staff", "/office/rewards", click("button", "Add a reward")),
    Screen("office-kids", "staff", "/office/kids"),
    Screen("office-promotion", "staff", "/office/kids", click("button", "Add a promotion")),
    Screen("office-erp", "staff", "/office/erp"),
    Screen("office-erp-connect", "staff", "/office/erp", click("button", "Connect a system")),
    Screen("office-erp-stream", "staff", "/office/erp", _erp_stream("Mapping")),
    Screen("office-erp-mapper", "staff", "/office/erp", _erp_below("Mapping", "which field is what")),
    Screen("office-erp-steps", "staff", "/office/erp", _erp_steps),
    Screen("office-erp-dead", "staff", "/office/erp", _erp_below("Rows that could", "Rows that could")),
    Screen("office-erp-conflicts", "staff", "/office/erp/conflicts"),
    Screen("office-erp-rules", "staff", "/office/erp", _erp_rules),
    Screen("office-erp-table", "staff", "/office/erp", _erp_table),
    Screen("office-review", "staff", "/office/review"),
    Screen("office-review-rules", "staff", "/office/review/rules"),
    Screen("office-orders", "staff", "/office/rewards/orders"),
    Screen("office-vouchers", "staff", "/office/rewards/vouchers"),
    Screen("office-codes", "staff", "/office/rewards/codes"),
    Screen("office-make-codes", "staff", "/office/rewards/codes", _make_codes),
    Screen("office-give-voucher", "staff", "/office/customers", _give_voucher),
    Screen("office-points", "staff", "/office/points"),
    Screen("office-extend", "staff", "/office/points", _extend),
    Screen("office-waiting", "staff", "/office/points", click("tab", "Waiting")),
    Screen("office-opening", "staff", "/office/points", click("tab", "Opening balances")),
    Screen("office-coalition", "staff", "/office/coalition", _coalition),
    Screen("office-partners", "staff", "/office/coalition", _coalition_view("Partners", "Invitations")),
    Screen("office-rates", "staff", "/office/coalition", _coalition_view("Rates", "Rates")),
    Screen("office-liability", "staff", "/office/coalition", _coalition_view("Liability", "Provision")),
    Screen("office-put-on-tier", "staff", "/office/customers", _put_on_tier),
    Screen("office-stores", "staff", "/office/stores"),
    Screen("office-store", "staff", "/office/stores", click("button", "Add a store")),
    Screen("office-look", "staff", "/office/look"),
    Screen("office-brands", "staff", "/office/brands"),
    Screen("office-brand", "staff", "/office/brands", click("button", "Add a brand")),
    Screen("office-team", "staff", "/office/team"),
    Screen("office-invite", "staff", "/office/team", click("button", "Invite")),
    Screen("office-role", "staff", "/office/team", _role),
    Screen("office-keys", "staff", "/office/keys"),
    Screen("office-key", "staff", "/office/keys", click("button", "Make a key")),
    Screen("office-log", "staff", "/office/log"),
    Screen("office-account", "staff", "/office/account"),
    Screen("office-more", "staff", "/office/more"),
)
