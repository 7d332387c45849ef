"""Rates, packs and settlement between businesses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


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
