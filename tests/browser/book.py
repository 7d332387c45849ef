"""The book of every screen, on a phone, a till's tablet and a desk, by day and by night: docs/screenshots."""

import asyncio
import io
import itertools
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect
from playwright.async_api import Error as PlaywrightError

from api.cli.demo import cast
from tests.browser.chromium import DESKTOP, PHONE, TABLET, Size, launch
from tests.browser.cover import compose
from tests.browser.people import open_till, sign_in_customer
from tests.browser.screens import SCREENS, Screen
from tests.browser.shops import Member, Shop, Staff
from tests.browser.site import ROOT, Site
from tests.browser.windows import Windows
from tests.support.servers import ServersForTests, apart

SIGN_IN: Final = (
    "mutation($input: SignInStaffInput!) { signInStaff(input: $input) { tokens { accessToken } } }"
)
BOOK: Final = ROOT / "docs/screenshots"
PLANES, ACCENTS = 208, 48
SCALES: Final = {"phone": 1.5, "tablet": 1.0, "desktop": 1.0}
SIZES: Final[dict[str, Size]] = {"phone": PHONE, "tablet": TABLET, "desktop": DESKTOP}
IN_GERMAN: Final = {
    "sign-in", "wallet", "wallet-activity", "wallet-you", "till", "office", "office-program", "office-brands",
}  # fmt: skip
NOT_A_PAGE: Final = {"components", "till-type-code", "wallet-nothing-here"}
Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class Edition:
    """One device in one language and light."""

    device: str
    scheme: Scheme
    language: str = "en"

    def name(self, screen: Screen) -> str:
        """The picture's file."""
        german = "-de" if self.language == "de" else ""
        return f"{screen.name}-{self.device}-{self.scheme}{german}.png"

    def shows(self, screen: Screen) -> bool:
        """Whether this edition has the screen: tablets stand at the till, desks in the office."""
        if screen.name in NOT_A_PAGE or (self.language == "de" and screen.name not in IN_GERMAN):
            return False
        if self.device == "tablet":
            return screen.name.startswith("till")
        return self.device == "phone" or not screen.name.startswith("till")


EDITIONS: Final = (
    *(Edition(device, scheme) for device in ("desktop", "phone", "tablet") for scheme in ("light", "dark")),
    Edition("phone", "light", "de"),
)


@contextmanager
def demo_site() -> Iterator[Site]:
    """An installation of its own with the demo's year of sales."""
    servers = ServersForTests().start()
    folder = Path(tempfile.mkdtemp(prefix="regulars-book-"))
    try:
        with apart(servers.addresses, "book") as environment:
            site = Site(log=folder / "server.log", environment=environment)
            site.run("demo")
            site.start()
            yield site
            site.stop()
    finally:
        servers.stop()
        shutil.rmtree(folder)


def demo_shop(site: Site) -> Shop:
    """The demo's bakery as the screens want it."""
    owner = Staff(cast.OWNER.by, cast.PASSWORD, cast.OWNER.name)
    asked = {"input": {"email": owner.email, "password": owner.password}}
    token = site.graphql(SIGN_IN, asked)["signInStaff"]["tokens"]["accessToken"]
    return Shop(site, cast.BAKERY.name, token, "", owner, Member("", cast.STAR.phone, cast.STAR.name))


def pressed(picture: bytes) -> bytes:
    """The same picture with few colours, a third of the size: most for its planes, some for small bright things."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    out = io.BytesIO()
    image.quantize(palette=palette_of(image), dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def palette_of(image: Image.Image) -> Image.Image:
    """The colours of the planes, and those that are rare but far from all others."""
    planes = image.quantize(PLANES, Image.Quantize.MEDIANCUT, kmeans=1).getpalette() or []
    accents = image.quantize(ACCENTS, Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette(planes[: 3 * PLANES] + accents[: 3 * ACCENTS])
    return palette


async def enter(windows: Windows, shop: Shop, edition: Edition, face: str) -> Page:
    """A window in which that person is signed in."""
    mobile = edition.device != "desktop"
    page = await windows.open(
        SIZES[edition.device],
        color_scheme=edition.scheme,
        device_scale_factor=SCALES[edition.device],
        has_touch=mobile,
        is_mobile=mobile,
    )
    if face == "customer":
        await sign_in_customer(page, shop.site, shop.customer.phone)
    elif face == "staff":
        await open_till(page, shop, store=cast.BAKERY.shops[0].name)
    if edition.language != "en":
        await page.goto(f"{shop.site.url}/sign-in")
        await page.evaluate(f"() => localStorage.setItem('regulars.locale', '{edition.language}')")
    return page


async def photograph(browser: Browser, shop: Shop, edition: Edition, only: str) -> list[str]:
    """All screens of one edition; what went wrong there."""
    troubles: list[str] = []
    screens = [each for each in SCREENS if edition.shows(each) and only in edition.name(each)]
    for face, group in itertools.groupby(screens, key=lambda each: each.face):
        windows = Windows(browser)
        page = await enter(windows, shop, edition, face)
        for screen in group:
            try:
                await screen.open(page, shop)
                (BOOK / edition.name(screen)).write_bytes(pressed(await page.screenshot()))
            except (AssertionError, PlaywrightError) as error:
                troubles.append(f"{edition.name(screen)}: {str(error).splitlines()[0]}")
        await windows.close()
        troubles += windows.complaints
    return troubles


def index() -> str:
    """The book's table of contents."""
    lines = ["# Every screen", "", "Made by `make screenshots` from the demo's data.", ""]
    for screen in SCREENS:
        names = [edition.name(screen) for edition in EDITIONS if (BOOK / edition.name(screen)).exists()]
        if names:
            links = " · ".join(f"[{name.removeprefix(screen.name + '-')[:-4]}]({name})" for name in names)
            lines.append(f"- **{screen.name}**: {links}")
    return "\n".join(lines) + "\n"


async def take_all(site: Site, only: str) -> list[str]:
    """Every edition after the other; what went wrong."""
    expect.set_options(timeout=15_000)
    troubles: list[str] = []
    async with async_playwright() as driver:
        browser = await launch(driver)
        for edition in EDITIONS:
            troubles += await photograph(browser, demo_shop(site), edition, only)
        await browser.close()
    return troubles


def make(only: str = "") -> bool:
    """Makes the book, or the pictures whose names hold `only`; whether all went well."""
    BOOK.mkdir(parents=True, exist_ok=True)
    with demo_site() as site:
        troubles = asyncio.run(take_all(site, only))
    (BOOK / "README.md").write_text(index())
    compose(BOOK)
    size = sum(path.stat().st_size for path in BOOK.iterdir()) / 1e6
    print(*troubles, f"{len(list(BOOK.glob('*.png')))} pictures, {size:.1f} MB in {BOOK}", sep="\n")
    return not troubles


if __name__ == "__main__":
    sys.exit(0 if make(*sys.argv[1:2]) else 1)
