"""Values of the office's list of customers: what narrows and sorts it, saved views, bulk runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Lifecycle(StrEnum):
    """How far a member has come with a business, by bills."""

    NEW = "new"
    REPEAT = "repeat"
    LOYAL = "loyal"
    VIP = "vip"


class Standing(StrEnum):
    """How things stand with a member now."""

    ACTIVE = "active"
    VIP = "vip"
    CHURNING = "churning"
    INACTIVE = "inactive"


class Sort(StrEnum):
    """Orders of the list."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NAME = "name"
    NAME_FROM_END = "name_from_end"
    LAST_VISIT = "last_visit"
    LONGEST_AWAY = "longest_away"
    SPENT = "spent"
    LEAST_SPENT = "least_spent"
    BALANCE = "balance"
    LEAST_BALANCE = "least_balance"
    VISITS = "visits"
    LEAST_VISITS = "least_visits"


@dataclass(frozen=True, slots=True)
class DirectoryFilter:
    """Narrows the list; what is None does not. Names are those of `rules.filters.CONDITIONS`."""

    status: str | None = None
    standing: str | None = None
    lifecycle: str | None = None
    tag_id: UUID | None = None
    tier_id: UUID | None = None
    store_id: UUID | None = None
    consent: str | None = None
    has_kids: bool | None = None
    has_email: bool | None = None
    has_voucher: bool | None = None
    birth_month: int | None = None
    min_balance: int | None = None
    max_balance: int | None = None
    min_visits: int | None = None
    max_visits: int | None = None
    min_spent_minor_units: int | None = None
    max_spent_minor_units: int | None = None
    last_visit_before: datetime | None = None
    last_visit_after: datetime | None = None
    joined_before: datetime | None = None
    joined_after: datetime | None = None
    away_days: int | None = None
    seen_days: int | None = None
    joined_days: int | None = None


EVERYONE = DirectoryFilter()


@dataclass(frozen=True, slots=True)
class Selection:
    """Whom a bulk run is about: these, or all whom search and filter find, in the order of the list."""

    customer_ids: Sequence[UUID] = ()
    search: str = ""
    narrowed: DirectoryFilter = EVERYONE
    sort: Sort = Sort.NEWEST


@dataclass(frozen=True, slots=True)
class Counted:
    """How many the list has; an estimate where `is_exact` is False."""

    count: int
    is_exact: bool


@dataclass(frozen=True, slots=True)
class ViewDetails:
    """A saved view as it is told: `narrowed` is the filter as the client spells it."""

    name: str
    search: str
    narrowed: Mapping[str, object]
    sort: Sort
    columns: Sequence[str]
    is_shared: bool
    is_default: bool


class BulkKind(StrEnum):
    """What a bulk run does."""

    TAG = "tag"
    UNTAG = "untag"
    POINTS = "points"
    STATUS = "status"
    EXPORT = "export"
    IMPORT = "import"


class BulkState(StrEnum):
    """How far a bulk run is."""

    CHECKING = "checking"
    READY = "ready"
    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"


class BulkOutcome(StrEnum):
    """What came of one member, or one line, of a run."""

    WAITING = "waiting"
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"
    UNDONE = "undone"
    KEPT = "kept"


class FileFormat(StrEnum):
    """How a list travels."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class BulkOrder:
    """What is to be done to whom. `confirmed` is the number typed for more than 1,000 members."""

    kind: BulkKind
    selection: Selection
    tag: str = ""
    tag_id: UUID | None = None
    points: int = 0
    reason: str = ""
    status: str = ""
    columns: Sequence[str] = ()
    format: FileFormat = FileFormat.CSV
    confirmed: int | None = None


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What a run would do now. `points` is the sum of what would be booked, `cost_minor` its worth."""

    count: int
    changes: int
    same: int
    refused: int
    points: int = 0
    cost_minor: int = 0
    currency: str = ""


@dataclass(frozen=True, slots=True)
class BulkRunInfo:
    """A run as its workers see it."""

    id: UUID
    program_id: UUID
    business_id: UUID
    kind: BulkKind
    state: BulkState
    params: Mapping[str, object]
    total: int
    place: int
    staff_id: UUID | None
    actor_id: UUID | None


@dataclass(frozen=True, slots=True)
class Item:
    """One member, or one line of a file, of a run."""

    nr: int
    membership_id: UUID | None
    outcome: BulkOutcome = BulkOutcome.WAITING
    code: str = ""
    before: str | None = None
    tx_id: UUID | None = None
    cells: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one item: written back to its row. `points` counts what was booked."""

    nr: int
    outcome: BulkOutcome
    code: str = ""
    before: str | None = None
    tx_id: UUID | None = None
    membership_id: UUID | None = None
    points: int = 0


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a run made."""

    name: str
    content_type: str
