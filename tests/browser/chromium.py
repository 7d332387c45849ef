"""Finds a browser and starts it as the tests need it."""

import os
import shutil
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Playwright, ViewportSize

NAMES: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
)
PLACES: Final = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
QUIET: Final = (
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NO_SANDBOX: Final = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium's sandbox refuses root
Size = ViewportSize
PHONE: Final[Size] = {"width": 390, "height": 844}
TABLET: Final[Size] = {"width": 820, "height": 1180}
DESKTOP: Final[Size] = {"width": 1440, "height": 900}

HOW_TO_GET_ONE = (
    "The browser tests need Chromium or Chrome and found none. Install one "
    "(Debian and Ubuntu: apt-get install chromium; macOS: brew install --cask chromium; "
    "anywhere: .venv/bin/playwright install chromium) or name yours in CHROMIUM."
)


class NoBrowserError(RuntimeError):
    """There is no browser on this machine; the message says how to get one."""


def find_chromium(playwright: Playwright) -> str:
    """The path of a Chromium: CHROMIUM, the PATH, usual places, Playwright's own. Else NoBrowserError."""
    named = os.environ.get("CHROMIUM")
    candidates = [named, *map(shutil.which, NAMES), *PLACES, playwright.chromium.executable_path]
    for candidate in candidates:
        if candidate and Path(candidate).exists():
            return candidate
    raise NoBrowserError(HOW_TO_GET_ONE)


async def launch(playwright: Playwright, *extra: str) -> Browser:
    """A headless browser that phones nobody."""
    arguments = [*QUIET, *extra, *NO_SANDBOX]
    return await playwright.chromium.launch(
        executable_path=find_chromium(playwright), args=arguments, headless=True
    )
