"""The import as a command that is killed without warning, and started again."""

import asyncio
import csv
import os
import signal
import sys
from pathlib import Path

import pytest

from api import ledger
from api.core import db as core_db
from api.core.ids import to_global_id
from api.core.settings import get_settings
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import some_phone
from tests.factories.purchases import traces
from tests.support.waiting import eventually

pytestmark = [pytest.mark.integration, pytest.mark.timeout(120)]

ROWS = 12_000
PEOPLE = 50


async def start(tenant: Tenant, path: Path) -> asyncio.subprocess.Process:
    """`regulars import purchases` as a process of its own, on this test's servers."""
    settings = get_settings()
    servers = {
        "ENVIRONMENT": "test",
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "REDIS_PREFIX": settings.redis_prefix,
    }
    business = to_global_id("Business", tenant.business_id)
    command = [
        sys.executable,
        "-P",
        "-m",
        "api.cli",
        "import",
        "purchases",
        str(path),
        "--business",
        business,
    ]
    return await asyncio.create_subprocess_exec(
        *command, env=os.environ | servers, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )


def write(path: Path) -> int:
    """A file of bills, one of them dead; the points of the others."""
    phones = [some_phone() for _ in range(PEOPLE)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["phone", "amount", "occurred_at", "external_id"])
        writer.writerow(["", "nothing", "2026-01-01", "dead"])
        for number in range(ROWS):
            writer.writerow([phones[number % PEOPLE], 10 + number % 90, "2026-01-01", number])
    return sum((10 + number % 90) // 10 for number in range(ROWS))


async def test_killed_in_the_middle_and_started_again(db: None, tmp_path: Path) -> None:
    """Given an import that SIGKILL ends after its first batch, when started again, then every bill is there once."""
    tenant = await make_business()
    path = tmp_path / "bills.csv"
    points = write(path)
    first = await start(tenant, path)

    async def has_begun() -> bool:
        found = await core_db.fetchval(
            "SELECT byte_offset > 0 FROM import_run WHERE program_id = $1", tenant.program_id
        )
        return bool(found)

    await eventually(has_begun, expected=True, within_seconds=40)  # a whole program starts first
    first.send_signal(signal.SIGKILL)
    await first.wait()
    second = await start(tenant, path)
    told, complaints = await second.communicate()
    assert second.returncode == 0, complaints.decode()
    assert f"{ROWS:,} bills in the books" in told.decode()
    assert "1 rows could not be imported" in told.decode()
    left = await traces(tenant)
    assert (left["bills"], left["visits"], left["points"]) == (ROWS, ROWS, points)
    dead = (tmp_path / "bills.dead.csv").read_text().splitlines()
    assert [line.split(",")[3] for line in dead] == ["external_id", "dead"]
    third = await start(tenant, path)
    told, _ = await third.communicate()
    assert "was imported before" in told.decode()
    assert await traces(tenant) == left
    assert await ledger.verify(tenant.program_id) == []
