"""Pieces of a reward: taken and given back on the reward's row, whose lock all vouchers of it pass one by one."""

from datetime import datetime
from uuid import UUID

from api.core import db
from api.rewards.errors import OutOfStock, RewardUnavailable
from api.rewards.queries.rewards import COLUMNS, rewards_by_id, to_reward
from api.rewards.rules.conditions import offered
from api.rewards.types import Reason, RewardInfo

TAKE = f"""
    UPDATE reward SET stock_taken = stock_taken + $4
    WHERE program_id = $1 AND id = $2 AND is_active AND (stock IS NULL OR stock_taken + $4 <= stock)
        AND (starts_at IS NULL OR starts_at <= $3) AND (ends_at IS NULL OR ends_at > $3)
    RETURNING {COLUMNS}
"""
GIVE_BACK = "UPDATE reward SET stock_taken = stock_taken - $3 WHERE program_id = $1 AND id = $2"
# a key's lock would clash with those that vouchers take on their reward
LOCK = "SELECT FROM reward WHERE program_id = $1 AND id = $2 FOR NO KEY UPDATE"


async def take(reward: RewardInfo, now: datetime, pieces: int = 1) -> RewardInfo | None:
    """Takes pieces and locks the reward until the transaction ends; None, and nothing taken, where that cannot be."""
    row = await db.fetchrow(TAKE, reward.program_id, reward.id, now, pieces)
    return None if row is None else to_reward(row)


async def give_back(program_id: UUID, reward_id: UUID, pieces: int = 1) -> None:
    """Gives pieces back, whatever has become of the reward."""
    await db.execute(GIVE_BACK, program_id, reward_id, pieces)


async def lock(program_id: UUID, reward_id: UUID) -> None:
    """Makes others who take or give back pieces of this reward wait."""
    await db.execute(LOCK, program_id, reward_id)


async def refuse(reward: RewardInfo, now: datetime) -> OutOfStock | RewardUnavailable:
    """Why nothing could be taken, as the reward stands now."""
    newest = (await rewards_by_id(reward.program_id, [reward.id])).get(reward.id, reward)
    against = offered(newest, now)
    if against is not None:
        return unavailable(against)
    return OutOfStock("No piece of this reward is left.", path=("rewardId",))


def unavailable(against: Reason) -> RewardUnavailable:
    """The reason as a refusal."""
    return RewardUnavailable(against.message, path=("rewardId",), params={"reason": against.code.upper()})
