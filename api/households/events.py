"""Facts of households."""

from typing import ClassVar
from uuid import UUID

from typing_extensions import override

from api.core.outbox import Fact


class HouseholdChanged(Fact):
    """A household or who is in it changed: `what` is made, joined, left, removed, terms, sharing or invitation."""

    name: ClassVar[str] = "households.changed"

    household_id: UUID
    what: str
    membership_id: UUID
    members: tuple[UUID, ...]

    @override
    def topics(self) -> tuple[str, ...]:
        """The cards of everybody in it, and of whom it is about."""
        return tuple(f"card:{each}" for each in sorted({*self.members, self.membership_id}))


class MemberInvited(Fact):
    """A household invited somebody who has a card of the program: the number's holder, where one is known."""

    name: ClassVar[str] = "households.invited"

    household_id: UUID
    invitation_id: UUID
    inviter_id: UUID
    membership_id: UUID

    @override
    def topics(self) -> tuple[str, ...]:
        """The card of whoever was invited."""
        return (f"card:{self.membership_id}",)


class HouseholdSpent(Fact):
    """A member spent points of others of the household."""

    name: ClassVar[str] = "households.spent"

    household_id: UUID
    spender_id: UUID
    points: int
    spend_tx_id: UUID
    members: tuple[UUID, ...]

    @override
    def topics(self) -> tuple[str, ...]:
        """The cards of everybody in it."""
        return tuple(f"card:{each}" for each in sorted({*self.members, self.spender_id}))


class SpendLimitMet(Fact):
    """A member came to the end of what they may spend of the household's points in a day, a week or a month."""

    name: ClassVar[str] = "households.limit_met"

    household_id: UUID
    membership_id: UUID
    limit: str
    maximum: int
