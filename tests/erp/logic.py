"""A shop that keeps its books in Logic ERP: its tables as they are in the field, and what happens at its till.

Names are invented. Times are the shop's own, without a zone.
"""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Protocol

from tests.erp.logic_tables import MASTERS, OF_A_YEAR, financial_year

SALE, RETURN, TRANSFER = 1, 2, 3
SERIES = ((SALE, "RT/", "SL", 0), (RETURN, "SR/", "SR", 0), (TRANSFER, "ST/", "SL", 1))
BRANCHES = ((1, "Karol Bagh"), (2, "Laxmi Road"), (3, "T. Nagar"))
GROUPS = ((1, "Saree"), (2, "Kurta"), (3, "Shirt"))
FIRST_NAMES = ("Asha", "Bilal", "Chitra", "Devika", "Farhan", "Gauri", "Harpreet", "Ishaan", "Jyoti", "Kabir")
LAST_NAMES = ("Rao", "Sharma", "Iyer", "Khan", "Gill", "Das", "Nair", "Joshi")
SEED = 20260401
OPENED = datetime.fromisoformat("2025-04-01 09:00")


class Place(Protocol):
    """Where the tables lie: a TdsServer, or anything else that carries out SQLite's SQL."""

    def execute(self, sql: str, values: Sequence[object] = ..., /) -> list[tuple[Any, ...]]:
        """Carries out one statement."""
        ...


