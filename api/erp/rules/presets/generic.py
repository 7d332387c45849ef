"""Tables, or CSV files, with columns named as ours: what to ask a vendor for who has nothing yet."""

from api.erp.rules.presets.preset import Preset, PresetStream, columns, field, optional
from api.erp.types import SourceKind, StreamKind, StreamSpec

_MINUTES_5 = 300
_CUSTOMER = PresetStream(
    StreamSpec(
        kind=StreamKind.CUSTOMER,
        table="customers",
        columns=columns("t", "id phone name email city birthday removed staff updated_at"),
        key=("id",),
        cursor_column="updated_at",
    ),
    (
        field("id", "customer_key", "trim"),
        optional("phone", "phone", "trim | e164"),
        field("name", "name", "strip_crlf | collapse_space"),
        optional("email", "email", "trim | lower"),
        field("city", "city", "collapse_space"),
        optional("birthday", "birthday", "date"),
        field("removed", "is_removed", "bool", default="false"),
        field("staff", "is_staff", "bool", default="false"),
        field("updated_at", "updated_at", "datetime"),
    ),
    poll_seconds=_MINUTES_5,
)
_PRODUCT = PresetStream(
    StreamSpec(
        kind=StreamKind.PRODUCT,
        table="products",
        columns=columns("t", "sku name category brand price removed updated_at"),
        key=("sku",),
        cursor_column="updated_at",
    ),
    (
        field("sku", "sku", "trim"),
        field("name", "name", "strip_crlf | collapse_space"),
        field("category", "category_code", "trim"),
        field("category", "category_name", "collapse_space"),
        field("brand", "brand_code", "trim"),
        field("brand", "brand_name", "collapse_space"),
        optional("price", "price_minor", "money_minor"),
        field("removed", "is_removed", "bool", default="false"),
    ),
    poll_seconds=_MINUTES_5,
)
_INVOICE = PresetStream(
    StreamSpec(
        kind=StreamKind.INVOICE,
        table="bills",
        columns=(
            *columns("t", "id number bought_at updated_at amount currency type deleted branch"),
            *columns("t", "customer_id phone customer_name returned_bill_id"),
        ),
        key=("id",),
        cursor_column="updated_at",
        day="bought_at",
        branch="branch",
        amount="amount",
    ),
    (
        field("id", "key", "trim"),
        field("number", "number", "trim | coalesce(id)"),
        field("bought_at", "occurred_at", "datetime"),
        optional("updated_at", "entered_at", "datetime"),
        field("amount", "amount_minor", "money_minor | abs"),
        field("currency", "currency", "trim | upper"),
        field("type", "document", "trim | lower", default="sale"),
        field("deleted", "is_deleted", "bool", default="false"),
        field("branch", "branch_code", "trim"),
        field("customer_id", "customer_key", "trim"),
        optional("phone", "phone", "trim | e164"),
        field("customer_name", "customer_name", "strip_crlf | collapse_space"),
        field("returned_bill_id", "reference_key", "trim"),
    ),
    poll_seconds=60,
)
_LINE = PresetStream(
    StreamSpec(
        kind=StreamKind.INVOICE_LINE,
        table="bill_lines",
        columns=columns("t", "id bill_id sku name quantity amount returned deleted updated_at"),
        key=("id",),
        cursor_column="updated_at",
        amount="amount",
        parent=("bill_id",),
    ),
    (
        field("bill_id", "invoice_key", "trim"),
        field("id", "line_key", "trim"),
        field("sku", "sku", "trim"),
        field("name", "name", "strip_crlf | collapse_space"),
        field("quantity", "quantity", "decimal(3) | abs"),
        field("amount", "amount_minor", "money_minor | abs"),
        field("returned", "is_return", "bool", default="false"),
        field("deleted", "is_deleted", "bool", default="false"),
    ),
    poll_seconds=60,
)
GENERIC = Preset(
    name="generic",
    caption="Any database, or CSV files",
    kinds=frozenset(SourceKind),
    streams=(_CUSTOMER, _PRODUCT, _INVOICE, _LINE),
)
