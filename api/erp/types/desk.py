"""What an owner says of connections, streams and rules by hand, and what the desk answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypedDict
from uuid import UUID

from api.core.money import Money
from api.erp.types.documents import DateBasis
from api.erp.types.mapping import DryRow
from api.erp.types.sources import SourceKind


@dataclass(frozen=True, slots=True)
class ConnectionDetails:
    """A connection as it is typed in. A `password` of None keeps the one that is there."""

    name: str
    kind: SourceKind
    time_zone: str
    host: str = ""
    port: int | None = None
    database: str = ""
    username: str = ""
    password: str | None = field(default=None, repr=False)
    path: str = ""
    is_encrypted: bool = False
    rows_per_second: int | None = None
    query_timeout_seconds: int = 30


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a mapping makes of the newest rows. `token` lets exactly this mapping be saved; "" where nothing came alive.

    `lines` are those of an invoice stream; empty for others.
    """

    stream_id: UUID
    rows: Sequence[DryRow]
    lines: Sequence[DryRow]
    token: str

    @property
    def dead(self) -> int:
        """Rows and lines that would be dead."""
        return sum(row.result is None for row in (*self.rows, *self.lines))


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """A version of a stream's mapping that was kept."""

    id: UUID
    stream_id: UUID
    version: int
    rows_seen: int
    rows_dead: int


@dataclass(frozen=True, slots=True)
class SeenBranch:
    """A branch that the source's bills name: how many of late, how many wait for its store, where it leads to now."""

    code: str
    bills: int
    last_day: date | None
    waiting: int
    store_id: UUID | None
    is_excluded: bool


class StreamChanges(TypedDict, total=False):
    """How a stream is asked; what is left out stays."""

    poll_seconds: int
    overlap_minutes: int
    lag_limit_seconds: int


class RuleChanges(TypedDict, total=False):
    """New rules of a connection; what is left out stays."""

    branches: Mapping[str, UUID]
    default_store_id: UUID | None
    excluded_series: Sequence[str]
    excluded_branches: Sequence[str]
    min_bill: Money
    counts_from: date | None
    date_basis: DateBasis
    placeholder_phones: Sequence[str]
    max_customers_per_phone: int
    return_wait_hours: int
    claim_days: int
    keeps_lines: bool
    staff_tag: str


class Take(StrEnum):
    """Whose value stands after a conflict."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class ResetPreview:
    """What reading from a day on would read again. Nothing is posted twice: equal rows are passed over."""

    day: date
    documents: int
    years: Sequence[str]


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a claimed bill gave."""

    document_id: UUID
    purchase_id: UUID
    points: int
