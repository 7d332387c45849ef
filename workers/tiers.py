"""Jobs of tiers, and what reaching one brings."""

from collections.abc import Mapping
from typing import Any

import structlog

from api import customers, rewards, tiers
from api.core.audit import SYSTEM
from api.core.errors import Refusal

log = structlog.get_logger(__name__)


async def review(_context: dict[str, Any]) -> None:
    """Reviews every program that has tiers."""
    for program_id in await tiers.programs_with_tiers():
        moved = await tiers.review(program_id)
        if moved:
            log.info("tiers.reviewed", program_id=str(program_id), moved=moved)


async def give_reward(payload: Mapping[str, object]) -> None:
    """Gives who rose the reward of the tier, once for each rise. One that is out of stock or out of use is not owed.

    Who was merged meanwhile is given it as whom they were merged into; who was erased is given nothing.
    """
    due = tiers.TierRewardDue.model_validate(payload)
    if due.program_id is None:
        return
    reward = (await rewards.rewards_by_id(due.program_id, [due.reward_id])).get(due.reward_id)
    kept = await customers.kept_members(due.program_id, [due.membership_id])
    if reward is None or due.membership_id not in kept:
        return
    try:
        await rewards.give_voucher(
            SYSTEM,
            due.program_id,
            reward.business_id,
            kept[due.membership_id],
            reward.id,
            source="tier",
            idempotency_key=str(due.change_id),
            reference_id=due.tier_id,
            reason=due.tier_name,
        )
    except Refusal as refusal:
        log.warning("tiers.reward_not_given", code=refusal.code, reward_id=str(reward.id))
