"""Where members stand for the conditions of rewards: the one place that asks the tiers."""

from uuid import UUID

from api import tiers
from api.rewards.rules.conditions import MemberStanding


async def standing_of(program_id: UUID, membership_id: UUID) -> MemberStanding:
    """The tier of the member and all below it: a reward for Silver is Gold's too."""
    return MemberStanding(await tiers.reached_by(program_id, membership_id))
