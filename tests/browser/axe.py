"""axe on a screen as it stands."""

from pathlib import Path

from playwright.async_api import Page

AXE = Path(__file__).parents[2] / "pwa/node_modules/axe-core/axe.min.js"
RUN = """async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map(
  ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`)"""


async def violations(page: Page, name: str) -> list[str]:
    """What axe finds there, in both themes."""
    found: list[str] = []
    await page.evaluate(AXE.read_text())
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        found += [f"{name}, {scheme}: {each}" for each in await page.evaluate(RUN)]
    await page.emulate_media(color_scheme="light")
    return found
