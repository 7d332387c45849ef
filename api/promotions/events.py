"""Facts of birthday promotions."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from typing_extensions import override

from api.core.outbox import Fact


class PromotionSaved(Fact):
    """A birthday promotion was made, changed or put out of use."""

    name: ClassVar[str] = "promotions.promotion_saved"

    promotion_id: UUID

    @override
    def topics(self) -> tuple[str, ...]:
        """The business whose promotions changed."""
        return (f"business:{self.business_id}",)


class PresentGiven(Fact):
    """A member was given a present for a birthday, the own or a child's. It tells no name and no age."""

    name: ClassVar[str] = "promotions.present_given"

    promotion_id: UUID
    present_id: UUID
    membership_id: UUID
    birthday: date
    voucher_id: UUID | None
    points: int

    @override
    def topics(self) -> tuple[str, ...]:
        """The card that it is on."""
        return (f"card:{self.membership_id}",)
