"""Where members stand for the conditions of rewards: the one place that asks the tiers, and after children."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from api import customers, tiers
from api.businesses import ProgramRules
from api.core import clock
from api.rewards.rules.conditions import MemberStanding, asks_for_kids
from api.rewards.types import RewardInfo


async def standing_of(
    program: ProgramRules, membership_id: UUID, asked: Iterable[RewardInfo]
) -> MemberStanding:
    """The tier of the member and all below it: a reward for Silver is Gold's too. Children's ages where one asks."""
    reached = await tiers.reached_by(program.id, membership_id)
    if not any(asks_for_kids(reward.terms.conditions) for reward in asked):
        return MemberStanding(reached)
    today = clock.local_date(clock.now(), program.time_zone)
    ages: dict[UUID, list[int]] = defaultdict(list)
    for business_id, birthday in await customers.kids_birthdays_of(program.id, membership_id):
        age = customers.age_on(birthday, today)
        if age is not None:
            ages[business_id].append(age)
    return MemberStanding(reached, ages)
