"""axe on every screen, in light and in dark; the windows also watch for refused content and errors there."""

from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.axe import violations
from tests.browser.chromium import DESKTOP, PHONE
from tests.browser.people import open_till, sign_in_customer
from tests.browser.screens import SCREENS, Face, Screen
from tests.browser.shops import Shop
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]


async def enter(windows: Windows, shop: Shop, face: Face, size: Any) -> Page:
    """A window in which that person is signed in."""
    page = await windows.open(size)
    await page.goto(f"{shop.site.url}/sign-in")
    if face == "customer":
        await sign_in_customer(page, shop.site, shop.customer.phone)
    elif face == "staff":
        await open_till(page, shop)
    return page


def of_face(face: Face) -> list[Screen]:
    return [screen for screen in SCREENS if screen.face == face]


@pytest.mark.parametrize(
    ("face", "size", "part"),
    [
        ("anyone", PHONE, ""),
        ("customer", PHONE, ""),
        ("staff", PHONE, "till"),
        ("staff", DESKTOP, "office"),
    ],
    ids=["sign-in", "wallet", "till", "office"],
)
async def test_nobody_is_shut_out(shop: Shop, windows: Windows, face: Face, size: Any, part: str) -> None:
    shop.hire()
    shop.furnish()
    shop.sell(120_000)
    page = await enter(windows, shop, face, size)
    found: list[str] = []
    for screen in of_face(face):
        if screen.name.startswith(part):
            await screen.open(page, shop)
            found += await violations(page, screen.name)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("face", ["anyone", "customer", "staff"])
async def test_nothing_is_wider_than_a_phone_in_a_language_of_long_words(
    shop: Shop, windows: Windows, face: Face
) -> None:
    shop.sell(120_000)
    page = await enter(windows, shop, face, PHONE)
    await page.evaluate("() => localStorage.setItem('regulars.locale', 'de')")
    wide: list[str] = []
    for screen in of_face(face):
        if screen.is_an_address:
            await screen.open(page, shop)
            width = int(await page.evaluate("() => document.documentElement.scrollWidth"))
            wide += [f"{screen.name}: {width}"] if width > PHONE["width"] else []
    assert wide == []
