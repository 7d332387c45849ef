"""Mappings: what is refused when they are saved, and what rows become when they run."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from api.core.errors import BadInput
from api.erp.rules import Mapper, check, compile_mapping, dry_row, row_hash
from api.erp.types import FieldProblem, MappingRow, OnError, StreamKind

pytestmark = pytest.mark.unit

COLUMNS = ("code", "day", "at", "amount", "type", "gone", "mobile", "name", "spare")
ROWS = (
    MappingRow("code", "key", "trim"),
    MappingRow("day", "occurred_at", "combine_date_time(at)"),
    MappingRow("amount", "amount_minor", "money_minor | abs"),
    MappingRow("type", "document", "map({SL: sale, SR: return}, sale)"),
    MappingRow("gone", "is_deleted", "bool", default="false"),
    MappingRow("mobile", "phone", on_error=OnError.NULL),
    MappingRow("name", "customer_name"),
    MappingRow("", "currency", "const(INR)"),
)
DAY = datetime.fromisoformat("2026-03-01T00:00:00")
GOOD: tuple[object, ...] = (
    "V1 ",
    DAY,
    "18:05",
    Decimal("-640.5000"),
    "SR",
    None,
    "098220 41763",
    "Asha\r\nPatil",
    None,
)
MAPPED: dict[str, object] = {
    "key": "V1",
    "occurred_at": datetime(2026, 3, 1, 12, 35, tzinfo=UTC),
    "amount_minor": 64050,
    "document": "return",
    "is_deleted": False,
    "phone": "+919822041763",
    "customer_name": "Asha Patil",
    "currency": "INR",
}


def mapped(
    row: tuple[object, ...], *changed: MappingRow, kind: StreamKind = StreamKind.INVOICE
) -> dict[str, object] | list[FieldProblem]:
    """The row through the mapping of a shop in India, in which `changed` stand for the rows of their targets."""
    by_target = {line.target_field: line for line in (*ROWS, *changed)}
    return compiled(tuple(by_target.values()), kind)(row)


def compiled(rows: Sequence[MappingRow], kind: StreamKind = StreamKind.INVOICE) -> Mapper:
    """The rows as a mapper of a shop in India."""
    return compile_mapping(kind, rows, COLUMNS, region="IN", currency="INR", time_zone="Asia/Kolkata")


def changed(**cells_: object) -> tuple[object, ...]:
    """The good row with other cells."""
    return tuple(cells_.get(name, cell) for name, cell in zip(COLUMNS, GOOD, strict=True))


def test_a_row_becomes_its_fields() -> None:
    """Given a bill as a driver gives it, when it is mapped twice, then exact values of exact types both times."""
    mapper = compiled(ROWS)
    assert mapper(GOOD) == mapper(GOOD) == MAPPED


def test_every_bad_field_of_a_row_is_told() -> None:
    """Given three fields that cannot be, when the row is mapped, then it is dead with one problem for each."""
    problems = mapped(changed(code=" \r\n", amount="12,50", day="soon"))
    assert isinstance(problems, list)
    assert {(problem.target_field, problem.code) for problem in problems} == {
        ("key", "REQUIRED"),
        ("amount_minor", "NOT_A_NUMBER"),
        ("occurred_at", "NOT_A_DATE"),
    }


@pytest.mark.parametrize(
    ("line", "cell", "result"),
    [
        (MappingRow("spare", "series"), None, None),
        (MappingRow("spare", "series", default="A"), None, "A"),
        (MappingRow("spare", "series", default="A"), " ", "A"),
        (MappingRow("spare", "series", is_required=True), None, "REQUIRED"),
        (MappingRow("spare", "series", is_required=True, default="A"), None, "A"),
        (MappingRow("spare", "series"), "x" * 61, "TOO_LONG"),
        (MappingRow("spare", "series", on_error=OnError.NULL), "x" * 61, None),
        (MappingRow("spare", "series", on_error=OnError.NULL, is_required=True), "x" * 61, "TOO_LONG"),
        (MappingRow("spare", "series", default="A", on_error=OnError.DEFAULT), "x" * 61, "A"),
        (MappingRow("spare", "series", default="A", on_error=OnError.NULL), "x" * 61, None),
        (
            MappingRow("spare", "series", "coalesce(code)", default="A", on_error=OnError.DEFAULT),
            b"\xff",
            "A",
        ),
        (MappingRow("spare", "customer_name"), "x" * 130, "x" * 120),
        (MappingRow("spare", "customer_name"), "a\x00\u202e\ud800b \u200b🧾", "ab \u200b🧾"),
        (MappingRow("spare", "customer_name"), "👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        (MappingRow("spare", "document"), "Return ", "return"),
        (MappingRow("spare", "document"), "gift", "NOT_IN_MAP"),
        (MappingRow("spare", "amount_minor"), "640.505", 64051),
        (MappingRow("spare", "amount_minor", "money_minor(JPY)"), 640, 640),
        (MappingRow("spare", "amount_minor", "money_minor | negate_if(type, '=', SR)"), 640, -64000),
        (MappingRow("", "number", "coalesce(spare, code)"), None, "V1"),
        (MappingRow("", "number", "concat('/', type, code)"), None, "SR/V1"),
        (MappingRow("spare", "entered_at"), date(2026, 3, 1), datetime(2026, 2, 28, 18, 30, tzinfo=UTC)),
        (MappingRow("spare", "is_deleted"), b"\x01", "NOT_IN_MAP"),
        (MappingRow("spare", "phone"), "12", "BAD_PHONE"),
        (MappingRow("spare", "customer_name", "json_pick(en_US)"), {"en_US": "Asha"}, "Asha"),
        (MappingRow("spare", "customer_name"), ["a"], "UNREADABLE"),
    ],
)
def test_empty_failing_and_odd_values(line: MappingRow, cell: object, result: object) -> None:
    """Given one field's row and cell, when mapped, then its value, or the code by which the row is dead."""
    found = mapped(changed(spare=cell), line)
    if isinstance(found, list):
        assert [(problem.target_field, problem.code) for problem in found] == [(line.target_field, result)]
    else:
        assert found[line.target_field] == result
        assert type(found[line.target_field]) is type(result)


