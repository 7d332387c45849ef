"""What a hand-made stream may read: plain tables and columns, no SQL of anybody's own."""

import re
from collections.abc import Iterable

from api.core.errors import BadInput
from api.erp.types import Comparison, CursorKind, StreamKind, StreamSpec

MAX_COLUMNS, MAX_JOINS, MAX_WHERE, MAX_VALUES = 100, 12, 12, 100
MAX_NAME, MAX_TEXT = 128, 200
_TABLE = re.compile(r"[^\W\d][\w $#@]{0,127}(\{FY\})?(\.[^\W\d][\w $#@]{0,127}(\{FY\})?)?")
_ALIAS = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,15}")
_CALLED = re.compile(r"[a-z][a-z0-9_]{0,62}")
STREAM_KINDS = frozenset({StreamKind.CUSTOMER, StreamKind.PRODUCT, StreamKind.INVOICE})
"""Kinds that are streams of their own; lines are read beside their invoices."""
MARKED = frozenset({CursorKind.TIME_KEY, CursorKind.ROWVERSION})


def check_spec(spec: StreamSpec) -> StreamSpec:
    """Refuses what is not plain tables and columns, names used twice, and a cursor without its column."""
    _check_sizes(spec)
    aliases = _check_tables(spec)
    called = [name for name, _ in spec.columns]
    for name in called:
        if not _CALLED.fullmatch(name):
            raise BadInput("A column is called by small letters, digits and _.", path=("columns",))
    if len(set(called)) != len(called):
        raise BadInput("Two columns are called the same.", path=("columns",))
    _check_columns((column for _, column in spec.columns), aliases, "columns")
    _check_columns((column for each in spec.joins for column in (each.left, each.right)), aliases, "joins")
    _check_columns((each.column for each in spec.where), aliases, "where")
    _check_names(spec, set(called))
    return spec


def _check_sizes(spec: StreamSpec) -> None:
    for field, count, most in (
        ("columns", len(spec.columns), MAX_COLUMNS),
        ("joins", len(spec.joins), MAX_JOINS),
        ("where", len(spec.where), MAX_WHERE),
    ):
        if count > most:
            raise BadInput(f"Please give at most {most}.", path=(field,))
    if not spec.columns:
        raise BadInput("Please choose columns.", path=("columns",))
    for each in spec.where:
        many = each.comparison in (Comparison.IN, Comparison.NOT_IN)
        if not 1 <= len(each.values) <= (MAX_VALUES if many else 1):
            raise BadInput(
                "A filter compares with one value, or with a list where it says so.", path=("where",)
            )
        if any(isinstance(value, str) and not _is_plain(value) for value in each.values):
            raise BadInput("A filter's value has at most 200 plain characters.", path=("where",))
    if not 1 <= spec.year_starts_month <= 12:
        raise BadInput("A month is 1 to 12.", path=("year_starts_month",))


def _check_tables(spec: StreamSpec) -> set[str]:
    for field, table in (("table", spec.table), *(("joins", each.table) for each in spec.joins)):
        if not _TABLE.fullmatch(table):
            raise BadInput("Please give a table by its name.", path=(field,))
    aliases = ["t", *(each.alias for each in spec.joins)]
    if len(set(aliases)) != len(aliases) or not all(map(_ALIAS.fullmatch, aliases)):
        raise BadInput("Every joined table needs a short name of its own.", path=("joins",))
    return set(aliases)


def _check_columns(columns: Iterable[str], aliases: set[str], field: str) -> None:
    for column in columns:
        alias, dot, name = column.partition(".")
        plain = 1 <= len(name) <= MAX_NAME and name.isprintable() and not set(name) & set("\"'`[];")
        if not dot or alias not in aliases or not plain:
            raise BadInput(f"{column[:60]} is not a column of one of the tables.", path=(field,))


def _check_names(spec: StreamSpec, called: set[str]) -> None:
    if not spec.key or not set(spec.key) <= called:
        raise BadInput("The key is made of the columns.", path=("key",))
    if spec.cursor in MARKED and spec.cursor_column not in called:
        raise BadInput("This way of reading needs a column.", path=("cursor_column",))
    if spec.kind is StreamKind.INVOICE_LINE and not (spec.parent and set(spec.parent) <= called):
        raise BadInput("Lines need the columns that hold their bill's key.", path=("parent",))
    for field, name in (("day", spec.day), ("branch", spec.branch), ("amount", spec.amount)):
        if name is not None and name not in called:
            raise BadInput("This is not among the columns.", path=(field,))


def _is_plain(text: str) -> bool:
    return len(text) <= MAX_TEXT and (text.isprintable() or not text)
