"""A phone's turning code, filmed by the till's camera."""

import io
from pathlib import Path
from typing import Final

import pytest
from PIL import Image
from playwright.async_api import FloatRect, Page, Playwright, expect

from tests.browser.chromium import launch
from tests.browser.people import open_till, sign_in_customer
from tests.browser.shops import Shop
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120), pytest.mark.xdist_group("browser")]

FRAME: Final = (1280, 720)
FRAMES: Final = 30
STANDS: Final = """() => {
  const { x, y, width, height } = document.querySelector('svg[aria-label="Your code"]')?.getBoundingClientRect() ?? {};
  return width ? { x, y, width, height } : null;
}"""
EDGE: Final = 12.0
"""The paper around the code, without which no reader finds it; in CSS pixels."""


def film(picture: bytes, to: Path) -> None:
    """A phone held before a camera: JPEG after JPEG, as motion JPEG is."""
    shot = Image.open(io.BytesIO(picture)).convert("RGB")
    shot.thumbnail((FRAME[0] - 60, FRAME[1] - 60))
    frame = Image.new("RGB", FRAME, "#4a4444")
    frame.paste(shot, ((FRAME[0] - shot.width) // 2, (FRAME[1] - shot.height) // 2))
    coded = io.BytesIO()
    frame.save(coded, "JPEG", quality=92)
    to.write_bytes(coded.getvalue() * FRAMES)


async def place_of_code(phone: Page) -> FloatRect:
    """Where the code stands, in one question to the page: it may turn at any moment."""
    stands = await phone.wait_for_function(STANDS)
    place: FloatRect = await stands.json_value()
    return place


async def show_code(phone: Page, shop: Shop) -> bytes:
    """Opens the card's code and photographs it."""
    await sign_in_customer(phone, shop.site, shop.customer.phone)
    await phone.get_by_role("link", name=shop.name).first.click()
    await phone.get_by_role("link", name="Show my code").click()
    box = await place_of_code(phone)
    around = {
        "x": box["x"] - EDGE,
        "y": box["y"] - EDGE,
        "width": box["width"] + 2 * EDGE,
        "height": box["height"] + 2 * EDGE,
    }
    return await phone.screenshot(clip=around, animations="disabled")  # type: ignore[arg-type]  # a plain dict is what it takes


async def test_the_camera_sees_the_code_and_knows_the_customer(
    shop: Shop, windows: Windows, playwright: Playwright, tmp_path: Path
) -> None:
    video = tmp_path / "code.mjpeg"
    seeing = await launch(
        playwright,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={video}",
    )
    tills = Windows(seeing)
    till = await tills.phone()
    await open_till(till, shop)

    film(await show_code(await windows.phone(), shop), video)
    await till.get_by_role("link", name="Scan a customer").click()

    await expect(till).to_have_url(f"{shop.site.url}/till/sale")
    await expect(till.get_by_role("heading", name=shop.customer.name)).to_be_visible()
    await expect(till.get_by_test_id("amount")).to_be_visible()
    await tills.close()
    await seeing.close()
    assert tills.complaints == []
