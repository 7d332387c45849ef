"""A sale that is worked out and not recorded."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.core.money import Money
from api.purchases.types.bills import EarnStep, LineInput
from api.stamps import ComingStamps


@dataclass(frozen=True, slots=True)
class PreviewPurchase:
    """A sale to work out without recording it."""

    store_id: UUID
    amount: Money
    membership_id: UUID | None = None
    gift_card: Money | None = None
    points_paid: int = 0
    pays_max_points: bool = False
    lines: tuple[LineInput, ...] = ()
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PurchasePreview:
    """What a sale would earn, and how much of it could be paid with points.

    `points_paid` pay `points_value`; `eligible` is left to pay with money. From `min_points_payable` to
    `max_points_payable` (0: none) in steps could pay; `from_household` of them are others'.
    """

    points: int
    eligible: Money
    points_paid: int
    points_value: Money
    balance_before: int
    balance_after: int
    steps: tuple[EarnStep, ...]
    min_points_payable: int
    max_points_payable: int
    points_step: int
    from_household: int
    is_capped: bool
    stamps: tuple[ComingStamps, ...] = ()
