"""Windows of the test's browser: each person has one of their own, and what it complains of is kept."""

from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.chromium import DESKTOP, PHONE, Size

# said when the test takes the line away, and of refused sign-ins: answers, not faults
EXPECTED = (
    "net::ERR_INTERNET_DISCONNECTED",
    "ERR_NETWORK_CHANGED",
    "the server responded with a status of 401",
)
WATCH_POLICY = """document.addEventListener('securitypolicyviolation', (event) =>
  console.error(`refused by policy: ${event.violatedDirective} ${event.blockedURI}`))"""


@dataclass
class Windows:
    """Opens windows and closes them all at the end."""

    browser: Browser
    complaints: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    async def phone(self, **options: Any) -> Page:
        """A phone with touch."""
        return await self.open(PHONE, has_touch=True, is_mobile=True, device_scale_factor=2, **options)

    async def desk(self, **options: Any) -> Page:
        """A desktop browser."""
        return await self.open(DESKTOP, **options)

    async def open(self, size: Size, **options: Any) -> Page:
        """A window of a size, with storage of its own."""
        chosen = {"locale": "en-IN", "timezone_id": "Asia/Kolkata", "reduced_motion": "reduce", **options}
        context = await self.browser.new_context(viewport=size, **chosen)
        context.set_default_timeout(20_000)
        self._contexts.append(context)
        await context.add_init_script(WATCH_POLICY)
        context.on("weberror", lambda error: self.complaints.append(f"uncaught: {error.error}"))
        context.on("console", self._listen)
        return await context.new_page()

    async def close(self) -> None:
        """Every window that was opened here."""
        for context in self._contexts:
            await context.close()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(each in message.text for each in EXPECTED):
            self.complaints.append(f"{message.type} at {message.page and message.page.url}: {message.text}")
