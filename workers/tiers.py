"""Jobs of tiers, and what reaching one brings."""

from collections.abc import Mapping
from typing import Any

import structlog

from api import rewards, tiers
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
    """Gives who rose the reward of the tier, once for each rise. One that is out of stock or out of use is not owed."""
    changed = tiers.TierChanged.model_validate(payload)
    if changed.reward_id is None or changed.program_id is None:
        return
    found = await rewards.rewards_by_id(changed.program_id, [changed.reward_id])
    reward = found.get(changed.reward_id)
    if reward is None:
        return
    try:
        await rewards.give_voucher(
            SYSTEM,
            changed.program_id,
            reward.business_id,
            changed.membership_id,
            reward.id,
            source="tier",
            idempotency_key=str(changed.change_id),
            reference_id=changed.to_tier_id,
            reason=changed.to_name or "",
        )
    except Refusal as refusal:
        log.warning("tiers.reward_not_given", code=refusal.code, reward_id=str(reward.id))
