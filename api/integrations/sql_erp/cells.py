"""Keys and positions out of what drivers give."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import combinations, pairwise

from api.erp.types import Cell, Page, Position, Problem, SourceFailed
from api.integrations.sql_erp.engine import Row
from api.integrations.sql_erp.statements import Statements


def key_part(cell: Cell) -> str | int:
    """A cell as a part of a key: whole numbers as such, whatever type the source keeps them in."""
    if isinstance(cell, bool | int):
        return int(cell)
    if isinstance(cell, Decimal | float) and cell == int(cell):
        return int(cell)
    if isinstance(cell, bytes):
        return cell.hex()
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def told(cell: Cell) -> str:
    """A cell as text."""
    return str(key_part(cell))


def moment(cell: Cell) -> datetime | int | None:
    """What a column of time or of versions holds. Raises SourceFailed for what is neither."""
    if cell is None or isinstance(cell, datetime | int):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - the source's own time
    if isinstance(cell, bytes):
        return int.from_bytes(cell, "big")
    try:
        return datetime.fromisoformat(str(cell))
    except ValueError:
        raise SourceFailed(
            Problem.UNEXPECTED, "The column by which the stream is read holds no points in time."
        ) from None


def day_of(cell: Cell) -> date:
    """The day of a cell of days."""
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else date.fromisoformat(str(cell)[:10])


def utc_offset(local: datetime, utc: datetime) -> int:
    """Minutes by which a local clock is ahead of UTC; clocks stand on quarters of an hour."""
    return round((local - utc).total_seconds() / 900) * 15


def skew_seconds(utc: datetime) -> int:
    """Seconds by which a clock is ahead of ours."""
    return round((utc.replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds())


class Pages:
    """Turns rows of `Statements.rows` into pages."""

    def __init__(self, statements: Statements) -> None:
        spec = statements.spec
        names = [name for name, _ in spec.columns]
        self._width = len(names)
        self._places = {name: place for place, name in enumerate(names)}
        self._key = spec.key
        self._year = statements.year
        self._at = self._width if statements.at is not None else None
        self._hash = None if statements.hash is None else self._width + (self._at is not None)

    def page(self, found: Sequence[Row], *, is_last: bool, end: Position | None = None) -> Page:
        """A page of rows; its end is that of its last row unless another is given."""
        if not found:
            return Page(rows=(), keys=(), end=end, is_last=is_last)
        return Page(
            rows=[tuple(row[: self._width]) for row in found],
            keys=[self.key(row) for row in found],
            end=end or self.end(found[-1]),
            is_last=is_last,
            hashes=() if self._hash is None else [int(str(row[self._hash] or 0)) for row in found],
        )

    def key(self, row: Row) -> str:
        """A row's key: the year where there is one, and the key's columns."""
        return self.joined(row, self._key)

    def joined(self, row: Row, names: Sequence[str]) -> str:
        """A key made of other columns: that of a line's invoice."""
        parts = [told(row[self._places[name]]) for name in names]
        return ":".join([self._year, *parts] if self._year else parts)

    def end(self, row: Row) -> Position:
        """The position of a row."""
        at = None if self._at is None else moment(row[self._at])
        return Position(at, tuple(key_part(row[self._places[name]]) for name in self._key))


def combinations_of(key: str, year: str, count: int) -> Iterator[tuple[str, ...]]:
    """Every way in which a key can have been joined of `count` values: a value may hold a colon itself."""
    bare = key.removeprefix(f"{year}:") if year else key
    pieces = bare.split(":")
    for cuts in combinations(range(1, len(pieces)), count - 1):
        bounds = [0, *cuts, len(pieces)]
        yield tuple(":".join(pieces[a:b]) for a, b in pairwise(bounds))
