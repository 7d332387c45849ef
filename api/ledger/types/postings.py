"""Postings, balances and movements."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
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
    REINSTATE = "reinstate"
    SETTLE = "settle"
    PACK = "pack"
    MERGE = "merge"
    UNMERGE = "unmerge"
    FORFEIT = "forfeit"


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

    @property
    def has_times(self) -> bool:
        """False where points can be spent at once and for ever."""
        return self.expiry_kind is not ExpiryKind.NEVER or self.pending_kind is not PendingKind.NONE


@dataclass(frozen=True, slots=True)
class Balance:
    """What a member can spend now, what still waits, and the version of the account that says so."""

    available: int
    pending: int
    as_of_version: int


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


class BulkEarn(NamedTuple):
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
