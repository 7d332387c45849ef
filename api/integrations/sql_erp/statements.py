"""The SELECTs of a stream in one financial year. Names are quoted, values are parameters: both come from people."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnClause,
    ColumnElement,
    Select,
    and_,
    cast,
    column,
    func,
    or_,
    quoted_name,
    select,
    table,
)
from sqlalchemy.sql.expression import FromClause, false, not_, true

from api.erp.types import (
    Comparison,
    CursorKind,
    Position,
    Problem,
    SourceFailed,
    StreamSpec,
    Where,
)
from api.integrations.sql_erp.engine import Column, Engine, Instant, bind, split_table

MAIN = "t"
TIMED = frozenset({CursorKind.TIME_KEY, CursorKind.ROWVERSION})
# pymssql would put a value in its place, quotes or not
PARAMETER = re.compile(r"%\([^)]*\)[sd]")
EMPTY: tuple[str | int, ...] = ("", 0)


def table_names(spec: StreamSpec, year: str) -> list[str]:
    """The tables that a stream reads in a year, the main one first."""
    return [name.replace("{FY}", year) for name in (spec.table, *(join.table for join in spec.joins))]


def split_column(spec: StreamSpec, year: str) -> tuple[str, str]:
    """Table and name of the cursor's column."""
    alias, _, name = dict(spec.columns).get(spec.cursor_column or "", "").partition(".")
    aliases = [MAIN, *(join.alias for join in spec.joins)]
    if alias not in aliases:
        raise unknown(f"its cursor column “{spec.cursor_column}” is none of its columns")
    return table_names(spec, year)[aliases.index(alias)], name


class Statements:
    """Composes what is asked of one stream's tables. Raises SourceFailed where the spec names what it has not got."""

    def __init__(self, spec: StreamSpec, year: str, engine: Engine, moment_type: str = "") -> None:
        _check(spec)
        self.spec = spec
        self.year = year
        self._engine = engine
        self._moment_type = moment_type
        self._dotted = dict(spec.columns)
        self._froms = self._tables(table_names(spec, year))
        self.cells: list[Column] = [self._column(dotted) for _, dotted in spec.columns]
        self.keys: list[Column] = [self.named(name) for name in spec.key]
        self.hash = engine.row_hash(self.cells, self.named(spec.amount) if spec.amount else None)
        self.at: Column | None = None
        if spec.cursor in TIMED:
            self.at = engine.moment(self.named(spec.cursor_column or ""))

    def named(self, name: str) -> Column:
        """The column that mappings call so."""
        if name not in self._dotted:
            raise unknown(f"the stream has no column called “{name}”")
        return self._column(self._dotted[name])

    def rows(self, *extra: Column) -> Select[Any]:
        """Every row with its cells, then its moment where it has one, its hash where there is one, and `extra`."""
        beside = [part for part in (self.at, self.hash, *extra) if part is not None]
        labelled = [part.label(f"c{place}") for place, part in enumerate([*self.cells, *beside])]
        return self._kept(select(*labelled))

    def following(self, after: Position | None, until: Position | None) -> Select[Any]:
        """Rows in the order of the cursor, those after one position and up to another."""
        found = self.rows()
        if self.at is None:
            found = found.where(later(self.keys, after.key)) if after and after.key else found
            return found.order_by(*self.keys)
        found = found.where(self.at.is_not(None))
        if after is not None and after.at is not None:
            found = found.where(self._after(self._instant(after), after.key))
        if until is not None and until.at is not None:
            found = found.where(self._up_to(self._instant(until), until.key))
        return found.order_by(self.at, *self.keys)

    def undated(self, after: Position | None) -> Select[Any]:
        """Rows whose cursor column is empty, by key: they come before all others."""
        found = self.rows().where(self._at().is_(None))
        found = found.where(later(self.keys, after.key)) if after and after.key else found
        return found.order_by(*self.keys)

    def backwards(self, *, dated: bool) -> Select[Any]:
        """Rows, the newest first: those with a moment, or those without."""
        falling = [key.desc() for key in self.keys]
        if self.at is None:
            return self.rows().order_by(*falling)
        if dated:
            return self.rows().where(self.at.is_not(None)).order_by(self.at.desc(), *falling)
        return self.rows().where(self.at.is_(None)).order_by(*falling)

    def where_any(self, names: Sequence[str], values: Sequence[Sequence[str]]) -> Select[Any]:
        """Rows whose named columns are one of the given combinations, by key."""
        columns = [self.named(name) for name in names]
        if len(columns) == 1:
            kept: ColumnElement[bool] = columns[0].in_([bind(value) for (value,) in values])
        else:
            kept = or_(false(), *(_all_equal(columns, combination) for combination in values))
        return self.rows().where(kept).order_by(*self.keys)

    def of_day(self, day: date) -> Select[Any]:
        """Rows of one day, by key."""
        return self.rows().where(self._engine.within_days(self._day(), day, day)).order_by(*self.keys)

    def number(self) -> Select[Any]:
        """How many rows there are."""
        return self._kept(select(func.count()))

    def digests(self, first: date, last: date) -> Select[Any]:
        """Number and sum of hashes by day and branch."""
        day = self._engine.day(self._day())
        parts = [day, self.named(self.spec.branch)] if self.spec.branch else [day]
        total = func.sum(cast(self.hash, BigInteger))
        found = self._kept(select(*parts, func.count(), total))
        return found.where(self._engine.within_days(self._day(), first, last)).group_by(*parts)

    def _day(self) -> Column:
        if not self.spec.day:
            raise unknown("the stream names no column of days")
        return self.named(self.spec.day)

    def _at(self) -> Column:
        if self.at is None:
            raise unknown("the stream names no column of time")
        return self.at

    def _instant(self, position: Position) -> Instant:
        if position.at is None:
            raise unknown("a position without a moment")
        return self._engine.instant(self._at(), position.at, self._moment_type)

    def _after(self, at: Instant, key: Sequence[str | int]) -> ColumnElement[bool]:
        # T-SQL compares no rows; the first condition lets an index be entered
        return and_(at.since, or_(at.after, and_(at.same, later(self.keys, key)))) if key else at.since

    def _up_to(self, at: Instant, key: Sequence[str | int]) -> ColumnElement[bool]:
        here = and_(at.same, not_(later(self.keys, key))) if key else at.same
        return or_(not_(at.since), here)

    def _kept(self, found: Select[Any]) -> Select[Any]:
        source: FromClause = self._froms[MAIN]
        for join in self.spec.joins:
            on = self._column(join.left) == self._column(join.right)
            source = source.outerjoin(self._froms[join.alias], on)
        return found.select_from(source).where(*(self._filter(where) for where in self.spec.where))

    def _filter(self, where: Where) -> ColumnElement[bool]:
        return FILTERS[where.comparison](self._column(where.column), where.values)

    def _column(self, dotted: str) -> Column:
        alias, _, name = dotted.partition(".")
        if alias not in self._froms or not name:
            raise unknown(f"“{dotted}” is not a column of a table of the stream")
        return self._froms[alias].c[name]

    def _tables(self, names: list[str]) -> dict[str, FromClause]:
        used: dict[str, dict[str, None]] = {
            alias: {} for alias in (MAIN, *(j.alias for j in self.spec.joins))
        }
        for dotted in self._mentioned():
            alias, _, name = dotted.partition(".")
            used.setdefault(alias, {})[name] = None
        aliases = [MAIN, *(join.alias for join in self.spec.joins)]
        return {
            alias: _table(name, list(used[alias])).alias(quoted(alias))
            for alias, name in zip(aliases, names, strict=True)
        }

    def _mentioned(self) -> list[str]:
        spec = self.spec
        sides = [side for join in spec.joins for side in (join.left, join.right)]
        return [*(dotted for _, dotted in spec.columns), *sides, *(where.column for where in spec.where)]


