"""Facts of suspicious awards."""

from typing import ClassVar
from uuid import UUID

from typing_extensions import override

from api.core.outbox import Fact


class AwardHeld(Fact):
    """Points were given and are held for review, for these reasons."""

    name: ClassVar[str] = "reviews.award_held"

    review_item_id: UUID
    tx_id: UUID
    membership_id: UUID
    purchase_id: UUID | None
    points: int
    reasons: tuple[str, ...]

    @override
    def topics(self) -> tuple[str, ...]:
        """The business whose queue grew."""
        return (f"business:{self.business_id}",)


class AwardDecided(Fact):
    """Held points were released or taken back; `points` are those that were still held."""

    name: ClassVar[str] = "reviews.award_decided"

    review_item_id: UUID
    tx_id: UUID
    membership_id: UUID
    purchase_id: UUID | None
    points: int
    is_approved: bool

    @override
    def topics(self) -> tuple[str, ...]:
        """The card, and the business whose queue shrank."""
        return (f"card:{self.membership_id}", f"business:{self.business_id}")
