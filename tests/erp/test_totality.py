"""Whatever is mapped through whatever operations: values of the field's own type or a problem, and never an error."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.core.errors import BadInput
from api.erp.rules import FAILURES, Mapper, compile_mapping, dry_row, row_hash, target_fields
from api.erp.types import MappingRow, OnError, StreamKind, TargetField
from tests.erp.values import COLUMNS, ODDITIES, SAMPLES, cells

pytestmark = pytest.mark.unit

CODES = {failure.code for failure in FAILURES}
IS_RIGHT: dict[str, Callable[[object], bool]] = {
    "text": lambda value: isinstance(value, str) and bool(value.strip()) and len(value) <= 254,
    "phone": lambda value: isinstance(value, str) and value.startswith("+") and value[1:].isdigit(),
    "choice": lambda value: value in {"sale", "return", "transfer"},
    "money": lambda value: type(value) is int and abs(value) <= 10**12,
    "decimal": lambda value: isinstance(value, Decimal) and value.is_finite() and abs(value) <= 10**12,
    "truth": lambda value: isinstance(value, bool),
    "moment": lambda value: isinstance(value, datetime) and value.tzinfo is UTC,
    "day": lambda value: type(value) is date and 1900 <= value.year <= 2100,
}
TARGETS = [(kind, field) for kind in StreamKind for field in target_fields(kind)]


def mapper_of(kind: StreamKind, rows: tuple[MappingRow, ...]) -> Mapper:
    """The rows, and a row that cannot fail for each required field that they leave out, as a mapper."""
    simple = {"text": "const(x)", "money": "const(1)", "moment": "const('2026-03-01')"}
    filled = {row.target_field for row in rows}
    missing = tuple(
        MappingRow("", field.name, simple[field.kind])
        for field in target_fields(kind)
        if field.is_required and field.name not in filled
    )
    return compile_mapping(
        kind, (*rows, *missing), COLUMNS, region="IN", currency="INR", time_zone="Asia/Kolkata"
    )


EVERYTHING = [
    mapper_of(
        kind, tuple(MappingRow("a", field.name, on_error=OnError.NULL) for field in target_fields(kind))
    )
    for kind in StreamKind
]


def test_no_oddity_makes_a_mapper_raise() -> None:
    """Given each odd value alone, when mapped to every target, then the mapper answers."""
    for value in ODDITIES:
        for mapper in EVERYTHING:
            assert isinstance(mapper((value,) * 3), dict | list)


@settings(deadline=None, max_examples=300)
@given(
    target=st.sampled_from(TARGETS),
    chain=st.lists(st.sampled_from(SAMPLES), max_size=4),
    on_error=st.sampled_from([OnError.DEAD, OnError.NULL]),
    row=st.tuples(cells, cells, cells),
)
def test_any_operations_give_the_type_of_the_field(
    target: tuple[StreamKind, TargetField], chain: list[str], on_error: OnError, row: tuple[object, ...]
) -> None:
    """Given operations in any order, when a row is mapped twice, then the field's own type, None, or a known code."""
    kind, field = target
    try:
        mapper = mapper_of(kind, (MappingRow("a", field.name, " | ".join(chain), on_error=on_error),))
    except BadInput:
        assert "money_minor" in chain
        return
    result = mapper(row)
    assert mapper(row) == result
    if isinstance(result, list):
        assert [problem.target_field for problem in result] == [field.name]
        assert {problem.code for problem in result} <= CODES
        return
    value = result[field.name]
    assert value is None or IS_RIGHT[field.kind](value), value
    assert len(row_hash(result)) == 32
    told = dry_row(mapper, COLUMNS, "k", row)
    assert json.dumps(told.source)
    assert json.dumps(told.result, ensure_ascii=False).encode()


@settings(deadline=None)
@given(
    value=cells,
    tidying=st.lists(st.sampled_from(["trim", "strip_crlf", "collapse_space"]), min_size=1, max_size=8),
)
def test_tidying_a_text_at_its_end_changes_nothing(value: object, tidying: list[str]) -> None:
    """Given a text field, when its transformation ends in tidying, then the field is as without it."""
    plain, tidied = (
        mapper_of(StreamKind.CUSTOMER, (MappingRow("a", "name", text),))
        for text in ("lower", " | ".join(["lower", *tidying]))
    )
    assert tidied((value, None, None)) == plain((value, None, None))
