"""Facts of stamp cards."""

from typing import ClassVar
from uuid import UUID

from typing_extensions import override

from api.core.outbox import Fact


class StampsChanged(Fact):
    """Stamps were put on a member's stamp card, or taken off where `count` is negative; `stamps` are on it now."""

    name: ClassVar[str] = "stamps.changed"

    membership_id: UUID
    stamp_design_id: UUID
    stamp_card_id: UUID
    round: int
    count: int
    stamps: int
    stamps_needed: int

    @override
    def topics(self) -> tuple[str, ...]:
        """The member's card."""
        return (f"card:{self.membership_id}",)


class StampsHalf(StampsChanged):
    """A stamp card came to half of its stamps, and not yet to four fifths."""

    name: ClassVar[str] = "stamps.half"


class StampsNearlyFull(StampsChanged):
    """A stamp card came to four fifths of its stamps, and is not full yet."""

    name: ClassVar[str] = "stamps.nearly_full"


class StampCardCompleted(StampsChanged):
    """A stamp card is full. `voucher_id` is what it gave; null where its reward could not be given."""

    name: ClassVar[str] = "stamps.card_completed"

    voucher_id: UUID | None


class StampCardExpired(StampsChanged):
    """A stamp card's time was over before it was full; `count` is 0."""

    name: ClassVar[str] = "stamps.card_expired"
