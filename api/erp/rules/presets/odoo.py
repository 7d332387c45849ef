"""Odoo 16 to 18, point of sale, on PostgreSQL; its times are in UTC."""

from api.erp.rules.presets.preset import Preset, PresetStream, columns, field, optional
from api.erp.types import Comparison, Join, SourceKind, StreamKind, StreamSpec, Where

_TRANSLATED = "json_pick(en_US) | collapse_space"
"""Since 16 names are JSON by language."""
_SEEN = Where("t.state", Comparison.IN, ("paid", "done", "invoiced", "cancel"))
_CUSTOMER = PresetStream(
    StreamSpec(
        kind=StreamKind.CUSTOMER,
        table="res_partner",
        columns=columns("t", "id name phone mobile email city active employee write_date"),
        key=("id",),
        cursor_column="write_date",
        where=(Where("t.type", Comparison.NOT_IN, ("invoice", "delivery", "other")),),
    ),
    (
        field("id", "customer_key"),
        optional("mobile", "phone", "coalesce(phone) | e164"),
        field("name", "name", "strip_crlf | collapse_space"),
        optional("email", "email", "trim | lower"),
        field("city", "city", "collapse_space"),
        field("active", "is_removed", "map({1: false, 0: true}, false)"),
        field("employee", "is_staff", "bool", default="false"),
        field("write_date", "updated_at", "datetime(iso, UTC)"),
    ),
    poll_seconds=300,
)
_PRODUCT = PresetStream(
    StreamSpec(
        kind=StreamKind.PRODUCT,
        table="product_product",
        columns=(
            *columns("t", "id default_code barcode active write_date"),
            ("name", "p.name"),
            ("list_price", "p.list_price"),
            ("categ_id", "p.categ_id"),
            ("category_name", "k.name"),
        ),
        key=("id",),
        cursor_column="write_date",
        joins=(
            Join("product_template", "p", "t.product_tmpl_id", "p.id"),
            Join("product_category", "k", "p.categ_id", "k.id"),
        ),
    ),
    (
        field("default_code", "sku", "trim | coalesce(id)"),
        field("name", "name", _TRANSLATED),
        field("categ_id", "category_code"),
        field("category_name", "category_name", _TRANSLATED),
        optional("list_price", "price_minor", "money_minor"),
        field("active", "is_removed", "map({1: false, 0: true}, false)"),
    ),
    poll_seconds=900,
)
_INVOICE = PresetStream(
    StreamSpec(
        kind=StreamKind.INVOICE,
        table="pos_order",
        columns=(
            *columns("t", "id name pos_reference date_order write_date amount_total partner_id state"),
            ("config_id", "s.config_id"),
            ("config_name", "f.name"),
            ("partner_name", "c.name"),
            ("phone", "c.phone"),
            ("mobile", "c.mobile"),
        ),
        key=("id",),
        cursor_column="write_date",
        joins=(
            Join("pos_session", "s", "t.session_id", "s.id"),
            Join("pos_config", "f", "s.config_id", "f.id"),
            Join("res_partner", "c", "t.partner_id", "c.id"),
        ),
        where=(_SEEN,),
        day="date_order",
        branch="config_id",
        amount="amount_total",
    ),
    (
        field("id", "key"),
        field("pos_reference", "number", "trim | coalesce(name)"),
        field("date_order", "occurred_at", "datetime(iso, UTC)"),
        optional("write_date", "entered_at", "datetime(iso, UTC)"),
        field("amount_total", "amount_minor", "money_minor | abs"),
        field("amount_total", "document", "sign(return, sale)"),  # a refund is an order below zero
        field("state", "is_deleted", "bool(cancel)", default="false"),
        field("config_name", "series", _TRANSLATED),
        field("config_id", "branch_code"),
        field("partner_id", "customer_key"),
        optional("mobile", "phone", "coalesce(phone) | e164"),
        field("partner_name", "customer_name", "strip_crlf | collapse_space"),
        field("pos_reference", "claim_pin", "digits | substr(-4)"),
    ),
    poll_seconds=60,
)
_LINE = PresetStream(
    StreamSpec(
        kind=StreamKind.INVOICE_LINE,
        table="pos_order_line",
        columns=(
            *columns("t", "id order_id product_id full_product_name qty price_subtotal_incl write_date"),
            ("default_code", "p.default_code"),
            ("state", "o.state"),
        ),
        key=("id",),
        cursor_column="write_date",
        joins=(
            Join("pos_order", "o", "t.order_id", "o.id"),
            Join("product_product", "p", "t.product_id", "p.id"),
        ),
        where=(Where("o.state", Comparison.IN, _SEEN.values),),
        amount="price_subtotal_incl",
        parent=("order_id",),
    ),
    (
        field("order_id", "invoice_key"),
        field("id", "line_key"),
        field("default_code", "sku", "trim | coalesce(product_id)"),
        field("full_product_name", "name", "strip_crlf | collapse_space"),
        field("qty", "quantity", "decimal(3) | abs"),
        # a discount is a line below zero of its own, a returned article one of fewer than none
        field("price_subtotal_incl", "amount_minor", "money_minor | negate_if(qty, '<', 0)"),
        field("qty", "is_return", "sign(true, false)"),
        field("state", "is_deleted", "bool(cancel)", default="false"),
    ),
    poll_seconds=60,
)
ODOO = Preset(
    name="odoo",
    caption="Odoo point of sale",
    kinds=frozenset({SourceKind.POSTGRESQL}),
    streams=(_CUSTOMER, _PRODUCT, _INVOICE, _LINE),
    time_zone="UTC",
)
