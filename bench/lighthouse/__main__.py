"""Lighthouse on the wallet, as a phone on a slow line sees it: scores and times against their goals; never fails."""

import asyncio
import json
import os
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final

from playwright.async_api import async_playwright

from api.cli.demo import cast
from bench.harness import say
from tests.browser.book import demo_site
from tests.browser.chromium import NO_SANDBOX, PHONE, find_chromium
from tests.browser.people import sign_in_customer
from tests.browser.site import Site

HERE: Final = Path(__file__).parent
CLI: Final = HERE / "node_modules/lighthouse/cli/index.js"
GOALS: Final = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
TIMES: Final = {
    "first-contentful-paint": "first paint",
    "largest-contentful-paint": "largest paint",
    "total-blocking-time": "blocked",
    "cumulative-layout-shift": "shift",
    "speed-index": "speed index",
}
PAGES: Final = {"first visit": "/sign-in", "cards, signed in": "/"}


def install() -> None:
    """The pinned Lighthouse, once."""
    if not CLI.exists():
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], cwd=HERE, check=True
        )


def measure(url: str, port: int) -> dict[str, Any]:
    """Lighthouse's whole report on a page of the browser that listens at `port`."""
    done = subprocess.run(
        ["node", CLI, url, f"--port={port}", "--disable-storage-reset", "--output=json", "--quiet",
         "--only-categories=" + ",".join(GOALS), "--form-factor=mobile"],
        check=True, capture_output=True, text=True, timeout=180, env={**os.environ, "CI": "1"},
    )  # fmt: skip
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def tell(name: str, report: dict[str, Any]) -> None:
    """Scores, times, and every audit that cost something."""
    scores = {key: round(100 * (report["categories"][key]["score"] or 0)) for key in GOALS}
    say(f"{name}: " + ", ".join(f"{key} {scores[key]} (goal {goal})" for key, goal in GOALS.items()))
    audits = report["audits"]
    say("  " + ", ".join(f"{label} {audits[key]['displayValue']}" for key, label in TIMES.items()))
    for category in report["categories"].values():
        for reference in category["auditRefs"]:
            audit = audits[reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                say(f"  {reference['id']}: {audit['title']} {audit.get('displayValue', '')}")


async def look(site: Site) -> None:
    """The sign-in page of a stranger, then the cards of the demo's customer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as profile:
        async with async_playwright() as driver:
            context = await driver.chromium.launch_persistent_context(
                profile,
                executable_path=find_chromium(driver),
                args=[*NO_SANDBOX, f"--remote-debugging-port={port}"],
                viewport=PHONE,
            )
            for name, path in PAGES.items():
                if path == "/":
                    await sign_in_customer(context.pages[0], site, cast.STAR.phone)
                tell(name, await asyncio.to_thread(measure, site.url + path, port))
            await context.close()


def main() -> None:
    """Against an installation of its own with the demo's data."""
    install()
    with demo_site() as site:
        asyncio.run(look(site))


if __name__ == "__main__":
    main()
