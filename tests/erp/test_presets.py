"""Ready-made mappings: each fits its own stream, and makes of real rows what they mean."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from api.erp.rules import PRESETS, check, compile_mapping
from api.erp.types import CursorKind, SourceKind, StreamKind, StreamSpec

pytestmark = pytest.mark.unit

STREAMS = [(preset.name, stream.spec.kind) for preset in PRESETS.values() for stream in preset.streams]


def mapped(name: str, kind: StreamKind, cells: Mapping[str, object]) -> dict[str, object]:
    """What the preset makes of a row with these cells, the others empty, for a shop in India."""
    preset = PRESETS[name]
    stream = preset.stream(kind)
    assert set(cells) <= set(stream.columns)
    mapper = compile_mapping(
        kind,
        stream.rows,
        stream.columns,
        region="IN",
        currency="INR",
        time_zone=preset.time_zone or "Asia/Kolkata",
    )
    result = mapper(tuple(cells.get(column) for column in stream.columns))
    assert isinstance(result, dict), result
    return {field: value for field, value in result.items() if value is not None}


def aliases(spec: StreamSpec) -> set[str]:
    """Everything of the spec that is written as alias.column."""
    return {
        *(column for _, column in spec.columns),
        *(side for join in spec.joins for side in (join.left, join.right)),
        *(where.column for where in spec.where),
    }


def test_these_systems_are_known() -> None:
    """Given the presets, when listed, then these, each with its four streams, for these kinds of source."""
    assert list(PRESETS) == ["logic_erp", "odoo", "erpnext", "erpnext_pos", "generic"]
    assert [(name, kind) for name in PRESETS for kind in StreamKind] == STREAMS
    assert PRESETS["logic_erp"].kinds == {SourceKind.MSSQL}
    assert SourceKind.CSV_FOLDER in PRESETS["generic"].kinds


@pytest.mark.parametrize(("name", "kind"), STREAMS)
def test_a_preset_passes_its_own_check(name: str, kind: StreamKind) -> None:
    """Given a preset's mapping, when checked against its own columns, then it passes and is spelt canonically."""
    stream = PRESETS[name].stream(kind)
    assert check(kind, stream.rows, stream.columns) == stream.rows


@pytest.mark.parametrize(("name", "kind"), STREAMS)
def test_a_preset_names_only_what_it_reads(name: str, kind: StreamKind) -> None:
    """Given a stream, when its names are followed, then columns are read once and tables are joined before use."""
    stream = PRESETS[name].stream(kind)
    spec, columns = stream.spec, set(stream.columns)
    assert len(columns) == len(spec.columns)
    roles = (spec.cursor_column, spec.day, spec.branch, spec.amount, *spec.key, *spec.parent)
    assert {role for role in roles if role} <= columns
    assert (spec.cursor is CursorKind.TIME_KEY) is (spec.cursor_column is not None)
    assert {alias.split(".")[0] for alias in aliases(spec)} == {"t", *(join.alias for join in spec.joins)}
    assert all(re.fullmatch(r"[a-z]\.\w+", alias) for alias in aliases(spec))
    assert bool(spec.parent) is (kind is StreamKind.INVOICE_LINE)
    assert stream.poll_seconds >= 60
    assert stream.overlap == timedelta(hours=3)


LOGIC_BILL: dict[str, object] = {
    "vouch_code": "S000012345",
    "vouch_num": "77",
    "new_vouch_num": "",
    "vouch_date": datetime.fromisoformat("2026-03-01T00:00:00"),
    "vouch_time": "18:05:33",
    "ltz_entry_date": datetime.fromisoformat("2026-03-03T10:00:00"),
    "series": "CASH",
    "series_type": "SL",
    "branch_code": "B1",
    "member_code": "M7",
    "mobile_no": "9822041763\r\n",
    "first_name": "Asha\r\n Patil",
    "net_amt": Decimal("1299.0000"),
    "deleted": 0,
}


def test_a_bill_of_logic_erp() -> None:
    """Given a bill keyed two days late, when mapped, then it happened when bought, with number, phone and PIN."""
    assert mapped("logic_erp", StreamKind.INVOICE, LOGIC_BILL) == {
        "key": "S000012345",
        "number": "77",
        "occurred_at": datetime(2026, 3, 1, 12, 35, 33, tzinfo=UTC),
        "entered_at": datetime(2026, 3, 3, 4, 30, tzinfo=UTC),
        "amount_minor": 129900,
        "document": "sale",
        "is_deleted": False,
        "series": "CASH",
        "branch_code": "B1",
        "customer_key": "M7",
        "phone": "+919822041763",
        "customer_name": "Asha Patil",
        "claim_pin": "2345",
    }


def test_a_return_of_logic_erp_with_a_placeholder_number() -> None:
    """Given a deleted return with positive amount and no real number, when mapped, then a return without a phone."""
    changes: dict[str, object] = {
        "series_type": "SR",
        "deleted": True,
        "mobile_no": "0000000000",
        "new_vouch_num": "N9",
    }
    bill = mapped("logic_erp", StreamKind.INVOICE, LOGIC_BILL | changes)
    assert (bill["document"], bill["is_deleted"], bill["number"]) == ("return", True, "N9")
    assert (bill["amount_minor"], "phone" in bill) == (129900, False)


