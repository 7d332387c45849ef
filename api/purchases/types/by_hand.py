"""Points that a person moves: those that wait, and those without a bill."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PendingChoice:
    """Waiting points, named by the transaction that gave them or by their bill."""

    idempotency_key: str
    tx_id: UUID | None = None
    purchase_id: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HandPosting:
    """Points that a person moves without a bill. `points` is positive, but for an adjustment that takes."""

    idempotency_key: str
    membership_id: UUID
    points: int
    reason: str
    store_id: UUID | None = None
