"""A sale at the till counts up on the customer's phone, at once."""

import statistics
from typing import Any, Final

import pytest
from playwright.async_api import Page, expect

from tests.browser.people import open_till, sell, sign_in_customer
from tests.browser.shops import Shop
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]

SALES: Final = 50
GOAL_MS: Final = 300.0

ANSWERED = """() => {
  const plain = window.fetch;
  window.answered = [];
  window.fetch = async (...args) => {
    const response = await plain(...args);
    if (String(args[1]?.body ?? '').includes('RecordSale')) {
      await response.clone().text();
      window.answered.push(Date.now());
    }
    return response;
  };
}"""

SHOWN = """() => {
  window.shown = [];
  const seen = new Set();
  const look = () => {
    const value = document.querySelector('[data-testid=balance]')?.dataset.value;
    if (value && !seen.has(value)) {
      seen.add(value);
      requestAnimationFrame(() => window.shown.push([Number(value), Date.now()]));
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
  look();
}"""


async def balance(page: Page) -> int:
    value = await page.get_by_test_id("balance").first.get_attribute("data-value")
    assert value is not None
    return int(value)


async def open_both(shop: Shop, windows: Windows) -> tuple[Page, Page]:
    """The customer's phone on the card, and the till."""
    customer = await windows.phone()
    await sign_in_customer(customer, shop.site, shop.customer.phone)
    await customer.get_by_role("link", name=shop.name).first.click()
    await expect(customer.get_by_test_id("balance").first).to_be_visible()
    till = await windows.phone()
    await till.add_init_script(f"({ANSWERED})()")
    await open_till(till, shop)
    return customer, till


async def test_the_card_counts_up_while_the_bag_is_packed(shop: Shop, windows: Windows) -> None:
    customer, till = await open_both(shop, windows)
    before = await balance(customer)

    earned = await sell(till, shop.customer.local, "120000")

    assert earned == 120
    shown = customer.get_by_test_id("balance").first
    await expect(shown).to_have_attribute("data-value", str(before + earned))
    await expect(shown).to_contain_text(f"{before + earned}")


async def test_from_the_answer_to_the_screen_takes_a_blink(
    shop: Shop, windows: Windows, capsys: pytest.CaptureFixture[str]
) -> None:
    customer, till = await open_both(shop, windows)
    await customer.evaluate(SHOWN)
    expected, delays = await balance(customer), []

    for _ in range(SALES):
        expected += await sell(till, shop.customer.local, "50000")
        await expect(customer.get_by_test_id("balance").first).to_have_attribute("data-value", str(expected))
        answered: list[int] = await till.evaluate("() => window.answered")
        shown: dict[Any, int] = dict(await customer.evaluate("() => window.shown"))
        delays.append(max(0, shown[expected] - answered[-1]))

    p50, p95 = statistics.median(delays), statistics.quantiles(delays, n=20)[-1]
    with capsys.disabled():
        print(f"\ntill > phone over {SALES} sales: p50 {p50:.0f} ms, p95 {p95:.0f} ms (goal {GOAL_MS:.0f})")
    assert shop.balance() == expected == SALES * 50
