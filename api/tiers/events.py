"""What tiers announce."""

from typing import ClassVar
from uuid import UUID

from typing_extensions import override

from api.core.outbox import Fact


class TierChanged(Fact):
    """A member's tier changed. Written by the statement that changes it, for each member who moves."""

    name: ClassVar[str] = "tiers.tier_changed"

    change_id: UUID
    membership_id: UUID
    from_tier_id: UUID | None = None
    from_name: str | None = None
    to_tier_id: UUID | None = None
    to_name: str | None = None
    is_up: bool
    reason: str

    @override
    def topics(self) -> tuple[str, ...]:
        """The member's card."""
        return (f"card:{self.membership_id}",)


class TierRewardDue(Fact):
    """A member rose to a tier that brings a reward. Written beside the change, only where there is one to give."""

    name: ClassVar[str] = "tiers.reward_due"

    change_id: UUID
    membership_id: UUID
    tier_id: UUID
    tier_name: str
    reward_id: UUID


class LadderSaved(Fact):
    """The rules of a program's tiers were changed."""

    name: ClassVar[str] = "tiers.ladder_saved"

    ladder_id: UUID
    ladder_version: int
    moved: int
