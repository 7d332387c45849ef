"""Extensions, and balances from an older program."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ExtendPoints:
    """Points good through a day from `from_day` to `to_day` shall be good through `until_day`; of a member or all."""

    from_day: date
    to_day: date
    until_day: date
    membership_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ExtensionPreview:
    """What an extension would move."""

    members: int
    lots: int
    points: int


@dataclass(frozen=True, slots=True)
class ExtensionInfo:
    """An extension and how far it has come: `state` is running or done."""

    id: UUID
    program_id: UUID
    business_id: UUID
    membership_id: UUID | None
    from_day: date
    to_day: date
    until_day: date
    reason: str
    state: str
    members: int
    lots: int
    points: int


class BulkBalance(NamedTuple):
    """An opening balance of a bulk, told as `BulkEarn`: it lives until its own moment (None: for ever), never waits."""

    tx_id: UUID
    membership_id: UUID
    idempotency_key: str
    request_hash: str
    points: int
    occurred_at: datetime
    store_id: UUID | None = None
    reference_id: UUID | None = None
    expires_at: datetime | None = None
    reason: str = ""


class ImportState(StrEnum):
    """How far a file of opening balances has come."""

    READING = "reading"
    CHECKED = "checked"
    POSTING = "posting"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ImportInfo:
    """A file of opening balances. `parts` of it were read; rows and points are counted as they come."""

    id: UUID
    program_id: UUID
    business_id: UUID
    file_name: str
    fingerprint: str
    header: tuple[str, ...]
    state: ImportState
    parts: int
    rows_read: int
    rows_wrong: int
    rows_posted: int
    rows_known: int
    points_read: int
    points_posted: int
    staff_name: str