class LogicErp:
    """Makes the tables for some financial years, with branches, series and three items; then bills can be keyed.

    Every method takes effect at once. Codes count up in each year from 1, as the vendor's do; `keyed_at` is
    LTZ_Entry_Date, half past noon of the bill's day unless given.
    """

    def __init__(self, place: Place, years: Sequence[str] = ("20252026",)) -> None:
        self._place = place
        self._dice = random.Random(SEED)
        self._codes: dict[str, int] = {}
        self._lines = self._customers = 0
        for statement in MASTERS:
            place.execute(statement)
        for year in years:
            self.open_year(year)
        self._fill_masters()

    def open_year(self, year: str) -> None:
        """Makes the pair of tables of a financial year ("20262027"), as happens on the first of April."""
        for statement in OF_A_YEAR:
            self._place.execute(statement.replace("{FY}", year))

    def add_customer(
        self,
        phone: str = "",
        name: str = "",
        *,
        keyed_at: datetime = OPENED,
    ) -> int:
        """A member of the shop; a name is drawn where none is given. Gives its Cust_Hd_Code."""
        self._customers += 1
        code = self._customers
        named = name or f"{self._dice.choice(FIRST_NAMES)} {self._dice.choice(LAST_NAMES)}"
        self._insert("Cust_Mst_Hd", Cust_Hd_Code=code, Mobile_no=phone, LTZ_Entry_Date=keyed_at)
        self._insert("Cust_Mst_Det", Cust_Det_Code=code, cust_hd_code=code, First_name=named)
        return code

    def change_customer(self, member: int, *, phone: str | None = None, name: str | None = None) -> None:
        """Mends a member's number or name; no date moves."""
        if phone is not None:
            self._place.execute(
                "UPDATE Cust_Mst_Hd SET Mobile_no = ? WHERE Cust_Hd_Code = ?", (phone, member)
            )
        if name is not None:
            self._place.execute(
                "UPDATE Cust_Mst_Det SET First_name = ? WHERE cust_hd_code = ?", (name, member)
            )

    def add_bill(
        self,
        day: date,
        amounts: Sequence[Decimal | int],
        *,
        member: int | None = None,
        keyed_at: datetime | None = None,
        series: int = SALE,
        branch: int = 1,
        item: int = 1,
    ) -> int:
        """A bill with a line for each amount, in whole rupees. Gives its vouch_code, unique inside its year alone."""
        year = financial_year(day)
        code = self._codes[year] = self._codes.get(year, 0) + 1
        self._insert(
            f"Sl_Head{year}",
            vouch_code=code,
            vouch_num=code,
            New_Vouch_Num=f"{SERIES[series - 1][1]}{code:05d}",
            vouch_date=day,
            Vouch_Time=f"{10 + code % 11:02d}:{code % 60:02d}",
            LTZ_Entry_Date=keyed_at or datetime.combine(day, time(12, 30)),
            Series_Code=series,
            Branch_Code=branch,
            cust_code=1,
            Member_Code=member,
            Cashier_Code=1 + code % 3,
            net_amt=Decimal(sum(amounts)),
            Pay_Mode="CASH" if code % 2 else "UPI",
            Stock_Trans=SERIES[series - 1][3],
            Deleted=0,
        )
        for amount in amounts:
            self.add_line(year, code, amount, item=item, is_return=series == RETURN)
        return code

    def add_line(
        self, year: str, bill: int, amount: Decimal | int, *, item: int = 1, is_return: bool = False
    ) -> int:
        """One more line of a bill; the bill's own amount stays. Gives its code."""
        self._lines += 1
        self._insert(
            f"Sl_Txn{year}",
            code=self._lines,
            vouch_code=bill,
            item_det_code=item,
            lot_code=item * 10,
            Tot_Qty=1,
            Free_Qty=0,
            rate=Decimal(amount),
            Calc_Gross_Amt=Decimal(amount),
            Calc_Net_Amt=Decimal(amount),
            calc_commission=0,
            Calc_Scheme_Rs=0,
            Calc_Tax_1=0,
            Calc_Tax_2=0,
            Calc_Tax_3=0,
            calc_freight=0,
            sale_or_sr="SR" if is_return else "SL",
            Deleted=0,
        )
        return self._lines

    def add_return(
        self,
        day: date,
        amounts: Sequence[Decimal | int],
        *,
        member: int | None = None,
        keyed_at: datetime | None = None,
        branch: int = 1,
    ) -> int:
        """Goods that came back: a voucher of the series of returns whose amounts are positive, as the vendor has it."""
        return self.add_bill(day, amounts, member=member, keyed_at=keyed_at, series=RETURN, branch=branch)

    def edit_bill(
        self, year: str, code: int, *, amount: Decimal | int, keyed_at: datetime | None = None
    ) -> None:
        """Another amount, on the bill and its first line. LTZ_Entry_Date moves only where `keyed_at` is given."""
        self._set(f"Sl_Head{year}", code, net_amt=Decimal(amount))
        first = f"(SELECT MIN(code) FROM Sl_Txn{year} WHERE vouch_code = ?)"
        self._place.execute(
            f"UPDATE Sl_Txn{year} SET Calc_Net_Amt = ? WHERE code = {first}", (Decimal(amount), code)
        )
        if keyed_at is not None:
            self._set(f"Sl_Head{year}", code, LTZ_Entry_Date=keyed_at)

    def move_customer(self, year: str, code: int, member: int | None) -> None:
        """The bill was another member's; no date moves."""
        self._set(f"Sl_Head{year}", code, Member_Code=member)

    def delete_bill(self, year: str, code: int, *, vanish: bool = False) -> None:
        """Marks bill and lines as deleted, or lets them vanish from the tables. No date moves."""
        for table in (f"Sl_Head{year}", f"Sl_Txn{year}"):
            change = f"DELETE FROM {table}" if vanish else f"UPDATE {table} SET Deleted = 1"
            self._place.execute(f"{change} WHERE vouch_code = ?", (code,))

    def add_days(self, first: date, days: int, bills_a_day: int, members: Sequence[int] = ()) -> None:
        """Ordinary trade: bills of one to four lines over the branches, some keyed two or three days late."""
        for place in range(days):
            day = first + timedelta(days=place)
            for number in range(bills_a_day):
                late = self._dice.choice((0, 0, 0, 2, 3))
                self.add_bill(
                    day,
                    [self._dice.randrange(99, 4_999) for _ in range(self._dice.randint(1, 4))],
                    member=self._dice.choice(members) if members and self._dice.random() < 0.7 else None,
                    keyed_at=datetime.combine(
                        day + timedelta(days=late), time(10 + number % 10, number % 60)
                    ),
                    branch=1 + number % len(BRANCHES),
                    item=1 + number % 3,
                )

    def _fill_masters(self) -> None:
        for code, series, kind, is_transfer in SERIES:
            self._insert("Bill_Ser", Series_Code=code, series=series, type=kind, Stock_Trans=is_transfer)
        for code, name in BRANCHES:
            self._insert("Branch_Mst", Branch_Code=code, Branch_Name=name)
        for code, name in GROUPS:
            self._insert("Group_Mst", Group_Code=code, group_name=name)
            self._insert("It_Mst_Hd", Item_Hd_Code=code, item_hd_name=f"{name}\r\n plain", Group_Code=code)
            self._insert("It_Mst_Det", Item_Det_Code=code, User_Code=f"89011{code:08d}", Item_Hd_Code=code)

    def _insert(self, table: str, **values: object) -> None:
        columns, marks = ", ".join(values), ", ".join("?" * len(values))
        self._place.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(values.values()))

    def _set(self, table: str, code: int, **values: object) -> None:
        for column, value in values.items():
            self._place.execute(f"UPDATE {table} SET {column} = ? WHERE vouch_code = ?", (value, code))
