"""Values that a driver can give, good and bad, and one operation or mapping to put them through."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from api.erp.rules.grammar import parse
from api.erp.rules.operations import OPERATIONS, Row, Terms

COLUMNS = ("a", "b", "c")
TERMS = Terms("IN", "INR", ZoneInfo("Asia/Kolkata"), {name: place for place, name in enumerate(COLUMNS)})
ODDITIES: tuple[object, ...] = (
    None,
    "",
    "   ",
    "\r\n",
    "a\x00b",
    "\ud800",
    "🧾👨‍👩‍👧",
    "9" * 5_000,
    "1e999",
    "nan",
    "-inf",
    "2026-02-30",
    True,
    False,
    0,
    -1,
    10**400,
    0.1,
    float("nan"),
    float("inf"),
    1e308,
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("-Infinity"),
    Decimal("1E+999999"),
    Decimal("1E-999999"),
    Decimal("-0.00"),
    b"bill",
    b"\xff\xfe",
    bytearray(b"x"),
    memoryview(b"x"),
    date.min,
    date.max,
    datetime.combine(date.min, time.min),
    datetime.combine(date.max, time.max),
    datetime.min.replace(tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
    time(23, 59),
    timedelta(days=-4),
    timedelta(hours=8),
    UUID(int=7),
    {"en_US": "Shirt"},
    {},
    ["a"],
    object(),
)
SAMPLES = (
    "trim",
    "upper",
    "lower",
    "digits",
    "collapse_space",
    "strip_crlf",
    "split(/, 1)",
    "substr(1, 3)",
    "regex_extract('([0-9]+)')",
    "const(x)",
    "hash_id",
    "json_pick(en_US)",
    "coalesce(b, c)",
    "concat('-', b, c)",
    "int",
    "decimal(2)",
    "money_minor",
    "abs",
    "sign(return, sale)",
    "negate_if(b, '=', SR)",
    "negate_if(b, '<', 0)",
    "date",
    "date('%d/%m/%Y')",
    "datetime",
    "datetime('%d/%m/%y %I:%M %p', UTC)",
    "combine_date_time(b)",
    "bool",
    "bool(Y)",
    "map({a: b})",
    "map({a: b}, c)",
    "e164",
)
cells = st.one_of(
    st.sampled_from(ODDITIES),
    st.none(),
    st.text(max_size=60),
    st.text(st.characters(codec=None), max_size=10),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.booleans(),
    st.binary(max_size=20),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.timezones()),
    st.times(),
    st.timedeltas(),
)


def run(text: str, value: object, row: Row = (None, None, None)) -> object:
    """What one operation gives, bound to a shop in India whose source has the columns a, b and c."""
    (call,) = parse(text)
    operation = OPERATIONS[call.name]
    if operation.bind is not None:
        return operation.bind(call.arguments, TERMS)(value)
    assert operation.bind_row is not None
    return operation.bind_row(call.arguments, TERMS)(value, row)
