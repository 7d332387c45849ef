"""Facts of gifts."""

from typing import ClassVar
from uuid import UUID

from typing_extensions import override

from api.core.outbox import Fact


class GiftSent(Fact):
    """A member gave points away; they are on their way."""

    name: ClassVar[str] = "gifts.sent"

    gift_id: UUID
    giver_id: UUID
    points: int

    @override
    def topics(self) -> tuple[str, ...]:
        """The giver's card."""
        return (f"card:{self.giver_id}",)


class GiftArrived(Fact):
    """A gift reached a member."""

    name: ClassVar[str] = "gifts.arrived"

    gift_id: UUID
    giver_id: UUID
    receiver_id: UUID
    points: int

    @override
    def topics(self) -> tuple[str, ...]:
        """The receiver's card alone: the giver of a gift to a number is not told who has it."""
        return (f"card:{self.receiver_id}",)


class GiftReturned(Fact):
    """Nobody came for a gift in time: the points are back with the giver."""

    name: ClassVar[str] = "gifts.returned"

    gift_id: UUID
    giver_id: UUID
    points: int

    @override
    def topics(self) -> tuple[str, ...]:
        """The giver's card."""
        return (f"card:{self.giver_id}",)
