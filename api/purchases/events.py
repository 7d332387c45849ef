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


class PurchaseRestated(Fact):
    """A bill that another system keeps is another one now: edited, returned in part, cancelled, or somebody else's.

    Figures are those of the bill as it stands; `points_before` is what it gave until now.
    """

    name: ClassVar[str] = "purchases.restated"

    purchase_id: UUID
    store_id: UUID
    membership_id: UUID | None
    was_membership_id: UUID | None
    amount_minor: int
    returned_minor: int
    currency: str
    points: int
    points_before: int
    is_cancelled: bool

    @override
    def topics(self) -> tuple[str, ...]:
        """The store's screens and the cards of whom it is and was."""
        was = (f"card:{self.was_membership_id}",) if self.was_membership_id else ()
        return tuple(dict.fromkeys((*_topics(self.store_id, self.membership_id), *was)))


def _topics(store_id: UUID, membership_id: UUID | None) -> tuple[str, ...]:
    card = (f"card:{membership_id}",) if membership_id else ()
    return (f"store:{store_id}", *card)
