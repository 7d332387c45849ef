"""From an empty business to points on a phone: a grocer's real year is read live out of a Logic ERP on SQL Server."""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median

from playwright.async_api import async_playwright, expect

from api.core import db
from bench.harness import Result, open_servers, publish, say
from bench.real.desk import Desk, Phone, Watched, open_desk, open_phone
from bench.real.histories import HISTORIES, journey_lines, journey_products
from bench.real.logic import Grocer, Person, as_late_as
from bench.real.proof import MINOR_FOR_A_POINT, Books, prove
from bench.real.serving import Served, tds_server
from tests.browser.chromium import launch
from tests.browser.shops import Shop, open_empty_shop
from tests.browser.site import Site
from tests.browser.windows import Windows
from tests.erp.days import yesterday
from tests.erp.tds.database import Database

NAME = "Saffron Stores"
IST_MINUTES = 330
NO_EXPIRY = """mutation($input: UpdateProgramInput!) {
  updateProgram(input: $input) { program { id } errors { code message } } }"""
PROGRAM = "SELECT program_id FROM business"
UNTIL_POLL = """
    SELECT extract(epoch FROM next_poll_at - now())::float FROM erp_stream WHERE kind = 'invoice' AND state = 'live'
"""
JUST_SECONDS = 4.0
"""How long before a poll is just before it: a source that were read only up to a moment ago would miss such a bill."""
SMALL = 100_000
PATIENCE_MS = 30_000
LATE_SECONDS = 2.0
"""How much later than the next poll a bill may be seen."""


@dataclass(frozen=True)
class Asked:
    """What the command line says. `bills` 0: all; `poll_seconds` None: as the preset has it."""

    bills: int
    rounds: int
    poll_seconds: int | None
    has_lines: bool
    pictures: Path


@dataclass(frozen=True)
class Walked:
    """What was seen on the way: the history, the pace, and how long each new bill took to the phone."""

    history: Watched
    poll_seconds: int
    delays: list[float]


def main() -> None:
    """Reads the arguments; ends in an error where something is not as it must be."""
    parser = argparse.ArgumentParser(prog="make real-sync", description=__doc__)
    parser.add_argument("--bills", type=int, default=0, help="so many of the newest; all when left out")
    parser.add_argument("--rounds", type=int, default=10, help="bills that are keyed while somebody looks")
    parser.add_argument("--poll", type=int, help="seconds between polls; the preset's when left out")
    parser.add_argument("--no-lines", action="store_true", help="the rules leave out what was bought")
    parser.add_argument("--pictures", type=Path, help="where screenshots go; a new folder when left out")
    given = parser.parse_args()
    pictures = given.pictures or Path(tempfile.mkdtemp(prefix="regulars-walk-"))
    pictures.mkdir(parents=True, exist_ok=True)
    asyncio.run(_run(Asked(given.bills, given.rounds, given.poll, not given.no_lines, pictures)))


async def _run(asked: Asked) -> None:
    with tempfile.TemporaryDirectory(prefix="regulars-source-") as folder:
        grocer, bills = await asyncio.to_thread(_make_source, Path(folder) / "logic.db", asked)
        with tds_server(Path(folder) / "logic.db") as server:
            async with open_servers(4), _open_site(Path(folder), bills) as site, _open_windows() as windows:
                walked = await _walk(site, windows, grocer, server, asked)
                lines = grocer.bought() if asked.has_lines else 0
                books = await prove(await db.fetchval(PROGRAM), grocer.sales(), lines)
                assert windows.complaints == [], windows.complaints
    _tell(asked, bills, walked, books)


def _make_source(path: Path, asked: Asked) -> tuple[Grocer, int]:
    """The shop's own system with its history, and how many bills that is."""
    packages = Path(os.environ.get("PYTHONPATH", ".real/packages").split(os.pathsep)[0])
    sales = as_late_as(yesterday(), HISTORIES[0].read(packages)[-asked.bills :])
    place = Database(path, offset_minutes=IST_MINUTES, can_write=False)
    place.execute("PRAGMA synchronous = OFF")
    grocer = Grocer(place, sales, journey_products(packages))
    lines = grocer.add_lines(journey_lines(packages))
    say(
        f"the source has {len(sales):,} bills of {len(grocer.people):,} households with {lines:,} lines, "
        f"in the years {', '.join(grocer.years)}"
    )
    return grocer, len(sales)


