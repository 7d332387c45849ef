"""What every kind of engine can be asked, and how the common ones answer."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Protocol, TypeAlias

from sqlalchemy import BindParameter, ColumnElement, Date, Select, and_, bindparam, cast
from sqlalchemy.engine import Dialect
from sqlalchemy.types import NullType

from api.erp.types import Cell, Problem, Source, StreamSpec, TableInfo

Row: TypeAlias = tuple[Cell, ...]
Column: TypeAlias = ColumnElement[Any]
Statement: TypeAlias = Select[Any] | str
Errors: TypeAlias = tuple[type[Exception], ...]
Read: TypeAlias = Callable[[Statement], list[Row]]

TABLES_LIMIT = 2_000


class DriverCursor(Protocol):
    """As much of a driver's cursor as is used."""

    def execute(self, statement: Any, parameters: Any = ..., /) -> Any:
        """Sends a statement."""
        ...

    def fetchall(self) -> Sequence[Any]:
        """All rows of the answer."""
        ...

    def close(self) -> Any:
        """Lets go of the answer."""
        ...


class DriverConnection(Protocol):
    """As much of a driver's connection as is used."""

    def cursor(self) -> Any:
        """A cursor to send one statement with."""
        ...

    def close(self) -> Any:
        """Ends the connection."""
        ...


@dataclass(frozen=True, slots=True)
class Instant:
    """Where a column stands to a moment: at or after it, at it, after it; as the engine stores moments."""

    since: ColumnElement[bool]
    same: ColumnElement[bool]
    after: ColumnElement[bool]


def bind(value: object) -> BindParameter[Any]:
    """A parameter without a type, so that the server reads it as what it is compared with."""
    return bindparam(None, value, type_=NullType(), unique=True)


class Engine(ABC):
    """One kind of system: how it is opened, how it says things, and what its errors mean."""

    dialect: ClassVar[Dialect]
    title: ClassVar[str]
    has_row_versions: ClassVar[bool] = False
    errors: ClassVar[Errors]

    @abstractmethod
    def connect(self, source: Source) -> DriverConnection:
        """Opens a read-only connection in autocommit, with time-outs. Raises what the driver raises."""

    @abstractmethod
    def problem_of(self, error: Exception) -> Problem | None:
        """What a driver's error means; None where it does not tell."""

    @abstractmethod
    def clock(self, read: Read, source: Source) -> tuple[datetime, datetime]:
        """The source's local time and UTC at the same moment, both without a zone."""

    @abstractmethod
    def version(self, read: Read) -> str:
        """Product and version, for people."""

    @abstractmethod
    def can_write(self, read: Read, source: Source) -> bool:
        """True where the login is known to be able to change something."""

    @abstractmethod
    def tables(self, read: Read, source: Source) -> list[TableInfo]:
        """Readable tables and views by name; at most TABLES_LIMIT."""

    @abstractmethod
    def names(self, read: Read, source: Source) -> list[str]:
        """The names of all readable tables and views."""

    def before(self, connection: Any, source: Source) -> None:
        """Called before each statement."""
        del connection, source

    def load(self, connection: Any, source: Source, tables: Sequence[str], spec: StreamSpec) -> None:
        """Called with the tables of a stream before its statements."""
        del connection, source, tables, spec

    def moment_type(self, read: Read, table: str, column: str) -> str:
        """The type of a column of time, where comparisons depend on it."""
        del read, table, column
        return ""

    def moment(self, column: Column) -> Column:
        """The column of time as rows are ordered by it."""
        return column

    def instant(self, column: Column, at: datetime | int, moment_type: str) -> Instant:
        """Where the column stands to a moment that `moment` once gave."""
        del moment_type
        return Instant(column >= bind(at), column == bind(at), column > bind(at))

    def day(self, column: Column) -> Column:
        """The day of a column of days or moments."""
        return cast(column, Date)

    def within_days(self, column: Column, first: date, last: date) -> ColumnElement[bool]:
        """Keeps rows of these days, both included, in a way that can use an index."""
        until = last + timedelta(days=1)
        return and_(
            column >= cast(bind(first.isoformat()), Date), column < cast(bind(until.isoformat()), Date)
        )

    def row_hash(self, columns: Sequence[Column], amount: Column | None) -> Column | None:
        """A hash over a row's columns as a whole number of the engine; None where it has no such function."""
        del columns, amount
        return None


def split_table(name: str) -> tuple[str | None, str]:
    """("sales", "bills") of "sales.bills"; no schema where there is no dot."""
    schema, dot, table = name.partition(".")
    return (schema, table) if dot else (None, name)


def grouped(rows: Sequence[Row]) -> list[TableInfo]:
    """Tables out of rows (schema, table, column, type, default schema) that come table by table."""
    found: dict[str, list[tuple[str, str]]] = {}
    for schema, table, column, kind, usual in rows:
        name = str(table) if schema == usual else f"{schema}.{table}"
        found.setdefault(name, []).append((str(column), str(kind)))
    tables = [TableInfo(name, tuple(columns)) for name, columns in found.items()]
    return sorted(tables, key=lambda table: table.name.casefold())[:TABLES_LIMIT]
