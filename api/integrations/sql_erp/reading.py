"""Reads of one stream in one financial year, through an open connection."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from api.erp.types import (
    CursorKind,
    DayDigest,
    Page,
    Position,
    Problem,
    SourceFailed,
    StreamKind,
    StreamSpec,
)
from api.integrations.sql_erp.cells import Pages, combinations_of, day_of, told
from api.integrations.sql_erp.changes import changed_page, version
from api.integrations.sql_erp.diagnosis import failure
from api.integrations.sql_erp.engine import Row
from api.integrations.sql_erp.links import Link, remembered
from api.integrations.sql_erp.statements import Statements, split_column, table_names
from api.integrations.sql_erp.years import has_table, years_in

KEYS_AT_ONCE = 500
VERSIONED = frozenset({CursorKind.ROWVERSION, CursorKind.CHANGE_TRACKING})


@dataclass(frozen=True, slots=True)
class Reading:
    """One stream, one year, one connection. Raises SourceFailed."""

    link: Link
    spec: StreamSpec
    year: str

    def page(self, after: Position | None, until: Position | None, limit: int) -> Page:
        """The next rows in the order of the cursor; one more is asked for, to know whether these are the last."""
        statements = self._statements()
        if self.spec.cursor is CursorKind.CHANGE_TRACKING:
            return changed_page(self.link, statements, after, until, limit)
        found: list[Row] = []
        if self.spec.cursor is CursorKind.TIME_KEY and (after is None or after.at is None):
            found = self.link.read(statements.undated(after).limit(limit + 1))
            after = None
        if len(found) <= limit:
            left = limit + 1 - len(found)
            wanted = statements.following(after, until).limit(left)
            found += self.link.read(wanted, (self.spec, self.year, left, shape_of(after), shape_of(until)))
        return Pages(statements).page(found[:limit], is_last=len(found) <= limit)

    def newest(self, limit: int) -> Page:
        """The newest rows first, those without a moment last."""
        statements = self._statements()
        found = list(self.link.read(statements.backwards(dated=True).limit(limit)))
        if statements.at is not None and len(found) < limit:
            found += self.link.read(statements.backwards(dated=False).limit(limit - len(found)))
        return Pages(statements).page(found, is_last=True)

    def by_keys(self, keys: Sequence[str]) -> Page:
        """Rows of these keys; of lines, those of these invoices."""
        if not keys:
            return Page(rows=(), keys=(), end=None, is_last=True)
        of_lines = self.spec.kind is StreamKind.INVOICE_LINE and bool(self.spec.parent)
        names = self.spec.parent if of_lines else self.spec.key
        statements, wanted = self._statements(), {with_year(key, self.year) for key in keys}
        pages = Pages(statements)
        rows = [
            row
            for some in in_parts(sorted(wanted), KEYS_AT_ONCE)
            for row in self._of_keys(statements, names, some)
            if pages.joined(row, names) in wanted
        ]
        return pages.page(rows, is_last=True)

    def day(self, day: date) -> Page:
        """Every row of a day."""
        statements = self._statements()
        return Pages(statements).page(self.link.read(statements.of_day(day)), is_last=True)

    def count(self) -> int:
        """How many rows there are."""
        return int(str(self.link.read(self._statements().number())[0][0]))

    def digests(self, first: date, last: date) -> list[DayDigest] | None:
        """Days and branches with their rows; None where the engine has no hash or the stream no day."""
        statements = self._statements()
        if statements.hash is None or not self.spec.day:
            return None
        has_branch = bool(self.spec.branch)
        return [
            DayDigest(day_of(row[0]), told(row[1]) if has_branch else "", _whole(row[-2]), _whole(row[-1]))
            for row in self.link.read(statements.digests(first, last))
        ]

    def _of_keys(self, statements: Statements, names: Sequence[str], keys: Sequence[str]) -> list[Row]:
        values = [parts for key in keys for parts in combinations_of(key, self.year, len(names))]
        return self.link.read(statements.where_any(names, values)) if values else []

    def _statements(self) -> Statements:
        engine, spec = self.link.engine, self.spec
        if spec.cursor in VERSIONED and not engine.has_row_versions:
            detail = "row versions and change tracking are SQL Server's; read by time and key"
            raise failure(Problem.VERSION_UNSUPPORTED, self.link.source, engine, detail)
        self.link.load(table_names(spec, self.year), spec)
        return remembered(
            self.link.statements,
            (spec, self.year),
            lambda: Statements(spec, self.year, engine, self._moment_type()),
        )

    def _moment_type(self) -> str:
        """The cursor column's type, asked for once for each connection."""
        if self.spec.cursor is not CursorKind.TIME_KEY:
            return ""
        table, column = split_column(self.spec, self.year)
        known = self.link.moment_types
        if (table, column) not in known:
            known[table, column] = self.link.engine.moment_type(self.link.read, table, column)
        return known[table, column]


def years(link: Link, spec: StreamSpec) -> list[str]:
    """Financial years with a table of their own; [""] where the spec has none."""
    names = link.engine.names(link.read, link.source)
    found = years_in(names, spec.table) if spec.has_years else [""] * has_table(names, spec.table)
    if not found:
        raise failure(Problem.TABLE_UNKNOWN, link.source, link.engine, f"no table {spec.table}")
    return found


def bound(link: Link, spec: StreamSpec) -> Position | None:
    """Up to where it is safe to read now."""
    if spec.cursor is CursorKind.TIME_KEY:
        return Position(now(link)[0])
    if spec.cursor not in VERSIONED:
        return None
    if not link.engine.has_row_versions:
        raise failure(Problem.VERSION_UNSUPPORTED, link.source, link.engine)
    if spec.cursor is CursorKind.CHANGE_TRACKING:
        return Position(version(link))
    oldest = link.read("SELECT MIN_ACTIVE_ROWVERSION()")[0][0]
    if not isinstance(oldest, bytes):
        raise SourceFailed(Problem.VERSION_UNSUPPORTED, "The server tells no row version.")
    return Position(int.from_bytes(oldest, "big") - 1)


def now(link: Link) -> tuple[datetime, datetime]:
    """The source's local time and UTC."""
    return link.engine.clock(link.read, link.source)


def with_year(key: str, year: str) -> str:
    """A key as pages tell it, whether it was given with its year or without."""
    return key if not year or key.startswith(f"{year}:") else f"{year}:{key}"


def shape_of(position: Position | None) -> tuple[object, ...]:
    """What of a position decides how a statement is put, whatever its values."""
    if position is None:
        return ()
    at = position.at
    return (type(at), isinstance(at, datetime) and at.tzinfo is not None, len(position.key))


def in_parts(keys: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """The keys in parts of at most `size`."""
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def _whole(cell: object) -> int:
    return int(cell) if isinstance(cell, int | Decimal) else int(str(cell or 0))
