"""The grocer's year as a shop has it that works with Logic ERP, and the till at which its next bills are keyed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from api.core import clock
from bench.real.histories import Line, Product, Sale
from bench.real.people import names, phones
from tests.erp.days import IST
from tests.erp.logic import LogicErp
from tests.erp.logic_tables import financial_year
from tests.erp.tds.database import Database

T = TypeVar("T")
AT_ONCE = 50_000
CENTS = 100
HEAD = """
    INSERT INTO Sl_Head{FY} (vouch_code, vouch_num, New_Vouch_Num, vouch_date, Vouch_Time, LTZ_Entry_Date, Series_Code,
        Branch_Code, cust_code, Member_Code, Cashier_Code, net_amt, Pay_Mode, Stock_Trans, Deleted)
    VALUES (?, ?, ?, ?, ?, ?, 1, ?, 1, ?, 1, ?, 'CASH', 0, 0)
"""
LINE = """
    INSERT INTO Sl_Txn{FY} (code, vouch_code, item_det_code, Tot_Qty, Calc_Net_Amt, sale_or_sr, Deleted)
    VALUES (?, ?, ?, ?, ?, 'SL', 0)
"""
MEMBER = "INSERT INTO Cust_Mst_Hd (Cust_Hd_Code, Mobile_no, LTZ_Entry_Date) VALUES (?, ?, ?)"
NAME = "INSERT INTO Cust_Mst_Det (Cust_Det_Code, cust_hd_code, First_name) VALUES (?, ?, ?)"
BRANCH = "INSERT OR REPLACE INTO Branch_Mst (Branch_Code, Branch_Name) VALUES (?, ?)"
GROUP = "INSERT OR REPLACE INTO Group_Mst (Group_Code, group_name) VALUES (?, ?)"
ITEM = "INSERT INTO It_Mst_Hd (Item_Hd_Code, item_hd_name, Group_Code) VALUES (?, ?, ?)"
BARCODE = "INSERT INTO It_Mst_Det (Item_Det_Code, User_Code, Item_Hd_Code) VALUES (?, ?, ?)"
SALES = """
    SELECT c.Mobile_no, t.net_amt FROM Sl_Head{FY} t JOIN Cust_Mst_Hd c ON c.Cust_Hd_Code = t.Member_Code
    WHERE t.Stock_Trans = 0 AND t.Deleted = 0
"""
BOUGHT = "SELECT count(*) FROM Sl_Txn{FY} WHERE Calc_Net_Amt > 0 AND Deleted = 0"


@dataclass(frozen=True, slots=True)
class Person:
    """A household as the shop's books have it."""

    code: int
    phone: str
    name: str


def as_late_as(day: date, sales: Sequence[Sale]) -> list[Sale]:
    """The sales moved by whole weeks, so that the last is on `day` or in the week before it; hours stay as they are."""
    moved = timedelta(weeks=(day - sales[-1].at.date()).days // 7)
    return [replace(sale, at=sale.at.replace(tzinfo=None) + moved) for sale in sales]


class Grocer:
    """Makes tables and masters at once. Codes of bills count up in each financial year, as the vendor's do."""

    def __init__(self, place: Database, sales: Sequence[Sale], products: Iterable[Product]) -> None:
        self.place = place
        self.people = _people({sale.customer for sale in sales})
        self.years = sorted({financial_year(day) for day in (_today(), *(each.at.date() for each in sales))})
        self._codes: Counter[str] = Counter()
        self._places: dict[str, tuple[str, int]] = {}
        LogicErp(place, self.years)
        self._fill_masters({sale.store for sale in sales}, products)
        self._key_all(sales)

    def add_lines(self, lines: Iterable[Line]) -> int:
        """What was bought, of the bills that are there; how many lines."""
        count = 0
        for some in _batches(line for line in lines if line.bill in self._places):
            rows: defaultdict[str, list[Sequence[Any]]] = defaultdict(list)
            for code, line in enumerate(some, start=count + 1):
                year, bill = self._places[line.bill]
                rows[year].append((code, bill, line.product, line.quantity, line.amount_minor / CENTS))
            for year, part in rows.items():
                self.place.execute_many(LINE.replace("{FY}", year), part)
            count += len(some)
        return count

    def ring(self, person: Person, amount_minor: int) -> None:
        """A bill of this moment; readers can see it when this returns."""
        at = (clock.now() + IST).replace(tzinfo=None)
        year, row = self._head(Sale("", person.code, 1, at, amount_minor))
        self.place.execute(HEAD.replace("{FY}", year), row)

    def sales(self) -> Iterator[tuple[str, int]]:
        """Phone and amount in minor units of every bill, from the rows as they lie there."""
        for year in self.years:
            for phone, net in self.place.execute(SALES.replace("{FY}", year)):
                yield phone, int(net * CENTS)

    def bought(self) -> int:
        """How many lines came to something."""
        return sum(int(self.place.execute(BOUGHT.replace("{FY}", year))[0][0]) for year in self.years)

    def _key_all(self, sales: Iterable[Sale]) -> None:
        rows: defaultdict[str, list[Sequence[Any]]] = defaultdict(list)
        for sale in sales:
            year, row = self._head(sale)
            rows[year].append(row)
            self._places[sale.bill] = (year, self._codes[year])
        for year, some in rows.items():
            self._insert(HEAD.replace("{FY}", year), some)

    def _head(self, sale: Sale) -> tuple[str, Sequence[Any]]:
        year = financial_year(sale.at.date())
        self._codes[year] = code = self._codes[year] + 1
        number, hour = f"RT/{code:06d}", f"{sale.at:%H:%M}"
        money = sale.amount_minor / CENTS
        return year, (code, code, number, sale.at.date(), hour, sale.at, sale.store, sale.customer, money)

    def _fill_masters(self, stores: Iterable[int], products: Iterable[Product]) -> None:
        opened = datetime.combine(_today(), datetime.min.time()) - timedelta(days=400)
        people = self.people.values()
        self._insert(MEMBER, [(each.code, each.phone, opened) for each in people])
        self._insert(NAME, [(each.code, each.code, each.name) for each in people])
        self._insert(BRANCH, [(store, f"Store {store}") for store in stores])
        goods = list(products)
        groups = {name: 100 + at for at, name in enumerate(sorted({each.group for each in goods}))}
        self._insert(GROUP, [(code, name) for name, code in groups.items()])
        self._insert(ITEM, [(each.code, each.name, groups[each.group]) for each in goods])
        self._insert(BARCODE, [(each.code, f"89{each.code:011d}", each.code) for each in goods])

    def _insert(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        for some in _batches(rows):
            self.place.execute_many(statement, some)


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _people(codes: Iterable[int]) -> dict[int, Person]:
    known = sorted(codes)
    told = zip(known, phones(len(known)), names(len(known)), strict=True)
    return {code: Person(code, phone, name) for code, phone, name in told}


def _today() -> date:
    return (clock.now() + IST).date()
