"""Lighthouse on the wallet, a phone on a slow line: every run, and the median against its goals; never fails."""

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
from bench.harness import beside, say
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
RUNS: Final = int(os.environ.get("LIGHTHOUSE_RUNS", "5"))
INSTALLED: Final = "() => navigator.serviceWorker.ready.then(() => undefined)"


def install() -> None:
    """The pinned Lighthouse, once."""
    if not CLI.exists():
        subprocess.run(
            [beside("npm"), "install", "--no-audit", "--no-fund", "--loglevel=error"], cwd=HERE, check=True
        )


def measure(url: str, port: int, *, returning: bool) -> dict[str, Any]:
    """Lighthouse's whole report on a page of the browser at `port`; `returning` keeps what it has stored."""
    keep = ["--disable-storage-reset"] if returning else []
    done = subprocess.run(
        [beside("node"), CLI, url, f"--port={port}", *keep, "--output=json", "--quiet",
         "--only-categories=" + ",".join(GOALS), "--form-factor=mobile"],
        check=False, capture_output=True, text=True, timeout=180, env={**os.environ, "CI": "1"},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"Lighthouse: {done.stderr.strip() or done.stdout.strip()}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def score(report: dict[str, Any], category: str) -> int:
    """0 to 100."""
    return round(100 * (report["categories"][category]["score"] or 0))


def tell(name: str, reports: list[dict[str, Any]]) -> None:
    """Each run's performance and load, the median run's scores and times, and every audit of it that cost something."""
    ordered = sorted(reports, key=lambda report: score(report, "performance"))
    middle = ordered[len(ordered) // 2]
    runs = ", ".join(str(score(report, "performance")) for report in reports)
    say(f"{name}: performance of {len(reports)} runs {runs}; load of the machine {os.getloadavg()[0]:.1f}")
    say("  median: " + ", ".join(f"{key} {score(middle, key)} (goal {goal})" for key, goal in GOALS.items()))
    audits = middle["audits"]
    say("  " + ", ".join(f"{label} {audits[key]['displayValue']}" for key, label in TIMES.items()))
    tell_costs(middle)


def tell_costs(report: dict[str, Any]) -> None:
    """What kept a run from the whole score."""
    audits = report["audits"]
    for category in report["categories"].values():
        for reference in category["auditRefs"]:
            audit = audits[reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                say(f"  {reference['id']}: {audit['title']} {audit.get('displayValue', '')}")


async def look(site: Site) -> None:
    """The sign-in page of a stranger, then the cards of the demo's customer, whose device has kept the app."""
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
                returning = path == "/"
                if returning:
                    await sign_in_customer(context.pages[0], site, cast.STAR.phone)
                    await context.pages[0].evaluate(INSTALLED)
                tell(
                    name,
                    [
                        await asyncio.to_thread(measure, site.url + path, port, returning=returning)
                        for _ in range(RUNS)
                    ],
                )
            await context.close()


def main() -> None:
    """Against an installation of its own with the demo's data."""
    install()
    with demo_site() as site:
        asyncio.run(look(site))


if __name__ == "__main__":
    main()
