"""What a shop's own system holds, after mapping: bills, returns, customers, goods; and what became of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class Document(StrEnum):
    """What a row of invoices is."""

    SALE = "sale"
    RETURN = "return"
    TRANSFER = "transfer"


class DocState(StrEnum):
    """How a document stands: see docs/erp.md."""

    LIVE = "live"
    UNATTACHED = "unattached"
    WAITING = "waiting"
    UNREFERENCED = "unreferenced"
    CANCELLED = "cancelled"
    DELETED = "deleted"
    IGNORED = "ignored"
    CLAIMED = "claimed"


class Ignored(StrEnum):
    """Why a document earns nothing."""

    TRANSFER = "transfer"
    SERIES = "series"
    BRANCH = "branch"
    SMALL = "small"
    TOO_EARLY = "too_early"


class DateBasis(StrEnum):
    """Which of a bill's dates counts: the one on the bill, or when it was keyed."""

    BILL = "bill"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class SyncRules:
    """What a business makes of its bills.

    `branches` leads from the source's code to a store; one without a store falls to `default_store_id`, and is refused
    where there is none. Phones that many share count for nobody. `keeps_lines` reads what was bought, for rules by
    goods. `staff_tag` is put on members whom the source calls its staff; empty puts none.
    """

    branches: Mapping[str, UUID] = field(default_factory=dict)
    default_store_id: UUID | None = None
    excluded_series: frozenset[str] = frozenset()
    excluded_branches: frozenset[str] = frozenset()
    min_bill_minor: int = 0
    counts_from: date | None = None
    date_basis: DateBasis = DateBasis.BILL
    placeholder_phones: frozenset[str] = frozenset()
    max_customers_per_phone: int = 4
    return_wait_hours: int = 72
    claim_days: int = 60
    keeps_lines: bool = True
    staff_tag: str = "Staff"


class Policy(StrEnum):
    """Who wins where the source and we know different things of a customer."""

    ERP_WINS = "erp_wins"
    OURS_WINS = "ours_wins"
    NEWEST_WINS = "newest_wins"
    REVIEW = "review"
    OURS_IF_VERIFIED = "ours_if_verified"


class ConnectionState(StrEnum):
    """How a connection stands."""

    UNTESTED = "untested"
    WORKING = "working"
    FAILING = "failing"
    PAUSED = "paused"


class StreamState(StrEnum):
    """How a stream stands."""

    DRAFT = "draft"
    BACKFILLING = "backfilling"
    LIVE = "live"
    PAUSED = "paused"


class RunKind(StrEnum):
    """What a run was for."""

    POLL = "poll"
    BACKFILL = "backfill"
    RECONCILE = "reconcile"
    REPLAY = "replay"


class RunState(StrEnum):
    """How far a run is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class DeadState(StrEnum):
    """What became of a row that could not be taken."""

    OPEN = "open"
    REPLAYED = "replayed"
    DROPPED = "dropped"


class ConflictState(StrEnum):
    """How a conflict was decided."""

    OPEN = "open"
    OURS = "ours"
    THEIRS = "theirs"


class InvoiceLine(NamedTuple):
    """A line of a bill that counts for what its goods earn."""

    sku: str
    name: str
    quantity_milli: int
    amount_minor: int


class Invoice(NamedTuple):
    """A bill or a return as the source has it now. `key` has the financial year in front where there is one."""

    key: str
    year: str
    document: Document
    is_deleted: bool
    number: str
    series: str
    branch: str
    amount_minor: int
    gift_card_minor: int
    currency: str
    occurred_at: datetime
    entered_at: datetime | None
    day: date | None
    customer_key: str
    phone: str
    customer_name: str
    reference_key: str
    reference_number: str
    claim_pin: str
    row_hash: str
    source_hash: int | None
    customer: str
    """How it names its customer, by the source's key or the phone; empty where it names nobody."""
    lines: tuple[InvoiceLine, ...] = ()


class Row(NamedTuple):
    """A row that is to be taken: its key, its cells by column, and the source's own hash of it."""

    key: str
    cells: tuple[object, ...]
    source_hash: int | None = None


@dataclass(slots=True)
class Tally:
    """Rows of a run by what came of them."""

    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    dead: int = 0
    gone: int = 0
    points: int = 0

    def add(self, other: "Tally") -> None:
        """Counts what another one counted."""
        for name in ("read", "new", "changed", "same", "dead", "gone", "points"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class Claimable:
    """A document without a customer, whom its number and PIN may find."""

    id: UUID
    connection_id: UUID
    pin_hash: str
    occurred_at: datetime