def test_a_line_of_logic_erp() -> None:
    """Given a returned line, when mapped, then it belongs to its bill and is a return."""
    line = mapped(
        "logic_erp",
        StreamKind.INVOICE_LINE,
        {
            "code": 9,
            "vouch_code": "S1",
            "item_det_code": "I5",
            "tot_qty": Decimal("2.000"),
            "calc_net_amt": 500.5,
            "sale_or_sr": "sr",
        },
    )
    assert line == {
        "invoice_key": "S1",
        "line_key": "9",
        "sku": "I5",
        "quantity": Decimal(2),
        "amount_minor": 50050,
        "is_return": True,
        "is_deleted": False,
    }


def test_a_refund_of_odoo() -> None:
    """Given an order below zero in UTC, when mapped, then a return with a positive amount at that moment."""
    bill = mapped(
        "odoo",
        StreamKind.INVOICE,
        {
            "id": 41,
            "name": "Shop/0041",
            "pos_reference": "Order 00001-002-0003",
            "date_order": datetime.fromisoformat("2026-03-01T12:35:00"),
            "write_date": datetime.fromisoformat("2026-03-01T12:36:00.5"),
            "amount_total": Decimal("-640.50"),
            "partner_id": 7,
            "state": "paid",
            "config_id": 2,
            "config_name": "Shop",
            "phone": "+91 98220 41763",
        },
    )
    assert bill == {
        "key": "41",
        "number": "Order 00001-002-0003",
        "occurred_at": datetime(2026, 3, 1, 12, 35, tzinfo=UTC),
        "entered_at": datetime(2026, 3, 1, 12, 36, 0, 500_000, tzinfo=UTC),
        "amount_minor": 64050,
        "document": "return",
        "is_deleted": False,
        "series": "Shop",
        "branch_code": "2",
        "customer_key": "7",
        "phone": "+919822041763",
        "claim_pin": "0003",
    }


@pytest.mark.parametrize(
    ("quantity", "amount", "result"),
    [(1, "100.00", (10000, False)), (-1, "-100.00", (10000, True)), (1, "-20.00", (-2000, False))],
)
def test_lines_of_odoo(quantity: int, amount: str, result: tuple[int, bool]) -> None:
    """Given a sold, a returned and a discount line, when mapped, then the discount alone is below zero."""
    cells = {
        "id": 1,
        "order_id": 41,
        "product_id": 3,
        "qty": quantity,
        "price_subtotal_incl": Decimal(amount),
    }
    line = mapped("odoo", StreamKind.INVOICE_LINE, cells)
    assert (line["amount_minor"], line["is_return"]) == result
    assert (line["quantity"], line["sku"]) == (Decimal(1), "3")


def test_an_article_of_odoo_has_its_name_from_json() -> None:
    """Given a name by language and no code of its own, when mapped, then the English name and the id as code."""
    product = mapped(
        "odoo",
        StreamKind.PRODUCT,
        {
            "id": 3,
            "name": {"hi_IN": "कमीज़", "en_US": "Shirt"},
            "list_price": 499.0,
            "active": False,
            "categ_id": 8,
            "category_name": "All",
        },
    )
    assert product == {
        "sku": "3",
        "name": "Shirt",
        "price_minor": 49900,
        "is_removed": True,
        "category_code": "8",
        "category_name": "All",
    }


@pytest.mark.parametrize("name", ["erpnext", "erpnext_pos"])
def test_a_cancelled_return_of_erpnext(name: str) -> None:
    """Given a cancelled credit note whose time is a span since midnight, when mapped, then all of it is told."""
    bill = mapped(
        name,
        StreamKind.INVOICE,
        {
            "name": "ACC-SINV-2026-00042",
            "posting_date": date(2026, 3, 1),
            "posting_time": timedelta(hours=18, minutes=5, microseconds=4),
            "modified": datetime.fromisoformat("2026-03-01T18:06:00"),
            "grand_total": Decimal("-640.500000000"),
            "currency": "INR",
            "docstatus": 2,
            "is_return": 1,
            "return_against": "ACC-SINV-2026-00041",
            "company": "Regal",
            "customer": "Asha",
            "contact_mobile": "",
            "mobile_no": "9822041763",
        },
    )
    assert bill == {
        "key": "ACC-SINV-2026-00042",
        "number": "ACC-SINV-2026-00042",
        "occurred_at": datetime(2026, 3, 1, 12, 35, 0, 4, tzinfo=UTC),
        "entered_at": datetime(2026, 3, 1, 12, 36, tzinfo=UTC),
        "amount_minor": 64050,
        "currency": "INR",
        "document": "return",
        "is_deleted": True,
        "branch_code": "Regal",
        "customer_key": "Asha",
        "phone": "+919822041763",
        "reference_key": "ACC-SINV-2026-00041",
        "reference_number": "ACC-SINV-2026-00041",
        "claim_pin": "0042",
    }


def test_a_bill_from_a_file_of_text() -> None:
    """Given a row of a CSV file, when mapped, then the same types as from a database."""
    bill = mapped(
        "generic",
        StreamKind.INVOICE,
        {
            "id": "7",
            "bought_at": "2026-03-01 18:05",
            "amount": "1,299.50",
            "currency": "inr",
            "deleted": "no",
            "phone": "98220 41763",
            "customer_name": "",
        },
    )
    assert bill == {
        "key": "7",
        "number": "7",
        "occurred_at": datetime(2026, 3, 1, 12, 35, tzinfo=UTC),
        "amount_minor": 129950,
        "currency": "INR",
        "document": "sale",
        "is_deleted": False,
        "phone": "+919822041763",
    }
