"""Every screen of the app by name, and how a person gets there."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from playwright.async_api import Page, expect

from tests.browser.people import find_by_phone, prove_number, type_amount
from tests.browser.shops import Shop

Face = Literal["anyone", "customer", "staff"]
Steps = Callable[[Page, Shop], Awaitable[None]]


async def _nothing(_page: Page, _shop: Shop) -> None:
    """The address is enough."""


@dataclass(frozen=True)
class Screen:
    """A screen: its address, and what to do there until it is the one that is meant."""

    name: str
    face: Face
    path: str
    steps: Steps = _nothing

    @property
    def is_an_address(self) -> bool:
        """Whether nothing has to be pressed to see it."""
        return self.steps is _nothing

    async def open(self, page: Page, shop: Shop) -> None:
        """Goes there and waits until it stands still: loaded, drawn, fonts there, nothing more to come."""
        await page.goto(shop.site.url + self.path)
        await expect(page.locator("#main")).to_be_visible()
        await self.steps(page, shop)
        await settle(page)


async def settle(page: Page) -> None:
    """No skeleton, no running animation but endless ones, all pictures and fonts loaded."""
    await expect(page.locator("h1").first).to_be_attached()
    if "/dev/" not in page.url:  # the gallery shows waiting itself
        await expect(page.locator("[aria-busy=true]:visible, .shapes:visible")).to_have_count(0)
    await page.evaluate(
        """async () => {
          await document.fonts.ready;
          const ending = document.getAnimations().filter((each) => {
            const timing = each.effect?.getComputedTiming();
            return timing && Number.isFinite(timing.endTime) && timing.endTime < 3000;
          });
          await Promise.allSettled(ending.map((each) => each.finished));
          await Promise.all([...document.images].map((each) => each.decode().catch(() => undefined)));
        }"""
    )


def click(role: Literal["button", "link", "tab"], name: str, *more: str) -> Steps:
    """Presses one control after another."""

    async def steps(page: Page, _shop: Shop) -> None:
        for each in (name, *more):
            await page.get_by_role(role, name=each).first.click()

    return steps


async def _code_step(page: Page, shop: Shop) -> None:
    await page.get_by_label("Phone number").fill(shop.customer.phone)
    await page.get_by_role("button", name="Send me a code").click()
    await expect(page.get_by_role("heading", name="Enter the six digits")).to_be_visible()


async def _card(page: Page, shop: Shop) -> None:
    await page.locator("[data-card]").get_by_role("link", name=shop.name).click()
    await expect(page.get_by_test_id("balance").first).to_be_visible()
    await expect(page.get_by_role("heading", name="Recently")).to_be_visible()


async def _own_ladder(page: Page, shop: Shop) -> None:
    await _card(page, shop)
    await page.get_by_role("button", name=re.compile("^What .* brings$")).click()
    await expect(page.get_by_text("You are here")).to_be_visible()


async def _stamp_history(page: Page, shop: Shop) -> None:
    await _card(page, shop)
    await page.get_by_role("button", name=re.compile("^History of")).first.click()
    await expect(page.get_by_text("Stamped at the till").first).to_be_visible()


async def _use_by(page: Page, shop: Shop) -> None:
    await _card(page, shop)
    await page.get_by_role("link", name="Use-by calendar").click()
    await expect(page.get_by_role("heading", name="Use by", level=1)).to_be_visible()


async def _extend(page: Page, _shop: Shop) -> None:
    await page.get_by_role("button", name="Let points live longer").first.click()
    await expect(page.get_by_test_id("preview")).not_to_be_empty()


async def _rewards(page: Page, shop: Shop) -> None:
    await _card(page, shop)
    await page.get_by_role("list", name="Rewards").get_by_role("link").click()
    await expect(page.get_by_text(re.compile("^You have"))).to_be_visible()


async def _reward(page: Page, shop: Shop) -> None:
    await _rewards(page, shop)
    await page.get_by_role("button", name=re.compile("^Take")).first.click()
    await expect(page.get_by_test_id("remains")).to_be_visible()


async def _voucher(page: Page, shop: Shop) -> None:
    await _rewards(page, shop)
    await page.get_by_role("link", name=re.compile("Use$")).first.click()
    await expect(page.get_by_test_id("voucher-code")).to_be_visible()


async def _gift(page: Page, shop: Shop) -> None:
    await _card(page, shop)
    await page.get_by_role("link", name="Give points").click()
    await expect(page.get_by_role("button", name="Look at it first")).to_be_visible()


async def _household(page: Page, shop: Shop) -> None:
    await _card(page, shop)
    await page.get_by_role("link", name="Household").click()
    await expect(page.get_by_role("heading", name=re.compile("^(Make a household|Members)$"))).to_be_visible()


async def _code(page: Page, shop: Shop) -> None:
    await _card(page, shop)
    await page.get_by_role("link", name="Show my code").click()
    await expect(page.get_by_text(re.compile(r"^\d{4} \d{4}$"))).to_be_visible()  # the server has answered
    await expect(page.locator("[data-code]")).to_have_css("opacity", "1")


async def _found(page: Page, shop: Shop) -> None:
    await page.get_by_label("Phone of the customer").fill(shop.customer.local)
    await expect(page.get_by_role("button", name="To the amount")).to_be_visible()


async def _till_stamps(page: Page, shop: Shop) -> None:
    await _found(page, shop)
    await page.get_by_role("button", name="Stamp cards").click()
    await expect(page.get_by_role("button", name="Give 1 stamp").first).to_be_visible()


async def _till_rewards(page: Page, shop: Shop) -> None:
    await _found(page, shop)
    await page.get_by_role("button", name="Rewards").click()
    await expect(page.get_by_role("dialog").get_by_role("listitem").first).to_be_visible()


async def _give_voucher(page: Page, shop: Shop) -> None:
    await _customer(page, shop)
    await page.get_by_role("button", name="Give a voucher").click()
    await expect(page.get_by_label("Of which reward")).to_be_visible()


async def _make_codes(page: Page, _shop: Shop) -> None:
    await page.get_by_role("button", name="Make codes").first.click()
    await expect(page.get_by_label("Of which reward")).to_be_visible()


async def _new_phone(page: Page, _shop: Shop) -> None:
    await page.get_by_label("Phone of the customer").fill("9811122233")
    await expect(page.get_by_role("heading", name="New here")).to_be_visible()


async def _amount(page: Page, shop: Shop) -> None:
    await find_by_phone(page, shop.customer.local)
    await type_amount(page, "124050")
    await expect(page.get_by_role("button", name="Give 124 points")).to_be_enabled()


async def _pay_points(page: Page, shop: Shop) -> None:
    prove_number(shop.site, shop.customer.phone)
    await _amount(page, shop)
    await page.get_by_role("button", name="Pay with points").click()
    await expect(page.get_by_role("slider", name="How many points")).to_be_visible()


async def _done(page: Page, shop: Shop) -> None:
    await _amount(page, shop)
    await page.get_by_role("button", name="Give 124 points").click()
    await expect(page.get_by_test_id("earned")).to_be_visible()


async def _bill(page: Page, _shop: Shop) -> None:
    await page.get_by_role("main").get_by_role("listitem").first.get_by_role("link").click()
    await expect(page.get_by_role("button", name="Take a return")).to_be_visible()


async def _return(page: Page, shop: Shop) -> None:
    await _bill(page, shop)
    await page.get_by_role("button", name="Take a return").click()
    await page.get_by_role("button", name="An amount").click()


async def _customer(page: Page, shop: Shop) -> None:
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


SCREENS: tuple[Screen, ...] = (
    Screen("sign-in", "anyone", "/sign-in"),
    Screen("sign-in-code", "anyone", "/sign-in", _code_step),
    Screen("staff-sign-in", "anyone", "/staff/sign-in"),
    Screen("register", "anyone", "/staff/register"),
    Screen("invitation", "anyone", "/invite/a-token"),
    Screen("partner-offer", "anyone", "/partner/a-token"),
    Screen("components", "anyone", "/dev/ui"),
    Screen("wallet", "customer", "/"),
    Screen("wallet-card", "customer", "/", _card),
    Screen("wallet-tiers", "customer", "/", _own_ladder),
    Screen("wallet-stamps", "customer", "/", _stamp_history),
    Screen("wallet-all-rewards", "customer", "/rewards"),
    Screen("wallet-rewards", "customer", "/", _rewards),
    Screen("wallet-reward", "customer", "/", _reward),
    Screen("wallet-voucher", "customer", "/", _voucher),
    Screen("wallet-gift", "customer", "/", _gift),
    Screen("wallet-household", "customer", "/", _household),
    Screen("wallet-code", "customer", "/", _code),
    Screen("wallet-activity", "customer", "/activity"),
    Screen("wallet-use-by", "customer", "/", _use_by),
    Screen("wallet-inbox", "customer", "/inbox"),
    Screen("wallet-you", "customer", "/you"),
    Screen("wallet-profile", "customer", "/you", click("button", "Edit")),
    Screen("wallet-kids", "customer", "/you/kids"),
    Screen("wallet-phone", "customer", "/you/phone"),
    Screen("wallet-devices", "customer", "/you/devices"),
    Screen("wallet-data", "customer", "/you/data"),
    Screen("wallet-nothing-here", "customer", "/nowhere/at/all"),
    Screen("till", "staff", "/till"),
    Screen("till-scan", "staff", "/till/scan"),
    Screen("till-type-code", "staff", "/till/scan?type=1"),
    Screen("till-phone-found", "staff", "/till/phone", _found),
    Screen("till-phone-new", "staff", "/till/phone", _new_phone),
    Screen("till-stamps", "staff", "/till/phone", _till_stamps),
    Screen("till-rewards", "staff", "/till/phone", _till_rewards),
    Screen("till-voucher", "staff", "/till/voucher"),
    Screen("till-amount", "staff", "/till", _amount),
    Screen("till-pay-points", "staff", "/till", _pay_points),
    Screen("till-done", "staff", "/till", _done),
    Screen("till-bills", "staff", "/till/bills"),
    Screen("till-bill", "staff", "/till/bills", _bill),
    Screen("till-return", "staff", "/till/bills", _return),
    Screen("till-queue", "staff", "/till/queue"),
    Screen("till-shift", "staff", "/till/shift"),
    Screen("till-account", "staff", "/till/account"),
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
