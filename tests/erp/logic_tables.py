"""The tables of Logic ERP, as far as they are read, and what a stream reads of each."""

from datetime import date

from api.erp.types import Comparison, CursorKind, Join, StreamKind, StreamSpec, Where

MASTERS = (
    "CREATE TABLE Bill_Ser (Series_Code INT PRIMARY KEY, series NVARCHAR(20), type NVARCHAR(2), Stock_Trans BIT)",
    "CREATE TABLE Branch_Mst (Branch_Code INT PRIMARY KEY, Branch_Name NVARCHAR(60))",
    "CREATE TABLE Cust_Mst_Hd (Cust_Hd_Code INT PRIMARY KEY, Mobile_no NVARCHAR(40), LTZ_Entry_Date DATETIME)",
    "CREATE TABLE Cust_Mst_Det (Cust_Det_Code INT PRIMARY KEY, cust_hd_code INT, First_name NVARCHAR(120))",
    "CREATE TABLE It_Mst_Det (Item_Det_Code INT PRIMARY KEY, User_Code NVARCHAR(40), Item_Hd_Code INT)",
    "CREATE TABLE It_Mst_Hd (Item_Hd_Code INT PRIMARY KEY, item_hd_name NVARCHAR(120), Group_Code INT)",
    "CREATE TABLE Group_Mst (Group_Code INT PRIMARY KEY, group_name NVARCHAR(60))",
)
OF_A_YEAR = (
    """CREATE TABLE Sl_Head{FY} (
        vouch_code INT PRIMARY KEY, vouch_num INT, New_Vouch_Num NVARCHAR(30), vouch_date DATETIME,
        Vouch_Time NVARCHAR(10), LTZ_Entry_Date DATETIME, Series_Code INT, Branch_Code INT, cust_code INT,
        Member_Code INT, agent_code INT, Cashier_Code INT, net_amt DECIMAL(18,2), Pay_Mode NVARCHAR(20),
        Stock_Trans BIT, Deleted BIT)""",
    """CREATE TABLE Sl_Txn{FY} (
        code INT PRIMARY KEY, vouch_code INT, item_det_code INT, lot_code INT, Tot_Qty DECIMAL(18,3),
        Free_Qty DECIMAL(18,3), rate DECIMAL(18,2), Calc_Gross_Amt DECIMAL(18,2), Calc_Net_Amt DECIMAL(18,2),
        calc_commission DECIMAL(18,2), Calc_Scheme_Rs DECIMAL(18,2), Calc_Tax_1 DECIMAL(18,2),
        Calc_Tax_2 DECIMAL(18,2), Calc_Tax_3 DECIMAL(18,2), calc_freight DECIMAL(18,2), sale_or_sr NVARCHAR(2),
        Deleted BIT)""",
    "CREATE INDEX Sl_Head{FY}_keyed ON Sl_Head{FY} (LTZ_Entry_Date, vouch_code)",
    "CREATE INDEX Sl_Txn{FY}_bill ON Sl_Txn{FY} (vouch_code)",
)

BILLS = StreamSpec(
    kind=StreamKind.INVOICE,
    table="Sl_Head{FY}",
    columns=(
        ("code", "t.vouch_code"),
        ("number", "t.New_Vouch_Num"),
        ("day", "t.vouch_date"),
        ("time", "t.Vouch_Time"),
        ("keyed_at", "t.LTZ_Entry_Date"),
        ("branch", "t.Branch_Code"),
        ("branch_name", "b.Branch_Name"),
        ("series_type", "s.type"),
        ("member", "t.Member_Code"),
        ("phone", "c.Mobile_no"),
        ("net", "t.net_amt"),
        ("deleted", "t.Deleted"),
    ),
    key=("code",),
    cursor_column="keyed_at",
    joins=(
        Join("Branch_Mst", "b", "t.Branch_Code", "b.Branch_Code"),
        Join("Bill_Ser", "s", "t.Series_Code", "s.Series_Code"),
        Join("Cust_Mst_Hd", "c", "t.Member_Code", "c.Cust_Hd_Code"),
    ),
    where=(Where("t.Stock_Trans", Comparison.IS, (0,)), Where("s.type", Comparison.IN, ("SL", "SR"))),
    day="day",
    branch="branch",
    amount="net",
)
LINES = StreamSpec(
    kind=StreamKind.INVOICE_LINE,
    table="Sl_Txn{FY}",
    columns=(
        ("code", "t.code"),
        ("bill", "t.vouch_code"),
        ("barcode", "i.User_Code"),
        ("item", "h.item_hd_name"),
        ("group", "g.group_name"),
        ("quantity", "t.Tot_Qty"),
        ("net", "t.Calc_Net_Amt"),
        ("kind", "t.sale_or_sr"),
        ("deleted", "t.Deleted"),
    ),
    key=("code",),
    cursor=CursorKind.KEY,
    joins=(
        Join("It_Mst_Det", "i", "t.item_det_code", "i.Item_Det_Code"),
        Join("It_Mst_Hd", "h", "i.Item_Hd_Code", "h.Item_Hd_Code"),
        Join("Group_Mst", "g", "h.Group_Code", "g.Group_Code"),
    ),
    amount="net",
    parent=("bill",),
)
CUSTOMERS = StreamSpec(
    kind=StreamKind.CUSTOMER,
    table="Cust_Mst_Hd",
    columns=(
        ("code", "t.Cust_Hd_Code"),
        ("phone", "t.Mobile_no"),
        ("name", "d.First_name"),
        ("keyed_at", "t.LTZ_Entry_Date"),
    ),
    key=("code",),
    cursor=CursorKind.SNAPSHOT,
    joins=(Join("Cust_Mst_Det", "d", "t.Cust_Hd_Code", "d.cust_hd_code"),),
)


def financial_year(day: date) -> str:
    """The Indian financial year of a day: from 1 April to 31 March."""
    first = day.year if day.month >= 4 else day.year - 1
    return f"{first}{first + 1}"
