"""Facts of sales."""

from typing import ClassVar
from uuid import UUID

from typing_extensions import override

from api.core.outbox import Fact


class PurchaseRecorded(Fact):
    """A bill was recorded. Amounts in minor units."""

    name: ClassVar[str] = "purchases.recorded"

    purchase_id: UUID
    store_id: UUID
    membership_id: UUID | None
    amount_minor: int
    currency: str
    points_earned: int
    points_paid: int

    @override
    def topics(self) -> tuple[str, ...]:
        """The store's screens and the card."""
        return _topics(self.store_id, self.membership_id)


class PurchaseReturned(Fact):
    """Part or all of a bill was returned or voided; the figures are of this return alone."""

    name: ClassVar[str] = "purchases.returned"

    purchase_id: UUID
    purchase_return_id: UUID
    store_id: UUID
    membership_id: UUID | None
    kind: str
    amount_minor: int
    currency: str
    points_taken_back: int
    points_given_back: int

    @override
    def topics(self) -> tuple[str, ...]:
        """The store's screens and the card."""
        return _topics(self.store_id, self.membership_id)


def _topics(store_id: UUID, membership_id: UUID | None) -> tuple[str, ...]:
    card = (f"card:{membership_id}",) if membership_id else ()
    return (f"store:{store_id}", *card)