def test_quantities_and_birthdays_have_their_types() -> None:
    """Given a line and a customer, when mapped, then a quantity is a Decimal without idle zeros, a birthday a date."""
    line = compiled(
        (
            MappingRow("code", "invoice_key"),
            MappingRow("code", "line_key"),
            MappingRow("amount", "amount_minor"),
            MappingRow("spare", "quantity"),
        ),
        StreamKind.INVOICE_LINE,
    )(changed(spare="1.2500"))
    assert isinstance(line, dict)
    assert (line["quantity"], str(line["quantity"])) == (Decimal("1.25"), "1.25")
    person = compiled(
        (MappingRow("code", "customer_key"), MappingRow("spare", "birthday", "date('%d/%m/%Y')")),
        StreamKind.CUSTOMER,
    )(changed(spare="31/05/1990"))
    assert person == {"customer_key": "V1", "birthday": date(1990, 5, 31)}


@pytest.mark.parametrize(
    ("rows", "path"),
    [
        ((MappingRow("code", "colour"),), ("rows", "8", "target_field")),
        ((MappingRow("code", "key"),), ("rows", "8", "target_field")),
        ((MappingRow("colour", "series"),), ("rows", "8", "source_field")),
        ((MappingRow("", "series"),), ("rows", "8", "source_field")),
        ((MappingRow("", "series", "trim"),), ("rows", "8", "source_field")),
        ((MappingRow("spare", "series", "explode"),), ("rows", "8", "transformation")),
        ((MappingRow("spare", "series", "trim(x)"),), ("rows", "8", "transformation")),
        ((MappingRow("spare", "series", "coalesce(colour)"),), ("rows", "8", "transformation")),
        ((MappingRow("spare", "series", "trim |"),), ("rows", "8", "transformation")),
        (
            (MappingRow("spare", "paid_by_gift_card_minor", "money_minor | trim"),),
            ("rows", "8", "transformation"),
        ),
        ((MappingRow("spare", "entered_at", default="soon"),), ("rows", "8", "default")),
        ((MappingRow("spare", "series", on_error=OnError.DEFAULT),), ("rows", "8", "default")),
        ((MappingRow("spare", "series"),) * 93, ("rows",)),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(rows: tuple[MappingRow, ...], path: tuple[str, ...]) -> None:
    """Given a good mapping with one bad row more, when it is checked, then BAD_INPUT names that row and field."""
    with pytest.raises(BadInput) as refused:
        check(StreamKind.INVOICE, (*ROWS, *rows), COLUMNS)
    assert refused.value.path == path


def test_a_missing_target_is_refused() -> None:
    """Given a mapping without the amount, when it is checked, then the refusal names it."""
    with pytest.raises(BadInput, match="amount_minor"):
        check(StreamKind.INVOICE, ROWS[:2], COLUMNS)


def test_an_unknown_zone_is_refused() -> None:
    """Given a time zone that is none, when the mapping is compiled, then it is refused by its path."""
    with pytest.raises(BadInput) as refused:
        compile_mapping(StreamKind.INVOICE, ROWS, COLUMNS, region="IN", currency="INR", time_zone="Mars/Base")
    assert refused.value.path == ("time_zone",)


def test_a_checked_mapping_is_spelt_in_one_way() -> None:
    """Given loose spelling, when checked, then the same rows in canonical spelling; checking again is idle."""
    loose = replace(ROWS[0], transformation=" strip_crlf|trim()  ")
    once = check(StreamKind.INVOICE, (loose, *ROWS[1:]), COLUMNS)
    assert once == (replace(ROWS[0], transformation="strip_crlf | trim"), *ROWS[1:])
    assert check(StreamKind.INVOICE, once, COLUMNS) == once


def test_the_same_text_gives_the_same_after_many_others() -> None:
    """Given more different names than are remembered, when the first comes again, then its field is the same."""
    mapper = compiled(ROWS)
    for number in range(20_050):
        mapper(changed(name=f"  {number}"))
    assert mapper(GOOD) == MAPPED


def test_a_dry_run_is_fit_for_json() -> None:
    """Given a good row and a dead one, when run dry, then source and result are plain values, or problems alone."""
    good = dry_row(compiled(ROWS), COLUMNS, "V1", changed(spare=b"\xff\x00"))
    assert good.result == MAPPED | {"occurred_at": "2026-03-01T12:35:00+00:00"}
    assert good.source["amount"] == "-640.5"
    assert good.source["spare"] == "0xff00"
    assert good.source["gone"] is None
    dead = dry_row(compiled(ROWS), COLUMNS, "V1", changed(amount=float("nan")))
    assert dead.result is None
    assert [problem.code for problem in dead.problems] == ["NOT_A_NUMBER"]
    assert dead.source["amount"] == "nan"


def test_a_row_hash_is_stable() -> None:
    """Given equal fields in another order or with empty ones more, when hashed, then equal; one paisa more, another."""
    assert row_hash(MAPPED) == "602742041d4427f10cb19951fc1455a4"
    assert row_hash(dict(reversed(MAPPED.items())) | {"series": None}) == row_hash(MAPPED)
    assert row_hash(MAPPED | {"amount_minor": 64051}) != row_hash(MAPPED)
    assert row_hash({"quantity": Decimal("1.50")}) == row_hash({"quantity": Decimal("1.5")})