@asynccontextmanager
async def _open_site(folder: Path, bills: int) -> AsyncIterator[Site]:
    """API and worker as processes; pages of a short history are short too, so that there is progress to see."""
    pages = {"ERP_PAGE_ROWS": str(max(100, bills // 16))} if bills < SMALL else {}
    site = Site(log=folder / "server.log", environment=pages)
    await asyncio.to_thread(site.start)
    try:
        yield site
    finally:
        await asyncio.to_thread(site.stop)


@asynccontextmanager
async def _open_windows() -> AsyncIterator[Windows]:
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as driver:
        browser = await launch(driver)
        windows = Windows(browser)
        yield windows
        await windows.close()
        await browser.close()


async def _walk(site: Site, windows: Windows, grocer: Grocer, server: Served, asked: Asked) -> Walked:
    """All that the owner does, then what a customer sees."""
    shop = await asyncio.to_thread(open_empty_shop, site, NAME)
    await asyncio.to_thread(shop.run, NO_EXPIRY, {"input": {"expiryKind": "NEVER"}})
    desk = await open_desk(windows, shop, asked.pictures)
    await desk.connect(server)
    if not asked.has_lines:
        await desk.leave_lines_out()
    await desk.map_bills()
    if asked.poll_seconds is not None:
        await desk.ask_every(asked.poll_seconds)
    history = await desk.read_history()
    say(f"the history was read in {history.seconds:.1f} s; the bar showed {history.progress} %")
    assert len(history.progress) >= 3, "the progress bar did not grow before the owner's eyes"
    assert history.progress == sorted(history.progress), "the progress bar went back"
    poll_seconds = await desk.poll_seconds()
    delays = await _live(desk, shop, windows, grocer, poll_seconds, asked)
    return Walked(history, poll_seconds, delays)


async def _live(
    desk: Desk, shop: Shop, windows: Windows, grocer: Grocer, poll_seconds: int, asked: Asked
) -> list[float]:
    """Bills that are keyed just after a poll, just before one, and at moments that nobody chose; each is looked for."""
    chance = Random()
    person = chance.choice(list(grocer.people.values()))
    phone = await open_phone(windows, shop, person.phone)
    delays: list[float] = []
    given: list[int] = []
    for number in range(1, asked.rounds + 1):
        await _pause(number, poll_seconds, chance)
        given.insert(0, chance.randrange(5, 500))
        delays.append(await _ring(grocer, person, phone, given[0], poll_seconds))
        say(f"bill {number}: on the phone after {delays[-1]:.2f} s")
    await phone.expect_recent(given[:5])
    await phone.page.screenshot(path=asked.pictures / "5-phone.png")
    await desk.take("6-bills-came")
    return delays


async def _pause(number: int, poll_seconds: int, chance: Random) -> None:
    """Until a bill is keyed: of three one at once after the last one was seen, one just before a poll, one anywhere."""
    if number % 3 == 0:
        await asyncio.sleep(chance.uniform(0, poll_seconds))
    elif number % 3 == 2:
        left = await db.fetchval(UNTIL_POLL) - chance.uniform(0.2, JUST_SECONDS)
        await asyncio.sleep(max(0, left))


async def _ring(grocer: Grocer, person: Person, phone: Phone, points: int, poll_seconds: int) -> float:
    """Seconds from the bill's commit at the source to its points on the phone's screen."""
    due = await phone.points() + points
    await asyncio.to_thread(grocer.ring, person, points * MINOR_FOR_A_POINT)
    began = time.time()
    return await phone.wait_for(due, poll_seconds) - began


def _tell(asked: Asked, bills: int, walked: Walked, books: Books) -> None:
    worst, rate = max(walked.delays), bills / walked.history.seconds
    say(f"worst: {worst:.2f} s at a poll every {walked.poll_seconds} s; pictures are in {asked.pictures}")
    lines = f"{books.lines:,} lines" if asked.has_lines else "lines left out"
    read = (
        f"{bills:,} bills, {lines}, {books.of_nothing:,} bills of nothing, {books.dead:,} dead rows, from the owner's "
        "click to Live on the screen; points of each customer as recomputed from the source; every invariant empty"
    )
    seen = (
        f"{worst:.2f} s is the worst of {asked.rounds} bills keyed just after a poll, just before one and at random, "
        f"{median(walked.delays):.1f} s the median; the source is asked every {walked.poll_seconds} s"
    )
    results = (
        Result("backfill of a grocer's year over TDS", rate, 0, "bills/s", "sound books", read),
        Result("from the source to the phone", worst, 0, "s", f"<= poll + {LATE_SECONDS:.0f} s", seen),
    )
    if asked.bills:
        say("a part of the year is not written down:\n" + "\n".join(result.line for result in results))
    else:
        publish(*results)
    if worst > walked.poll_seconds + LATE_SECONDS:
        raise SystemExit("a bill was seen later than that")


if __name__ == "__main__":
    main()
