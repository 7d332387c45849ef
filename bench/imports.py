"""Imports past bills from a CSV, whole path: members, bills, lots, entries, balances, profiles."""

import argparse
import asyncio
import csv
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from api import businesses, ledger, purchases
from api.core.audit import SYSTEM
from bench.harness import Result, open_servers, publish, say
from bench.real.people import names, phones

DAYS = 365
START = datetime(2025, 1, 1, tzinfo=UTC)


def write(path: Path, bills: int, members: int) -> None:
    """Bills of members who come again and again, in the order of time."""
    chance = Random(1)
    people = list(zip(phones(members), names(members), strict=True))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["phone", "name", "amount", "occurred_at", "external_id"])
        for number in range(bills):
            at = START + timedelta(days=DAYS) * number / bills
            amount = 10 + chance.randrange(20_000) / 100
            writer.writerow([*chance.choice(people), f"{amount:.2f}", at.isoformat(), f"bill-{number}"])


async def run(bills: int, members: int) -> None:
    """Imports one file into a fresh business, proves the ledger, publishes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bills.csv"
        write(path, bills, members)
        async with open_servers(4):
            business = await businesses.create_business(
                SYSTEM, name="Import bench", currency="USD", time_zone="America/New_York", region="US"
            )
            await businesses.create_store(SYSTEM, business.id, name="Only", code="1")
            report = await purchases.import_csv(SYSTEM, business.id, path)
            broken = await ledger.verify()
    if broken or report.rows_done != bills:
        raise SystemExit(f"not every bill is in the books: {report}, {broken}")
    rate = report.rows_now / report.seconds
    say(f"{bills:,} bills of {members:,} new members in {report.seconds:.1f} s")
    remark = f"{bills:,} bills of {members:,} people who are enrolled on the way; every invariant empty"
    publish(Result("import of purchases from CSV", rate, 0, "rows/s", ">= 15,000", remark))


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bills", type=int, default=200_000)
    parser.add_argument("--members", type=int, default=5_000)
    given = parser.parse_args()
    asyncio.run(run(given.bills, given.members))


if __name__ == "__main__":
    main()
