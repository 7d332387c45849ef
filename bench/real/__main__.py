"""Replays real histories of sales into fresh businesses through the import, then proves the ledger."""

import argparse
import asyncio
import csv
import os
import tempfile
from pathlib import Path
from uuid import UUID

from api import businesses, ledger, purchases
from api.businesses import ExpiryKind, ProgramChanges
from api.core.audit import Actor, ActorKind
from bench.harness import Result, open_servers, publish, say
from bench.real.histories import HISTORIES, History, Sale
from bench.real.people import names, phones

ACTOR = Actor(ActorKind.COMMAND, name="make real")
POOL_SIZE = 4
CENTS = 100


def main() -> int:
    """0 where every invariant is empty after all replays."""
    parser = argparse.ArgumentParser(prog="make real", description=__doc__)
    known = [history.name for history in HISTORIES]
    parser.add_argument("history", nargs="*", choices=[*known, []], help="which; both when left out")
    chosen = parser.parse_args().history or known
    return asyncio.run(_replay([history for history in HISTORIES if history.name in chosen]))


async def _replay(histories: list[History]) -> int:
    packages = Path(os.environ.get("PYTHONPATH", ".real/packages").split(os.pathsep)[0])
    async with open_servers(POOL_SIZE):
        results = [
            await _import(history, await asyncio.to_thread(history.read, packages)) for history in histories
        ]
        violations = await ledger.verify()
    for violation in violations:
        say(f"BROKEN {violation.invariant}: {violation.rows} rows")
    if not violations:
        say("the ledger is sound: every invariant holds")
        publish(*results)
    return 1 if violations else 0


async def _import(history: History, sales: list[Sale]) -> Result:
    business_id = await _business(history, sorted({sale.store for sale in sales}))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{history.name}.csv"
        people = await asyncio.to_thread(_write, path, sales)
        report = await purchases.import_csv(ACTOR, business_id, path)
    remark = (
        f"{report.rows_done:,} bills of {people:,} people who are enrolled on the way; {report.rows_dead:,} dead rows "
        "(bills of nothing or less); every invariant empty"
    )
    say(f"{history.title} in {report.seconds:.1f} s")
    return Result(
        f"import of {history.title}", report.rows_now / report.seconds, 0, "rows/s", "sound books", remark
    )


async def _business(history: History, stores: list[int]) -> UUID:
    business = await businesses.create_business(
        ACTOR, name=history.title, currency="USD", time_zone="America/New_York", region="US"
    )
    never = ProgramChanges(expiry_kind=ExpiryKind.NEVER)
    await businesses.update_program(ACTOR, business.program_id, never, business_id=business.id)
    for store in stores:
        await businesses.create_store(ACTOR, business.id, name=f"Store {store}", code=str(store))
    return business.id


def _write(path: Path, sales: list[Sale]) -> int:
    """The sales as the import reads them; how many people there are."""
    customers = sorted({sale.customer for sale in sales})
    phone_of = dict(zip(customers, phones(len(customers)), strict=True))
    name_of = dict(zip(customers, names(len(customers)), strict=True))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["phone", "name", "amount", "currency", "occurred_at", "store", "external_id"])
        writer.writerows(
            [
                phone_of[sale.customer],
                name_of[sale.customer],
                f"{sale.amount_minor / CENTS:.2f}",
                "USD",
                sale.at.isoformat(),
                str(sale.store),
                sale.bill,
            ]
            for sale in sales
        )
    return len(customers)


if __name__ == "__main__":
    raise SystemExit(main())