def quoted(name: str) -> quoted_name:
    """A name that is always written in quotes. Raises SourceFailed for one that a driver would take for a parameter."""
    if PARAMETER.search(name) or "\0" in name:
        raise unknown(f"“{name}” cannot be a name")
    return quoted_name(name, quote=True)


def unknown(what: str) -> SourceFailed:
    """A stream that asks for what it has not described."""
    return SourceFailed(Problem.COLUMN_UNKNOWN, f"The stream is not described well: {what}.")


def _check(spec: StreamSpec) -> None:
    aliases = [MAIN, *(join.alias for join in spec.joins)]
    if not spec.key:
        raise unknown("it names no key")
    if len(set(aliases)) < len(aliases):
        raise unknown("two of its tables have the same alias")


def later(keys: Sequence[Column], values: Sequence[str | int]) -> ColumnElement[bool]:
    """True for rows whose key comes after the values, column by column."""
    if len(keys) != len(values):
        raise unknown(f"a position of {len(values)} values for a key of {len(keys)}")
    first = keys[0] > bind(values[0])
    if len(keys) == 1:
        return first
    return or_(first, and_(keys[0] == bind(values[0]), later(keys[1:], values[1:])))


def _table(name: str, columns: Sequence[str]) -> FromClause:
    schema, bare = split_table(name)
    parts: list[ColumnClause[Any]] = [column(quoted(part)) for part in columns]
    return table(quoted(bare), *parts, schema=None if schema is None else quoted(schema))


def _all_equal(columns: Sequence[Column], values: Sequence[str]) -> ColumnElement[bool]:
    return and_(*(part == bind(value) for part, value in zip(columns, values, strict=True)))


def _is_in(part: Column, values: tuple[str | int, ...]) -> ColumnElement[bool]:
    if not values:
        return false()
    found = part.in_([bind(str(value)) for value in values])
    return or_(part.is_(None), found) if _has_empty(values) else found


def _is_not_in(part: Column, values: tuple[str | int, ...]) -> ColumnElement[bool]:
    if not values:
        return true()
    found = part.not_in([bind(str(value)) for value in values])
    return and_(part.is_not(None), found) if _has_empty(values) else or_(part.is_(None), found)


def _has_empty(values: tuple[str | int, ...]) -> bool:
    return any(value in EMPTY for value in values)


FILTERS: dict[Comparison, Callable[[Column, tuple[str | int, ...]], ColumnElement[bool]]] = {
    Comparison.IS: lambda part, values: _is_in(part, values[:1]),
    Comparison.IS_NOT: lambda part, values: _is_not_in(part, values[:1]),
    Comparison.IN: _is_in,
    Comparison.NOT_IN: _is_not_in,
    Comparison.FROM: lambda part, values: part >= bind(str(values[0])) if values else true(),
}
