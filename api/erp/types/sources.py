"""Where a shop's own system is, and how rows are read out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

Cell: TypeAlias = object
"""What a driver gives: None, str, int, float, Decimal, bool, bytes, date or datetime (naive: the source's own time)."""
Cursor: TypeAlias = Mapping[str, object]
"""How far a stream has been read, as JSON: by financial year ("" where the tables have none) a `Position.told()`."""


class SourceKind(StrEnum):
    """Kinds of systems that can be read."""

    MSSQL = "mssql"
    POSTGRESQL = "postgresql"
    MYSQL = "mysql"
    SQLITE = "sqlite"
    CSV_FOLDER = "csv_folder"


@dataclass(frozen=True, slots=True)
class Source:
    """One system with what it takes to sign in. `id` and `version` tell whether an open connection is still good.

    `path` is the file of SQLite or the folder of CSV drops. Times without a zone are in `time_zone`.
    """

    id: UUID
    version: int
    kind: SourceKind
    host: str = ""
    port: int | None = None
    database: str = ""
    username: str = ""
    password: str = ""
    path: str = ""
    time_zone: str = "UTC"
    is_encrypted: bool = False
    connect_timeout_seconds: int = 10
    query_timeout_seconds: int = 30
    rows_per_second: int | None = None


class Problem(StrEnum):
    """Why a source cannot be read, so that a person knows whom to ask for what."""

    NAME_NOT_FOUND = "name_not_found"
    CONNECTION_REFUSED = "connection_refused"
    LOGIN_FAILED = "login_failed"
    DATABASE_UNKNOWN = "database_unknown"
    RIGHTS_MISSING = "rights_missing"
    TIMED_OUT = "timed_out"
    VERSION_UNSUPPORTED = "version_unsupported"
    ENCRYPTION_FAILED = "encryption_failed"
    PATH_NOT_FOUND = "path_not_found"
    TABLE_UNKNOWN = "table_unknown"
    COLUMN_UNKNOWN = "column_unknown"
    CONNECTION_LOST = "connection_lost"
    RESYNC_NEEDED = "resync_needed"
    UNEXPECTED = "unexpected"


TRANSIENT = frozenset(
    {Problem.CONNECTION_REFUSED, Problem.TIMED_OUT, Problem.CONNECTION_LOST, Problem.NAME_NOT_FOUND}
)


class SourceFailed(Exception):
    """The source could not be read. The sentence says what to do and holds no secret."""

    def __init__(self, problem: Problem, message: str) -> None:
        super().__init__(message)
        self.problem = problem
        self.message = message

    @property
    def is_transient(self) -> bool:
        """True where trying again later may help without anybody doing anything."""
        return self.problem in TRANSIENT


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a test of a connection found. `can_write` warns: the login could change the source."""

    problem: Problem | None
    message: str
    server_version: str = ""
    latency_ms: int = 0
    tables: int = 0
    can_write: bool = False
    clock_skew_seconds: int = 0

    @property
    def is_ok(self) -> bool:
        """True where rows can be read."""
        return self.problem is None


@dataclass(frozen=True, slots=True)
class TableInfo:
    """A table of the source with its columns, in their order, and the source's own name of each type."""

    name: str
    columns: Sequence[tuple[str, str]]


class StreamKind(StrEnum):
    """What the rows of a stream are."""

    CUSTOMER = "customer"
    PRODUCT = "product"
    INVOICE = "invoice"
    INVOICE_LINE = "invoice_line"


class CursorKind(StrEnum):
    """How new and changed rows are found: see docs/erp.md."""

    TIME_KEY = "time_key"
    KEY = "key"
    ROWVERSION = "rowversion"
    CHANGE_TRACKING = "change_tracking"
    SNAPSHOT = "snapshot"


class Comparison(StrEnum):
    """How a filter compares a column with its values."""

    IS = "is"
    IS_NOT = "is_not"
    IN = "in"
    NOT_IN = "not_in"
    FROM = "from"


@dataclass(frozen=True, slots=True)
class Join:
    """A table read beside the main one: LEFT JOIN `table` AS `alias` ON `left` = `right`, both as "alias.column"."""

    table: str
    alias: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Where:
    """Keeps the rows whose column ("alias.column") compares so. Missing values count as the empty one of IS and IN."""

    column: str
    comparison: Comparison
    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class StreamSpec:
    """What a stream reads. `{FY}` in a table's name stands for the financial year ("20252026", from 1 April).

    `table` has the alias "t". `columns` are pairs (name as mappings call it, "alias.column"). `key` are names of
    columns that are unique within one year's table; their values joined by ":" (with the year in front where there is
    one) are a row's key. `cursor_column` is a name of a column (TIME_KEY: when the row was keyed; ROWVERSION: the
    version). `day`, `branch` and `amount` name the columns by which invoices are reconciled; `parent` of lines are the
    columns that hold their invoice's key.
    """

    kind: StreamKind
    table: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]
    cursor: CursorKind = CursorKind.TIME_KEY
    cursor_column: str | None = None
    joins: tuple[Join, ...] = ()
    where: tuple[Where, ...] = ()
    day: str | None = None
    branch: str | None = None
    amount: str | None = None
    parent: tuple[str, ...] = ()
    year_starts_month: int = 4

    @property
    def has_years(self) -> bool:
        """True where each financial year has a table of its own."""
        return "{FY}" in self.table


@dataclass(frozen=True, slots=True)
class Position:
    """How far one table has been read: all rows whose (`at`, `key`) come before or at it.

    `at` is the cursor column's value: a datetime, or an int of ROWVERSION and CHANGE_TRACKING; None for KEY, and of
    TIME_KEY for rows whose time is missing, which come before all others. Without a `key`, reading after a position
    begins with the rows at `at`, and reading up to it ends with them; of CHANGE_TRACKING all of version `at` is done.
    While CHANGE_TRACKING goes through the whole table for the first time, `at` is negative.
    """

    at: datetime | int | None = None
    key: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in the order of the cursor, each a tuple in the order of the spec's `columns`.

    `keys` are the rows' keys, `hashes` the source's own hashes of them (empty where it has none), `end` the position of
    the last row (None for an empty page, but of CHANGE_TRACKING always where to go on). `is_last` where
    the source had no more up to the upper bound.
    """

    rows: Sequence[tuple[Cell, ...]]
    keys: Sequence[str]
    end: Position | None
    is_last: bool
    hashes: Sequence[int] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class DayDigest:
    """What the source has of one day and branch: how many rows, and the sum of their hashes. Equal sums, equal rows."""

    day: date
    branch: str
    rows: int
    hashes: int
