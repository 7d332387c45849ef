"""Where members stand for the conditions of rewards: the one place that asks the tiers."""

from uuid import UUID

from api.rewards.rules.conditions import MemberStanding


async def standing_of(program_id: UUID, membership_id: UUID) -> MemberStanding:  # noqa: ARG001 - whom tiers are asked about
    """The tiers whose rewards are this member's. Where a program has no tiers, a reward that names some is nobody's."""
    return MemberStanding()
