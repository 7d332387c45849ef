"""ERPNext 13 to 15 on MariaDB: sales invoices, or the bills of its point of sale, which it sums up into such later."""

from api.erp.rules.presets.preset import Preset, PresetStream, columns, field, optional
from api.erp.types import Comparison, Join, SourceKind, StreamKind, StreamSpec, Where

_SEEN = (1, 2)
"""Document states: 0 is a draft, 1 submitted, 2 cancelled."""
_NOT_SUMMED_UP = Where("t.is_consolidated", Comparison.IS_NOT, (1,))
_IS_CANCELLED = "map({1: false}, true)"
_CUSTOMER = PresetStream(
    StreamSpec(
        kind=StreamKind.CUSTOMER,
        table="tabCustomer",
        columns=columns("t", "name customer_name mobile_no email_id disabled modified"),
        key=("name",),
        cursor_column="modified",
    ),
    (
        field("name", "customer_key"),
        optional("mobile_no", "phone", "trim | e164"),
        field("customer_name", "name", "strip_crlf | collapse_space"),
        optional("email_id", "email", "trim | lower"),
        field("disabled", "is_removed", "bool", default="false"),
        field("modified", "updated_at", "datetime"),
    ),
    poll_seconds=300,
)
_PRODUCT = PresetStream(
    StreamSpec(
        kind=StreamKind.PRODUCT,
        table="tabItem",
        columns=columns("t", "name item_code item_name item_group brand standard_rate disabled modified"),
        key=("name",),
        cursor_column="modified",
    ),
    (
        field("item_code", "sku", "trim | coalesce(name)"),
        field("item_name", "name", "strip_crlf | collapse_space | coalesce(item_code)"),
        field("item_group", "category_code", "trim"),
        field("item_group", "category_name", "collapse_space"),
        field("brand", "brand_code", "trim"),
        field("brand", "brand_name", "collapse_space"),
        optional("standard_rate", "price_minor", "money_minor"),
        field("disabled", "is_removed", "bool", default="false"),
    ),
    poll_seconds=900,
)
_BILL_ROWS = (
    field("name", "key"),
    field("name", "number"),
    field("posting_date", "occurred_at", "combine_date_time(posting_time)"),
    optional("modified", "entered_at", "datetime"),
    field("grand_total", "amount_minor", "money_minor | abs"),
    field("currency", "currency", "trim | upper"),
    field("is_return", "document", "map({1: return}, sale)"),
    field("docstatus", "is_deleted", _IS_CANCELLED),
    field("pos_profile", "series", "collapse_space"),
    field("warehouse", "branch_code", "trim | coalesce(pos_profile, company)"),
    field("customer", "customer_key"),
    optional("contact_mobile", "phone", "trim | coalesce(mobile_no) | e164"),
    field("customer_name", "customer_name", "strip_crlf | collapse_space"),
    field("return_against", "reference_key", "trim"),
    field("return_against", "reference_number", "trim"),
    field("name", "claim_pin", "digits | substr(-4)"),
)
_LINE_ROWS = (
    field("parent", "invoice_key"),
    field("name", "line_key"),
    field("item_code", "sku", "trim"),
    field("item_name", "name", "strip_crlf | collapse_space"),
    field("qty", "quantity", "decimal(3) | abs"),
    field("amount", "amount_minor", "money_minor | negate_if(qty, '<', 0)"),
    field("is_return", "is_return", "bool", default="false"),
    field("docstatus", "is_deleted", _IS_CANCELLED),
)


def _bills(table: str, *where: Where) -> PresetStream:
    spec = StreamSpec(
        kind=StreamKind.INVOICE,
        table=table,
        columns=(
            *columns("t", "name posting_date posting_time modified grand_total currency docstatus is_return"),
            *columns("t", "return_against pos_profile company customer customer_name contact_mobile"),
            ("warehouse", "p.warehouse"),
            ("mobile_no", "c.mobile_no"),
        ),
        key=("name",),
        cursor_column="modified",
        joins=(
            Join("tabCustomer", "c", "t.customer", "c.name"),
            Join("tabPOS Profile", "p", "t.pos_profile", "p.name"),
        ),
        where=(Where("t.docstatus", Comparison.IN, _SEEN), *where),
        day="posting_date",
        branch="warehouse",
        amount="grand_total",
    )
    return PresetStream(spec, _BILL_ROWS, poll_seconds=60)


def _lines(table: str, bills: str, *where: Where) -> PresetStream:
    spec = StreamSpec(
        kind=StreamKind.INVOICE_LINE,
        table=table,
        columns=(
            *columns("t", "name parent item_code item_name qty amount modified"),
            ("is_return", "h.is_return"),
            ("docstatus", "h.docstatus"),
        ),
        key=("name",),
        cursor_column="modified",
        joins=(Join(bills, "h", "t.parent", "h.name"),),
        where=(Where("h.docstatus", Comparison.IN, _SEEN), *where),
        amount="amount",
        parent=("parent",),
    )
    return PresetStream(spec, _LINE_ROWS, poll_seconds=60)


ERPNEXT = Preset(
    name="erpnext",
    caption="ERPNext sales invoices",
    kinds=frozenset({SourceKind.MYSQL}),
    streams=(
        _CUSTOMER,
        _PRODUCT,
        _bills("tabSales Invoice", _NOT_SUMMED_UP),
        _lines(
            "tabSales Invoice Item",
            "tabSales Invoice",
            Where("h.is_consolidated", Comparison.IS_NOT, (1,)),
        ),
    ),
)
ERPNEXT_POS = Preset(
    name="erpnext_pos",
    caption="ERPNext point of sale",
    kinds=frozenset({SourceKind.MYSQL}),
    streams=(
        _CUSTOMER,
        _PRODUCT,
        _bills("tabPOS Invoice"),
        _lines("tabPOS Invoice Item", "tabPOS Invoice"),
    ),
)
