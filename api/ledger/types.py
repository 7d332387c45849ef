"""Values of the ledger that cross the border: requests, postings, policies, balances."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from api.businesses import ExpiryKind, PendingKind, PointLimits, ShortfallPolicy

MAX_POINTS = 1_000_000_000_000
"""The most that one posting may move: above it is a mistake, not a purchase."""


class TxKind(StrEnum):
    """What a transaction did to points."""

    EARN = "earn"
    REDEEM = "redeem"
    REVERSE_EARN = "reverse_earn"
    REVERSE_REDEEM = "reverse_redeem"
    ADJUST = "adjust"
    EXPIRE = "expire"
    OPENING_BALANCE = "opening_balance"
    TRANSFER = "transfer"
    RELEASE = "release"
    SETTLE = "settle"
    PACK = "pack"
    MERGE = "merge"
    UNMERGE = "unmerge"


@dataclass(frozen=True, slots=True)
class PostingRequest:
    """Who asks for a posting, for whom, and under which idempotency key.

    `source` and `idempotency_key` are unique in the program for ever; `request_hash` tells the same request from
    another one under the same key (hexadecimal SHA-256 of its content). `business_id` issues or redeems the points.
    """

    program_id: UUID
    business_id: UUID
    membership_id: UUID
    source: str
    idempotency_key: str
    request_hash: str
    occurred_at: datetime
    store_id: UUID | None = None
    staff_id: UUID | None = None
    device_id: str | None = None
    reference_id: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """What was posted. `points` is signed as the member sees it, and less than asked where a limit capped it.

    `balance` and `pending` hold right after it; a replay returns those of the first time.
    """

    tx_id: UUID
    kind: TxKind
    points: int
    balance: int
    pending: int
    is_replay: bool
    result: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LedgerPolicy:
    """The rules of a program that decide how its points live and die."""

    time_zone: str
    expiry_kind: ExpiryKind = ExpiryKind.NEVER
    expiry_months: int = 12
    pending_kind: PendingKind = PendingKind.NONE
    pending_days: int = 0
    pending_until: datetime | None = None
    shortfall: ShortfallPolicy = ShortfallPolicy.DEBT
    reinstatement_days: int = 30
    limits: PointLimits = field(default_factory=PointLimits)


@dataclass(frozen=True, slots=True)
class Balance:
    """What a member can spend now, what still waits, and the version of the account that says so."""

    available: int
    pending: int
    as_of_version: int


@dataclass(frozen=True, slots=True)
class ExpiringPoints:
    """Points of one member that expire at one moment."""

    points: int
    at: datetime


@dataclass(frozen=True, slots=True)
class TransactionInfo:
    """One transaction as it is shown. `expires_at` and `is_pending` are those of the lot that it opened."""

    id: UUID
    program_id: UUID
    business_id: UUID | None
    membership_id: UUID
    store_id: UUID | None
    staff_id: UUID | None
    reference_id: UUID | None
    kind: TxKind
    points: int
    balance_after: int
    pending_after: int
    reason: str
    occurred_at: datetime
    recorded_at: datetime
    expires_at: datetime | None
    is_pending: bool


@dataclass(frozen=True, slots=True)
class BulkEarn:
    """One award of a bulk. `tx_id` is made by the caller (`new_id()`), who may store it at once."""

    tx_id: UUID
    membership_id: UUID
    idempotency_key: str
    request_hash: str
    points: int
    occurred_at: datetime
    store_id: UUID | None = None
    reference_id: UUID | None = None


class BulkOutcome(StrEnum):
    """Why a row of a bulk was not posted."""

    REPLAY = "replay"
    MISMATCH = "mismatch"


@dataclass(frozen=True, slots=True)
class BulkSkipped:
    """A row of a bulk that was not posted: `tx_id` is the transaction that holds its key."""

    index: int
    tx_id: UUID
    outcome: BulkOutcome


class Netting(StrEnum):
    """How the debts of a period become payments."""

    MULTILATERAL = "multilateral"
    BILATERAL = "bilateral"


class PeriodState(StrEnum):
    """How far a settlement period has come; it never goes back."""

    OPEN = "open"
    CLOSED = "closed"
    INVOICED = "invoiced"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class NewRate:
    """Money for one point from a moment on: millionths of the smallest unit; for one issuer, or for all."""

    micro_minor: int
    valid_from: datetime | None = None
    issuer_id: UUID | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewPack:
    """Points to be bought in advance, and at how many left somebody wants to hear of it."""

    idempotency_key: str
    points: int
    alert_points: int = 0


@dataclass(frozen=True, slots=True)
class PeriodInfo:
    """A settlement period: from `starts_at`, before `ends_at`."""

    id: UUID
    program_id: UUID
    number: int
    starts_at: datetime
    ends_at: datetime
    state: PeriodState
    netting: Netting
    currency: str


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One partner and one reason on a statement; negative where the business owes."""

    partner: str
    side: str
    kind: str
    postings: int
    points: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ClearedPoints:
    """One redemption, or what came back of one, behind a statement."""

    occurred_at: datetime
    partner: str
    kind: str
    store: str
    card_ends_with: str
    points: int
    micro_minor: int
    amount_minor: int
    tx_id: UUID


@dataclass(frozen=True, slots=True)
class Statement:
    """What one business is told of one period, with what it pays and gets."""

    id: UUID
    period: PeriodInfo
    program: str
    time_zone: str
    business: str
    opening_minor: int
    owed_minor: int
    due_minor: int
    settled_minor: int
    closing_minor: int
    lines: tuple[StatementLine, ...]
    payments: tuple[StatementLine, ...]
    cleared: tuple[ClearedPoints, ...]


@dataclass(frozen=True, slots=True)
class EarnedMonth:
    """Points of one issuer that were earned in one month, and what became of them.

    `redeemed_by_age` counts those redeemed so many months after; issued = redeemed + expired + returned + outstanding.
    """

    month: date
    issued: int
    redeemed: int
    expired: int
    returned: int
    outstanding: int
    redeemed_by_age: Mapping[int, int]
