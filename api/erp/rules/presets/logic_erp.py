"""Logic ERP: Indian retail on Microsoft SQL Server, one pair of bill tables per financial year."""

from api.erp.rules.presets.preset import Preset, PresetStream, columns, field, optional
from api.erp.types import Comparison, CursorKind, Join, SourceKind, StreamKind, StreamSpec, Where

_NO_TRANSFERS = Where("t.Stock_Trans", Comparison.IS, (0,))
_CUSTOMER = PresetStream(
    StreamSpec(
        kind=StreamKind.CUSTOMER,
        table="Cust_Mst_Hd",
        columns=(*columns("t", "Cust_Hd_Code Mobile_no"), *columns("d", "First_name")),
        key=("cust_hd_code",),
        cursor=CursorKind.SNAPSHOT,  # the masters hold no time of their last change
        joins=(Join("Cust_Mst_Det", "d", "t.Cust_Hd_Code", "d.cust_hd_code"),),
    ),
    (
        field("cust_hd_code", "customer_key", "trim"),
        optional("mobile_no", "phone", "strip_crlf | trim | e164(IN)"),
        field("first_name", "name", "strip_crlf | collapse_space"),
    ),
    poll_seconds=3_600,
)
_PRODUCT = PresetStream(
    StreamSpec(
        kind=StreamKind.PRODUCT,
        table="It_Mst_Det",
        columns=(
            *columns("t", "Item_Det_Code User_Code"),
            *columns("h", "item_hd_name Group_Code"),
            *columns("g", "group_name"),
        ),
        key=("item_det_code",),
        cursor=CursorKind.SNAPSHOT,
        joins=(
            Join("It_Mst_Hd", "h", "t.Item_Hd_Code", "h.Item_Hd_Code"),
            Join("Group_Mst", "g", "h.Group_Code", "g.Group_Code"),
        ),
    ),
    (
        field("item_det_code", "sku", "trim"),
        field("item_hd_name", "name", "strip_crlf | collapse_space | coalesce(user_code, item_det_code)"),
        field("group_code", "category_code", "trim"),
        field("group_name", "category_name", "strip_crlf | collapse_space"),
    ),
    poll_seconds=3_600,
)
_INVOICE = PresetStream(
    StreamSpec(
        kind=StreamKind.INVOICE,
        table="Sl_Head{FY}",
        columns=(
            *columns("t", "vouch_code vouch_num New_Vouch_Num vouch_date Vouch_Time LTZ_Entry_Date"),
            *columns("t", "Series_Code Branch_Code Member_Code net_amt Deleted"),
            ("series", "s.series"),
            ("series_type", "s.type"),
            ("branch_name", "b.Branch_Name"),
            ("mobile_no", "c.Mobile_no"),
            ("first_name", "d.First_name"),
        ),
        key=("vouch_code",),
        cursor_column="ltz_entry_date",
        joins=(
            Join("Bill_Ser", "s", "t.Series_Code", "s.Series_Code"),
            Join("Branch_Mst", "b", "t.Branch_Code", "b.Branch_Code"),
            Join("Cust_Mst_Hd", "c", "t.Member_Code", "c.Cust_Hd_Code"),
            Join("Cust_Mst_Det", "d", "c.Cust_Hd_Code", "d.cust_hd_code"),
        ),
        where=(_NO_TRANSFERS,),
        day="vouch_date",
        branch="branch_code",
        amount="net_amt",
    ),
    (
        field("vouch_code", "key", "trim"),
        field("new_vouch_num", "number", "trim | coalesce(vouch_num) | trim"),
        field("vouch_date", "occurred_at", "combine_date_time(vouch_time)"),
        optional("ltz_entry_date", "entered_at", "datetime"),
        field("net_amt", "amount_minor", "money_minor(INR) | abs"),
        field("series_type", "document", "trim | upper | map({SL: sale, SR: return}, sale)"),
        field("deleted", "is_deleted", "bool", default="false"),
        field("series", "series", "trim"),
        field("branch_code", "branch_code", "trim"),
        field("member_code", "customer_key", "trim"),
        optional("mobile_no", "phone", "strip_crlf | trim | e164(IN)"),
        field("first_name", "customer_name", "strip_crlf | collapse_space"),
        field("vouch_code", "claim_pin", "trim | substr(-4)"),
    ),
    poll_seconds=60,
)
_LINE = PresetStream(
    StreamSpec(
        kind=StreamKind.INVOICE_LINE,
        table="Sl_Txn{FY}",
        columns=(
            *columns("t", "code vouch_code item_det_code Tot_Qty Calc_Net_Amt sale_or_sr Deleted"),
            ("user_code", "i.User_Code"),
            ("item_hd_name", "n.item_hd_name"),
            ("ltz_entry_date", "h.LTZ_Entry_Date"),
        ),
        key=("code",),
        cursor_column="ltz_entry_date",  # a line has no time of its own: it is as new as its bill
        joins=(
            Join("Sl_Head{FY}", "h", "t.vouch_code", "h.vouch_code"),
            Join("It_Mst_Det", "i", "t.item_det_code", "i.Item_Det_Code"),
            Join("It_Mst_Hd", "n", "i.Item_Hd_Code", "n.Item_Hd_Code"),
        ),
        where=(Where("h.Stock_Trans", Comparison.IS, (0,)),),
        amount="calc_net_amt",
        parent=("vouch_code",),
    ),
    (
        field("vouch_code", "invoice_key", "trim"),
        field("code", "line_key", "trim"),
        field("item_det_code", "sku", "trim"),
        field("item_hd_name", "name", "strip_crlf | collapse_space | coalesce(user_code)"),
        field("tot_qty", "quantity", "decimal(3) | abs"),
        field("calc_net_amt", "amount_minor", "money_minor(INR) | abs"),
        field("sale_or_sr", "is_return", "trim | upper | bool(SR)", default="false"),
        field("deleted", "is_deleted", "bool", default="false"),
    ),
    poll_seconds=60,
)
LOGIC_ERP = Preset(
    name="logic_erp",
    caption="Logic ERP",
    kinds=frozenset({SourceKind.MSSQL}),
    streams=(_CUSTOMER, _PRODUCT, _INVOICE, _LINE),
    time_zone="Asia/Kolkata",
)
