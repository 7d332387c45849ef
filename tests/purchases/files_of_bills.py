"""Files of bills, written and loaded."""

import csv
from pathlib import Path
from typing import Any

from api import purchases
from api.purchases import ImportReport
from tests.factories.businesses import Tenant
from tests.factories.customers import some_phone

HEADER = ["phone", "customer_ref", "name", "amount", "occurred_at", "external_id"]


def write(path: Path, rows: list[list[str]]) -> Path:
    """A file of bills."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


def some_rows(count: int, *, people: int = 20) -> list[list[str]]:
    """Bills of some people over a month, of 100 rupees and more."""
    phones = [some_phone() for _ in range(people)]
    return [
        [
            phones[at % people],
            "",
            f"Person {at % people}",
            str(100 + at),
            f"2026-01-{at % 28 + 1:02d}T10:00",
            f"B{at}",
        ]
        for at in range(count)
    ]


def read(path: str) -> list[list[str]]:
    """The cells of a file."""
    with Path(path).open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


async def load(tenant: Tenant, path: Path, **options: Any) -> ImportReport:
    """An import."""
    return await purchases.import_csv(tenant.owner, tenant.business_id, path, **options)
