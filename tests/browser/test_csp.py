"""The content policy: the app lives within it (every window of these tests watches), and an intruder does not."""

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.browser.site import Site
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60), pytest.mark.xdist_group("browser")]

INTRUDE = """() => {
  const script = document.createElement('script');
  script.textContent = 'window.intruded = true';
  document.body.append(script);
}"""


async def test_a_script_that_is_not_ours_does_not_run_and_the_windows_notice(
    site: Site, chromium: Browser
) -> None:
    windows = Windows(chromium)
    page = await windows.phone()
    await page.goto(f"{site.url}/sign-in")
    await expect(page.get_by_label("Phone number")).to_be_visible()
    assert windows.complaints == []

    await page.evaluate(INTRUDE)

    assert await page.evaluate("() => window.intruded") is None
    await windows.close()
    assert any("script-src" in complaint for complaint in windows.complaints)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/till", "/office", "/invite/x"])
def test_every_page_carries_the_policy(site: Site, path: str) -> None:
    policy = httpx.get(site.url + path).headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "'unsafe-inline'" not in policy
    assert "'unsafe-eval'" not in policy
