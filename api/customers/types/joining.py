"""Two members who become one, and those who are forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.core.audit import Actor


@dataclass(frozen=True, slots=True)
class MergeMembers:
    """Two members of a program who are one human being: who is kept, who is gone from now on."""

    kept_id: UUID
    gone_id: UUID
    idempotency_key: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Joining:
    """A merge or un-merge under way, as each part of the program is told of it.

    `family` are the one who is gone and those who were merged into them before. `business_id` is where it is done.
    """

    merge_id: UUID
    actor: Actor
    program_id: UUID
    business_id: UUID
    kept_id: UUID
    gone_id: UUID
    family: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Leaving:
    """A card that is being erased, as each part of the program is told of it. `business_id` gave the card out."""

    erasure_id: UUID
    program_id: UUID
    business_id: UUID
    membership_id: UUID


@dataclass(frozen=True, slots=True)
class ErasureInfo:
    """A wish to be forgotten that waits for its day."""

    id: UUID
    requested_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class MergeInfo:
    """A merge that was done, and undone where `undone_at` says so."""

    id: UUID
    program_id: UUID
    business_id: UUID
    kept_id: UUID
    gone_id: UUID
    reason: str
    staff_name: str
    merged_at: datetime
    undo_until: datetime
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would bring to the kept member, by name; and what differs between the two."""

    brings: Mapping[str, int]
    differs: tuple[str, ...]
